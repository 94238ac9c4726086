//! Transactions on Kafka.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use rdkafka::{
    ClientConfig,
    error::KafkaError,
    message::{Header, OwnedHeaders},
    producer::{BaseProducer, BaseRecord, Producer as _},
    types::RDKafkaErrorCode,
    util::Timeout,
};

use super::{
    REQUEST_TIMEOUT, SOCKET_TIMEOUT, TRANSACTION_TIMEOUT,
    burst::Burst,
    context::{Deliveries, OpenTransaction, WriterContext, abort},
    errors::{client_error, request_error, transaction_error},
    reports::{Reports, serve_or_pause},
};
use crate::{
    failpoint::{self, Failpoint},
    log::{LogError, Writer},
    record::{Outgoing, TopicName},
};

/// How long a full client queue is waited for: as long as a record may be on its way.
const QUEUE_WAIT: Duration = Duration::from_secs(10);

/// How long `init_transactions` waits for the coordinator before the caller hears that it is not there yet.
const INIT_TIMEOUT: Duration = Duration::from_secs(5);

/// How many events of a client are served behind a call: one a broker, and then some.
const EVENTS_SERVED: usize = 8;

/// Who tells a writer that somebody else took its transactional id over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rivals {
    /// Its group: a member that is fenced is not the owner of its partitions any more, whatever the reason.
    ToldByGroup,
    /// Its caller, who knows what it left in the log. A broker that ended a transaction which was open for too long fences
    /// its writer in the same words as a rival does.
    FoundByCaller,
}

/// A transactional producer.
pub struct KafkaWriter {
    config: ClientConfig,
    rivals: Rivals,
    /// When the last transaction was begun.
    begun: Instant,
    deliveries: Arc<Deliveries>,
    transaction: Arc<OpenTransaction>,
    reports: Reports,
    producer: Option<Arc<BaseProducer<WriterContext>>>,
    /// Topics of a transaction that is not known to have ended.
    unsettled: BTreeSet<String>,
    /// Records of the open transaction that the client does not have yet.
    burst: Burst,
}

impl KafkaWriter {
    pub(super) fn new(config: ClientConfig, rivals: Rivals) -> Result<Self, LogError> {
        let mut writer = Self {
            config,
            rivals,
            begun: Instant::now(),
            deliveries: Arc::default(),
            transaction: Arc::default(),
            reports: Reports::default(),
            producer: None,
            unsettled: BTreeSet::new(),
            burst: Burst::default(),
        };
        writer.start()?;
        Ok(writer)
    }

    /// The handle by which a member's revoke callback takes an open transaction back.
    pub(super) fn transaction(&self) -> Arc<OpenTransaction> {
        Arc::clone(&self.transaction)
    }

    /// The client, where the last one could be started.
    pub(super) fn producer(&self) -> Result<&Arc<BaseProducer<WriterContext>>, LogError> {
        self.producer.as_ref().ok_or_else(no_producer)
    }

    /// Takes over what a writer of the same transactional id leaves unsettled.
    pub(super) fn succeed(&mut self, former: Self) {
        self.unsettled = former.unsettled;
    }

    fn open(&mut self) -> Result<(), LogError> {
        let producer = self.producer()?;
        producer
            .begin_transaction()
            .map_err(|error| transaction_error(&error))?;
        self.begun = Instant::now();
        self.transaction.set_open(true);
        Ok(())
    }

    /// What a call on the open transaction failed with. Before its time-out nobody but a rival can have fenced it: brokers
    /// count from its first record, which is later than its begin.
    fn failed(&self, error: LogError) -> LogError {
        let may_be_timed_out =
            self.rivals == Rivals::FoundByCaller && self.begun.elapsed() >= TRANSACTION_TIMEOUT;
        match error {
            LogError::Fenced(detail) if may_be_timed_out => LogError::OutcomeUnknown(format!(
                "it was open for too long and was ended, by a broker or by another writer of its transactional id: {detail}"
            )),
            error => error,
        }
    }

