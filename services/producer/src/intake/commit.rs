//! A batch becomes true: committed, sent again after an abort, asked after where nobody knows.

use std::time::Instant;

use dateline_runtime::{
    log::{Cluster, LogError, Writer as _},
    table::{patiently, read_to_end},
};
use dateline_schemas::heartbeat::HEARTBEAT_SOURCE;

use super::{IDLE, Intake, IntakeError, patience::Patience};

/// Said until the log has answered, which it may be long about.
const NOT_KNOWN: &str =
    "asking the log whether the last deliveries are in it; check that the brokers run";

impl<C: Cluster> Intake<C> {
    /// Commits the batch with the totals of its sources; sends it again until it is in the log exactly once.
    pub(super) fn commit(&mut self) -> Result<(), IntakeError> {
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
            // Heartbeats are no items of a source.
            if !name.starts_with(HEARTBEAT_SOURCE) {
                self.metrics.count(&name, self.checkpoints.totals_of(&name));
            }
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
