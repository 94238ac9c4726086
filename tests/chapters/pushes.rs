//! Deliveries that are pushed over HTTP to the program itself: what was answered 202 is in the log exactly once, and whoever
//! got no answer sends it again.

mod client;

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, ensure};
use dateline_schemas::{Codec, Delivery, WireItem, topic::Topic};
use dateline_tests::{
    deadline::{wait_for, wait_until},
    installation::{Installation, Service},
    stack::{kafka, process::expect_nothing_odd},
};
use rdkafka::Message;

use client::{Client, Reply};

const WITHIN: Duration = Duration::from_secs(120);
pub(crate) const TOKEN: &str = "a token for the chapters on pushes";
const CONFIGURATION: &str = "\
[producer.push]
listen = \"127.0.0.1:0\"

[[producer.sources]]
name = \"agency\"
kind = \"push\"
token_file = \"agency.token\"
";

const DELIVERIES: usize = 5_000;
const CONNECTIONS: usize = 64;
const KILLS: usize = 5;

pub(crate) fn write_configuration(installation: &Installation) {
    let write = |name, text| fs::write(installation.folder().join(name), text).unwrap();
    write("agency.token", TOKEN);
    write("newsroom.toml", CONFIGURATION);
}

fn delivery(number: usize) -> String {
    format!(
        "{{\"uri\": \"urn:test:push:{number:04}\", \"headline\": \"Ship {number} waits for its berth\"}}\n"
    )
}

/// Where a run listens for deliveries.
pub(crate) fn push_address(service: &Service) -> SocketAddr {
    let address = wait_for("the push server's address", WITHIN, || {
        service.address_of("push server listens")
    });
    address.unwrap()
}

/// Sends a delivery; every second one has a name of its sender's.
fn push(client: &mut Client, number: usize) -> anyhow::Result<Reply> {
    let key = format!("Idempotency-Key: {number}\r\n");
    let key = if number.is_multiple_of(2) { &key } else { "" };
    let headers = format!("Authorization: Bearer {TOKEN}\r\n{key}");
    client.post(
        "/v1/deliveries/agency",
        &headers,
        delivery(number).as_bytes(),
    )
}

#[test]
fn a_pushed_delivery_comes_out_of_the_sink_once_however_often_it_is_sent() {
    let installation = Installation::new(crate::PROGRAM, "", "pushes").unwrap();
    write_configuration(&installation);
    let command = [
        "run",
        "--in-memory",
        "--config",
        "newsroom.toml",
        "--sink",
        "jsonl:items.jsonl",
    ];
    let service = installation.start(&command).unwrap();
    let mut client = Client::connect(push_address(&service)).unwrap();
    for number in [0, 1, 0, 1] {
        let reply = push(&mut client, number).unwrap();
        assert_eq!(reply.status, 202, "{reply:?}");
    }
    let rows = || {
        let text = fs::read_to_string(installation.folder().join("items.jsonl"));
        text.unwrap_or_default().lines().count()
    };
    wait_until("both items", WITHIN, || rows() == 2).unwrap();
    let ended = service.stop(WITHIN).unwrap();
    expect_nothing_odd(&ended.stderr).unwrap();
    assert_eq!(rows(), 2);
}

/// What clients and the one who kills share.
#[derive(Default)]
struct Siege {
    address: Mutex<Option<SocketAddr>>,
    accepted: AtomicUsize,
}

impl Siege {
    fn set_address(&self, address: Option<SocketAddr>) {
        *self.address.lock().unwrap_or_else(PoisonError::into_inner) = address;
    }

