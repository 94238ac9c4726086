//! The only loop: poll, decide, produce outputs, state and dead letters, add offsets, commit, all in one transaction.
//!
//! A decision's effects become true together or not at all. What an aborted batch did to the state is undone in the time
//! that doing it took, and its records are read again. State is read back from its topics on every assignment, up to all
//! that any former owner can have committed.

mod batch;
pub mod breaker;
mod clocks;
mod effects;
mod metrics;
mod partition;
mod recovery;
mod restore;
mod tick;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

pub use batch::Counts;
pub use metrics::PumpMetrics;

use self::{
    batch::Batch,
    clocks::{LocalClock, TickClock},
    effects::{Judged, judge},
    partition::{Phase, Running},
};
use crate::{
    control::Control,
    log::{Cluster, LogError, MemberSpec, Polled, StageLog as _, TableReader as _},
    record::TopicName,
    stage::Stage,
};

/// How long a restore that is not reading waits between two steps.
const RESTORE_PACE: Duration = Duration::from_millis(5);

/// How a pump batches, waits and gives up.
#[derive(Debug, Clone, PartialEq)]
pub struct PumpConfig {
    /// A transaction is committed at the latest after this time.
    pub transaction_interval: Duration,
    /// A transaction is committed at the latest after this many records.
    pub transaction_max_records: u64,
    /// A transaction is committed at the latest after this many input bytes.
    pub transaction_max_bytes: u64,
    /// How often what is due by time is looked at.
    pub tick_interval: Duration,
    /// How many decisions one tick may make a partition.
    pub tick_limit: usize,
    /// How long a record of an unknown schema is waited for before it is quarantined.
    pub schema_wait: Duration,
    /// How soon it is looked at again meanwhile.
    pub schema_retry: Duration,
    /// Of how many last records of a partition the breaker looks at the reasons.
    pub breaker_window: usize,
    /// The share of them that one reason may have.
    pub breaker_share: f64,
    /// How long a stopping pump may try to commit its last batch.
    pub shutdown_budget: Duration,
    /// Where records go that no stage can take.
    pub dead_topic: TopicName,
}

impl PumpConfig {
    /// The defaults of the design, with this dead-letter topic.
    pub const fn new(dead_topic: TopicName) -> Self {
        Self {
            transaction_interval: Duration::from_millis(100),
            transaction_max_records: 20_000,
            transaction_max_bytes: 32 << 20,
            tick_interval: Duration::from_millis(200),
            tick_limit: 1_000,
            schema_wait: Duration::from_secs(30),
            schema_retry: Duration::from_millis(200),
            breaker_window: 1_000,
            breaker_share: 0.5,
            shutdown_budget: Duration::from_secs(8),
            dead_topic,
        }
    }
}

/// Why a pump ended other than by being asked to.
#[derive(Debug, thiserror::Error)]
pub enum PumpError {
    /// Another process has the same identity and keeps taking over.
    #[error(
        "another process uses transactional id {transactional_id}: {detail}; give each process an instance_id of its own"
    )]
    Fenced {
        /// The identity.
        transactional_id: String,
        /// What the log said.
        detail: String,
    },
    /// The log needs a person.
    #[error("{0}")]
    Log(String),
    /// A state record that cannot be read: state is never guessed.
    #[error("state record {topic}/{partition}@{offset} cannot be read: {detail}")]
    State {
        /// Topic of the record.
        topic: String,
        /// Partition of the record.
        partition: i32,
        /// Offset of the record.
        offset: i64,
        /// What is wrong.
        detail: String,
    },
    /// The shutdown budget ended before the last batch was committed; its transaction was left open and will be aborted.
    #[error(
        "the last batch of {stage} could not be committed within the shutdown budget; it will be done again"
    )]
    Abandoned {
        /// The stage.
        stage: &'static str,
    },
    /// One reason quarantines most records, and the input was to be drained.
    #[error("{0}")]
    Breaker(String),
}

/// Looks for schemas that were written since it last looked; `Stage::decide` asks for them by being undecided.
pub type SchemaRefresh = Box<dyn FnMut() + Send>;

/// What a pump reads and writes with.
pub struct Clients<C: Cluster> {
    log: C::Log,
    table: C::Table,
}

impl<C: Cluster> Clients<C> {
    /// Joins the group.
    ///
    /// # Errors
    /// `LogError::Unavailable` while there is no log, `Fatal` when its client cannot be made.
    pub fn join(cluster: &C, spec: &MemberSpec) -> Result<Self, LogError> {
        Ok(Self {
            log: cluster.member(spec)?,
            table: cluster.table()?,
        })
    }
}

/// One stage at work on one log.
pub struct Pump<S: Stage, C: Cluster> {
    stage: S,
    log: C::Log,
    table: C::Table,
    spec: MemberSpec,
    config: PumpConfig,
    control: Control,
    metrics: PumpMetrics,
    refresh: SchemaRefresh,
    partitions: BTreeMap<i32, Phase<S::State>>,
    batch: Batch<S::Undo>,
    last_tick: Instant,
    last_lag: Instant,
    clock: LocalClock,
    tick_clock: TickClock,
    /// Whether records were read that the log's clock stamped long after this process's.
    is_clock_behind: bool,
    fenced_at: Option<Instant>,
    /// Why nothing is consumed any more, once the breaker has tripped.
    halted: Option<String>,
}

