//! The log that Kafka keeps.

mod admin;
mod burst;
mod context;
mod errors;
mod member;
mod reports;
mod table;
mod writer;

use std::{collections::BTreeMap, time::Duration};

pub use admin::KafkaTopic;
pub use member::KafkaMember;
use rdkafka::{
    ClientConfig,
    config::RDKafkaLogLevel,
    consumer::{BaseConsumer, Consumer as _},
};
pub use reports::{Reports, serve_or_pause};
pub use table::KafkaTable;
pub use writer::KafkaWriter;

use self::{context::QuietContext, errors::client_error, writer::Rivals};
use crate::{
    log::{Cluster, Committed, LogError, MemberSpec, StartAt},
    record::TopicName,
};

/// How long a request may take on the wire (librdkafka's `socket.timeout.ms`). A commit or abort that took longer, or lost
/// its connection, is followed by a new producer: librdkafka lacks KIP-890, so a late EndTxn could tear the next transaction.
pub(crate) const SOCKET_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a metadata or watermark request is waited for before the caller hears that there is no answer yet.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(2);

/// Upper bound of a transaction in the broker's hands: a dead owner's transaction blocks its readers no longer than this.
pub(crate) const TRANSACTION_TIMEOUT: Duration = Duration::from_secs(15);

/// How much is fetched ahead, by librdkafka's names; public for the yardsticks of the benches.
///
/// A client that has 64 MiB in its queue asks for nothing for a whole second by default, and reads what has long left every
/// cache: a copy of small records runs at half its speed. A short queue that is looked at often holds less and never runs dry.
pub const FETCH_AHEAD: [(&str, &str); 3] = [
    ("fetch.message.max.bytes", "1048576"),
    ("queued.max.messages.kbytes", "16384"),
    ("fetch.queue.backoff.ms", "10"),
];

/// How long a client waits for more records, in milliseconds: writers hand theirs over many at a time.
const LINGER_MS: &str = "2";

/// Largest record that a client of ours sends: the largest delivery with its envelope.
const MESSAGE_MAX_BYTES: &str = "17825792";

/// Makes clients of one Kafka cluster.
#[derive(Clone)]
pub struct KafkaCluster {
    properties: BTreeMap<String, String>,
}

impl KafkaCluster {
    /// A cluster that is reached with these librdkafka properties: at least `bootstrap.servers`, and TLS and SASL where
    /// needed. Nothing is connected yet.
    pub const fn new(properties: BTreeMap<String, String>) -> Self {
        Self { properties }
    }

    /// The cluster's id, as its brokers tell it.
    ///
    /// # Errors
    /// `Unavailable` while no broker answers.
    pub fn cluster_id(&self) -> Result<String, LogError> {
        let client: BaseConsumer<QuietContext> = self
            .config()
            .create_with_context(QuietContext)
            .map_err(|error| client_error(&error))?;
        let id = client.client().fetch_cluster_id(REQUEST_TIMEOUT);
        id.ok_or_else(|| LogError::Unavailable("no broker told the cluster's id".to_owned()))
    }

    /// The properties that every client of this cluster has.
    pub fn config(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set_log_level(RDKafkaLogLevel::Info);
        config.set("socket.timeout.ms", SOCKET_TIMEOUT.as_millis().to_string());
        config.set("allow.auto.create.topics", "false");
        config.set("client.id", "dateline");
        config.set("reconnect.backoff.max.ms", "2000");
        // Idle connections are closed by brokers after ten minutes: that is no fault to report.
        config.set("log.connection.close", "false");
        config.extend(self.properties.clone());
        config
    }

    /// Brokers that are asked first.
    fn brokers(&self) -> &str {
        let named = self.properties.get("bootstrap.servers");
        named.map_or("nobody", String::as_str)
    }

    fn consumer_config(&self, isolation: &str) -> ClientConfig {
        let mut config = self.config();
        config.set("isolation.level", isolation);
        config.set("enable.auto.commit", "false");
        config.set("enable.auto.offset.store", "false");
        config.set("enable.partition.eof", "true");
        for (name, value) in FETCH_AHEAD {
            config.set(name, value);
        }
        // Without it a partition that once ran empty is not asked again for half a second.
        config.set("fetch.error.backoff.ms", "50");
        config
    }

    /// The properties of a group member's consumer. Public for the yardstick of the benches, which is to read as the pump does.
    pub fn group_config(&self, spec: &MemberSpec) -> ClientConfig {
        let mut config = self.consumer_config("read_committed");
        config.set("group.id", &spec.group);
        config.set("partition.assignment.strategy", "cooperative-sticky");
        let reset = match spec.start {
            StartAt::Beginning => "earliest",
            StartAt::Error => "error",
        };
        config.set("auto.offset.reset", reset);
        if let Some(instance_id) = &spec.instance_id {
            config.set("group.instance.id", instance_id);
        }
        config
    }

    /// The properties of a transactional producer; public for the same reason.
    pub fn producer_config(&self, transactional_id: &str) -> ClientConfig {
        let mut config = self.config();
        // A consumer's property in the shared ones would be warned about by a producer.
        config.remove("session.timeout.ms");
        config.set("transactional.id", transactional_id);
        let timeout = TRANSACTION_TIMEOUT.as_millis().to_string();
        config.set("transaction.timeout.ms", timeout);
        config.set("message.timeout.ms", "10000");
        config.set("message.max.bytes", MESSAGE_MAX_BYTES);
        config.set("compression.type", "lz4");
        config.set("linger.ms", LINGER_MS);
        config.set("batch.size", "1000000");
        // A transaction without records is turned away by the coordinator while that still ends the one before.
        config.set("retry.backoff.ms", "20");
        config.set("partitioner", "murmur2_random");
        config
    }
}

impl Cluster for KafkaCluster {
    type Log = KafkaMember;
    type Writer = KafkaWriter;
    type Table = KafkaTable;

    fn member(&self, spec: &MemberSpec) -> Result<KafkaMember, LogError> {
        KafkaMember::join(self, spec)
    }

    fn writer(&self, transactional_id: &str) -> Result<KafkaWriter, LogError> {
        let config = self.producer_config(transactional_id);
        KafkaWriter::new(config, Rivals::FoundByCaller)
    }

    fn table(&self) -> Result<KafkaTable, LogError> {
        KafkaTable::new(self)
    }

    fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partitions: i32,
    ) -> Result<Vec<(i32, Committed)>, LogError> {
        self.committed_positions(group, topic.as_str(), partitions)
    }
}
