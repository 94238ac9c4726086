//! What librdkafka calls back: logs, delivery reports, rebalances.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rdkafka::{
    ClientContext, Offset, Statistics, Timestamp, TopicPartitionList,
    config::RDKafkaLogLevel,
    consumer::{BaseConsumer, Consumer as _, ConsumerContext, RebalanceProtocol},
    error::{KafkaError, KafkaResult},
    message::Message as _,
    producer::{BaseProducer, DeliveryResult, Producer as _, ProducerContext},
    types::{RDKafkaErrorCode, RDKafkaRespErr},
};

use super::{SOCKET_TIMEOUT, reports::serve_or_pause};
use crate::{
    failpoint::{self, Failpoint},
    log::{Polled, StartAt},
};

/// Puts librdkafka's own lines into our log. It reconnects by itself, so that none of them is ours to act on: what matters
/// comes back as an error of a call and is logged there.
fn log_line(level: RDKafkaLogLevel, facility: &str, message: &str) {
    match level {
        RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical => {
            tracing::error!(target: "librdkafka", facility, why = message, "client failure");
        }
        RDKafkaLogLevel::Error | RDKafkaLogLevel::Warning | RDKafkaLogLevel::Notice => {
            tracing::info!(target: "librdkafka", facility, why = message, "client notice");
        }
        RDKafkaLogLevel::Info | RDKafkaLogLevel::Debug => {
            tracing::debug!(target: "librdkafka", facility, why = message, "client detail");
        }
    }
}

/// A client that only asks questions.
pub(super) struct QuietContext;

impl ClientContext for QuietContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log_line(level, facility, message);
    }

    fn stats(&self, _: Statistics) {}

    fn error(&self, error: KafkaError, reason: &str) {
        if !matches!(error, KafkaError::Global(RDKafkaErrorCode::PartitionEOF)) {
            tracing::debug!(target: "librdkafka", %error, reason, "client error");
        }
    }
}

impl ConsumerContext for QuietContext {}

/// What came back for the records of the open transaction.
#[derive(Default)]
pub(super) struct Deliveries {
    /// Smallest margin between a guarded record's append time and its earliest time; negative is too early.
    too_early: Mutex<Option<(i64, i64)>>,
    /// A guarded record came back without the log's own time.
    unstamped: AtomicBool,
    lost_connection: AtomicBool,
}

impl Deliveries {
    pub(super) fn reset(&self) {
        *self
            .too_early
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = None;
        self.unstamped.store(false, Ordering::Relaxed);
        self.lost_connection.store(false, Ordering::Relaxed);
    }

    /// Append time and earliest time of a record that was appended before its time.
    pub(super) fn too_early(&self) -> Option<(i64, i64)> {
        *self
            .too_early
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a record whose time matters went into a topic that keeps the writer's time.
    pub(super) fn is_unstamped(&self) -> bool {
        self.unstamped.load(Ordering::Relaxed)
    }

    pub(super) fn lost_connection(&self) -> bool {
        self.lost_connection.load(Ordering::Relaxed)
    }
}

/// A producer's context. A record's opaque is the earliest time at which it may be appended, in milliseconds, or 0.
pub(super) struct WriterContext(pub(super) Arc<Deliveries>);

impl ClientContext for WriterContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log_line(level, facility, message);
    }

    fn stats(&self, _: Statistics) {}

    fn error(&self, error: KafkaError, reason: &str) {
        let code = error.rdkafka_error_code();
        if matches!(
            code,
            Some(RDKafkaErrorCode::BrokerTransportFailure | RDKafkaErrorCode::AllBrokersDown)
        ) {
            self.0.lost_connection.store(true, Ordering::Relaxed);
        }
        tracing::debug!(target: "librdkafka", %error, reason, "client error");
    }
}

impl ProducerContext for WriterContext {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, not_before_ms: usize) {
        if not_before_ms == 0 {
            return;
        }
        let Ok(message) = result else { return };
        let Timestamp::LogAppendTime(append_time_ms) = message.timestamp() else {
            self.0.unstamped.store(true, Ordering::Relaxed);
            return;
        };
        let not_before_ms = i64::try_from(not_before_ms).unwrap_or(i64::MAX);
        if append_time_ms < not_before_ms {
            let mut too_early = self
                .0
                .too_early
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *too_early = Some((append_time_ms, not_before_ms));
        }
    }
}

/// How long one slice of an abort waits before delivery reports are served again.
const ABORT_SLICE: Duration = Duration::from_millis(20);

/// Aborts the open transaction. librdkafka drops the records that were not sent yet and waits for the others, whose reports
/// only `poll` serves with the event interface: without slices it would wait for ever. An abort that times out is resumed.
pub(super) fn abort(producer: &BaseProducer<WriterContext>) -> KafkaResult<()> {
    loop {
        match producer.abort_transaction(ABORT_SLICE) {
            Err(KafkaError::Transaction(error)) if error.is_retriable() => {
                serve_or_pause(producer);
            }
            done => return done,
        }
    }
}

