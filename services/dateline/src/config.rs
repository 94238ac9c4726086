//! What can be configured: every key with its meaning, default and edges, in `config show --default`.

mod admin;
mod enricher;
mod fetched_at;
mod kafka;
mod log;
mod name;
mod poll;
mod producer;
mod pump;
mod push;
mod sink;
#[cfg(test)]
mod tests;
mod topics;

use std::{collections::BTreeMap, path::Path, time::Duration};

use dateline_runtime::{
    PumpConfig, TopicName,
    config::{Bounded, ConfigError, Environment, Layers, Loaded, Overrides, Violation},
};
use dateline_schemas::topic::{DEFAULT_PREFIX, Topic, plan::TopicOptions};
use dateline_sink::DeliveryConfig;

pub use admin::{AdminConfig, AdminListen};
pub use enricher::{EnricherConfig, LanguageTag, Stages};
pub use fetched_at::FetchTime;
pub(crate) use fetched_at::to_timestamp;
pub use kafka::{BrokerAddress, KafkaConfig, PropertyValue, SaslMechanism, SecurityProtocol};
pub use log::LogConfig;
pub use name::Name;
pub use producer::{
    ProducerConfig, SourceCharset, SourceConfig, SourceFormat, SourceKind, SourceZone, WhenTaken,
};
pub use pump::PumpSettings;
pub use push::PushConfig;
pub use sink::{SinkConfig, SinkTarget};
pub use topics::{Retention, TopicsConfig};

dateline_runtime::section! {
    /// Configuration of Dateline: every key with its default.
    ///
    /// A key can also be set by an environment variable, DATELINE_SECTION__KEY (DATELINE_PUMP__TICK_INTERVAL_MS,
    /// DATELINE_PREFIX; lists parted by commas), which wins over this file, and by flags, which win over both.
    pub struct Config {
        /// First part of every topic's name, of consumer groups and of transactional ids: two installations with
        /// different prefixes share a cluster without seeing each other.
        pub prefix: Name = Name::of_default(DEFAULT_PREFIX),
        /// Name of this process among its like, stable over restarts: the group then waits for it to come back instead
        /// of moving its partitions at once. Two processes must not share one: the newer one takes over and the older
        /// one exits. Not set, the process is one of many.
        pub instance_id: Option<Name> = None,
        /// How long the process may take to end after SIGTERM or SIGINT. When the time is up it exits with code 8 and
        /// leaves its open transaction to be aborted: nothing is lost or doubled.
        pub shutdown_budget_ms: Bounded<1_000, 600_000> = Bounded::of::<10_000>(),
        /// How Kafka is reached.
        pub kafka: KafkaConfig = KafkaConfig::default(),
        /// How the loop of every service works.
        pub pump: PumpSettings = PumpSettings::default(),
        /// How topics are created and what they are checked against.
        pub topics: TopicsConfig = TopicsConfig::default(),
        /// The server for metrics and health.
        pub admin: AdminConfig = AdminConfig::default(),
        /// The log on standard error.
        pub log: LogConfig = LogConfig::default(),
        /// What takes deliveries in.
        pub producer: ProducerConfig = ProducerConfig::default(),
        /// What adds language, regions and stories.
        pub enricher: EnricherConfig = EnricherConfig::default(),
        /// What delivers enriched items.
        pub sink: SinkConfig = SinkConfig::default(),
    }
}

/// What remains of the budget for the process itself after the pump gave up.
const SHUTDOWN_MARGIN_PARTS: u32 = 5;

impl Config {
    /// Reads the configuration from all layers and checks it.
    ///
    /// # Errors
    /// Everything that is wrong in any layer.
    pub fn load(
        file: Option<&Path>,
        environment: &Environment,
        overrides: &Overrides,
    ) -> Result<Loaded<Self>, ConfigError> {
        let loaded = dateline_runtime::config::load::<Self>(Layers {
            file,
            environment,
            overrides,
        })?;
        let violations = loaded.value.violations();
        loaded.ensure(violations)
    }

    /// Full name of a topic.
    pub fn topic(&self, topic: Topic) -> TopicName {
        TopicName::new(&topic.name(self.prefix.as_str()))
    }

    /// Full name of a topic that the intake writes and the enricher reads: of the installation whose items it enriches.
    pub fn intake_topic(&self, topic: Topic) -> TopicName {
        let prefix = self.enricher.items_of.as_ref().unwrap_or(&self.prefix);
        TopicName::new(&topic.name(prefix.as_str()))
    }

    /// Full names of the topics that schemas are learned from, this installation's own first.
    pub fn schema_topics(&self) -> Vec<TopicName> {
        let mut topics = vec![
            self.topic(Topic::Schemas),
            self.intake_topic(Topic::Schemas),
        ];
        topics.dedup();
        topics
    }

    /// How long the process may take to end.
    pub fn shutdown_budget(&self) -> Duration {
        Duration::from_millis(self.shutdown_budget_ms.get())
    }

    /// The pump's part: it gives up a little before the whole process does.
    pub fn pump_config(&self) -> PumpConfig {
        let budget = self.shutdown_budget();
        let shutdown_budget = budget - budget / SHUTDOWN_MARGIN_PARTS;
        self.pump
            .to_pump_config(self.topic(Topic::Dead), shutdown_budget)
    }

    /// The sink's part, with the same patience as the pump's and batches that are no larger.
    pub fn delivery_config(&self) -> DeliveryConfig {
        let pump = self.pump_config();
        let largest = DeliveryConfig::new(pump.dead_topic);
        DeliveryConfig {
            batch_interval: pump.transaction_interval,
            batch_max_records: largest.batch_max_records.min(pump.transaction_max_records),
            batch_max_bytes: largest.batch_max_bytes.min(pump.transaction_max_bytes),
            tick_interval: pump.tick_interval,
            schema_wait: pump.schema_wait,
            breaker_window: pump.breaker_window,
            breaker_share: pump.breaker_share,
            shutdown_budget: pump.shutdown_budget,
            ..largest
        }
    }

    /// What was chosen about topics.
    pub fn topic_options(&self) -> TopicOptions {
        let mut options = self.topics.to_options(self.prefix.as_str());
        // What is restored must reach back as far as what is compared.
        let kept = options.retention_ms.entry(Topic::Fingerprints);
        kept.or_insert_with(|| self.enricher.fingerprints_kept_ms());
        options
    }

    /// Properties for every client of the cluster, secrets among them: not to be printed.
    pub fn client_properties(&self) -> BTreeMap<String, String> {
        self.kafka.client_properties()
    }

    /// Rules that span several keys.
    fn violations(&self) -> Vec<Violation> {
        let mut violations = self.kafka.violations();
        violations.extend(self.topics.violations());
        violations.extend(self.log.violations());
        violations.extend(self.producer.violations());
        violations.extend(self.enricher.violations());
        violations.extend(self.sink.violations());
        violations
    }
}
