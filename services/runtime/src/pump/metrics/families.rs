//! The metrics of all pumps, with their names, labels and help texts.

use prometheus::{
    GaugeVec, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry,
    core::Collector,
};

use crate::{
    ledger::{HoldEnd, Outcome, Reason},
    tally::TallyFamily,
};

/// Label of a transaction that became true.
pub(super) const COMMITTED: &str = "committed";
/// Label of a transaction that was taken back.
pub(super) const ABORTED: &str = "aborted";

/// Durations from a millisecond to half a minute.
const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// Records in a batch, from one to the default limit.
const RECORDS: [f64; 10] = [
    1.0, 10.0, 50.0, 100.0, 500.0, 1_000.0, 2_500.0, 5_000.0, 10_000.0, 20_000.0,
];

/// What is counted.
#[derive(Debug, Clone)]
pub(super) struct Counters {
    pub(super) inputs: IntCounterVec,
    pub(super) outcomes: IntCounterVec,
    pub(super) quarantined: IntCounterVec,
    pub(super) holds_ended: IntCounterVec,
    pub(super) outputs: IntCounterVec,
    pub(super) bytes: IntCounterVec,
    pub(super) transactions: IntCounterVec,
    pub(super) restored_records: IntCounterVec,
    pub(super) schema_waits: IntCounterVec,
    pub(super) early_releases: IntCounterVec,
    pub(super) clock_alarms: IntCounterVec,
    pub(super) fenced: IntCounterVec,
}

/// What is measured of batches.
#[derive(Debug, Clone)]
pub(super) struct Times {
    pub(super) commit_seconds: HistogramVec,
    pub(super) batch_seconds: HistogramVec,
    pub(super) batch_records: HistogramVec,
}

/// How things stand.
#[derive(Debug, Clone)]
pub(super) struct Gauges {
    pub(super) lag_messages: IntGaugeVec,
    pub(super) lag_seconds: GaugeVec,
    pub(super) state_entries: IntGaugeVec,
    pub(super) state_bytes: IntGaugeVec,
    pub(super) restore_seconds: GaugeVec,
    pub(super) restore_offset: IntGaugeVec,
    pub(super) restore_end_offset: IntGaugeVec,
    pub(super) assigned: IntGaugeVec,
}

/// Makes metrics and registers them.
pub(super) struct Register<'a>(pub(super) &'a Registry);

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

    pub(super) fn tally(&self, family: &TallyFamily) -> prometheus::Result<IntCounterVec> {
        self.counter(family.name, family.help, &["stage", family.label])
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
    /// Makes every series of a stage. One that appears with its first event is seen at 1 and never at 0: no increase,
    /// and no alert on it.
    pub(super) fn start_at_zero(&self, stage: &str) {
        for family in [
            &self.inputs,
            &self.outputs,
            &self.bytes,
            &self.restored_records,
            &self.schema_waits,
            &self.early_releases,
            &self.clock_alarms,
            &self.fenced,
        ] {
            family.with_label_values(&[stage]);
        }
        for outcome in Outcome::LABELS {
            self.outcomes.with_label_values(&[stage, outcome]);
        }
        for reason in Reason::ALL {
            self.quarantined.with_label_values(&[stage, reason.label()]);
        }
        for end in HoldEnd::ALL {
            self.holds_ended.with_label_values(&[stage, end.label()]);
        }
        for result in [COMMITTED, ABORTED] {
            self.transactions.with_label_values(&[stage, result]);
        }
    }

    pub(super) fn register(r: &Register<'_>) -> prometheus::Result<Self> {
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
            clock_alarms: r.counter(
                "dateline_clock_alarms_total",
                "Times that the process's clock was found more than two seconds away from the log's.",
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
    pub(super) fn start_at_zero(&self, stage: &str) {
        for family in [
            &self.commit_seconds,
            &self.batch_seconds,
            &self.batch_records,
        ] {
            family.with_label_values(&[stage]);
        }
    }

    pub(super) fn register(r: &Register<'_>) -> prometheus::Result<Self> {
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
    pub(super) fn register(r: &Register<'_>) -> prometheus::Result<Self> {
        let partition = ["stage", "partition"];
        Ok(Self {
            lag_messages: r.int_gauge(
                "dateline_lag_messages",
                "Records that an owned partition is behind its end.",
                &partition,
            )?,
            lag_seconds: r.gauge(
                "dateline_lag_seconds",
                "How old the newest record is that an owned partition has come to; 0 when it is caught up.",
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
            restore_offset: r.int_gauge(
                "dateline_restore_offset",
                "Offset up to which a state topic has been read for a partition that is being restored.",
                &["stage", "partition", "topic"],
            )?,
            restore_end_offset: r.int_gauge(
                "dateline_restore_end_offset",
                "Offset up to which a state topic has to be read for a partition that is being restored.",
                &["stage", "partition", "topic"],
            )?,
            assigned: r.int_gauge(
                "dateline_assigned_partitions",
                "Partitions that this process owns.",
                &["stage"],
            )?,
        })
    }
}