    /// Ends for every reader what a transaction left behind whose end is not known.
    ///
    /// A broker that is killed with a transaction open, and that finds it timed out when it is back, may call it aborted
    /// without a marker in its partitions (seen with Kafka 4.4 as its own controller). The records stay open, and would
    /// become true with the next commit of the same producer. So that commit comes behind an abort in the same partitions;
    /// where the markers are there, that is one more abort of nothing.
    fn abort_behind(&mut self) -> Result<(), LogError> {
        self.open()?;
        let producer = Arc::clone(self.producer()?);
        let sent = self.unsettled.iter().try_for_each(|topic| {
            let metadata = producer
                .client()
                .fetch_metadata(Some(topic), REQUEST_TIMEOUT);
            let metadata =
                metadata.map_err(|error| request_error("asking for partitions", &error))?;
            let partitions = metadata
                .topics()
                .iter()
                .flat_map(|topic| topic.partitions());
            partitions
                .map(|partition| partition.id())
                .try_for_each(|partition| {
                    let nothing: BaseRecord<'_, [u8], [u8], usize> =
                        BaseRecord::with_opaque_to(topic, 0)
                            .partition(partition)
                            .key(b"");
                    let sent = producer.send(nothing);
                    sent.map_err(|(error, _)| send_error(topic, &error))
                })
        });
        let drained = sent.and_then(|()| self.drain(&producer));
        let topics = self.unsettled.len();
        drained.and(self.abort())?;
        tracing::info!(
            topics,
            "a transaction of unknown end was settled by an abort behind it"
        );
        Ok(())
    }

    fn start(&mut self) -> Result<(), LogError> {
        self.producer = None;
        self.transaction.set_producer(None);
        let context = WriterContext(Arc::clone(&self.deliveries));
        let producer = self
            .config
            .create_with_context(context)
            .map_err(|error| client_error(&error))?;
        let producer: Arc<BaseProducer<WriterContext>> = Arc::new(producer);
        producer.init_transactions(INIT_TIMEOUT).map_err(|error| {
            match transaction_error(&error) {
                fenced @ LogError::Fenced(_) => fenced,
                _ => request_error("asking for the transactional id", &error),
            }
        })?;
        self.transaction.set_producer(Some(Arc::clone(&producer)));
        self.producer = Some(producer);
        Ok(())
    }

    /// Waits until every record of the open transaction is acknowledged, or says which failed.
    pub(super) fn settle_records(&mut self) -> Result<(), LogError> {
        self.hand_over()?;
        self.drain(self.producer()?)
    }

    /// Gives the client what was kept back.
    fn hand_over(&mut self) -> Result<(), LogError> {
        let mut records = self.burst.take().into_iter();
        records.try_for_each(|record| self.produce(&record))
    }

    fn produce(&mut self, outgoing: &Outgoing) -> Result<(), LogError> {
        let topic = outgoing.topic.as_str();
        if !self.unsettled.contains(topic) {
            self.unsettled.insert(topic.to_owned());
        }
        let not_before_ms = usize::try_from(outgoing.not_before_ms.unwrap_or(0)).unwrap_or(0);
        let mut record: BaseRecord<'_, [u8], [u8], usize> =
            BaseRecord::with_opaque_to(topic, not_before_ms);
        record.partition = outgoing.partition;
        record.key = outgoing.key.as_deref();
        record.payload = outgoing.value.as_deref();
        record.headers = headers(outgoing);
        let mut deadline = None;
        let producer = self.producer.as_ref().ok_or_else(no_producer)?;
        loop {
            match producer.send(record) {
                Ok(()) => {
                    self.reports.sent(producer);
                    return Ok(());
                }
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), refused))
                    if Instant::now()
                        < *deadline.get_or_insert_with(|| Instant::now() + QUEUE_WAIT) =>
                {
                    record = refused;
                    serve_or_pause(producer);
                }
                Err((error, _)) => return Err(self.failed(send_error(topic, &error))),
            }
        }
    }

    /// Waits until every record is acknowledged or failed. Commit by itself looks only every 100 ms.
    fn drain(&self, producer: &BaseProducer<WriterContext>) -> Result<(), LogError> {
        let deadline = Instant::now() + SOCKET_TIMEOUT + QUEUE_WAIT;
        while producer.in_flight_count() > 0 {
            if Instant::now() > deadline {
                return Err(LogError::Abort(
                    "records were not acknowledged in time".to_owned(),
                ));
            }
            serve_or_pause(producer);
        }
        if self.deliveries.is_unstamped() {
            return Err(LogError::Fatal(
                "a topic is not stamped with the log's clock, which the end of an embargo needs; `dateline topics check` names it"
                    .to_owned(),
            ));
        }
        match self.deliveries.too_early() {
            Some((append_time_ms, not_before_ms)) => Err(LogError::TooEarly {
                append_time_ms,
                not_before_ms,
            }),
            None => Ok(()),
        }
    }

    /// Marks the producer for replacement when a call was slow or lost its connection.
    fn judge(&self, producer: &BaseProducer<WriterContext>, started: Instant) {
        self.serve(producer);
        if started.elapsed() > SOCKET_TIMEOUT || self.deliveries.lost_connection() {
            self.transaction.set_broken();
        }
    }

    /// Takes in what the client has to say: what happened during a call is told by a poll alone, one event each.
    fn serve(&self, producer: &BaseProducer<WriterContext>) {
        for _ in 0..EVENTS_SERVED {
            producer.poll(Duration::ZERO);
        }
    }

    /// Keeps an idle producer's queue of events empty.
    pub(super) fn serve_idle(&self) {
        if let Some(producer) = &self.producer {
            self.serve(producer);
        }
    }
}

