//! A batch on its way: dead letters, then rows, then the group's offsets.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use dateline_runtime::{
    Outgoing,
    failpoint::{self, Failpoint},
    log::{Cluster, LogError, Position as GroupPosition, StageLog as _, Writer as _},
};

use super::{
    STAGE, Sink,
    batch::Batch,
    error::{DeliveryError, Trouble},
    group_ledger,
    partition::Phase,
};
use crate::targets::{Delivery, Refused, TargetError};

/// How long offsets are tried to be added to a transaction before it is aborted.
const OFFSETS_BUDGET: Duration = Duration::from_secs(10);

impl<C: Cluster> Sink<C> {
    /// Brings the batch into the target and tells the group. An empty batch is none; one that the target is away for stays.
    pub(super) fn deliver(&mut self) -> Result<(), Trouble> {
        if self.batch.is_empty() || self.is_blocked() {
            return Ok(());
        }
        self.put_aside()?;
        let started = Instant::now();
        let rows = self.batch.rows();
        let answer = self.target.deliver(&rows, &self.batch.slices());
        self.setup.sink_metrics.answered(started.elapsed());
        match self.answered(answer)? {
            Delivery::Refused(refused) => self.condemn(&refused),
            Delivery::Committed => {
                failpoint::hit(Failpoint::AfterProduce);
                self.settle(started.elapsed());
                self.commit_positions()
            }
        }
    }

    /// Makes the batch's dead letters durable, and known as such, while the group stays where the target stands.
    fn put_aside(&mut self) -> Result<(), Trouble> {
        let mut letters: Vec<Outgoing> = Vec::new();
        let mut positions = Vec::new();
        for (partition, part) in &mut self.batch.parts {
            let phase = self.partitions.get(partition);
            if let Some(running) = phase.and_then(Phase::running)
                && !part.letters.is_empty()
            {
                letters.append(&mut part.letters);
                positions.push(part.position_before(*partition, running));
            }
        }
        if letters.is_empty() {
            return Ok(());
        }
        self.transact(&letters, &positions)?;
        for (partition, part) in &mut self.batch.parts {
            let phase = self.partitions.get_mut(partition);
            if let Some(running) = phase.and_then(Phase::running_mut) {
                running.aside.append(&mut part.aside);
            }
        }
        Ok(())
    }

    /// The rows are durable: the batch is true now.
    fn settle(&mut self, took: Duration) {
        let batch = self.batch.take();
        let metrics = &self.setup.metrics;
        metrics.committed(took, batch.age(), &batch.counts);
        self.observe_ages(&batch);
        for (partition, part) in batch.parts {
            let phase = self.partitions.get_mut(&partition);
            let Some(running) = phase.and_then(Phase::running_mut) else {
                continue;
            };
            self.setup.metrics.count(&running.totals, &part.totals);
            running.next = part.end;
            running.totals = part.totals;
            running.aside.retain(|offset, _| offset.0 >= part.end.0);
            running.uncommitted = true;
            self.condemned
                .retain(|(of, offset), _| *of != partition || offset.0 >= part.end.0);
            for outcome in part.outcomes {
                if let Some((reason, count)) = running.breaker.count(&outcome) {
                    self.halted.get_or_insert_with(|| {
                        format!(
                            "{count} of the last {} records of partition {partition} were quarantined as {}: find the cause, then start again",
                            self.setup.config.breaker_window,
                            reason.label()
                        )
                    });
                }
            }
        }
        if let Some(reason) = &self.halted {
            tracing::error!(stage = STAGE, reason, "stopped consuming");
        }
        self.report_ready();
    }

