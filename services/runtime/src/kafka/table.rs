//! Reading tables out of Kafka.

use std::time::Duration;

use rdkafka::{
    Offset as KafkaOffset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer as _},
    error::KafkaError,
    types::RDKafkaErrorCode,
};

use super::{
    KafkaCluster, REQUEST_TIMEOUT,
    context::QuietContext,
    errors::{client_error, poll_error, request_error},
    member::record,
};
use crate::{
    log::{LogError, TablePolled, TableReader},
    record::{NextOffset, Offset, Record, TopicName},
};

/// librdkafka wants a group's name for `assign`, though none is joined and nothing is committed.
const UNUSED_GROUP: &str = "dateline-tables";

/// How long a broker holds a fetch that finds nothing; a table is read to its end and not followed.
const READER_WAIT_MS: &str = "10";

/// Reads partitions outside any group.
pub struct KafkaTable {
    reader: BaseConsumer<QuietContext>,
    /// Watermarks of a read_committed client end at the first open transaction; this one sees the end.
    uncommitted: BaseConsumer<QuietContext>,
}

impl KafkaTable {
    pub(super) fn new(cluster: &KafkaCluster) -> Result<Self, LogError> {
        let mut config = cluster.consumer_config("read_committed");
        config.set("group.id", UNUSED_GROUP);
        config.set("auto.offset.reset", "earliest");
        // A broker answers a connection's requests one by one: while a fetch waits for records, so do the questions for
        // ends and the fetches of partitions that were added meanwhile.
        config.set("fetch.wait.max.ms", READER_WAIT_MS);
        let reader = config
            .create_with_context(QuietContext)
            .map_err(|error| client_error(&error))?;
        let config = cluster.consumer_config("read_uncommitted");
        let uncommitted = config
            .create_with_context(QuietContext)
            .map_err(|error| client_error(&error))?;
        Ok(Self {
            reader,
            uncommitted,
        })
    }
}

fn end(
    client: &BaseConsumer<QuietContext>,
    topic: &TopicName,
    partition: i32,
) -> Result<NextOffset, LogError> {
    watermarks(client, topic, partition).map(|(_, high)| high)
}

fn watermarks(
    client: &BaseConsumer<QuietContext>,
    topic: &TopicName,
    partition: i32,
) -> Result<(NextOffset, NextOffset), LogError> {
    match client.fetch_watermarks(topic.as_str(), partition, REQUEST_TIMEOUT) {
        Ok((low, high)) => Ok((NextOffset(low), NextOffset(high))),
        Err(KafkaError::MetadataFetch(
            RDKafkaErrorCode::UnknownTopicOrPartition
            | RDKafkaErrorCode::UnknownTopic
            | RDKafkaErrorCode::UnknownPartition,
        )) => Err(unknown_partition(client, topic, partition)),
        Err(error) => Err(request_error("asking for the ends of a partition", &error)),
    }
}

/// Why a broker did not know a partition: there is none, or the broker is about to stop and has let go of it.
fn unknown_partition(
    client: &BaseConsumer<QuietContext>,
    topic: &TopicName,
    partition: i32,
) -> LogError {
    match partitions(client, topic) {
        Ok(count) if count.is_none_or(|count| partition >= count) => LogError::Fatal(format!(
            "topic {topic} has no partition {partition}; `dateline topics check` says what is missing"
        )),
        Ok(_) => LogError::Unavailable(format!(
            "no broker has partition {partition} of {topic} now; check that the brokers run and that `kafka.brokers` names them"
        )),
        Err(error) => error,
    }
}

fn partitions(
    client: &BaseConsumer<QuietContext>,
    topic: &TopicName,
) -> Result<Option<i32>, LogError> {
    let metadata = client.fetch_metadata(Some(topic.as_str()), REQUEST_TIMEOUT);
    let metadata = metadata.map_err(|error| request_error("asking for a topic", &error))?;
    let mut topics = metadata.topics().iter();
    let found = topics.find(|found| found.name() == topic.as_str() && found.error().is_none());
    Ok(found
        .and_then(|found| i32::try_from(found.partitions().len()).ok())
        .filter(|count| *count > 0))
}

impl TableReader for KafkaTable {
    fn high_watermark(
        &mut self,
        topic: &TopicName,
        partition: i32,
    ) -> Result<NextOffset, LogError> {
        end(&self.uncommitted, topic, partition)
    }

    fn low_watermark(&mut self, topic: &TopicName, partition: i32) -> Result<NextOffset, LogError> {
        watermarks(&self.uncommitted, topic, partition).map(|(low, _)| low)
    }

    fn last_stable_offset(
        &mut self,
        topic: &TopicName,
        partition: i32,
    ) -> Result<NextOffset, LogError> {
        end(&self.reader, topic, partition)
    }

    fn start(&mut self, topic: &TopicName, partition: i32, from: Offset) -> Result<(), LogError> {
        // An offset that retention has passed is reset to the beginning, too, but only after it was asked for.
        let from = match from {
            Offset::FIRST => KafkaOffset::Beginning,
            Offset(offset) => KafkaOffset::Offset(offset),
        };
        let mut list = TopicPartitionList::with_capacity(1);
        list.add_partition_offset(topic.as_str(), partition, from)
            .map_err(|error| LogError::Fatal(error.to_string()))?;
        self.reader
            .incremental_assign(&list)
            .map_err(|error| request_error("reading a table", &error))
    }

    fn poll(
        &mut self,
        timeout: Duration,
        on_record: &mut dyn FnMut(&Record<'_>),
    ) -> Result<TablePolled, LogError> {
        match self.reader.poll(timeout) {
            Some(Ok(message)) => {
                on_record(&record(&message));
                Ok(TablePolled::Record)
            }
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                Ok(TablePolled::EndOfPartition(partition))
            }
            Some(Err(error)) => match poll_error("of a table", &error) {
                Some(error) => Err(error),
                None => Ok(TablePolled::Nothing),
            },
            None => Ok(TablePolled::Nothing),
        }
    }

    fn stop(&mut self, topic: &TopicName, partition: i32) -> Result<(), LogError> {
        let mut list = TopicPartitionList::with_capacity(1);
        list.add_partition(topic.as_str(), partition);
        self.reader
            .incremental_unassign(&list)
            .map_err(|error| LogError::Fatal(error.to_string()))
    }

    fn partitions(&mut self, topic: &TopicName) -> Result<Option<i32>, LogError> {
        partitions(&self.uncommitted, topic)
    }
}
