//! What a pump shows of itself. Names and labels are API: the golden file of the end-to-end chapters holds them.

mod families;
mod progress;

use std::time::Duration;

use prometheus::{IntCounter, Registry};

use self::families::{ABORTED, COMMITTED, Counters, Gauges, Register, Times};
pub(super) use self::progress::RestoreProgress;
use super::batch::Counts;
use crate::{
    ledger::Totals,
    stage::StateSize,
    tally::{Tally, TallyFamily},
};

/// The metrics of every pump in a process; each pump has its own `stage` label.
#[derive(Debug, Clone)]
pub struct PumpMetrics {
    stage: String,
    counters: Counters,
    times: Times,
    gauges: Gauges,
    /// By family and position of the value: what is counted for every record is found without a search.
    tallies: Vec<Vec<IntCounter>>,
}

impl PumpMetrics {
    /// Registers the metrics of all pumps of a process.
    ///
    /// # Errors
    /// A name that is registered already.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let register = Register(registry);
        Ok(Self {
            stage: String::new(),
            counters: Counters::register(&register)?,
            times: Times::register(&register)?,
            gauges: Gauges::register(&register)?,
            tallies: Vec::new(),
        })
    }

    /// The same metrics under a stage's label.
    #[must_use]
    pub fn of_stage(&self, stage: &str) -> Self {
        self.counters.start_at_zero(stage);
        self.times.start_at_zero(stage);
        Self {
            stage: stage.to_owned(),
            ..self.clone()
        }
    }

    /// The same metrics with what a stage counts of its own, every value of it from zero.
    ///
    /// # Errors
    /// A name that is registered already.
    pub fn with_tallies(
        mut self,
        registry: &Registry,
        families: &[TallyFamily],
    ) -> prometheus::Result<Self> {
        let register = Register(registry);
        for family in families {
            let counter = register.tally(family)?;
            let values = family.values().iter();
            let counters =
                values.map(|value| counter.with_label_values(&[self.stage.as_str(), value]));
            self.tallies.push(counters.collect());
        }
        Ok(self)
    }

    pub(super) fn tally(&self, tallies: &[Tally]) {
        for tally in tallies {
            let family = self.tallies.get(tally.family);
            if let Some(counter) = family.and_then(|values| values.get(tally.value)) {
                counter.inc();
            }
        }
    }

    /// Counts what the ledger of a partition gained.
    pub fn count(&self, before: &Totals, after: &Totals) {
        let stage = self.stage.as_str();
        self.counters
            .inputs
            .with_label_values(&[stage])
            .inc_by(after.inputs - before.inputs);
        let families = [
            (&self.counters.outcomes, &before.outcomes, &after.outcomes),
            (
                &self.counters.quarantined,
                &before.quarantined,
                &after.quarantined,
            ),
            (
                &self.counters.holds_ended,
                &before.holds_ended,
                &after.holds_ended,
            ),
        ];
        for (metric, before, after) in families {
            for (label, count) in after {
                let was = before.get(label).copied().unwrap_or(0);
                metric
                    .with_label_values(&[stage, label])
                    .inc_by(count - was);
            }
        }
        let dead =
            after.quarantined.values().sum::<u64>() - before.quarantined.values().sum::<u64>();
        if dead > 0 {
            self.counters
                .outcomes
                .with_label_values(&[stage, "quarantined"])
                .inc_by(dead);
        }
    }

    /// Counts a committed batch, with how long its commit took and how old it was.
    pub fn committed(&self, commit: Duration, batch: Duration, counts: &Counts) {
        let stage = [self.stage.as_str()];
        self.counters
            .transactions
            .with_label_values(&[self.stage.as_str(), COMMITTED])
            .inc();
        self.times
            .commit_seconds
            .with_label_values(&stage)
            .observe(commit.as_secs_f64());
        self.times
            .batch_seconds
            .with_label_values(&stage)
            .observe(batch.as_secs_f64());
        self.times
            .batch_records
            .with_label_values(&stage)
            .observe(counts.records as f64);
        self.counters
            .outputs
            .with_label_values(&stage)
            .inc_by(counts.outputs);
        self.counters
            .bytes
            .with_label_values(&stage)
            .inc_by(counts.bytes);
    }

    /// Counts a batch that was taken back.
    pub fn aborted(&self) {
        self.counters
            .transactions
            .with_label_values(&[self.stage.as_str(), ABORTED])
            .inc();
    }

    /// Shows how far an owned partition is behind its end, in records and in seconds.
    pub fn set_lag(&self, partition: i32, messages: i64, seconds: f64) {
        let partition = partition.to_string();
        let labels = [self.stage.as_str(), &partition];
        self.gauges
            .lag_messages
            .with_label_values(&labels)
            .set(messages);
        self.gauges
            .lag_seconds
            .with_label_values(&labels)
            .set(seconds);
    }

    pub(super) fn set_state_size(&self, partition: i32, size: StateSize) {
        let partition = partition.to_string();
        let labels = [self.stage.as_str(), &partition];
        self.gauges
            .state_entries
            .with_label_values(&labels)
            .set(size.entries.cast_signed());
        self.gauges
            .state_bytes
            .with_label_values(&labels)
            .set(size.bytes.cast_signed());
    }

    /// What shows how far a restore of a partition is, as long as it lasts.
    pub(super) fn restore_progress(&self, partition: i32) -> RestoreProgress {
        RestoreProgress::new(&self.gauges, &self.stage, partition)
    }

    pub(super) fn restored(&self, partition: i32, records: u64, seconds: f64) {
        self.counters
            .restored_records
            .with_label_values(&[self.stage.as_str()])
            .inc_by(records);
        let partition = partition.to_string();
        self.gauges
            .restore_seconds
            .with_label_values(&[self.stage.as_str(), &partition])
            .set(seconds);
    }

    /// Shows how many partitions this process owns.
    pub fn set_assigned(&self, count: usize) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.gauges
            .assigned
            .with_label_values(&[self.stage.as_str()])
            .set(count);
    }

    /// Deletes what was shown about a partition that is not owned any more.
    pub fn forget(&self, partition: i32) {
        let partition = partition.to_string();
        let labels = [self.stage.as_str(), &partition];
        // A partition that was never measured has nothing to delete.
        let _ = self.gauges.lag_messages.remove_label_values(&labels);
        let _ = self.gauges.lag_seconds.remove_label_values(&labels);
        let _ = self.gauges.state_entries.remove_label_values(&labels);
        let _ = self.gauges.state_bytes.remove_label_values(&labels);
        let _ = self.gauges.restore_seconds.remove_label_values(&labels);
    }

    /// Counts a look at a record whose schema is still unknown.
    pub fn waited_for_schema(&self) {
        self.counters
            .schema_waits
            .with_label_values(&[self.stage.as_str()])
            .inc();
    }

    pub(super) fn too_early(&self) {
        self.counters
            .early_releases
            .with_label_values(&[self.stage.as_str()])
            .inc();
    }

    pub(super) fn clocks_differ(&self) {
        self.counters
            .clock_alarms
            .with_label_values(&[self.stage.as_str()])
            .inc();
    }

    #[cfg(test)]
    pub(super) fn clock_alarms(&self) -> u64 {
        let alarms = &self.counters.clock_alarms;
        alarms.with_label_values(&[self.stage.as_str()]).get()
    }

    /// Counts a rival that took over.
    pub fn fenced(&self) {
        self.counters
            .fenced
            .with_label_values(&[self.stage.as_str()])
            .inc();
    }
}