    fn observe_ages(&self, batch: &Batch) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now_ms = i64::try_from(now.unwrap_or_default().as_millis()).unwrap_or(i64::MAX);
        let age = |since_ms: i64| {
            Duration::from_millis(now_ms.saturating_sub(since_ms).max(0).unsigned_abs())
        };
        for heartbeat in batch.parts.values().flat_map(|part| &part.heartbeats) {
            let took = age(heartbeat.emitted_at.as_millis());
            self.setup.sink_metrics.beat(heartbeat, took);
        }
        for item in batch.parts.values().flat_map(|part| &part.items) {
            let received_ms = item.item.item.received_at.as_millis();
            self.setup
                .sink_metrics
                .aged(age(received_ms), age(item.append_time_ms));
        }
    }

    /// Remembers what the target will never take, and reads the batch again.
    fn condemn(&mut self, refused: &[Refused]) -> Result<(), Trouble> {
        let rows = self.batch.rows();
        let condemned = refused.iter().filter_map(|refused| {
            let row = rows.get(refused.index)?;
            Some(((row.partition, row.offset), refused.message.clone()))
        });
        let condemned: Vec<_> = condemned.collect();
        if condemned.is_empty() {
            return Err(Trouble::Stop(DeliveryError::Target(TargetError::Fatal {
                target: self.target.describe(),
                problem: "it refused a batch and none of its items".to_owned(),
                remedy: "This is a defect: please report it".to_owned(),
            })));
        }
        tracing::debug!(
            stage = STAGE,
            count = condemned.len(),
            "rows refused by the target"
        );
        self.condemned.extend(condemned);
        self.setup.metrics.aborted();
        for partition in self.batch.take().parts.into_keys() {
            if let Some(running) = self.running_mut(partition) {
                running.at_end = false;
                running.waiting = None;
                let next = running.next;
                self.log.rewind(partition, next)?;
            }
        }
        Ok(())
    }

    pub(super) fn has_uncommitted(&self) -> bool {
        let mut running = self.partitions.values().filter_map(Phase::running);
        running.any(|running| running.uncommitted)
    }

    /// Tells the group where the target stands, wherever it does not know.
    pub(super) fn commit_positions(&mut self) -> Result<(), Trouble> {
        let running = self.partitions.iter();
        let running = running.filter_map(|(partition, phase)| Some((*partition, phase.running()?)));
        let uncommitted = running.filter(|(_, running)| running.uncommitted);
        let positions = uncommitted.map(|(partition, running)| GroupPosition {
            partition,
            next: running.next,
            metadata: group_ledger::to_metadata(&running.totals, running.next, &running.aside),
        });
        let positions: Vec<_> = positions.collect();
        if positions.is_empty() {
            return Ok(());
        }
        self.transact(&[], &positions)?;
        for position in positions {
            if let Some(running) = self.running_mut(position.partition) {
                running.uncommitted = false;
            }
        }
        Ok(())
    }

    /// One transaction of these dead letters with these positions of the group.
    fn transact(
        &mut self,
        letters: &[Outgoing],
        positions: &[GroupPosition],
    ) -> Result<(), Trouble> {
        self.log.begin()?;
        self.transaction_open = true;
        failpoint::hit(Failpoint::Begin);
        for letter in letters {
            self.log.send(letter.clone())?;
        }
        let deadline = Instant::now() + OFFSETS_BUDGET;
        loop {
            match self.log.send_offsets(positions) {
                Err(LogError::Unavailable(reason)) if Instant::now() > deadline => {
                    return Err(LogError::Abort(reason).into());
                }
                Err(LogError::Unavailable(reason)) => self.keep_trying(&reason)?,
                sent => break sent?,
            }
        }
        failpoint::hit(Failpoint::AfterSendOffsets);
        loop {
            match self.log.commit() {
                Err(LogError::Unavailable(reason)) => self.keep_trying(&reason)?,
                committed => break committed?,
            }
        }
        self.transaction_open = false;
        failpoint::hit(Failpoint::AfterCommit);
        Ok(())
    }

    /// The log may take long, but not longer than a stopping sink has.
    fn keep_trying(&mut self, reason: &str) -> Result<(), DeliveryError> {
        self.setup.control.beat();
        if self.setup.control.is_stopping() && self.give_up_at.is_none() {
            self.give_up_at = Some(Instant::now() + self.setup.config.shutdown_budget);
        }
        self.check_budget(reason)
    }
}
