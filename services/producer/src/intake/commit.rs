//! A batch becomes true: committed, sent again after an abort, asked after where nobody knows.

use std::time::Instant;

use dateline_runtime::{
    Control, Record, TopicName,
    log::{Cluster, LogError, Writer as _},
    table::{patiently, read_stable, read_to_end},
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
                    if self.is_committed()? {
                        break;
                    }
                    "deliveries are sent again".to_owned()
                }
                Err(error) => {
                    tracing::info!(%error, "deliveries are sent again");
                    match self.writer.abort() {
                        Err(LogError::Fenced(detail)) => return Err(self.fenced(detail)),
                        // What cannot be aborted is taken back by a new producer, which the next attempt asks for.
                        _ => std::thread::sleep(IDLE),
                    }
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
        self.batch
            .enter(&self.config.topics.checkpoints, &mut self.ledger);
        self.batch.committed();
        Ok(())
    }

    fn fenced(&self, detail: String) -> IntakeError {
        IntakeError::Fenced {
            transactional_id: self.config.transactional_id.clone(),
            detail,
        }
    }

    /// Whether the batch is in the log; a rival that wrote meanwhile is an error.
    fn is_committed(&mut self) -> Result<bool, IntakeError> {
        self.control
            .set_ready("producer", Err(NOT_KNOWN.to_owned()));
        self.find_out().map_err(|error| match error {
            LogError::Unavailable(_) => IntakeError::Abandoned,
            LogError::Fenced(detail) => self.fenced(detail),
            other => IntakeError::Log(other.to_string()),
        })
    }

    fn find_out(&mut self) -> Result<bool, LogError> {
        // A rival whose work is seen already is left alone, where a new producer of the same identity would fence it.
        self.compare(|table, topic, control, on_record| {
            read_stable(table, topic, control, on_record)
        })?;
        patiently(&self.control, || self.writer.renew())?;
        // The new producer has ended whatever was open, and nobody else writes from here on.
        self.compare(|table, topic, control, on_record| {
            read_to_end(table, topic, control, on_record)
        })
    }

    /// Whether the batch's last checkpoint is in what is read. `Fenced` where the totals of the intake's sources are not
    /// those that it left, with the batch's or without.
    fn compare(
        &mut self,
        read: impl FnOnce(
            &mut C::Table,
            &TopicName,
            &Control,
            &mut dyn FnMut(&Record<'_>),
        ) -> Result<(), LogError>,
    ) -> Result<bool, LogError> {
        let (mut found, mut seen) = (false, self.ledger.blank());
        let last = self.batch.last();
        let topic = &self.config.topics.checkpoints;
        read(&mut self.table, topic, &self.control, &mut |record| {
            found |= last.is_some_and(|last| {
                last.key.as_deref() == record.key && last.value.as_deref() == record.value
            });
            seen.see(record.key, record.value);
        })?;
        let mut expected = self.ledger.clone();
        if found {
            self.batch.enter(topic, &mut expected);
        }
        if seen == expected {
            return Ok(found);
        }
        let detail = "the totals of its sources are not those that it left in the log";
        Err(LogError::Fenced(detail.to_owned()))
    }
}
