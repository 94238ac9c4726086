//! Topics of a chapter: made, and read to their end.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rdkafka::{
    ClientConfig, Offset, TopicPartitionList,
    admin::{AdminClient, AdminOptions, NewTopic as AdminTopic, TopicReplication},
    client::DefaultClientContext,
    consumer::{BaseConsumer, Consumer},
    error::KafkaError,
    message::OwnedMessage,
};
use tokio::runtime::{Builder, Runtime};

use crate::deadline::wait_for;

const TIMEOUT: Duration = Duration::from_secs(30);

/// A client that changes topics, and what it needs.
struct Admin {
    client: AdminClient<DefaultClientContext>,
    options: AdminOptions,
    runtime: Runtime,
}

impl Admin {
    fn of(brokers: &str) -> anyhow::Result<Self> {
        Ok(Self {
            client: ClientConfig::new()
                .set("bootstrap.servers", brokers)
                .create()?,
            options: AdminOptions::new().operation_timeout(Some(TIMEOUT)),
            runtime: Builder::new_current_thread().enable_all().build()?,
        })
    }
}

/// A topic to be made.
#[derive(Debug, Clone)]
pub struct NewTopic<'a> {
    /// Full name.
    pub name: &'a str,
    /// Number of partitions.
    pub partitions: i32,
    /// Settings by their Kafka names.
    pub settings: &'a [(&'a str, &'a str)],
}

/// Makes topics, replicated as the brokers have it by default.
///
/// # Errors
/// When one exists already or the cluster refuses it.
pub fn create_topics(brokers: &str, topics: &[NewTopic<'_>]) -> anyhow::Result<()> {
    let Admin {
        client,
        options,
        runtime,
    } = Admin::of(brokers)?;
    let wanted: Vec<AdminTopic<'_>> = topics
        .iter()
        .map(|topic| {
            let new = AdminTopic::new(topic.name, topic.partitions, TopicReplication::Fixed(-1));
            let settings = topic.settings.iter();
            settings.fold(new, |new, (name, value)| new.set(name, value))
        })
        .collect();
    let results = runtime.block_on(client.create_topics(&wanted, &options))?;
    for result in results {
        if let Err((name, code)) = result {
            bail!("topic {name} was not made: {code}");
        }
    }
    Ok(())
}

/// Deletes a topic, and waits until the brokers do not tell of it any more.
///
/// # Errors
/// When the cluster refuses it.
pub fn delete_topic(brokers: &str, name: &str) -> anyhow::Result<()> {
    let Admin {
        client,
        options,
        runtime,
    } = Admin::of(brokers)?;
    for result in runtime.block_on(client.delete_topics(&[name], &options))? {
        if let Err((name, code)) = result {
            bail!("topic {name} was not deleted: {code}");
        }
    }
    wait_for("the topic to be gone", TIMEOUT, || {
        let metadata = client.inner().fetch_metadata(None, TIMEOUT)?;
        let is_there = metadata.topics().iter().any(|topic| topic.name() == name);
        Ok((!is_there).then_some(()))
    })
}

/// Deletes the records before an offset, as retention does.
///
/// # Errors
/// When the cluster refuses it.
pub fn delete_records(
    brokers: &str,
    topic: &str,
    partition: i32,
    before: i64,
) -> anyhow::Result<()> {
    let Admin {
        client,
        options,
        runtime,
    } = Admin::of(brokers)?;
    let mut offsets = TopicPartitionList::new();
    offsets.add_partition_offset(topic, partition, Offset::Offset(before))?;
    let deleted = runtime.block_on(client.delete_records(&offsets, &options))?;
    for partition in deleted.elements() {
        partition.error()?;
    }
    Ok(())
}

/// All records of a topic that a read_committed reader sees, from the first to the end that each partition has at the
/// time of the call, waiting for transactions that are still open; partition by partition, in order.
///
/// # Errors
/// When the topic is not there or its end is not reached in time.
pub fn records_of(
    brokers: &str,
    topic: &str,
    within: Duration,
) -> anyhow::Result<Vec<OwnedMessage>> {
    let ends = ends_of(brokers, topic)?;
    let reader: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", "records-of")
        .set("isolation.level", "read_committed")
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .create()?;
    let deadline = Instant::now() + within;
    let mut records = Vec::new();
    for (partition, end) in ends {
        // What a read_committed client takes for the end is the last stable offset, which an open transaction holds
        // back; only behind that does the reader's end of partition mean the end.
        wait_for("open transactions to end", within, || {
            let (_, stable) = reader.fetch_watermarks(topic, partition, TIMEOUT)?;
            Ok((stable >= end).then_some(()))
        })?;
        let mut assignment = TopicPartitionList::new();
        assignment.add_partition_offset(topic, partition, Offset::Beginning)?;
        reader.assign(&assignment)?;
        loop {
            if Instant::now() > deadline {
                bail!("{topic}/{partition} was not read to {end} within {within:?}");
            }
            match reader.poll(Duration::from_millis(100)) {
                Some(Ok(record)) => records.push(record.detach()),
                Some(Err(KafkaError::PartitionEOF(at))) if at == partition => break,
                None | Some(Err(KafkaError::PartitionEOF(_))) => {}
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }
    Ok(records)
}

/// The end of each partition as a read_uncommitted reader sees it: behind records of open transactions.
fn ends_of(brokers: &str, topic: &str) -> anyhow::Result<Vec<(i32, i64)>> {
    let client: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("isolation.level", "read_uncommitted")
        .create()?;
    let metadata = client.fetch_metadata(Some(topic), TIMEOUT)?;
    let topic_metadata = metadata.topics().first().context("no metadata")?;
    if let Some(error) = topic_metadata.error() {
        bail!("topic {topic}: {error:?}");
    }
    let partitions = topic_metadata.partitions().iter();
    partitions
        .map(|partition| {
            let (_, end) = client.fetch_watermarks(topic, partition.id(), TIMEOUT)?;
            Ok((partition.id(), end))
        })
        .collect()
}
