//! The intake: one transactional producer that all sources feed.
//!
//! A delivery, its items, its dead letters and its checkpoint become true in one transaction, so that whatever ends the
//! process, each delivery is taken exactly once. What a batch holds is kept until it has committed and sent again after
//! an abort: nothing is asked of a source twice.

mod batch;
mod checkpoints;
mod commit;
mod config;
mod error;
mod expiry;
mod heartbeat;
mod inheritance;
mod ledger;
mod metrics;
pub(crate) mod parse;
mod patience;
pub(crate) mod records;
mod rhythm;
#[cfg(test)]
mod tests;
mod watches;

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::Duration,
};

use dateline_runtime::{
    Control,
    log::{Cluster, LogError},
    table::read_to_end,
};
use dateline_schemas::{Checkpoint, Codec, Heartbeat, Timestamp};

use self::{
    batch::Batch,
    checkpoints::Checkpoints,
    expiry::Expiry,
    ledger::Ledger,
    parse::delivery_id,
    records::{Delivered, item_record},
    watches::{Brings, Watches},
};
pub use self::{
    config::{IntakeConfig, IntakeTopics},
    error::IntakeError,
    heartbeat::HeartbeatConfig,
    metrics::IntakeMetrics,
};
use crate::{
    clock::Clock,
    source::{Answer, Arrival, Reach, Replacing, SourceSpec, Taken, Told},
    sources,
};

/// How often an idle intake looks whether it is to end.
const IDLE: Duration = Duration::from_millis(50);

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
    /// What it left in the log.
    ledger: Ledger,
    expiry: Expiry,
    watches: Watches,
    last_heartbeat: Option<Timestamp>,
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
        let checkpoints = Checkpoints::default();
        let watches = Watches::new(&sources, &checkpoints, metrics.sources.clone());
        let heartbeat = config.heartbeat.as_ref();
        let heartbeat = heartbeat.map(|sent| Heartbeat::totals_name(&sent.producer));
        let names = sources.iter().map(|source| source.name.as_str());
        let ledger = Ledger::of(names.chain(heartbeat.as_deref()));
        Ok(Self {
            config,
            sources,
            writer,
            table,
            codec,
            control,
            metrics,
            clock: Clock::default(),
            checkpoints,
            ledger,
            expiry: Expiry::default(),
            watches,
            last_heartbeat: None,
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
        self.keep_last_rhythms()?;
        self.commit()?;
        sources.end();
        self.control
            .set_ready("producer", Err("all sources are exhausted".to_owned()));
        self.failed.take().map_or(Ok(()), Err)
    }

    fn restore(&mut self) -> Result<(), LogError> {
        self.settle()?;
        let topic = self.config.topics.checkpoints.clone();
        let (codec, checkpoints, ledger) = (&self.codec, &mut self.checkpoints, &mut self.ledger);
        let mut unreadable = None;
        read_to_end(&mut self.table, &topic, &self.control, |record| {
            ledger.see(record.key, record.value);
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
            None => {
                let metrics = self.metrics.sources.clone();
                self.watches = Watches::new(&self.sources, &self.checkpoints, metrics);
                Ok(())
            }
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
                Ok(told) => self.hear(told)?,
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
            self.watch()?;
            self.beat_heart()?;
        }
        Ok(())
    }

    /// What a source's thread tells.
    fn hear(&mut self, told: Told) -> Result<(), IntakeError> {
        match told {
            Told::Arrival(arrival) => self.take(*arrival)?,
            Told::StillThere { source, position } => {
                let name = self.sources[source].name.clone();
                self.see(&name, &position)?;
            }
            Told::Polled { source, outcome } => {
                self.metrics.polled(&self.sources[source].name, outcome);
                self.watches.polled(source, outcome);
            }
            Told::Reach { source, reach } => self.watches.reached(source, reach),
            Told::Looked { source, began } => {
                self.expiry.looked(&self.sources[source].name, began);
            }
            Told::Failed { source, message } => {
                let name = self.sources[source].name.clone();
                tracing::error!(source = name, why = message, "source ended");
                self.failed = Some(IntakeError::Source { name, message });
                self.watches.reached(source, Reach::Failed);
            }
            Told::Ended { source } => self.watches.ended(source),
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
                    let now = self.clock.now();
                    let seen = arrival.standing.seen_at(known, now);
                    self.checkpoints.count(&spec.name, "already_taken");
                    self.watches.delivered(arrival.source, Brings::Nothing, now);
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
        let (source, now) = (delivered.arrival.source, self.clock.now());
        self.watches.delivered(source, delivered.brings(), now);
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
}
