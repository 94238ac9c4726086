//! Opening the target, and seeking every partition to where the target stands.
//!
//! The group's *stable* position comes first: the log gives it only when every transaction of a former owner has ended,
//! so that all dead letters that it put aside are known. Then the target is asked.

use std::time::Instant;

use dateline_runtime::{
    Totals,
    failpoint::{self, Failpoint},
    log::{Cluster, Committed, LogError, StageLog as _, TableReader as _},
    pump::breaker::Breaker,
};

use super::{
    STAGE, Sink,
    error::{DeliveryError, Trouble},
    group_ledger::aside_of,
    partition::{Phase, Running},
};
use crate::targets::Position;

impl<C: Cluster> Sink<C> {
    pub(super) fn open_target(&mut self) -> Result<(), Trouble> {
        if self.is_open || self.is_blocked() {
            return Ok(());
        }
        let opened = self.target.open(&self.setup.identity);
        self.answered(opened)?;
        self.is_open = true;
        tracing::info!(
            stage = STAGE,
            target = self.target.describe(),
            "target opened"
        );
        self.report_ready();
        Ok(())
    }

    /// Takes every partition that is being sought as far as it comes.
    pub(super) fn seek_some(&mut self) -> Result<(), Trouble> {
        if !self.is_open || self.is_blocked() {
            return Ok(());
        }
        let seeking = self.partitions.iter();
        let seeking = seeking.filter(|(_, phase)| phase.running().is_none());
        let seeking: Vec<i32> = seeking.map(|(partition, _)| *partition).collect();
        let mut known = Vec::new();
        for partition in seeking {
            match self.log.committed(partition) {
                Ok(committed) => known.push((partition, committed)),
                Err(LogError::Unavailable(reason)) => {
                    tracing::debug!(partition, reason, "seeking waits for the group's position");
                    self.setup.control.set_ready(STAGE, Err(reason));
                }
                Err(error) => return Err(error.into()),
            }
        }
        if known.is_empty() {
            return Ok(());
        }
        let partitions: Vec<i32> = known.iter().map(|(partition, _)| *partition).collect();
        let positions = self.target.positions(&partitions);
        let positions = self.answered(positions)?;
        for ((partition, committed), position) in known.into_iter().zip(positions) {
            match self.seek(partition, committed, position) {
                Err(Trouble::Log(LogError::Unavailable(reason))) => {
                    tracing::debug!(partition, reason, "seeking waits for the log");
                }
                done => done?,
            }
        }
        self.report_ready();
        Ok(())
    }

    fn seek(
        &mut self,
        partition: i32,
        committed: Option<Committed>,
        position: Option<Position>,
    ) -> Result<(), Trouble> {
        let topic = &self.setup.spec.input;
        let start = self.table.low_watermark(topic, partition)?;
        let next = match &position {
            None => start,
            Some(position) => {
                let end = self.table.high_watermark(topic, partition)?;
                let (target, topic) = (self.target.describe(), topic.to_string());
                let next = position.next;
                if next > end {
                    return Err(Trouble::Stop(DeliveryError::BeyondEnd {
                        target,
                        topic,
                        partition,
                        next,
                        end,
                    }));
                }
                if next < start {
                    return Err(Trouble::Stop(DeliveryError::BeforeStart {
                        target,
                        topic,
                        partition,
                        next,
                        start,
                    }));
                }
                next
            }
        };
        failpoint::hit(Failpoint::InRestore);
        self.log.rewind(partition, next)?;
        let ledger = position.as_ref().map(|position| position.ledger.as_str());
        let totals = ledger.map(Totals::from_metadata).unwrap_or_default();
        let aside = aside_of(committed.as_ref(), next);
        let is_told = committed.is_some_and(|committed| {
            committed.next == next && Totals::from_metadata(&committed.metadata) == totals
        });
        tracing::info!(stage = STAGE, partition, %next, aside = aside.len(), "delivering from where the target stands");
        let config = &self.setup.config;
        let running = Running {
            next,
            totals,
            aside,
            uncommitted: position.is_some() && !is_told,
            paused: true,
            at_end: false,
            waiting: None,
            breaker: Breaker::new(config.breaker_window, config.breaker_share),
            newest_append_ms: 0,
        };
        self.partitions
            .insert(partition, Phase::Running(Box::new(running)));
        Ok(())
    }

    /// Lets partitions flow that may, and holds those that may not.
    pub(super) fn regulate(&mut self) -> Result<(), Trouble> {
        // Nothing is left to ask the target for, since its partitions went away: only new records can tell.
        if self.outage.is_some() && !self.is_blocked() && self.batch.is_empty() {
            self.outage = None;
        }
        let now = Instant::now();
        let all_held = self.outage.is_some() || self.halted.is_some();
        for (partition, phase) in &mut self.partitions {
            let Some(running) = phase.running_mut() else {
                continue;
            };
            let waits = running
                .waiting
                .is_some_and(|waiting| now < waiting.again_at);
            let held = all_held || waits;
            if held == running.paused {
                continue;
            }
            if held {
                self.log.pause(*partition)?;
            } else {
                self.log.resume(*partition)?;
            }
            running.paused = held;
        }
        Ok(())
    }
}
