//! A member of a Kafka consumer group with its transactional producer.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Mutex,
    time::{Duration, Instant},
};

use rdkafka::{
    Offset as KafkaOffset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer as _},
    error::KafkaError,
    message::{BorrowedMessage, Message as _},
    producer::Producer as _,
};

use super::{
    KafkaCluster, REQUEST_TIMEOUT, TRANSACTION_TIMEOUT,
    context::MemberContext,
    errors::{client_error, poll_error, request_error, transaction_error},
    writer::{KafkaWriter, OFFSETS_TIMEOUT, Rivals},
};
use crate::{
    log::{Committed, LogError, MemberSpec, Polled, Position, StageLog, Writer},
    record::{Headers, NextOffset, Offset, Outgoing, Record},
};

/// How long a stable position is waited for in one call: the group has to be polled meanwhile.
const COMMITTED_WAIT: Duration = Duration::from_millis(500);

/// How much longer than any transaction may last a position stays unsettled before its broker is taken to have lost
/// the end of one.
const UNSETTLED_SLACK: Duration = Duration::from_secs(5);

/// How long a freshly assigned partition may take until it can be sought.
const SEEK_DEADLINE: Duration = Duration::from_secs(10);

/// Reads its share of one topic and writes under one transactional id.
pub struct KafkaMember {
    cluster: KafkaCluster,
    spec: MemberSpec,
    writer: KafkaWriter,
    consumer: BaseConsumer<MemberContext>,
    /// Since when the group's position at a partition is asked for without an answer.
    unsettled: BTreeMap<i32, Instant>,
}

impl KafkaMember {
    pub(super) fn join(cluster: &KafkaCluster, spec: &MemberSpec) -> Result<Self, LogError> {
        // The producer first: a rival of the same transactional id is fenced before its partitions are asked for.
        let config = cluster.producer_config(&spec.transactional_id);
        let writer = KafkaWriter::new(config, Rivals::ToldByGroup)?;
        let context = MemberContext {
            transaction: writer.transaction(),
            events: Mutex::new(VecDeque::new()),
            start: spec.start,
        };
        let consumer: BaseConsumer<MemberContext> = cluster
            .group_config(spec)
            .create_with_context(context)
            .map_err(|error| client_error(&error))?;
        consumer
            .subscribe(&[spec.input.as_str()])
            .map_err(|error| client_error(&error))?;
        Ok(Self {
            cluster: cluster.clone(),
            spec: spec.clone(),
            writer,
            consumer,
            unsettled: BTreeMap::new(),
        })
    }

    /// Ends a transaction of this member whose end a broker has lost, if a position is unsettled for longer than any
    /// transaction may last.
    ///
    /// A broker that is killed with a transaction open, and that finds it timed out when it is back, may call it aborted
    /// without a marker behind the position that was sent with it (seen with Kafka 4.4 as its own controller). The group
    /// then waits for that marker for good. Any later end of a transaction of the same producer, which is what a new
    /// epoch of this transactional id is, settles all that it left pending.
    fn end_a_lost_transaction(&mut self, partition: i32) -> Result<(), LogError> {
        let since = *self.unsettled.entry(partition).or_insert_with(Instant::now);
        if since.elapsed() < TRANSACTION_TIMEOUT + UNSETTLED_SLACK
            || self.writer.transaction().is_open()
        {
            return Ok(());
        }
        self.unsettled.clear();
        tracing::warn!(
            group = self.spec.group,
            partition,
            "the group's position is not settled although no transaction can be open for so long; if an aborted one of \
             this member does not settle it, `kafka-transactions.sh find-hanging` names the producer that does"
        );
        let begun = self.begin();
        let sent = begun.and_then(|()| {
            self.send_offsets(&[Position {
                partition,
                next: NextOffset(0),
                metadata: String::new(),
            }])
        });
        match sent.and(self.abort()) {
            Err(LogError::Fenced(detail)) => Err(LogError::Fenced(detail)),
            ended => {
                tracing::debug!(?ended, "a transaction was begun to be aborted");
                Ok(())
            }
        }
    }

    fn list(&self, partition: i32) -> TopicPartitionList {
        let mut list = TopicPartitionList::with_capacity(1);
        list.add_partition(self.spec.input.as_str(), partition);
        list
    }
}

/// A message as the pump sees it.
pub(super) fn record<'a>(message: &'a BorrowedMessage<'_>) -> Record<'a> {
    Record {
        topic: message.topic(),
        partition: message.partition(),
        offset: Offset(message.offset()),
        key: message.key(),
        value: message.payload(),
        headers: Headers::kafka(message.headers()),
        append_time_ms: message.timestamp().to_millis().unwrap_or(0),
    }
}

