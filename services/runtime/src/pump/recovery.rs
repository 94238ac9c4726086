//! Committing a batch, and what follows when that fails.

use std::time::{Duration, Instant};

use super::{Pump, PumpError, clocks, partition::Phase};
use crate::{
    failpoint::{self, Failpoint},
    log::{Cluster, LogError, Position, StageLog as _, Writer as _},
    record::NextOffset,
    stage::Stage,
};

/// Fenced twice within this time: a rival is alive, and one of the two has to go.
const FENCED_AGAIN: Duration = Duration::from_secs(600);

/// Pause between two attempts to reach a log that is not there.
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// How long offsets are tried to be added to a transaction before it is aborted.
const OFFSETS_BUDGET: Duration = Duration::from_secs(10);

impl<S: Stage, C: Cluster> Pump<S, C> {
    /// Commits the batch with the position of every partition in it. An empty batch is no transaction.
    pub(super) fn commit(&mut self) -> Result<(), PumpError> {
        if self.batch.touched.is_empty() {
            return Ok(());
        }
        let started = Instant::now();
        match self.try_commit() {
            Ok(()) => {
                failpoint::hit(Failpoint::AfterCommit);
                self.settle(started.elapsed());
                Ok(())
            }
            Err(LogError::OutcomeUnknown(reason)) => self.find_out(&reason, started),
            Err(LogError::Unavailable(_)) if self.batch.commit_until.is_some() => {
                Err(PumpError::Abandoned {
                    stage: self.stage.name(),
                })
            }
            Err(error) => self.recover(error),
        }
    }

    fn try_commit(&mut self) -> Result<(), LogError> {
        failpoint::hit(Failpoint::AfterProduce);
        if !self.batch.open {
            self.log.begin()?;
            self.batch.open = true;
        }
        let positions = self.positions();
        if positions.is_empty() {
            // It would be accepted, and a zombie could commit.
            return Err(LogError::Abort("no position to be fenced by".to_owned()));
        }
        let deadline = Instant::now() + OFFSETS_BUDGET;
        loop {
            match self.log.send_offsets(&positions) {
                Ok(()) => break,
                Err(LogError::Unavailable(reason)) if Instant::now() > deadline => {
                    return Err(LogError::Abort(reason));
                }
                Err(LogError::Unavailable(_)) => self.control.beat(),
                Err(error) => return Err(error),
            }
        }
        failpoint::hit(Failpoint::AfterSendOffsets);
        loop {
            match self.log.commit() {
                Err(LogError::Unavailable(reason)) => {
                    self.control.beat();
                    let given_up = self
                        .batch
                        .commit_until
                        .is_some_and(|until| Instant::now() > until);
                    if given_up {
                        return Err(LogError::Unavailable(reason));
                    }
                    if self.control.is_stopping() && self.batch.commit_until.is_none() {
                        self.batch.commit_until =
                            Some(Instant::now() + self.config.shutdown_budget);
                    }
                }
                other => return other,
            }
        }
    }

    fn positions(&self) -> Vec<Position> {
        let touched = self.batch.touched.keys();
        let positions = touched.filter_map(|partition| match self.partitions.get(partition) {
            Some(Phase::Running(running)) => Some(Position {
                partition: *partition,
                next: running.next?,
                metadata: running.totals.to_metadata(),
            }),
            _ => None,
        });
        positions.collect()
    }

    /// The batch is true now.
    fn settle(&mut self, took: Duration) {
        self.metrics
            .committed(took, self.batch.age(), &self.batch.counts);
        self.metrics.tally(&self.batch.tallies);
        for (partition, before) in &self.batch.touched {
            if let Some(Phase::Running(running)) = self.partitions.get(partition) {
                self.metrics.count(&before.totals, &running.totals);
            }
        }
        self.batch.clear();
        self.report_ready();
    }

    /// The commit may or may not have happened: the committed position tells.
    fn find_out(&mut self, reason: &str, started: Instant) -> Result<(), PumpError> {
        tracing::info!(
            stage = self.stage.name(),
            reason,
            "asking the log what became of the last transaction"
        );
        self.batch.open = false;
        self.renew()?;
        let Some((partition, expected)) = self.moved() else {
            return self.read_back();
        };
        loop {
            match self.log.committed(partition) {
                Ok(committed)
                    if committed
                        .as_ref()
                        .is_some_and(|committed| committed.next >= expected) =>
                {
                    self.settle(started.elapsed());
                    return Ok(());
                }
                Ok(_) => return self.roll_back(),
                Err(LogError::Unavailable(reason)) => self.wait_for_log(&reason)?,
                Err(error) => return self.recover(error),
            }
        }
    }

    /// A partition that this batch moves on, and where to; `None` for a tick, which moves none.
    fn moved(&self) -> Option<(i32, NextOffset)> {
        let mut touched = self.batch.touched.iter();
        touched.find_map(|(partition, before)| match self.partitions.get(partition) {
            Some(Phase::Running(running)) if running.next != before.next => {
                Some((*partition, running.next?))
            }
            _ => None,
        })
    }

    /// A tick leaves the positions as they were, so that they do not tell whether it committed: the state topics do.
    fn read_back(&mut self) -> Result<(), PumpError> {
        let touched = std::mem::take(&mut self.batch.touched);
        self.batch.clear();
        for partition in touched.into_keys() {
            if self.running(partition).is_some() {
                self.restore_again(partition)?;
            }
        }
        Ok(())
    }