impl Writer for KafkaWriter {
    fn begin(&mut self) -> Result<(), LogError> {
        if self.transaction.is_broken() || self.producer.is_none() {
            if self.rivals == Rivals::FoundByCaller {
                let reason = "the last producer is not to be trusted, and a new one fences rivals";
                return Err(LogError::OutcomeUnknown(reason.to_owned()));
            }
            self.start()?;
        }
        self.deliveries.reset();
        // A revoke takes a transaction back without a word to its writer.
        self.burst = Burst::default();
        if !self.unsettled.is_empty() {
            self.abort_behind()?;
            self.deliveries.reset();
        }
        self.open()
    }

    fn send(&mut self, outgoing: Outgoing) -> Result<(), LogError> {
        self.burst.keep(outgoing);
        if self.burst.is_due() {
            self.hand_over()?;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), LogError> {
        let started = Instant::now();
        self.settle_records()?;
        let producer = Arc::clone(self.producer()?);
        failpoint::hit(Failpoint::BeforeCommit);
        failpoint::hit_meanwhile(Failpoint::DuringCommit);
        let committed = producer
            .commit_transaction(Timeout::Never)
            .map_err(|error| self.failed(transaction_error(&error)));
        self.judge(&producer, started);
        if matches!(
            committed,
            Ok(()) | Err(LogError::Fenced(_) | LogError::OutcomeUnknown(_))
        ) {
            self.transaction.set_open(false);
        }
        if committed.is_ok() {
            self.unsettled.clear();
        }
        committed
    }

    fn abort(&mut self) -> Result<(), LogError> {
        self.burst = Burst::default();
        if !self.transaction.is_open() {
            return Ok(());
        }
        let started = Instant::now();
        let producer = Arc::clone(self.producer()?);
        let aborted = abort(&producer).map_err(|error| self.failed(transaction_error(&error)));
        self.judge(&producer, started);
        self.transaction.set_open(false);
        match &aborted {
            Ok(()) => self.unsettled.clear(),
            Err(_) => self.transaction.set_broken(),
        }
        aborted
    }

    fn renew(&mut self) -> Result<(), LogError> {
        self.start()?;
        // Now, and not with the next transaction: before that, the caller reads what this one may have left open.
        self.settle(&[])
    }

    fn settle(&mut self, topics: &[TopicName]) -> Result<(), LogError> {
        let names = topics.iter().map(|topic| topic.as_str().to_owned());
        self.unsettled.extend(names);
        if self.unsettled.is_empty() {
            return Ok(());
        }
        self.abort_behind().map_err(|error| match error {
            LogError::Abort(reason) | LogError::OutcomeUnknown(reason) => {
                LogError::Unavailable(reason)
            }
            error => error,
        })
    }
}

fn no_producer() -> LogError {
    LogError::OutcomeUnknown("there is no producer yet".to_owned())
}

fn headers(outgoing: &Outgoing) -> Option<OwnedHeaders> {
    if outgoing.headers.is_empty() {
        return None;
    }
    let mut headers = OwnedHeaders::new_with_capacity(outgoing.headers.len());
    for (name, value) in &outgoing.headers {
        headers = headers.insert(Header {
            key: name,
            value: Some(value),
        });
    }
    Some(headers)
}

fn send_error(topic: &str, error: &KafkaError) -> LogError {
    match error {
        KafkaError::MessageProduction(
            RDKafkaErrorCode::UnknownTopic
            | RDKafkaErrorCode::UnknownTopicOrPartition
            | RDKafkaErrorCode::UnknownPartition,
        ) => LogError::Fatal(format!(
            "topic {topic} does not exist; `dateline topics apply` creates it"
        )),
        KafkaError::MessageProduction(RDKafkaErrorCode::Fatal | RDKafkaErrorCode::Fenced) => {
            LogError::Fenced(format!("writing {topic}: {error}"))
        }
        other => LogError::Abort(format!("writing {topic}: {other}")),
    }
}

/// The time after which a request of this writer is given up.
pub(super) const OFFSETS_TIMEOUT: Duration = REQUEST_TIMEOUT;