impl StageLog for KafkaMember {
    fn poll(
        &mut self,
        timeout: Duration,
        on_record: &mut dyn FnMut(&Record<'_>),
    ) -> Result<Polled, LogError> {
        if let Some(event) = self.consumer.context().next_event() {
            return Ok(event);
        }
        match self.consumer.poll(timeout) {
            Some(Ok(message)) => {
                on_record(&record(&message));
                Ok(Polled::Record)
            }
            Some(Err(KafkaError::PartitionEOF(partition))) => Ok(Polled::EndOfPartition(partition)),
            Some(Err(error)) => match poll_error(self.spec.input.as_str(), &error) {
                Some(error) => Err(error),
                None => Ok(Polled::Nothing),
            },
            None => {
                self.writer.serve_idle();
                let event = self.consumer.context().next_event();
                Ok(event.unwrap_or(Polled::Nothing))
            }
        }
    }

    fn committed(&mut self, partition: i32) -> Result<Option<Committed>, LogError> {
        let answer = self
            .consumer
            .committed_offsets(self.list(partition), COMMITTED_WAIT);
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                self.end_a_lost_transaction(partition)?;
                return Err(request_error("asking for the committed position", &error));
            }
        };
        self.unsettled.remove(&partition);
        let elements = answer.elements();
        let Some(element) = elements.first() else {
            return Ok(None);
        };
        element
            .error()
            .map_err(|error| request_error("asking for the committed position", &error))?;
        let metadata = element.metadata().to_owned();
        Ok(match element.offset() {
            KafkaOffset::Offset(next) => Some(Committed {
                next: NextOffset(next),
                metadata,
            }),
            _ => None,
        })
    }

    fn position(&mut self, partition: i32) -> Option<NextOffset> {
        let positions = self.consumer.position().ok()?;
        let element = positions.find_partition(self.spec.input.as_str(), partition)?;
        match element.offset() {
            KafkaOffset::Offset(next) => Some(NextOffset(next)),
            _ => None,
        }
    }

    fn rewind(&mut self, partition: i32, next: NextOffset) -> Result<(), LogError> {
        let deadline = Instant::now() + SEEK_DEADLINE;
        loop {
            let offset = KafkaOffset::Offset(next.0);
            match self
                .consumer
                .seek(self.spec.input.as_str(), partition, offset, REQUEST_TIMEOUT)
            {
                Ok(()) => return Ok(()),
                // A partition that was only just assigned cannot be sought yet.
                Err(error) if Instant::now() < deadline => {
                    tracing::debug!(partition, %error, "partition cannot be sought yet");
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(error) => return Err(request_error("seeking", &error)),
            }
        }
    }

    fn pause(&mut self, partition: i32) -> Result<(), LogError> {
        self.consumer
            .pause(&self.list(partition))
            .map_err(|error| LogError::Fatal(error.to_string()))
    }

    fn resume(&mut self, partition: i32) -> Result<(), LogError> {
        self.consumer
            .resume(&self.list(partition))
            .map_err(|error| LogError::Fatal(error.to_string()))
    }

    fn send_offsets(&mut self, positions: &[Position]) -> Result<(), LogError> {
        // Records first: while the coordinator still ends the transaction before, the client asks it again for partitions
        // after 20 ms but for offsets after `retry.backoff.ms`; and positions on their way keep others from reading them.
        self.writer.settle_records()?;
        let mut list = TopicPartitionList::with_capacity(positions.len());
        for position in positions {
            let next = KafkaOffset::Offset(position.next.0);
            list.add_partition_offset(self.spec.input.as_str(), position.partition, next)
                .map_err(|error| LogError::Abort(error.to_string()))?;
        }
        for mut element in list.elements() {
            let found = positions
                .iter()
                .find(|position| position.partition == element.partition());
            if let Some(position) = found {
                element.set_metadata(&position.metadata);
            }
        }
        // Asked for at each transaction: the generation in it is what a zombie is refused by.
        let Some(group_metadata) = self.consumer.group_metadata() else {
            return Err(LogError::Abort("this consumer is in no group".to_owned()));
        };
        // A member that the group gave up has no member id any more, which brokers take for a rival of its instance id.
        // Looked at behind the metadata: what takes the id away tells of the loss in the same step.
        if self.consumer.assignment_lost() {
            let reason =
                "the group heard nothing of this member in time and gave its partitions away";
            return Err(LogError::Abort(reason.to_owned()));
        }
        let producer = self.writer.producer()?;
        let sent = producer.send_offsets_to_transaction(&list, &group_metadata, OFFSETS_TIMEOUT);
        sent.map_err(|error| transaction_error(&error))
    }

    fn rejoin(&mut self) -> Result<(), LogError> {
        // The old consumer leaves the group when it is dropped, after the new one has joined.
        let rejoined = Self::join(&self.cluster, &self.spec)?;
        let former = std::mem::replace(self, rejoined);
        self.writer.succeed(former.writer);
        Ok(())
    }
}

impl Writer for KafkaMember {
    fn begin(&mut self) -> Result<(), LogError> {
        self.writer.begin()
    }

    fn send(&mut self, outgoing: Outgoing) -> Result<(), LogError> {
        self.writer.send(outgoing)
    }

    fn commit(&mut self) -> Result<(), LogError> {
        self.writer.commit()
    }

    fn abort(&mut self) -> Result<(), LogError> {
        self.writer.abort()
    }

    fn renew(&mut self) -> Result<(), LogError> {
        self.writer.renew()
    }
}