    /// Takes the batch back and goes on as the error asks.
    pub(super) fn recover(&mut self, error: LogError) -> Result<(), PumpError> {
        match error {
            LogError::Fenced(detail) => return self.fenced(detail),
            LogError::Fatal(reason) => {
                self.control
                    .set_ready(self.stage.name(), Err(reason.clone()));
                // The broker aborts what stays open; the error is what matters.
                let _ = self.log.abort();
                return Err(PumpError::Log(reason));
            }
            LogError::OutcomeUnknown(reason) => {
                tracing::info!(stage = self.stage.name(), reason, "renewing the producer");
                self.batch.open = false;
                self.renew()?;
            }
            LogError::TooEarly { append_time_ms, .. } => self.too_early(append_time_ms),
            LogError::Abort(reason) | LogError::Unavailable(reason) => {
                tracing::info!(stage = self.stage.name(), reason, "batch taken back");
            }
        }
        if self.batch.open {
            self.batch.open = false;
            match self.log.abort() {
                Ok(()) => {}
                Err(LogError::Fenced(detail)) => return self.fenced(detail),
                Err(_) => self.renew()?,
            }
        }
        self.roll_back()
    }

    fn too_early(&mut self, append_time_ms: i64) {
        self.metrics.too_early();
        let local_ms = (self.clock)();
        let ahead_ms = self.tick_clock.refused(local_ms, append_time_ms);
        if clocks::is_alarming(ahead_ms) {
            self.metrics.clocks_differ();
            tracing::warn!(
                ahead_ms,
                "this machine's clock is ahead of the log's: embargoed items stay held"
            );
        }
    }

    /// Undoes the batch's changes, last first, and reads its records again.
    pub(super) fn roll_back(&mut self) -> Result<(), PumpError> {
        if self.batch.touched.is_empty() && self.batch.undo.is_empty() {
            // All of it may have been of partitions that were revoked: the next batch must not count it.
            self.batch.clear();
            return Ok(());
        }
        self.metrics.aborted();
        for (partition, undo) in std::mem::take(&mut self.batch.undo).into_iter().rev() {
            if let Some(Phase::Running(running)) = self.partitions.get_mut(&partition) {
                self.stage.undo(&mut running.state, undo);
            }
        }
        let touched = std::mem::take(&mut self.batch.touched);
        self.batch.clear();
        for (partition, before) in touched {
            let Some(Phase::Running(running)) = self.partitions.get_mut(&partition) else {
                continue;
            };
            running.next = before.next;
            running.totals = before.totals;
            running.breaker = before.breaker;
            running.at_end = false;
            if let Some(next) = before.next {
                self.rewind_or_restore(partition, next)?;
            }
        }
        Ok(())
    }

    /// A partition that cannot be sought is restored from scratch: its records must not be skipped.
    fn rewind_or_restore(&mut self, partition: i32, next: NextOffset) -> Result<(), PumpError> {
        if self.log.rewind(partition, next).is_ok() {
            return Ok(());
        }
        self.restore_again(partition)
    }

    fn restore_again(&mut self, partition: i32) -> Result<(), PumpError> {
        self.log
            .pause(partition)
            .map_err(|error| PumpError::Log(error.to_string()))?;
        self.start_restoring(partition);
        Ok(())
    }

    /// A new producer of the same identity, as soon as there is a log again.
    fn renew(&mut self) -> Result<(), PumpError> {
        loop {
            match self.log.renew() {
                Ok(()) => return Ok(()),
                Err(LogError::Fenced(detail)) => return self.fenced(detail),
                Err(LogError::Fatal(reason)) => return Err(PumpError::Log(reason)),
                Err(error) => self.wait_for_log(&error.to_string())?,
            }
        }
    }

    /// Another member has this identity: start over once, and give way the second time.
    fn fenced(&mut self, detail: String) -> Result<(), PumpError> {
        self.metrics.fenced();
        let transactional_id = self.spec.transactional_id.clone();
        if self.fenced_at.is_some_and(|at| at.elapsed() < FENCED_AGAIN) {
            return Err(PumpError::Fenced {
                transactional_id,
                detail,
            });
        }
        tracing::warn!(transactional_id, detail, "fenced, joining again");
        self.fenced_at = Some(Instant::now());
        let all: Vec<i32> = self.partitions.keys().copied().collect();
        for partition in all {
            self.forget(partition);
        }
        self.batch.clear();
        loop {
            match self.log.rejoin() {
                Ok(()) => return Ok(()),
                Err(LogError::Fenced(detail)) => {
                    return Err(PumpError::Fenced {
                        transactional_id,
                        detail,
                    });
                }
                Err(LogError::Fatal(reason)) => return Err(PumpError::Log(reason)),
                Err(error) => self.wait_for_log(&error.to_string())?,
            }
        }
    }

    fn wait_for_log(&mut self, reason: &str) -> Result<(), PumpError> {
        self.control.beat();
        self.control
            .set_ready(self.stage.name(), Err(reason.to_owned()));
        if self.control.is_stopping() {
            return Err(PumpError::Abandoned {
                stage: self.stage.name(),
            });
        }
        std::thread::sleep(RETRY_PAUSE);
        Ok(())
    }
}