/// The producer of a group member, where the member's rebalance callback can reach it.
#[derive(Default)]
pub(super) struct OpenTransaction {
    producer: Mutex<Option<Arc<BaseProducer<WriterContext>>>>,
    open: AtomicBool,
    broken: AtomicBool,
}

impl OpenTransaction {
    pub(super) fn set_producer(&self, producer: Option<Arc<BaseProducer<WriterContext>>>) {
        *self.producer.lock().unwrap_or_else(PoisonError::into_inner) = producer;
        self.open.store(false, Ordering::SeqCst);
        self.broken.store(false, Ordering::SeqCst);
    }

    pub(super) fn set_open(&self, open: bool) {
        self.open.store(open, Ordering::SeqCst);
    }

    pub(super) fn is_open(&self) -> bool {
        self.open.load(Ordering::SeqCst)
    }

    /// Whether the producer has to be replaced before the next transaction.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::SeqCst)
    }

    pub(super) fn set_broken(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    fn take_back(&self) {
        if !self.open.swap(false, Ordering::SeqCst) {
            return;
        }
        let producer = self
            .producer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let Some(producer) = producer else { return };
        let started = Instant::now();
        let aborted = abort(&producer);
        if let Err(error) = &aborted {
            tracing::info!(%error, "the open transaction could not be aborted, a new producer will");
        }
        let lost_connection = producer.client().context().0.lost_connection();
        if aborted.is_err() || lost_connection || started.elapsed() > SOCKET_TIMEOUT {
            self.set_broken();
        }
    }
}

/// A group member's context.
pub(super) struct MemberContext {
    pub(super) transaction: Arc<OpenTransaction>,
    pub(super) events: Mutex<VecDeque<Polled>>,
    pub(super) start: StartAt,
}

impl MemberContext {
    pub(super) fn next_event(&self) -> Option<Polled> {
        self.events
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front()
    }

    fn push(&self, event: Polled) {
        self.events
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_back(event);
    }

    fn assign(&self, consumer: &BaseConsumer<Self>, partitions: &TopicPartitionList) {
        let mut partitions = partitions.clone();
        // A member that seeks by itself may have no position in the group: without any, a partition could not be sought.
        if self.start == StartAt::Error
            && let Err(error) = partitions.set_all_offsets(Offset::Beginning)
        {
            tracing::error!(%error, "assigned partitions could not be taken over");
        }
        let partitions = &partitions;
        let assigned = match consumer.rebalance_protocol() {
            RebalanceProtocol::Cooperative => consumer.incremental_assign(partitions),
            _ => consumer.assign(partitions),
        };
        let paused = assigned.and_then(|()| consumer.pause(partitions));
        if let Err(error) = paused {
            tracing::error!(%error, "assigned partitions could not be taken over");
            return;
        }
        if partitions.count() > 0 {
            self.push(Polled::Assigned(numbers(partitions)));
        }
    }

    fn revoke(&self, consumer: &BaseConsumer<Self>, partitions: &TopicPartitionList) {
        failpoint::hit(Failpoint::InRevoke);
        // The next owner waits for this transaction's offsets to become stable: it must not stay open.
        if partitions.count() > 0 {
            self.transaction.take_back();
        }
        let unassigned = match consumer.rebalance_protocol() {
            RebalanceProtocol::Cooperative => consumer.incremental_unassign(partitions),
            _ => consumer.unassign(),
        };
        if let Err(error) = unassigned {
            tracing::error!(%error, "revoked partitions could not be given up");
        }
        if partitions.count() > 0 {
            self.push(Polled::Revoked(numbers(partitions)));
        }
    }
}

fn numbers(partitions: &TopicPartitionList) -> Vec<i32> {
    partitions
        .elements()
        .iter()
        .map(|element| element.partition())
        .collect()
}

impl ClientContext for MemberContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log_line(level, facility, message);
    }

    fn stats(&self, _: Statistics) {}

    fn error(&self, error: KafkaError, reason: &str) {
        if !matches!(error, KafkaError::Global(RDKafkaErrorCode::PartitionEOF)) {
            tracing::debug!(target: "librdkafka", %error, reason, "client error");
        }
    }
}

impl ConsumerContext for MemberContext {
    fn rebalance(
        &self,
        consumer: &BaseConsumer<Self>,
        kind: RDKafkaRespErr,
        partitions: &mut TopicPartitionList,
    ) {
        match kind {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS => {
                self.assign(consumer, partitions)
            }
            _ => self.revoke(consumer, partitions),
        }
    }
}
