//! The intake: one transactional producer that all sources feed.
//!
//! A delivery, its items, its dead letters and its checkpoint become true in one transaction, so that whatever ends the
//! process, each delivery is taken exactly once. What a batch holds is kept until it has committed and sent again after
//! an abort: nothing is asked of a source twice.

mod batch;
mod checkpoints;
mod config;
mod error;
mod expiry;
mod metrics;
pub(crate) mod parse;
mod patience;
pub(crate) mod records;
#[cfg(test)]
mod tests;

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use dateline_runtime::{
    Control,
    log::{Cluster, LogError, Writer as _},
    table::{patiently, read_to_end},
};
use dateline_schemas::{Checkpoint, Codec};

use self::{
    batch::Batch,
    checkpoints::Checkpoints,
    expiry::Expiry,
    parse::delivery_id,
    patience::Patience,
    records::{Delivered, item_record},
};
pub use self::{
    config::{IntakeConfig, IntakeTopics},
    error::IntakeError,
    metrics::IntakeMetrics,
};
use crate::{
    clock::Clock,
    source::{Answer, Arrival, Replacing, SourceSpec, Taken, Told},
    sources,
};

/// How often an idle intake looks whether it is to end.
const IDLE: Duration = Duration::from_millis(50);

/// Said until the log has answered, which it may be long about.
const NOT_KNOWN: &str =
    "asking the log whether the last deliveries are in it; check that the brokers run";

/// The intake of one producer.
pub struct Intake<C: Cluster> {
    config: IntakeConfig,
    sources: Vec<SourceSpec>,
    writer: C::Writer,
    table: C::Table,
    codec: Codec,
    control: Control,
    metrics: IntakeMetrics,
    clock: Clock,
    checkpoints: Checkpoints,
    expiry: Expiry,
    batch: Batch,
    failed: Option<IntakeError>,
}

impl<C: Cluster> Intake<C> {
    /// An intake whose transactional id is its own now: whoever had it before is fenced.
    ///
    /// # Errors
    /// `Unavailable` while there is no log, `Fatal` when its client cannot be made.
    pub fn new(
        config: IntakeConfig,
        sources: Vec<SourceSpec>,
        cluster: &C,
        codec: Codec,
        control: Control,
        metrics: IntakeMetrics,
    ) -> Result<Self, LogError> {
        let writer = cluster.writer(&config.transactional_id)?;
        let table = cluster.table()?;
        Ok(Self {
            config,
            sources,
            writer,
            table,
            codec,
            control,
            metrics,
            clock: Clock::default(),
            checkpoints: Checkpoints::default(),
            expiry: Expiry::default(),
            batch: Batch::default(),
            failed: None,
        })
    }

    /// The intake with another clock than the system's.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Takes deliveries until all sources are exhausted, or it is asked to stop.
    ///
    /// # Errors
    /// `IntakeError` when it cannot go on.
    pub fn run(mut self) -> Result<(), IntakeError> {
        match self.restore() {
            Ok(()) => {}
            Err(LogError::Unavailable(_)) => return Ok(()),
            Err(error) => return Err(IntakeError::Log(error.to_string())),
        }
        for source in &self.sources {
            let totals = self.checkpoints.totals_of(&source.name);
            self.metrics.start(source, totals);
        }
        self.expiry = Expiry::new(self.clock.now());
        let sources = sources::start(
            &self.sources,
            &self.config.push,
            &self.metrics.push,
            &self.control,
            &self.clock,
            |source| self.checkpoints.standing_of(source),
        )?;
        self.control.set_ready("producer", Ok(()));
        self.take_all(&sources.told)?;
        self.commit()?;
        sources.end();
        self.control
            .set_ready("producer", Err("all sources are exhausted".to_owned()));
        self.failed.take().map_or(Ok(()), Err)
    }

    fn restore(&mut self) -> Result<(), LogError> {
        let topic = self.config.topics.checkpoints.clone();
        let (codec, checkpoints) = (&self.codec, &mut self.checkpoints);
        let mut unreadable = None;
        read_to_end(&mut self.table, &topic, &self.control, |record| {
            if let Err(error) = checkpoints.restore(codec, record) {
                unreadable = Some(format!(
                    "checkpoint {topic}/{}@{}: {error}",
                    record.partition, record.offset
                ));
            }
        })?;
        match unreadable {
            // A checkpoint that is guessed would take deliveries twice or not at all.
            Some(message) => Err(LogError::Fatal(message)),
            None => Ok(()),
        }
    }

