//! What is due by time: releases and expiry, positions at the end of a partition, lag.

use std::time::{Duration, Instant};

use super::{Pump, PumpError, clocks, partition::Phase};
use crate::{
    log::{Cluster, LogError, StageLog as _, TableReader as _},
    stage::{Clocks, Decision, Stage},
};

/// How often lag and state size are measured.
const LAG_INTERVAL: Duration = Duration::from_secs(1);

impl<S: Stage, C: Cluster> Pump<S, C> {
    pub(super) fn tick(&mut self) -> Result<(), PumpError> {
        self.last_tick = Instant::now();
        // One that has stopped consuming falls behind, and shows it.
        let is_due = self.last_lag.elapsed() >= LAG_INTERVAL;
        if is_due {
            self.measure();
        }
        if self.halted.is_some() {
            return Ok(());
        }
        self.resume_waiting()?;
        self.commit_ends()?;
        self.tick_stage()?;
        if is_due {
            self.look_for_log();
        }
        Ok(())
    }

    fn resume_waiting(&mut self) -> Result<(), PumpError> {
        let now = Instant::now();
        let due = self
            .partitions
            .iter()
            .filter_map(|(partition, phase)| match phase {
                Phase::Running(running)
                    if running
                        .waiting
                        .is_some_and(|waiting| now >= waiting.again_at) =>
                {
                    Some(*partition)
                }
                _ => None,
            });
        let due: Vec<i32> = due.collect();
        for partition in due {
            if let Err(error) = self.log.resume(partition) {
                return self.recover(error);
            }
        }
        Ok(())
    }

    /// At the end of a partition the position is after the last transaction marker: committed, it makes the lag 0.
    fn commit_ends(&mut self) -> Result<(), PumpError> {
        let mut has_moved = false;
        for (partition, phase) in &mut self.partitions {
            let Phase::Running(running) = phase else {
                continue;
            };
            if !running.at_end || running.waiting.is_some() {
                continue;
            }
            let Some(position) = self.log.position(*partition) else {
                continue;
            };
            if running.next.is_none_or(|next| position > next) {
                self.batch
                    .touch(*partition, Some(running.next.unwrap_or(position)), running);
                running.next = Some(position);
                has_moved = true;
            }
        }
        if has_moved { self.commit() } else { Ok(()) }
    }

    /// A tick's decisions go into a transaction of their own, so that one that comes too early takes nothing else back.
    /// Most ticks decide nothing, and leave the open batch as it is.
    fn tick_stage(&mut self) -> Result<(), PumpError> {
        let local_ms = (self.clock)();
        let clocks = Clocks {
            local_ms: self.tick_clock.now(local_ms),
        };
        let partitions: Vec<i32> = self.partitions.keys().copied().collect();
        let mut is_own = self.batch.touched.is_empty();
        for partition in partitions {
            let mut decisions = self.due_decisions(partition, clocks);
            if !is_own && !decisions.is_empty() {
                self.commit()?;
                is_own = true;
                // Asked for again: a commit that failed took back what the batch had changed.
                decisions = self.due_decisions(partition, clocks);
            }
            let Some(Phase::Running(running)) = self.partitions.get_mut(&partition) else {
                continue;
            };
            if decisions.is_empty() {
                continue;
            }
            if decisions.len() >= self.config.tick_limit {
                // There may be more: the next turn ticks again.
                self.last_tick = self
                    .last_tick
                    .checked_sub(self.config.tick_interval)
                    .unwrap_or(self.last_tick);
            }
            self.batch.touch(partition, running.next, running);
            for decision in decisions {
                let Some(Phase::Running(running)) = self.partitions.get_mut(&partition) else {
                    break;
                };
                for end in &decision.holds_ended {
                    running.totals.count_hold_end(*end);
                }
                if let Err(error) = self.effect(partition, decision) {
                    return self.recover(error);
                }
            }
        }
        if is_own { self.commit() } else { Ok(()) }
    }

