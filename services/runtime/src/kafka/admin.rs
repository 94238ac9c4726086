//! What an operator's tools ask of Kafka: topics as they are, new topics, settings, and committed positions.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use rdkafka::{
    Offset as KafkaOffset, TopicPartitionList,
    admin::{
        AdminClient, AdminOptions, AlterConfig, ConfigEntry, ConfigSource, NewTopic,
        ResourceSpecifier, TopicReplication,
    },
    consumer::{BaseConsumer, Consumer as _},
    metadata::MetadataTopic,
};

use super::{
    KafkaCluster, REQUEST_TIMEOUT,
    context::QuietContext,
    errors::{client_error, request_error},
};
use crate::{
    log::{Committed, LogError},
    record::NextOffset,
};

/// A topic as the cluster has it, or as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KafkaTopic {
    /// Full name.
    pub name: String,
    /// Number of partitions.
    pub partitions: i32,
    /// Number of replicas.
    pub replication: i32,
    /// Settings by Kafka's names.
    pub settings: BTreeMap<String, String>,
}

/// Waits for an answer of the admin client, which answers through futures only.
fn wait<T>(future: impl Future<Output = T>) -> Result<T, LogError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let runtime = runtime
        .map_err(|error| LogError::Fatal(format!("no thread for the admin client: {error}")))?;
    Ok(runtime.block_on(future))
}

/// How long a new topic may take to get from the controller to the brokers.
const TOLD_WITHIN: Duration = Duration::from_secs(10);

/// Pause between two looks for a new topic.
const LOOK_PAUSE: Duration = Duration::from_millis(20);

fn wait_until_told(admin: &AdminClient<QuietContext>, name: &str) -> Result<(), LogError> {
    let deadline = Instant::now() + TOLD_WITHIN;
    loop {
        let metadata = admin.inner().fetch_metadata(None, REQUEST_TIMEOUT);
        let metadata = metadata.map_err(|error| request_error("asking for a topic", &error))?;
        let mut topics = metadata.topics().iter();
        let topic = topics.find(|topic| topic.name() == name);
        let has_leaders = |topic: &MetadataTopic| {
            let mut partitions = topic.partitions().iter();
            partitions.all(|partition| partition.leader() >= 0)
        };
        if topic.is_some_and(has_leaders) {
            return Ok(());
        }
        if Instant::now() >= deadline {
            return Err(LogError::Unavailable(format!(
                "topic {name} was created, and no broker tells of it yet; run the command again"
            )));
        }
        std::thread::sleep(LOOK_PAUSE);
    }
}

impl KafkaCluster {
    fn admin(&self) -> Result<AdminClient<QuietContext>, LogError> {
        self.config()
            .create_with_context(QuietContext)
            .map_err(|error| client_error(&error))
    }

    /// Those of the named topics that exist, with all their settings.
    ///
    /// # Errors
    /// `Unavailable` while no broker answers, `Fatal` where the answer is not allowed.
    pub fn describe_topics(&self, names: &[String]) -> Result<Vec<KafkaTopic>, LogError> {
        let admin = self.admin()?;
        let metadata = admin.inner().fetch_metadata(None, REQUEST_TIMEOUT);
        let what = format!("asking {} for the topics", self.brokers());
        let metadata = metadata.map_err(|error| request_error(&what, &error))?;
        let found: Vec<&MetadataTopic> = metadata
            .topics()
            .iter()
            .filter(|topic| names.iter().any(|name| name == topic.name()))
            .collect();
        let resources: Vec<_> = found
            .iter()
            .map(|topic| ResourceSpecifier::Topic(topic.name()))
            .collect();
        if resources.is_empty() {
            return Ok(Vec::new());
        }
        let options = AdminOptions::new().request_timeout(Some(REQUEST_TIMEOUT));
        let described = wait(admin.describe_configs(&resources, &options))?;
        let described =
            described.map_err(|error| request_error("asking for the topics' settings", &error))?;
        let topics = found.iter().zip(described).map(|(topic, resource)| {
            let resource = resource.map_err(|code| {
                LogError::Fatal(format!(
                    "the settings of {} cannot be read: {code}",
                    topic.name()
                ))
            })?;
            let settings = resource
                .entries
                .into_iter()
                .filter_map(|entry| Some((entry.name, entry.value?)));
            Ok(KafkaTopic {
                name: topic.name().to_owned(),
                partitions: i32::try_from(topic.partitions().len()).unwrap_or(i32::MAX),
                replication: topic.partitions().first().map_or(0, |partition| {
                    i32::try_from(partition.replicas().len()).unwrap_or(i32::MAX)
                }),
                settings: settings.collect(),
            })
        });
        topics.collect()
    }

