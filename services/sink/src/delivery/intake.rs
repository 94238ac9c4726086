//! What the log hands out: records into the batch, partitions in and out.

use std::time::Instant;

use dateline_runtime::{
    NextOffset, Offset, Outcome, Reason,
    log::{Cluster, LogError, Polled, StageLog as _},
};

use super::{
    STAGE, Sink,
    batch::{Item, Part},
    error::Trouble,
    partition::{Phase, Waiting},
    receive::{Received, Receiver, Verdict},
};

impl<C: Cluster> Sink<C> {
    pub(super) fn poll_once(&mut self) -> Result<(), Trouble> {
        let timeout = self.poll_timeout();
        let receiver = Receiver {
            codec: &self.setup.codec,
            config: &self.setup.config,
            partitions: &self.partitions,
            batch: &self.batch,
            condemned: &self.condemned,
        };
        let mut received = None;
        let polled = self.log.poll(timeout, &mut |record| {
            received = receiver.receive(record);
        });
        match polled {
            Ok(Polled::Record) => received.map_or(Ok(()), |received| self.take(received)),
            Ok(Polled::Nothing) => Ok(()),
            Ok(Polled::EndOfPartition(partition)) => {
                if let Some(running) = self.running_mut(partition) {
                    running.at_end = true;
                }
                self.report_ready();
                Ok(())
            }
            Ok(Polled::Assigned(partitions)) => {
                tracing::info!(stage = STAGE, ?partitions, "partitions assigned");
                let seeking = partitions.into_iter();
                self.partitions
                    .extend(seeking.map(|partition| (partition, Phase::Seeking)));
                self.partitions_changed();
                Ok(())
            }
            Ok(Polled::Revoked(partitions)) => {
                tracing::info!(stage = STAGE, ?partitions, "partitions revoked");
                self.transaction_open = false;
                for partition in partitions {
                    self.forget(partition);
                }
                self.partitions_changed();
                Ok(())
            }
            Err(LogError::Unavailable(reason)) => {
                self.setup.control.set_ready(STAGE, Err(reason));
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn partitions_changed(&self) {
        self.setup.metrics.set_assigned(self.partitions.len());
        self.report_ready();
    }

    /// Drops all that is known of a partition: another member owns it.
    pub(super) fn forget(&mut self, partition: i32) {
        self.partitions.remove(&partition);
        self.batch.forget(partition);
        self.condemned.retain(|(of, _), _| *of != partition);
        self.setup.metrics.forget(partition);
    }

    fn take(&mut self, received: Received) -> Result<(), Trouble> {
        let Received {
            partition,
            offset,
            bytes,
            append_time_ms,
            heartbeat,
            verdict,
        } = received;
        if let Verdict::Undecided(schema) = verdict {
            if let Some(running) = self.running_mut(partition) {
                running.newest_append_ms = append_time_ms;
            }
            return self.wait_for_schema(partition, offset, &schema);
        }
        let Some(running) = self
            .partitions
            .get_mut(&partition)
            .and_then(Phase::running_mut)
        else {
            return Ok(());
        };
        running.at_end = false;
        running.waiting = None;
        running.newest_append_ms = append_time_ms;
        let part = self.batch.part(partition, running);
        part.end = offset.next();
        part.heartbeats.extend(heartbeat);
        let outcome = match verdict {
            Verdict::Item(item) => {
                part.items.push(Item {
                    offset,
                    append_time_ms,
                    item,
                });
                Outcome::Emitted
            }
            Verdict::Dead {
                reason,
                message,
                letter,
            } => {
                log_quarantine(partition, offset, reason, &message);
                part.dead += 1;
                if let Some(letter) = letter {
                    part.letters.push(letter);
                    part.aside.insert(offset, reason);
                    self.batch.counts.outputs += 1;
                }
                Outcome::Quarantined(reason, String::new())
            }
            Verdict::Tombstone | Verdict::Undecided(_) => Outcome::Filtered,
        };
        self.batch.counts.records += 1;
        self.batch.counts.bytes += bytes;
        if let Some(part) = self.batch.parts.get_mut(&partition) {
            count(part, outcome);
        }
        Ok(())
    }

    /// Holds the partition back at the record, while all before it goes its way, and looks for the schema.
    fn wait_for_schema(
        &mut self,
        partition: i32,
        offset: Offset,
        schema: &str,
    ) -> Result<(), Trouble> {
        let (now, retry) = (Instant::now(), self.setup.config.schema_retry);
        let Some(running) = self.running_mut(partition) else {
            return Ok(());
        };
        let since = match running.waiting {
            Some(waiting) if waiting.offset == offset => waiting.since,
            _ => {
                tracing::info!(partition, %offset, schema, "waiting for a schema");
                now
            }
        };
        running.waiting = Some(Waiting {
            offset,
            since,
            again_at: now + retry,
        });
        running.at_end = false;
        running.paused = true;
        self.setup.metrics.waited_for_schema();
        (self.setup.refresh)();
        self.log.pause(partition)?;
        self.log.rewind(partition, NextOffset(offset.0))?;
        Ok(())
    }
}

fn count(part: &mut Part, outcome: Outcome) {
    part.totals.count(&outcome);
    part.outcomes.push(outcome);
}

fn log_quarantine(partition: i32, offset: Offset, reason: Reason, message: &str) {
    let label = reason.label();
    match reason {
        Reason::Defect => {
            tracing::error!(stage = STAGE, partition, %offset, why = message, "record quarantined");
        }
        _ => {
            tracing::debug!(stage = STAGE, partition, %offset, reason = label, why = message, "record quarantined");
        }
    }
}