    fn due_decisions(&self, partition: i32, clocks: Clocks) -> Vec<Decision<S::Change>> {
        match self.partitions.get(&partition) {
            // Without a position there is nothing to fence a tick by, and no state either.
            Some(Phase::Running(running)) if running.next.is_some() => {
                self.stage
                    .on_tick(&running.state, clocks, self.config.tick_limit)
            }
            _ => Vec::new(),
        }
    }

    /// A log that goes away or comes back while there is nothing to do has no record or commit that would tell, and its
    /// client tells of a loss once, which what it told before may follow.
    fn look_for_log(&mut self) {
        let is_ready = self.control.ready().is_ok();
        let is_idle = || {
            let mut phases = self.partitions.values();
            phases.all(|phase| matches!(phase, Phase::Running(running) if running.at_end))
        };
        if self.partitions.is_empty() || (is_ready && !is_idle()) {
            return;
        }
        match self.table.partitions(&self.spec.input) {
            Ok(Some(_)) => self.report_ready(),
            Err(LogError::Unavailable(reason)) if is_ready => {
                self.control.set_ready(self.stage.name(), Err(reason));
            }
            Ok(None) | Err(_) => {}
        }
    }

    fn measure(&mut self) {
        self.last_lag = Instant::now();
        let now_ms = (self.clock)();
        self.compare_clocks(now_ms);
        for (partition, phase) in &self.partitions {
            let Phase::Running(running) = phase else {
                continue;
            };
            self.metrics
                .set_state_size(*partition, self.stage.state_size(&running.state));
            if running.at_end {
                self.metrics.set_lag(*partition, 0, 0.0);
                continue;
            }
            let Ok(end) = self.table.last_stable_offset(&self.spec.input, *partition) else {
                continue;
            };
            let behind = running.next.map_or(end.0, |next| end.0 - next.0).max(0);
            let age_ms = if behind == 0 || running.newest_append_ms == 0 {
                0
            } else {
                now_ms - running.newest_append_ms
            };
            self.metrics
                .set_lag(*partition, behind, age_ms.max(0) as f64 / 1_000.0);
        }
    }

    /// A clock that is behind the log's lets embargoes end late. The log's is known by the records that were read.
    fn compare_clocks(&mut self, now_ms: i64) {
        let stamped = self.partitions.values().filter_map(|phase| match phase {
            Phase::Running(running) => Some(running.newest_append_ms),
            Phase::Restoring(_) => None,
        });
        let behind_ms = stamped.max().unwrap_or(0).saturating_sub(now_ms);
        let is_behind = clocks::is_alarming(behind_ms);
        if is_behind {
            self.metrics.clocks_differ();
        }
        if is_behind && !self.is_clock_behind {
            tracing::warn!(
                behind_ms,
                "this machine's clock is behind the log's: embargoed items are released late"
            );
        }
        self.is_clock_behind = is_behind;
    }

    /// Whether every partition of the input is owned, restored and consumed to its end, and all of that is committed.
    pub(super) fn is_drained(&mut self) -> Result<bool, PumpError> {
        if let Some(reason) = &self.halted {
            return Err(PumpError::Breaker(reason.clone()));
        }
        let all_at_end = self.partitions.values().all(|phase| match phase {
            Phase::Running(running) => running.at_end,
            Phase::Restoring(_) => false,
        });
        if !all_at_end {
            return Ok(false);
        }
        // Nothing more can come into the batch: waiting for its interval would only make the end later.
        self.commit()?;
        let Ok(Some(count)) = self.table.partitions(&self.spec.input) else {
            return Ok(false);
        };
        if usize::try_from(count).ok() != Some(self.partitions.len()) {
            return Ok(false);
        }
        for (partition, phase) in &self.partitions {
            let Phase::Running(running) = phase else {
                return Ok(false);
            };
            let Ok(end) = self.table.last_stable_offset(&self.spec.input, *partition) else {
                return Ok(false);
            };
            if end.0 > running.next.map_or(0, |next| next.0) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
