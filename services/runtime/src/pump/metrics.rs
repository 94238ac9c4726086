//! What a pump shows of itself. Names and labels are API: the golden file of the end-to-end chapters holds them.

use std::time::Duration;

use prometheus::{
    GaugeVec, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry,
    core::Collector,
};

use super::batch::Counts;
use crate::{ledger::Totals, stage::StateSize};

/// Durations from a millisecond to half a minute.
const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// Records in a batch, from one to the default limit.
const RECORDS: [f64; 10] = [
    1.0, 10.0, 50.0, 100.0, 500.0, 1_000.0, 2_500.0, 5_000.0, 10_000.0, 20_000.0,
];

/// The metrics of every pump in a process; each pump has its own `stage` label.
#[derive(Debug, Clone)]
pub struct PumpMetrics {
    stage: String,
    counters: Counters,
    times: Times,
    gauges: Gauges,
}

/// What is counted.
#[derive(Debug, Clone)]
struct Counters {
    inputs: IntCounterVec,
    outcomes: IntCounterVec,
    quarantined: IntCounterVec,
    holds_ended: IntCounterVec,
    outputs: IntCounterVec,
    bytes: IntCounterVec,
    transactions: IntCounterVec,
    restored_records: IntCounterVec,
    schema_waits: IntCounterVec,
    early_releases: IntCounterVec,
    fenced: IntCounterVec,
}

/// What is measured of batches.
#[derive(Debug, Clone)]
struct Times {
    commit_seconds: HistogramVec,
    batch_seconds: HistogramVec,
    batch_records: HistogramVec,
}

/// How things stand.
#[derive(Debug, Clone)]
struct Gauges {
    lag_messages: IntGaugeVec,
    lag_seconds: GaugeVec,
    state_entries: IntGaugeVec,
    state_bytes: IntGaugeVec,
    restore_seconds: GaugeVec,
    assigned: IntGaugeVec,
}

struct Register<'a>(&'a Registry);

impl Register<'_> {
    fn add<M: Collector + Clone + 'static>(&self, metric: M) -> prometheus::Result<M> {
        self.0.register(Box::new(metric.clone()))?;
        Ok(metric)
    }

    fn counter(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
    ) -> prometheus::Result<IntCounterVec> {
        self.add(IntCounterVec::new(Opts::new(name, help), labels)?)
    }

    fn int_gauge(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
    ) -> prometheus::Result<IntGaugeVec> {
        self.add(IntGaugeVec::new(Opts::new(name, help), labels)?)
    }

    fn gauge(&self, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<GaugeVec> {
        self.add(GaugeVec::new(Opts::new(name, help), labels)?)
    }

    fn histogram(
        &self,
        name: &str,
        help: &str,
        buckets: &[f64],
    ) -> prometheus::Result<HistogramVec> {
        let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
        self.add(HistogramVec::new(options, &["stage"])?)
    }
}

impl Counters {
    fn register(r: &Register<'_>) -> prometheus::Result<Self> {
        Ok(Self {
            inputs: r.counter(
                "dateline_inputs_total",
                "Inputs that have an outcome.",
                &["stage"],
            )?,
            outcomes: r.counter(
                "dateline_outcomes_total",
                "Inputs by outcome; their sum is dateline_inputs_total.",
                &["stage", "outcome"],
            )?,
            quarantined: r.counter(
                "dateline_quarantined_total",
                "Quarantined inputs by reason.",
                &["stage", "reason"],
            )?,
            holds_ended: r.counter(
                "dateline_holds_ended_total",
                "Holds that ended, by how they ended.",
                &["stage", "end"],
            )?,
            outputs: r.counter(
                "dateline_outputs_total",
                "Records written: outputs, state records and dead letters.",
                &["stage"],
            )?,
            bytes: r.counter(
                "dateline_input_bytes_total",
                "Bytes of keys and values consumed.",
                &["stage"],
            )?,
            transactions: r.counter(
                "dateline_transactions_total",
                "Transactions by how they ended.",
                &["stage", "result"],
            )?,
            restored_records: r.counter(
                "dateline_restored_records_total",
                "State records read back on assignment.",
                &["stage"],
            )?,
            schema_waits: r.counter(
                "dateline_schema_waits_total",
                "Times that a record of an unknown schema was looked at in vain.",
                &["stage"],
            )?,
            early_releases: r.counter(
                "dateline_early_releases_total",
                "Releases taken back because the log's clock was behind.",
                &["stage"],
            )?,
            fenced: r.counter(
                "dateline_fenced_total",
                "Times that a rival of the same identity took over.",
                &["stage"],
            )?,
        })
    }
}

impl Times {
    fn register(r: &Register<'_>) -> prometheus::Result<Self> {
        Ok(Self {
            commit_seconds: r.histogram(
                "dateline_commit_duration_seconds",
                "Time to commit a transaction.",
                &SECONDS,
            )?,
            batch_seconds: r.histogram(
                "dateline_batch_duration_seconds",
                "Time from a batch's first record to its commit.",
                &SECONDS,
            )?,
            batch_records: r.histogram(
                "dateline_batch_records",
                "Records in a committed batch.",
                &RECORDS,
            )?,
        })
    }
}

impl Gauges {
    fn register(r: &Register<'_>) -> prometheus::Result<Self> {
        let partition = ["stage", "partition"];
        Ok(Self {
            lag_messages: r.int_gauge(
                "dateline_lag_messages",
                "Records that an owned partition is behind its end.",
                &partition,
            )?,
            lag_seconds: r.gauge(
                "dateline_lag_seconds",
                "Age of the newest consumed record of an owned partition that is behind its end.",
                &partition,
            )?,
            state_entries: r.int_gauge(
                "dateline_state_entries",
                "Entries in the state of an owned partition.",
                &partition,
            )?,
            state_bytes: r.int_gauge(
                "dateline_state_bytes",
                "Estimated bytes in memory of the state of an owned partition.",
                &partition,
            )?,
            restore_seconds: r.gauge(
                "dateline_restore_duration_seconds",
                "Time that the last restore of an owned partition took.",
                &partition,
            )?,
            assigned: r.int_gauge(
                "dateline_assigned_partitions",
                "Partitions that this process owns.",
                &["stage"],
            )?,
        })
    }
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
        })
    }

    /// The same metrics under a stage's label.
    #[must_use]
    pub fn of_stage(&self, stage: &str) -> Self {
        let metrics = Self {
            stage: stage.to_owned(),
            ..self.clone()
        };
        // A counter that was never counted would be absent, and a sum over it would be nothing instead of zero.
        metrics.counters.inputs.with_label_values(&[stage]);
        metrics
            .counters
            .outcomes
            .with_label_values(&[stage, "emitted"]);
        metrics
            .counters
            .transactions
            .with_label_values(&[stage, "committed"]);
        metrics
            .counters
            .transactions
            .with_label_values(&[stage, "aborted"]);
        metrics
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
            .with_label_values(&[self.stage.as_str(), "committed"])
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
            .with_label_values(&[self.stage.as_str(), "aborted"])
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

    /// Counts a rival that took over.
    pub fn fenced(&self) {
        self.counters
            .fenced
            .with_label_values(&[self.stage.as_str()])
            .inc();
    }
}
