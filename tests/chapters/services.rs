//! The services of one installation: topics of its own on some Kafka, and processes whose metrics can be read.

use std::{cell::Cell, path::PathBuf, time::Duration};

use dateline_schemas::Timestamp;
use dateline_tests::{
    deadline::wait_for,
    exposition::Exposition,
    stack::{
        Program, kafka,
        process::{self, Running},
        prometheus,
    },
    stream::{Stream, StreamPlan},
};
use rdkafka::{
    ClientConfig,
    producer::{BaseProducer, BaseRecord, Producer},
    util::Timeout,
};

/// For anything that a service does on two busy cores.
pub(crate) const WITHIN: Duration = Duration::from_secs(60);
/// Partitions of the topics that items flow through.
pub(crate) const PARTITIONS: [&str; 2] = ["0", "1"];

/// Topics under a prefix of its own, and what is started on them.
pub(crate) struct Installation {
    pub(crate) brokers: String,
    prefix: String,
    program: Program,
    started: Cell<u32>,
}

/// A process of an installation.
pub(crate) struct Service {
    pub(crate) run: Running,
    pub(crate) port: u16,
}

/// A transaction that some process began on a topic and does not end.
pub(crate) struct OpenTransaction(BaseProducer);

impl Installation {
    /// Makes the topics.
    pub(crate) fn new(chapter: &str) -> Self {
        let brokers = kafka::brokers().unwrap();
        let prefix = kafka::topic_prefix(chapter);
        let program = Program::at(env!("CARGO_BIN_EXE_dateline-under-test")).unwrap();
        let program = program
            .with_env("DATELINE_KAFKA__BROKERS", &brokers)
            .with_env("DATELINE_PREFIX", &prefix)
            .with_env("DATELINE_ADMIN__LISTEN", "127.0.0.1:0")
            .with_env("DATELINE_TOPICS__PARTITIONS", "2")
            .with_env("DATELINE_PUMP__SCHEMA_WAIT_MS", "4000");
        let made = program.run("topics", &["topics", "apply"], WITHIN).unwrap();
        assert!(made.status.success(), "{}", made.stderr);
        Self {
            brokers,
            prefix,
            program,
            started: Cell::new(0),
        }
    }

    /// A file in the folder in which its processes work.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.program.folder().join(name)
    }

    /// Writes the stream of this seed as deliveries into the folder `wires`; its short embargoes end within seconds.
    pub(crate) fn deliver_stream(&self, seed: u64, inputs: usize, per_delivery: usize) -> Stream {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let now = i64::try_from(now.unwrap().as_millis()).unwrap();
        let stream = Stream::generate(&StreamPlan {
            seed,
            inputs,
            starts_at: Timestamp::from_millis(now),
            embargoes_end_within_ms: 5_000,
        });
        let folder = self.file("wires");
        std::fs::create_dir_all(&folder).unwrap();
        stream.write_deliveries(&folder, per_delivery).unwrap();
        stream
    }

    /// Writes a delivery that is none.
    pub(crate) fn deliver_nonsense(&self) {
        std::fs::write(self.file("wires/broken.jsonl"), "{\"uri\":\n").unwrap();
    }

    /// Full name of one of its topics.
    pub(crate) fn topic(&self, suffix: &str) -> String {
        format!("{}.{suffix}", self.prefix)
    }

    /// How many committed records a topic has.
    pub(crate) fn count(&self, suffix: &str) -> f64 {
        let records = kafka::records_of(&self.brokers, &self.topic(suffix), WITHIN).unwrap();
        records.len() as f64
    }

    /// Starts a service and waits until its metrics can be read.
    pub(crate) fn start(&self, arguments: &[&str]) -> Service {
        let number = self.started.get();
        self.started.set(number + 1);
        let name = format!("{}-{number}", arguments[0]);
        let mut run = self.program.start(&name, arguments).unwrap();
        let log = "admin server listens";
        run.wait_for_log(log, WITHIN).unwrap();
        let port = wait_for("the admin server's port", WITHIN, || {
            let whole = run.stderr()?;
            let whole = whole.rsplit_once('\n').map_or("", |(lines, _)| lines);
            let events = process::events_of(whole)?;
            let event = events.into_iter().find(|event| event["message"] == log);
            let address = event.and_then(|event| Some(event["address"].as_str()?.to_owned()));
            Ok(address.and_then(|address| address.rsplit_once(':')?.1.parse().ok()))
        });
        Service {
            run,
            port: port.unwrap(),
        }
    }

    /// Writes a record with this value to a partition of a topic, and leaves the transaction open.
    pub(crate) fn open_transaction(&self, suffix: &str, value: &[u8]) -> OpenTransaction {
        let producer: BaseProducer = ClientConfig::new()
            .set("bootstrap.servers", &self.brokers)
            .set("transactional.id", format!("{}-foreign", self.prefix))
            .set("transaction.timeout.ms", WITHIN.as_millis().to_string())
            .create()
            .unwrap();
        producer.init_transactions(WITHIN).unwrap();
        producer.begin_transaction().unwrap();
        let topic = self.topic(suffix);
        let record = BaseRecord::to(&topic).partition(0).key("foreign");
        let sent = producer.send(record.payload(value));
        sent.map_err(|(error, _)| error).unwrap();
        while producer.in_flight_count() > 0 {
            producer.poll(Duration::from_millis(1));
        }
        OpenTransaction(producer)
    }
}

impl OpenTransaction {
    pub(crate) fn abort(self) {
        self.0.abort_transaction(Timeout::Never).unwrap();
    }

    pub(crate) fn commit(self) {
        self.0.commit_transaction(Timeout::Never).unwrap();
    }
}

impl Service {
    /// What it shows now, found in order by promtool.
    pub(crate) fn metrics(&self) -> Exposition {
        let (exposition, text) = Exposition::scrape(self.port).unwrap();
        prometheus::check_metrics(&text).unwrap();
        exposition
    }

    /// Waits until what it shows is so.
    pub(crate) fn wait_until(&self, what: &str, holds: impl Fn(&Exposition) -> bool) -> Exposition {
        let shown = wait_for(what, WITHIN, || {
            let (exposition, _) = Exposition::scrape(self.port)?;
            Ok(holds(&exposition).then_some(exposition))
        });
        shown.unwrap()
    }

    /// Ends it in good order.
    pub(crate) fn stop(mut self) {
        self.run.terminate().unwrap();
        let ended = self.run.wait(WITHIN).unwrap();
        assert!(ended.status.success(), "{}", ended.stderr);
    }
}
