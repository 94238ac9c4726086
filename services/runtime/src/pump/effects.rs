//! From a record to a decision, and from a decision to its effects in the open transaction.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use super::{
    Pump, PumpConfig, PumpError,
    partition::{Phase, Waiting},
};
use crate::{
    dead_letter,
    failpoint::{self, Failpoint},
    ledger::{Outcome, Reason},
    log::{Cluster, LogError, StageLog as _, Writer as _},
    record::{NextOffset, Offset, Outgoing, Record},
    stage::{Decision, Stage, StateRecord, Undecided},
};

/// A record's decision, after the record itself is gone.
pub(super) struct Judged<Change> {
    partition: i32,
    offset: Offset,
    bytes: u64,
    append_time_ms: i64,
    decision: Result<Decision<Change>, Undecided>,
}

/// Asks the stage, catches its panics, and makes the dead letter of a quarantined record.
pub(super) fn judge<S: Stage>(
    stage: &S,
    partitions: &BTreeMap<i32, Phase<S::State>>,
    config: &PumpConfig,
    record: &Record<'_>,
) -> Option<Judged<S::Change>> {
    let Some(Phase::Running(running)) = partitions.get(&record.partition) else {
        return None;
    };
    let decided = catch_unwind(AssertUnwindSafe(|| stage.decide(&running.state, record)));
    let decision = match decided {
        Ok(Ok(decision)) => Ok(decision),
        Ok(Err(undecided)) => {
            let waited_enough = running
                .waiting
                .is_some_and(|waiting| waiting.since.elapsed() >= config.schema_wait);
            if waited_enough {
                let message = format!(
                    "{undecided}; nobody wrote it to the schema topic in time: check the writer"
                );
                Ok(Decision::of(Outcome::Quarantined(
                    Reason::UnknownSchema,
                    message,
                )))
            } else {
                Err(undecided)
            }
        }
        Err(panic) => Ok(Decision::of(Outcome::Quarantined(
            Reason::Defect,
            panic_text(panic.as_ref()),
        ))),
    };
    let decision = decision.map(|mut decision| {
        if let Some(Outcome::Quarantined(reason, message)) = &decision.outcome {
            let name = stage.name();
            decision.outputs.push(dead_letter::of_record(
                &config.dead_topic,
                record,
                name,
                *reason,
                message,
            ));
        }
        decision
    });
    let bytes = record.value.map_or(0, <[u8]>::len) + record.key.map_or(0, <[u8]>::len);
    Some(Judged {
        partition: record.partition,
        offset: record.offset,
        bytes: bytes as u64,
        append_time_ms: record.append_time_ms,
        decision,
    })
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    format!("a defect of Dateline, please report it: {text}")
}

impl<S: Stage, C: Cluster> Pump<S, C> {
    /// Puts a record's effects into the batch, or waits for its schema.
    pub(super) fn take(&mut self, judged: Judged<S::Change>) -> Result<(), PumpError> {
        let Judged {
            partition,
            offset,
            bytes,
            append_time_ms,
            decision,
        } = judged;
        match decision {
            Err(undecided) => {
                if let Some(running) = self.running(partition) {
                    running.newest_append_ms = append_time_ms;
                }
                self.wait_for_schema(partition, offset, &undecided)
            }
            Ok(decision) => {
                let Some(Phase::Running(running)) = self.partitions.get_mut(&partition) else {
                    return Ok(());
                };
                self.batch.touch(
                    partition,
                    Some(running.next.unwrap_or(NextOffset(offset.0))),
                    running,
                );
                running.next = Some(offset.next());
                running.at_end = false;
                running.waiting = None;
                running.newest_append_ms = append_time_ms;
                self.batch.counts.records += 1;
                self.batch.counts.bytes += bytes;
                if let Some(reason) = self.account(partition, &decision) {
                    self.halted = Some(reason);
                }
                if let Err(error) = self.effect(partition, decision) {
                    return self.recover(error);
                }
                if self.halted.is_some() {
                    return self.halt();
                }
                Ok(())
            }
        }
    }