    /// Pushes one delivery until it is answered 202; its id.
    fn insist(&self, client: &mut Option<Client>, number: usize) -> anyhow::Result<String> {
        let id = wait_for("a delivery to be accepted", WITHIN, || {
            if client.is_none() {
                let address = *self.address.lock().unwrap_or_else(PoisonError::into_inner);
                *client = address.and_then(|address| Client::connect(address).ok());
            }
            let Some(connected) = client else {
                return Ok(None);
            };
            let Ok(reply) = push(connected, number) else {
                // The connection ended without an answer.
                *client = None;
                return Ok(None);
            };
            match reply.status {
                202 => reply.json()?["delivery_id"]
                    .as_str()
                    .map(str::to_owned)
                    .context("no id")
                    .map(Some),
                429 | 503 => Ok(None),
                status => anyhow::bail!("{status}: {reply:?}"),
            }
        });
        self.accepted.fetch_add(1, Ordering::SeqCst);
        id
    }

    /// All deliveries of one connection: their ids.
    fn push_all(&self, first: usize) -> anyhow::Result<Vec<String>> {
        let mut client = None;
        let numbers = (first..DELIVERIES).step_by(CONNECTIONS);
        numbers
            .map(|number| self.insist(&mut client, number))
            .collect()
    }
}

#[test]
fn every_202_is_in_the_log_once_and_what_got_none_can_be_sent_again() {
    let installation = Installation::shared(crate::PROGRAM, "pushes").unwrap();
    installation.apply_topics().unwrap();
    write_configuration(&installation);
    let siege = Siege::default();
    let ids = thread::scope(|scope| {
        let clients: Vec<_> = (0..CONNECTIONS)
            .map(|first| {
                let siege = &siege;
                scope.spawn(move || siege.push_all(first))
            })
            .collect();
        let last = kill_again_and_again(&installation, &siege);
        let ids = clients.into_iter().map(|client| client.join().unwrap());
        let ids: anyhow::Result<Vec<_>> = ids.collect();
        last.unwrap().stop(WITHIN).unwrap();
        ids.unwrap().concat()
    });
    expect_each_once(&installation, &ids).unwrap();
}

/// Ends the service at once whenever another share of the deliveries is accepted; the run that was left alone.
fn kill_again_and_again(installation: &Installation, siege: &Siege) -> anyhow::Result<Service> {
    for kill in 1..=KILLS {
        let mut service = start(installation, siege)?;
        let share = DELIVERIES * kill / (KILLS + 1);
        wait_until("a share of the deliveries", WITHIN, || {
            siege.accepted.load(Ordering::SeqCst) >= share
        })?;
        service.running.kill()?;
        siege.set_address(None);
    }
    start(installation, siege)
}

fn start(installation: &Installation, siege: &Siege) -> anyhow::Result<Service> {
    let service = installation.start(&["produce", "--config", "newsroom.toml"])?;
    siege.set_address(Some(push_address(&service)));
    Ok(service)
}

fn expect_each_once(installation: &Installation, ids: &[String]) -> anyhow::Result<()> {
    let codec = Codec::single_object();
    let mut times_taken: BTreeMap<String, usize> = BTreeMap::new();
    for record in kafka::records_of(
        installation.brokers(),
        &installation.topic(Topic::Raw),
        WITHIN,
    )? {
        let delivery: Delivery = codec.decode(record.payload().context("no value")?)?;
        *times_taken.entry(delivery.delivery_id).or_default() += 1;
    }
    ensure!(
        ids.len() == DELIVERIES && times_taken.len() == DELIVERIES,
        "{}",
        times_taken.len()
    );
    ensure!(times_taken.values().all(|times| *times == 1), "taken twice");
    ensure!(
        ids.iter().all(|id| times_taken.contains_key(id)),
        "accepted and not taken"
    );
    let mut uris: Vec<String> = Vec::new();
    for record in kafka::records_of(
        installation.brokers(),
        &installation.topic(Topic::Items),
        WITHIN,
    )? {
        let item: WireItem = codec.decode(record.payload().context("no value")?)?;
        uris.push(item.uri);
    }
    uris.sort();
    let expected: Vec<String> = (0..DELIVERIES)
        .map(|number| format!("urn:test:push:{number:04}"))
        .collect();
    ensure!(uris == expected, "{} items", uris.len());
    Ok(())
}
