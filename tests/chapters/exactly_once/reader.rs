//! The concurrent reader: whoever consumes the public topic while everything around it dies.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use dateline_schemas::{Codec, EnrichedItem, LineagePosition, Timestamp, topic::Topic};
use rdkafka::{
    ClientConfig, Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
    error::KafkaError,
    types::RDKafkaErrorCode,
};

use super::{installation::Installation, plan::PARTITIONS};

const REQUEST: Duration = Duration::from_secs(10);

/// What one reader saw; checked record by record.
#[derive(Debug, Default)]
pub struct Seen {
    /// The last revision of every uri.
    pub revisions: BTreeMap<String, i64>,
    /// Records in all.
    pub records: usize,
}

impl Seen {
    /// Takes a record in. Revisions of a uri follow one another without a gap and without a repeat: what is lost makes a
    /// gap, what is doubled makes a repeat. Nothing under embargo is there before its time, by the log's own clock.
    fn take(
        &mut self,
        record: &EnrichedItem,
        appended_at: i64,
        embargoes: &BTreeMap<String, Timestamp>,
    ) -> anyhow::Result<()> {
        let uri = &record.item.uri;
        let last = self.revisions.entry(uri.clone()).or_default();
        let revision = record.lineage.revision;
        ensure!(
            revision == *last + 1,
            "{uri} has revision {revision} behind revision {last}"
        );
        *last = revision;
        self.records += 1;
        if record.lineage.position == LineagePosition::Newest
            && let Some(until) = embargoes.get(uri)
        {
            ensure!(
                appended_at >= until.as_millis(),
                "{uri} is under embargo until {until} and was appended at {appended_at}"
            );
        }
        Ok(())
    }
}

/// Reads the public topic from its beginning until it is told that no more will come, and has reached the end then.
pub fn read(
    installation: &Installation,
    embargoes: &BTreeMap<String, Timestamp>,
    no_more: &AtomicBool,
    aborted: &AtomicBool,
) -> anyhow::Result<Seen> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", installation.brokers())
        .set("group.id", format!("{}-reader", installation.prefix))
        .set("isolation.level", "read_committed")
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .set("log_level", "0")
        .create()?;
    let topic = installation.topic(Topic::Enriched);
    let mut partitions = TopicPartitionList::new();
    for partition in 0..i32::try_from(PARTITIONS)? {
        partitions.add_partition_offset(&topic, partition, Offset::Beginning)?;
    }
    consumer.assign(&partitions)?;
    let codec = Codec::single_object();
    let mut seen = Seen::default();
    while !aborted.load(Ordering::Relaxed) {
        // Looked at before the poll: what comes behind an end that is reached then was written against the promise.
        let is_last_look = no_more.load(Ordering::SeqCst);
        match consumer.poll(Duration::from_millis(100)) {
            Some(Ok(message)) => {
                let payload = message
                    .payload()
                    .context("a tombstone in the public topic")?;
                let appended_at = message.timestamp().to_millis().unwrap_or(0);
                seen.take(&codec.decode(payload)?, appended_at, embargoes)?;
            }
            None if is_last_look && has_read_all(&consumer, &topic)? => return Ok(seen),
            None | Some(Err(KafkaError::PartitionEOF(_))) => {}
            Some(Err(error)) if is_outage(&error) => {}
            Some(Err(error)) => return Err(error).context("the reader cannot go on"),
        }
    }
    bail!("the chapter was given up")
}

/// Whether every partition was read to its stable end; transaction markers count for both.
fn has_read_all(consumer: &BaseConsumer, topic: &str) -> anyhow::Result<bool> {
    for element in consumer.position()?.elements() {
        let (_, end) = consumer.fetch_watermarks(topic, element.partition(), REQUEST)?;
        let is_at_end = matches!(element.offset(), Offset::Offset(next) if next >= end);
        if end > 0 && !is_at_end {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The broker is being restarted: the client reconnects by itself.
fn is_outage(error: &KafkaError) -> bool {
    matches!(
        error,
        KafkaError::MessageConsumption(
            RDKafkaErrorCode::BrokerTransportFailure
                | RDKafkaErrorCode::AllBrokersDown
                | RDKafkaErrorCode::OperationTimedOut
                | RDKafkaErrorCode::Resolve
        )
    )
}