impl<S: Stage, C: Cluster> Pump<S, C> {
    /// A pump of a member that has joined its group.
    pub fn new(
        stage: S,
        clients: Clients<C>,
        spec: MemberSpec,
        config: PumpConfig,
        control: Control,
        metrics: PumpMetrics,
        refresh: SchemaRefresh,
    ) -> Self {
        let now = Instant::now();
        Self {
            stage,
            log: clients.log,
            table: clients.table,
            spec,
            config,
            control,
            metrics,
            refresh,
            partitions: BTreeMap::new(),
            batch: Batch::new(now),
            last_tick: now,
            last_lag: now,
            clock: clocks::system(),
            tick_clock: TickClock::default(),
            is_clock_behind: false,
            fenced_at: None,
            halted: None,
        }
    }

    /// Works until it is asked to stop, or has drained its input.
    ///
    /// # Errors
    /// `PumpError` when the process cannot go on.
    pub fn run(mut self) -> Result<(), PumpError> {
        loop {
            if self.control.is_stopping() {
                return self.finish();
            }
            self.turn()?;
            if self.control.is_draining() && self.is_drained()? {
                return self.finish();
            }
        }
    }

    /// Goes round once: restores, polls, commits and ticks as far as each is due. For tests that step a pump.
    ///
    /// # Errors
    /// `PumpError` when the process cannot go on.
    pub fn turn(&mut self) -> Result<(), PumpError> {
        let now = Instant::now();
        self.control.beat_at(now);
        self.restore_some()?;
        self.poll_once(now)?;
        let now = Instant::now();
        if self.batch.is_due(&self.config, now) {
            self.commit()?;
        }
        if now.duration_since(self.last_tick) >= self.config.tick_interval {
            self.tick()?;
        }
        Ok(())
    }

    fn poll_once(&mut self, now: Instant) -> Result<(), PumpError> {
        let timeout = self.poll_timeout(now);
        let mut judged: Option<Judged<S::Change>> = None;
        let (stage, partitions, config) = (&self.stage, &self.partitions, &self.config);
        let polled = self.log.poll(timeout, &mut |record| {
            judged = judge(stage, partitions, config, record);
        });
        match polled {
            Ok(Polled::Record) => match judged {
                Some(judged) => self.take(judged),
                None => Ok(()),
            },
            Ok(Polled::Nothing) => Ok(()),
            Ok(Polled::EndOfPartition(partition)) => {
                if let Some(running) = self.running(partition) {
                    running.at_end = true;
                }
                self.report_ready();
                Ok(())
            }
            Ok(Polled::Assigned(partitions)) => {
                self.assigned(&partitions);
                Ok(())
            }
            Ok(Polled::Revoked(partitions)) => self.revoked(&partitions),
            Err(LogError::Unavailable(reason)) => {
                self.control.set_ready(self.stage.name(), Err(reason));
                Ok(())
            }
            Err(error) => self.recover(error),
        }
    }

    /// Long when idle, so that nothing spins; short while a batch or a restore wants to go on.
    fn poll_timeout(&self, now: Instant) -> Duration {
        let until_tick = self
            .config
            .tick_interval
            .saturating_sub(now.duration_since(self.last_tick));
        if self.partitions.values().any(Phase::is_reading) {
            return Duration::ZERO;
        }
        if !self.partitions.values().all(Phase::is_running) {
            return RESTORE_PACE;
        }
        until_tick
            .min(self.batch.until_due(&self.config, now))
            .min(Duration::from_millis(100))
    }

    fn assigned(&mut self, partitions: &[i32]) {
        tracing::info!(
            stage = self.stage.name(),
            ?partitions,
            "partitions assigned"
        );
        for partition in partitions {
            self.start_restoring(*partition);
        }
        self.metrics.set_assigned(self.partitions.len());
        self.control
            .set_ready(self.stage.name(), Err("restoring state".to_owned()));
    }

    /// The log took an open transaction back before it gave the partitions up.
    fn revoked(&mut self, partitions: &[i32]) -> Result<(), PumpError> {
        tracing::info!(stage = self.stage.name(), ?partitions, "partitions revoked");
        self.batch.open = false;
        for partition in partitions {
            self.forget(*partition);
        }
        self.roll_back()?;
        self.metrics.set_assigned(self.partitions.len());
        Ok(())
    }

    /// Drops all that is known of a partition: another member owns it.
    fn forget(&mut self, partition: i32) {
        if let Some(Phase::Restoring(restoring)) = self.partitions.remove(&partition)
            && let Some(topic) = restoring.reading(&self.stage)
        {
            // Nothing is lost if this fails: records of a partition that is not restoring are passed over.
            let _ = self.table.stop(topic, partition);
        }
        self.batch.forget(partition);
        self.metrics.forget(partition);
    }

    fn running(&mut self, partition: i32) -> Option<&mut Running<S::State>> {
        match self.partitions.get_mut(&partition) {
            Some(Phase::Running(running)) => Some(running),
            _ => None,
        }
    }

    fn report_ready(&self) {
        let ready = match &self.halted {
            Some(reason) => Err(reason.clone()),
            None if self.partitions.values().all(Phase::is_running) => Ok(()),
            None => Err("restoring state".to_owned()),
        };
        self.control.set_ready(self.stage.name(), ready);
    }

    /// Commits what is open and ends.
    fn finish(mut self) -> Result<(), PumpError> {
        let deadline = Instant::now() + self.config.shutdown_budget;
        self.batch.commit_until = Some(deadline);
        self.commit()?;
        self.control
            .set_ready(self.stage.name(), Err("stopped".to_owned()));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
