//! The sink's loop: poll, batch, put dead letters aside, deliver, then tell the group.
//!
//! The target says how far it is, and nobody else: on every assignment and after every trouble its positions are asked
//! for and sought to. The group's offsets only follow it, for lag and audit, with one exception that dead letters need:
//!
//! - A batch without dead letters is delivered first; then one transaction commits the target's position and ledger.
//! - A batch with dead letters writes them first, in one transaction with the position where the target *still* stands
//!   and, in its metadata, the offsets that are aside now. Then it is delivered without them. After a crash in between
//!   the same records are read again, and what is aside is not written a second time.
//! - A target that refuses rows has written nothing. They are remembered, the batch is read again, and now they are dead
//!   letters like any other.
//!
//! So neither rows nor dead letters are lost or doubled, whatever the moment of a crash, and the group is never ahead of
//! the target. A target that is replaced or emptied begins anew, dead letters included.

mod batch;
mod config;
mod deliver;
mod error;
mod group_ledger;
mod intake;
mod partition;
mod receive;
mod recovery;
mod seek;
mod tick;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use dateline_runtime::{
    Control, PumpMetrics,
    log::{Cluster, LogError, MemberSpec},
    pump::SchemaRefresh,
};
use dateline_schemas::Codec;

use self::{
    batch::Batch,
    error::Trouble,
    partition::{Phase, Running},
    receive::Condemned,
    recovery::Outage,
};
pub use self::{config::DeliveryConfig, error::DeliveryError};
use crate::{
    metrics::SinkMetrics,
    targets::{LogIdentity, Target},
};

/// The sink's name in metrics, dead letters and readiness.
pub const STAGE: &str = "sink";

/// All that a sink is given beside its log and its target.
pub struct Setup {
    /// Group, topic and identity; its `start` is to be [`dateline_runtime::log::StartAt::Error`], because the target says
    /// where to begin.
    pub spec: MemberSpec,
    /// How it batches, waits and gives up.
    pub config: DeliveryConfig,
    /// Reads the records.
    pub codec: Codec,
    /// Which log it reads.
    pub identity: LogIdentity,
    /// Stops, drains and watches it.
    pub control: Control,
    /// What every loop shows, under the label [`STAGE`].
    pub metrics: PumpMetrics,
    /// What only a sink shows.
    pub sink_metrics: SinkMetrics,
    /// Looks for schemas that were written since it last looked.
    pub refresh: SchemaRefresh,
}

/// One target at the end of one log. All of it blocks: it belongs on a thread of its own.
pub struct Sink<C: Cluster> {
    target: Box<dyn Target>,
    log: C::Log,
    table: C::Table,
    setup: Setup,
    is_open: bool,
    partitions: BTreeMap<i32, Phase>,
    batch: Batch,
    condemned: Condemned,
    outage: Option<Outage>,
    transaction_open: bool,
    last_tick: Instant,
    last_lag: Instant,
    fenced_at: Option<Instant>,
    /// When the last batch of a stopping sink is given up.
    give_up_at: Option<Instant>,
    /// Why nothing is consumed any more, once the breaker has tripped.
    halted: Option<String>,
}

impl<C: Cluster> Sink<C> {
    /// A sink that has joined its group. The target is opened by `run`, and waited for if it does not answer.
    ///
    /// # Errors
    /// `LogError::Unavailable` while there is no log, `Fatal` when its client cannot be made.
    pub fn new(target: Box<dyn Target>, cluster: &C, setup: Setup) -> Result<Self, LogError> {
        let log = cluster.member(&setup.spec)?;
        let table = cluster.table()?;
        let now = Instant::now();
        setup
            .control
            .set_ready(STAGE, Err("waiting for the target".to_owned()));
        Ok(Self {
            target,
            log,
            table,
            setup,
            is_open: false,
            partitions: BTreeMap::new(),
            batch: Batch::new(now),
            condemned: Condemned::new(),
            outage: None,
            transaction_open: false,
            last_tick: now,
            last_lag: now,
            fenced_at: None,
            give_up_at: None,
            halted: None,
        })
    }

    /// Works until it is asked to stop, or has drained its input.
    ///
    /// # Errors
    /// `DeliveryError` when the process cannot go on.
    pub fn run(mut self) -> Result<(), DeliveryError> {
        loop {
            if self.setup.control.is_stopping() {
                return self.finish();
            }
            self.turn()?;
            if self.setup.control.is_draining() && self.is_drained()? {
                return self.finish();
            }
        }
    }

    /// Goes round once: seeks, polls, delivers and ticks as far as each is due. For tests that step a sink.
    ///
    /// # Errors
    /// `DeliveryError` when the process cannot go on.
    pub fn turn(&mut self) -> Result<(), DeliveryError> {
        self.setup.control.beat();
        self.step().or_else(|trouble| self.overcome(trouble))
    }

    fn step(&mut self) -> Result<(), Trouble> {
        self.open_target()?;
        self.seek_some()?;
        self.regulate()?;
        self.poll_once()?;
        if self.batch.is_due(&self.setup.config) {
            self.deliver()?;
        }
        if self.last_tick.elapsed() >= self.setup.config.tick_interval {
            self.tick()?;
        }
        Ok(())
    }

    /// Long when idle, so that nothing spins; short while something wants to go on.
    fn poll_timeout(&self) -> Duration {
        let config = &self.setup.config;
        let until_tick = config
            .tick_interval
            .saturating_sub(self.last_tick.elapsed());
        let until_work = match &self.outage {
            Some(outage) => outage.again_at.saturating_duration_since(Instant::now()),
            None => self.batch.until_due(config),
        };
        until_tick.min(until_work).min(Duration::from_millis(100))
    }

    fn running_mut(&mut self, partition: i32) -> Option<&mut Running> {
        self.partitions.get_mut(&partition)?.running_mut()
    }

    fn report_ready(&self) {
        let seeking = || {
            self.partitions
                .values()
                .any(|phase| phase.running().is_none())
        };
        let ready = match (&self.halted, &self.outage) {
            (Some(reason), _) => Err(reason.clone()),
            (None, Some(outage)) => Err(outage.reason.clone()),
            (None, None) if !self.is_open => Err("waiting for the target".to_owned()),
            (None, None) if seeking() => Err("asking where the target stands".to_owned()),
            (None, None) => Ok(()),
        };
        self.setup.control.set_ready(STAGE, ready);
    }

    /// Delivers what is open, lets the target go and ends.
    fn finish(mut self) -> Result<(), DeliveryError> {
        self.give_up_at = Some(Instant::now() + self.setup.config.shutdown_budget);
        while !self.batch.is_empty() || self.has_uncommitted() {
            self.setup.control.beat();
            if let Some(outage) = &self.outage {
                let pause = outage.again_at.saturating_duration_since(Instant::now());
                self.check_budget(&outage.reason)?;
                std::thread::sleep(pause.min(Duration::from_millis(100)));
            }
            let delivered = self.deliver().and_then(|()| self.commit_positions());
            if let Err(trouble) = delivered {
                self.overcome(trouble)?;
            }
        }
        self.setup
            .control
            .set_ready(STAGE, Err("stopped".to_owned()));
        self.target.close().map_err(DeliveryError::Target)
    }

    /// A stopping sink has only so long.
    fn check_budget(&self, reason: &str) -> Result<(), DeliveryError> {
        if self.give_up_at.is_none_or(|at| Instant::now() < at) {
            return Ok(());
        }
        Err(DeliveryError::Abandoned {
            target: self.target.describe(),
            reason: reason.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests;
