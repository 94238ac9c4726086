//! A producer that is away from its broker for longer than a transaction lasts, in the middle of a commit: it goes on by
//! itself, unless somebody else took over.

use std::{fs, time::Instant};

use anyhow::Context;
use dateline_runtime::{exit::Exit, failpoint::Failpoint};
use dateline_schemas::{Codec, Delivery, topic::Topic};
use dateline_tests::stack::{KafkaCluster, kafka};
use rdkafka::Message;

use super::*;

/// As long as a broker keeps a transaction open for its owner.
const TRANSACTION_TIMEOUT: Duration = Duration::from_secs(15);

/// A producer that follows a folder of deliveries.
struct Producing {
    installation: Installation,
    delivered: usize,
}

impl Producing {
    /// Its topics are there, and its schemas in them: the first commit of a start is that of its first deliveries.
    fn new(installation: Installation) -> Self {
        installation.apply_topics().unwrap();
        let producing = Self {
            installation,
            delivered: 0,
        };
        fs::create_dir_all(producing.deliveries()).unwrap();
        let mut first = producing.start(&producing.installation);
        first.wait_until_ready(WITHIN).unwrap();
        first.stop(WITHIN).unwrap();
        producing
    }

    fn deliveries(&self) -> std::path::PathBuf {
        self.installation.folder().join("deliveries")
    }

    fn start(&self, installation: &Installation) -> Service {
        let input = format!("jsonl:{}/*.jsonl", self.deliveries().display());
        let command = ["produce", "--follow", "--input", &input];
        installation.start(&command).unwrap()
    }

    /// Starts it, and lets it freeze with its first deliveries in an open transaction.
    fn start_frozen(&self) -> Service {
        let point = Failpoint::BeforeCommit.name();
        let armed = format!("{point}:1:freeze");
        let installation = self.installation.clone();
        let mut service = self.start(&installation.with_env("DATELINE_FAILPOINT", &armed));
        let hit = format!("failpoint {point} hit\n");
        service.running.wait_for_log(&hit, WITHIN).unwrap();
        service
    }

    fn deliver(&mut self) {
        let number = self.delivered;
        self.delivered += 1;
        let part = self.installation.folder().join("part");
        let item = format!("{{\"uri\": \"urn:test:{number}\", \"headline\": \"Ship {number}\"}}\n");
        fs::write(&part, item).unwrap();
        fs::rename(part, self.deliveries().join(format!("{number:04}.jsonl"))).unwrap();
    }

    /// Deliveries in the log, once no transaction is open there.
    fn taken(&self) -> anyhow::Result<Vec<String>> {
        let (brokers, topic) = (self.installation.brokers(), Topic::Raw);
        let records = kafka::records_of(brokers, &self.installation.topic(topic), WITHIN)?;
        let ids = records.iter().map(|record| {
            let value = record.payload().context("no value")?;
            let delivery: Delivery = Codec::single_object().decode(value)?;
            Ok(delivery.delivery_id)
        });
        ids.collect()
    }

    /// Waits until as many deliveries are in the log as there were, and then for each to be there once.
    fn expect_each_once(&self) {
        let count = self.delivered;
        let mut ids = wait_for(&format!("{count} deliveries"), WITHIN, || {
            Ok(Some(self.taken()?).filter(|ids| ids.len() >= count))
        })
        .unwrap();
        assert_eq!(ids.len(), count);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "a delivery was taken twice");
    }
}

fn wait_since(since: Instant, what: &str) {
    wait_for(what, WITHIN, || {
        Ok((since.elapsed() > TRANSACTION_TIMEOUT).then_some(()))
    })
    .unwrap();
}

#[test]
fn a_producer_survives_a_broker_that_timed_its_transaction_out() {
    let mut producing = Producing::new(shared("outage"));
    producing.deliver();
    let mut service = producing.start_frozen();
    producing.deliver();
    // Once no transaction is open any more, the broker has taken back what was written.
    assert_eq!(producing.taken().unwrap(), [""; 0]);
    service.running.thaw().unwrap();
    producing.expect_each_once();
    producing.deliver();
    producing.expect_each_once();
    service.stop(WITHIN).unwrap();
}

/// What a broker that was killed makes of the transaction differs from run to run: it may lose the markers that end it.
#[test]
fn a_producer_that_died_with_its_broker_goes_on_where_it_stood() {
    let cluster = KafkaCluster::start(1).unwrap();
    let mut producing = Producing::new(on(cluster.brokers(), "power"));
    producing.deliver();
    producing.start_frozen().running.kill().unwrap();
    let opened = Instant::now();
    cluster.kill_node(0).unwrap();
    wait_since(opened, "the transaction to be too old");
    cluster.start_node(0).unwrap();
    cluster.wait_until_ready().unwrap();
    let mut service = producing.start(&producing.installation);
    service.wait_until_ready(WITHIN).unwrap();
    producing.expect_each_once();
    producing.deliver();
    producing.expect_each_once();
    service.stop(WITHIN).unwrap();
}

#[test]
fn a_producer_whose_deliveries_another_took_meanwhile_gives_way() {
    let mut producing = Producing::new(shared("rival"));
    producing.deliver();
    let mut zombie = producing.start_frozen();
    let frozen = Instant::now();
    let mut heir = producing.start(&producing.installation);
    heir.wait_until_ready(WITHIN).unwrap();
    producing.expect_each_once();
    wait_since(frozen, "the zombie's transaction to be too old");
    zombie.running.thaw().unwrap();
    let ended = zombie.wait(WITHIN).unwrap();
    let code = ended.status.code().map(u8::try_from);
    assert_eq!(code, Some(Ok(Exit::Fenced.code())), "{}", ended.stderr);
    // Who took over is not disturbed.
    producing.deliver();
    producing.expect_each_once();
    heir.stop(WITHIN).unwrap();
}