    /// Counts a decision; says why when it trips the breaker.
    fn account(&mut self, partition: i32, decision: &Decision<S::Change>) -> Option<String> {
        let Some(Phase::Running(running)) = self.partitions.get_mut(&partition) else {
            return None;
        };
        for end in &decision.holds_ended {
            running.totals.count_hold_end(*end);
        }
        let outcome = decision.outcome.as_ref()?;
        running.totals.count(outcome);
        if let Outcome::Quarantined(reason, message) = outcome {
            let stage = self.stage.name();
            match reason {
                Reason::Defect => {
                    tracing::error!(stage, partition, why = message, "record quarantined")
                }
                _ => tracing::debug!(
                    stage,
                    partition,
                    reason = reason.label(),
                    why = message,
                    "record quarantined"
                ),
            }
        }
        let (reason, count) = running.breaker.count(outcome)?;
        Some(format!(
            "{count} of the last {} records of partition {partition} were quarantined as {}: find the cause, then start again",
            self.config.breaker_window,
            reason.label()
        ))
    }

    /// Writes a decision's records into the open transaction and applies its changes to the state.
    pub(super) fn effect(
        &mut self,
        partition: i32,
        decision: Decision<S::Change>,
    ) -> Result<(), LogError> {
        if !self.batch.open {
            self.log.begin()?;
            self.batch.open = true;
            failpoint::hit(Failpoint::Begin);
        }
        self.batch.counts.outputs += (decision.outputs.len() + decision.state.len()) as u64;
        for output in decision.outputs {
            self.log.send(output)?;
        }
        self.batch.tallies.extend(&decision.tallies);
        for StateRecord {
            topic,
            key,
            value,
            change,
        } in decision.state
        {
            let mut outgoing = Outgoing::keyed(&self.stage.state_topics()[topic], key, value);
            outgoing.partition = Some(partition);
            self.log.send(outgoing)?;
            if let Some(Phase::Running(running)) = self.partitions.get_mut(&partition) {
                let undo = self.stage.restore(&mut running.state, change);
                self.batch.undo.push((partition, undo));
            }
        }
        Ok(())
    }

    /// Ends the batch before the record, holds its partition back and looks for the schema.
    fn wait_for_schema(
        &mut self,
        partition: i32,
        offset: Offset,
        undecided: &Undecided,
    ) -> Result<(), PumpError> {
        self.commit()?;
        let (now, retry) = (Instant::now(), self.config.schema_retry);
        let Some(running) = self.running(partition) else {
            return Ok(());
        };
        let since = running.waiting.map_or(now, |waiting| waiting.since);
        if running.waiting.is_none() {
            tracing::info!(partition, %undecided, "waiting for a schema");
        }
        let Some(running) = self.running(partition) else {
            return Ok(());
        };
        running.waiting = Some(Waiting {
            since,
            again_at: now + retry,
        });
        running.at_end = false;
        // The commit may have been taken back, and its records are to be read again too.
        let next = running.next.unwrap_or(NextOffset(offset.0));
        self.metrics.waited_for_schema();
        (self.refresh)();
        let held = self
            .log
            .pause(partition)
            .and_then(|()| self.log.rewind(partition, next));
        match held {
            Ok(()) => Ok(()),
            Err(error) => self.recover(error),
        }
    }

    /// Consumes nothing any more, but keeps its partitions, so that no other member floods the dead letters either.
    fn halt(&mut self) -> Result<(), PumpError> {
        self.commit()?;
        let reason = self.halted.clone().unwrap_or_default();
        tracing::error!(stage = self.stage.name(), reason, "stopped consuming");
        for partition in self.partitions.keys() {
            if let Err(error) = self.log.pause(*partition) {
                tracing::info!(%error, partition, "partition could not be paused");
            }
        }
        self.control
            .set_ready(self.stage.name(), Err(reason.clone()));
        if self.control.is_draining() {
            Err(PumpError::Breaker(reason))
        } else {
            Ok(())
        }
    }
}