    fn take_all(&mut self, arrivals: &Receiver<Told>) -> Result<(), IntakeError> {
        while !self.control.is_stopping() {
            self.control.beat();
            let wait = self
                .batch
                .until_due(self.config.transaction_interval)
                .min(IDLE);
            match arrivals.recv_timeout(wait) {
                Ok(Told::Arrival(arrival)) => self.take(*arrival)?,
                Ok(Told::StillThere { source, position }) => {
                    let name = self.sources[source].name.clone();
                    self.see(&name, &position)?;
                }
                Ok(Told::Polled { source, outcome }) => {
                    self.metrics.polled(&self.sources[source].name, outcome);
                }
                Ok(Told::Looked { source, began }) => {
                    self.expiry.looked(&self.sources[source].name, began);
                }
                Ok(Told::Failed { source, message }) => {
                    let name = self.sources[source].name.clone();
                    tracing::error!(source = name, why = message, "source ended");
                    self.failed = Some(IntakeError::Source { name, message });
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.expire_all(),
            }
            if self.batch.is_due(
                self.config.transaction_interval,
                self.config.transaction_max_records,
            ) {
                self.commit()?;
            }
            self.expire_some()?;
        }
        Ok(())
    }

    fn take(&mut self, mut arrival: Arrival) -> Result<(), IntakeError> {
        let spec = self.sources[arrival.source].clone();
        let receipt = arrival.receipt.take();
        let content_hash = arrival.content.sha256();
        let position = arrival.checkpoint_position(|| content_hash.clone());
        let known = self.checkpoints.get(&spec.name, &position);
        let is_known = known.map(|known| known.content_hash.as_ref() == Some(&content_hash));
        if is_known == Some(false) && arrival.replacing == Replacing::Refused {
            self.batch.answer(receipt, || Answer::Refused);
            return Ok(());
        }
        let known = known.filter(|_| is_known == Some(true));
        let (received_at, next_item) = match known {
            Some(known) => match known.next_item {
                None => {
                    let taken = Taken::before(known);
                    let seen = arrival.standing.seen_at(known, self.clock.now());
                    self.checkpoints.count(&spec.name, "already_taken");
                    self.batch.touch(&spec.name);
                    self.batch.answer(receipt, || Answer::Taken(taken));
                    return match seen {
                        Some(checkpoint) => self.remember(checkpoint),
                        None => self.see(&spec.name, &position),
                    };
                }
                Some(next_item) => (known.last_seen, usize::try_from(next_item).unwrap_or(0)),
            },
            None => (self.clock.now(), 0),
        };
        // What goes on under another name since is the delivery that it was.
        let begun = known.and_then(|known| known.delivery_id.clone());
        let delivery_id = begun.unwrap_or_else(|| delivery_id(&spec, &arrival));
        let delivery = parse::delivery(&spec, &arrival, delivery_id, received_at);
        let parsed = parse::parse(&spec, &arrival.content, &delivery);
        let delivered = Delivered {
            spec: &spec,
            arrival: &arrival,
            delivery,
            content_hash,
            parsed,
            is_asked_after: receipt.is_some(),
        };
        self.write(&delivered, next_item)?;
        self.batch
            .answer(receipt, || Answer::Taken(delivered.taken()));
        Ok(())
    }

    /// Puts a delivery into the batch from its `next_item`th item on, and commits whenever the batch is full.
    fn write(&mut self, delivered: &Delivered<'_>, next_item: usize) -> Result<(), IntakeError> {
        let name = &delivered.spec.name;
        let log_error = |error: dateline_schemas::EncodeError| IntakeError::Log(error.to_string());
        self.batch.touch(name);
        if next_item == 0 {
            self.batch.push(
                delivered
                    .raw(&self.codec, &self.config.topics.raw)
                    .map_err(log_error)?,
            );
            for dead in delivered.dead_letters(&self.config.topics.dead) {
                self.batch.push(dead);
            }
            delivered.count(&mut self.checkpoints, &self.metrics);
        }
        let count = delivered.parsed.items.len();
        for (index, item) in delivered.parsed.items.iter().enumerate().skip(next_item) {
            self.batch.push(
                item_record(item, name, &self.codec, &self.config.topics.items)
                    .map_err(log_error)?,
            );
            self.checkpoints.count(name, "items");
            if self.batch.len() >= self.config.transaction_max_records && index + 1 < count {
                self.checkpoint(delivered, Some(index + 1))?;
                self.commit()?;
                self.batch.touch(name);
            }
        }
        self.checkpoint(delivered, None)
    }

    fn checkpoint(
        &mut self,
        delivered: &Delivered<'_>,
        next_item: Option<usize>,
    ) -> Result<(), IntakeError> {
        self.remember(delivered.checkpoint(next_item, self.clock.now()))
    }

    /// Puts a checkpoint into memory and into the batch.
    fn remember(&mut self, checkpoint: Checkpoint) -> Result<(), IntakeError> {
        let outgoing =
            self.checkpoints
                .set(&self.codec, &self.config.topics.checkpoints, checkpoint);
        self.batch
            .push(outgoing.map_err(|error| IntakeError::Log(error.to_string()))?);
        Ok(())
    }

    /// Commits the batch with the totals of its sources; sends it again until it is in the log exactly once.
    fn commit(&mut self) -> Result<(), IntakeError> {
        if self.batch.is_empty() {
            return Ok(());
        }
        for name in self.batch.sources() {
            let topic = &self.config.topics.checkpoints;
            let now = self.clock.now();
            let totals = self.checkpoints.totals(&self.codec, topic, &name, now);
            self.batch
                .push(totals.map_err(|error| IntakeError::Log(error.to_string()))?);
        }
        let started = Instant::now();
        let mut patience = Patience::new(&self.control, self.config.shutdown_budget);
        loop {
            let written = self.batch.write(&mut self.writer, || {
                patience.is_left("a commit is not answered; check that the brokers run")
            });
            let reason = match written {
                Ok(()) => break,
                Err(LogError::Fenced(detail)) => return Err(self.fenced(detail)),
                Err(LogError::Fatal(reason)) => return Err(IntakeError::Log(reason)),
                Err(LogError::Unavailable(_)) if !patience.is_left("stopping") => {
                    return Err(IntakeError::Abandoned);
                }
                Err(LogError::OutcomeUnknown(reason)) => {
                    tracing::info!(reason, "asking the log what became of the last deliveries");
                    self.control
                        .set_ready("producer", Err(NOT_KNOWN.to_owned()));
                    if self.is_committed()? {
                        break;
                    }
                    "deliveries are sent again".to_owned()
                }
                Err(error) => {
                    tracing::info!(%error, "deliveries are sent again");
                    // What cannot be aborted is taken back by the new producer at the next attempt.
                    let _ = self.writer.abort();
                    std::thread::sleep(IDLE);
                    format!(
                        "deliveries cannot be written: {error}; they are kept and sent again, check that the brokers run"
                    )
                }
            };
            if !patience.is_left(&reason) {
                return Err(IntakeError::Abandoned);
            }
        }
        self.control.set_ready("producer", Ok(()));
        self.metrics.committed(started.elapsed());
        for name in self.batch.sources() {
            self.metrics.count(&name, self.checkpoints.totals_of(&name));
        }
        self.batch.committed();
        Ok(())
    }

    fn fenced(&self, detail: String) -> IntakeError {
        IntakeError::Fenced {
            transactional_id: self.config.transactional_id.clone(),
            detail,
        }
    }

    /// Whether the batch's last checkpoint is in the log. A new producer has ended whatever was open before it is asked.
    fn is_committed(&mut self) -> Result<bool, IntakeError> {
        let ended = patiently(&self.control, || self.writer.renew());
        let read = ended.and_then(|()| {
            let mut found = false;
            let last = self.batch.last();
            read_to_end(
                &mut self.table,
                &self.config.topics.checkpoints,
                &self.control,
                |record| {
                    found |= last.is_some_and(|last| {
                        last.key.as_deref() == record.key && last.value.as_deref() == record.value
                    });
                },
            )?;
            Ok(found)
        });
        read.map_err(|error| match error {
            LogError::Unavailable(_) => IntakeError::Abandoned,
            LogError::Fenced(detail) => self.fenced(detail),
            other => IntakeError::Log(other.to_string()),
        })
    }
}
