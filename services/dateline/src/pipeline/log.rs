//! The log that a process works on.

use std::collections::BTreeMap;

use dateline_runtime::{
    exit::{Exit, Failure},
    kafka::{KafkaCluster, KafkaTopic},
    local::{LocalCleanup, LocalCluster, LocalTopic},
    log::LogError,
    table::patiently,
};
use dateline_schemas::topic::{
    Cleanup, Topic,
    plan::{Severity, TopicDescription, TopicOptions, check},
};

use dateline_sink::targets::LogIdentity;

use super::Identity;
use crate::{commands::Chassis, config::Config};

/// What a topic of the log in memory keeps of consumed records, a partition.
const KEEP_BYTES: u64 = 16 << 20;

/// A log, and how a target knows it from others.
pub struct Log<C> {
    /// Makes clients of it.
    pub cluster: C,
    /// What a target remembers of it.
    pub identity: LogIdentity,
}

/// librdkafka does not tell a topic's id, so that one that was deleted and created again is known by its offsets alone.
const UNKNOWN_TOPIC_ID: &str = "unknown";

/// A log in this process's memory. Records of a topic stay in the order in which they were written, since there is one
/// partition unless the configuration says otherwise.
pub fn in_memory(config: &Config) -> Log<LocalCluster> {
    let options = config.topic_options();
    let topics = Topic::ALL.map(|topic| LocalTopic {
        name: config.topic(topic),
        partitions: options.partitions.unwrap_or(1),
        cleanup: match topic.spec().cleanup {
            Cleanup::Compact => LocalCleanup::Compact,
            // A pure table by its use: without its latest records a partition could not be restored.
            _ if topic == Topic::Current => LocalCleanup::Compact,
            Cleanup::Delete | Cleanup::CompactAndDelete => LocalCleanup::KeepBytes(KEEP_BYTES),
        },
    });
    let cluster = LocalCluster::new(&topics);
    // Before anybody joins: what the producer writes meanwhile waits for them.
    let identity = Identity::of(config);
    for (stage, input) in [
        ("annotate", Topic::Items),
        ("link", Topic::Annotated),
        ("sink", Topic::Enriched),
    ] {
        cluster.create_group(&identity.group(stage), &config.topic(input));
    }
    let cluster_id = identity.writer("memory");
    Log {
        cluster,
        identity: log_identity(config, cluster_id),
    }
}

fn log_identity(config: &Config, cluster_id: String) -> LogIdentity {
    let topic = config.topic(Topic::Enriched).to_string();
    LogIdentity {
        cluster_id,
        topic,
        topic_id: UNKNOWN_TOPIC_ID.to_owned(),
    }
}

/// Kafka, with all topics there and fitting.
///
/// # Errors
/// Topics that are missing or do not fit; a process that is told to end before a broker answers.
pub fn on_kafka(config: &Config, chassis: &Chassis) -> anyhow::Result<Log<KafkaCluster>> {
    let cluster = KafkaCluster::new(config.client_properties());
    let options = config.topic_options();
    let control = chassis.waiting_control();
    let component = chassis.health.component("topics");
    let existing = patiently(&control, || {
        describe(&cluster, &options).inspect_err(|error| component.not_ready(&error.to_string()))
    });
    let existing = existing.map_err(|error| super::start_failure(&error))?;
    let findings = check(&existing, &options);
    let mut fatal: Vec<String> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| format!("\n  {}: {}", finding.topic, finding.message))
        .collect();
    let borrowed = patiently(&control, || misfit_of_borrowed(&cluster, config, &existing));
    fatal.extend(borrowed.map_err(|error| super::start_failure(&error))?);
    if !fatal.is_empty() {
        let message = format!(
            "the topics are not as services need them, so nothing was started:{}",
            fatal.concat()
        );
        return Err(Failure::new(Exit::Incompatible, message).into());
    }
    let cluster_id = patiently(&control, || cluster.cluster_id())
        .map_err(|error| super::start_failure(&error))?;
    component.retire();
    Ok(Log {
        cluster,
        identity: log_identity(config, cluster_id),
    })
}

/// What is wrong with the items of another installation, where those are enriched.
fn misfit_of_borrowed(
    cluster: &KafkaCluster,
    config: &Config,
    existing: &[TopicDescription],
) -> Result<Option<String>, LogError> {
    let (own, items) = (
        config.topic(Topic::Items),
        config.intake_topic(Topic::Items),
    );
    if own == items {
        return Ok(None);
    }
    let found = cluster.describe_topics(&[items.to_string()])?;
    let Some(found) = found.first() else {
        return Ok(Some(format!(
            "\n  {items}: does not exist; `enricher.items_of` names an installation whose topics are there"
        )));
    };
    let own = existing.iter().find(|topic| topic.name == own.as_str());
    let misfit = own.filter(|own| own.partitions != found.partitions);
    Ok(misfit.map(|own| {
        format!(
            "\n  {items}: has {} partitions, {} has {}: they must be equal, since state goes to its input's partition \
             number. Make this installation's topics with `topics.partitions={}`, under a new prefix",
            found.partitions, own.name, own.partitions, found.partitions
        )
    }))
}

/// The topics of this prefix as the cluster has them.
///
/// # Errors
/// `Unavailable` while no broker answers.
pub fn describe(
    cluster: &KafkaCluster,
    options: &TopicOptions,
) -> Result<Vec<TopicDescription>, LogError> {
    let names = Topic::ALL.map(|topic| topic.name(&options.prefix));
    let topics = cluster.describe_topics(&names)?;
    Ok(topics
        .into_iter()
        .map(
            |KafkaTopic {
                 name,
                 partitions,
                 replication,
                 settings,
             }| {
                let settings: BTreeMap<String, String> = settings;
                TopicDescription {
                    name,
                    partitions,
                    replication,
                    settings,
                }
            },
        )
        .collect())
}