    /// Creates a topic, and returns when a broker tells of it: who comes next is to find it.
    ///
    /// # Errors
    /// `Unavailable` while no broker answers, `Fatal` where the broker refuses.
    pub fn create_topic(&self, topic: &KafkaTopic) -> Result<(), LogError> {
        let admin = self.admin()?;
        let replication = TopicReplication::Fixed(topic.replication);
        let mut new = NewTopic::new(&topic.name, topic.partitions, replication);
        for (key, value) in &topic.settings {
            new = new.set(key, value);
        }
        let options = AdminOptions::new().operation_timeout(Some(REQUEST_TIMEOUT));
        let created = wait(admin.create_topics([&new], &options))?;
        let created = created.map_err(|error| request_error("creating a topic", &error))?;
        match created.into_iter().next() {
            Some(Err((name, code))) => Err(LogError::Fatal(format!(
                "topic {name} cannot be created: {code}"
            ))),
            _ => wait_until_told(&admin, &topic.name),
        }
    }

    /// Sets settings of a topic; those that were set on it before stay.
    ///
    /// # Errors
    /// `Unavailable` while no broker answers, `Fatal` where the broker refuses.
    pub fn alter_topic(
        &self,
        name: &str,
        settings: &BTreeMap<String, String>,
    ) -> Result<(), LogError> {
        let admin = self.admin()?;
        let options = AdminOptions::new().request_timeout(Some(REQUEST_TIMEOUT));
        let described = wait(admin.describe_configs(&[ResourceSpecifier::Topic(name)], &options))?;
        let described =
            described.map_err(|error| request_error("asking for a topic's settings", &error))?;
        let entries = described
            .into_iter()
            .filter_map(Result::ok)
            .flat_map(|resource| resource.entries);
        // The request replaces all that was ever set on the topic itself.
        let own = entries.filter(|entry: &ConfigEntry| entry.source == ConfigSource::DynamicTopic);
        let mut all: BTreeMap<String, String> = own
            .filter_map(|entry| Some((entry.name, entry.value?)))
            .collect();
        all.extend(settings.clone());
        let mut alter = AlterConfig::new(ResourceSpecifier::Topic(name));
        for (key, value) in &all {
            alter = alter.set(key, value);
        }
        let altered = wait(admin.alter_configs([&alter], &options))?;
        let altered = altered.map_err(|error| request_error("altering a topic", &error))?;
        match altered.into_iter().next() {
            Some(Err((_, code))) => Err(LogError::Fatal(format!(
                "topic {name} cannot be altered: {code}"
            ))),
            _ => Ok(()),
        }
    }

    /// What a group has committed on a topic, by partition; partitions without a position are left out.
    ///
    /// # Errors
    /// `Unavailable` while no broker answers or a transaction that may commit positions is open.
    pub(super) fn committed_positions(
        &self,
        group: &str,
        topic: &str,
        partitions: i32,
    ) -> Result<Vec<(i32, Committed)>, LogError> {
        let mut config = self.consumer_config("read_committed");
        config.set("group.id", group);
        let client: BaseConsumer<QuietContext> = config
            .create_with_context(QuietContext)
            .map_err(|error| client_error(&error))?;
        let mut list = TopicPartitionList::new();
        for partition in 0..partitions {
            list.add_partition(topic, partition);
        }
        let answer = client.committed_offsets(list, REQUEST_TIMEOUT);
        let answer =
            answer.map_err(|error| request_error("asking for committed positions", &error))?;
        let committed =
            answer
                .elements()
                .into_iter()
                .filter_map(|element| match element.offset() {
                    KafkaOffset::Offset(next) => {
                        let metadata = element.metadata().to_owned();
                        Some((
                            element.partition(),
                            Committed {
                                next: NextOffset(next),
                                metadata,
                            },
                        ))
                    }
                    _ => None,
                });
        Ok(committed.collect())
    }
}
