//! What a sink shows beside what every loop shows. Names and labels are API.

use std::time::Duration;

use prometheus::{Histogram, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry};

use crate::targets::TargetError;

/// Durations of a delivery, from a millisecond to half a minute.
const DELIVER_SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// Ages of an item at its commit, from the best case to an hour's outage.
const AGE_SECONDS: [f64; 13] = [
    0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 2.5, 10.0, 60.0, 600.0, 3_600.0,
];

/// Label of an age since Dateline received the item.
const RECEIVED: &str = "received";
/// Label of an age since the record was appended to the log.
const APPENDED: &str = "appended";

/// Every label of [`kind_of`].
const KINDS: [&str; 7] = [
    "moved",
    "unavailable",
    "foreign_log",
    "unwritable",
    "locked",
    "closed",
    "fatal",
];

/// The metrics of every sink in a process.
#[derive(Debug, Clone)]
pub struct SinkMetrics {
    deliver_seconds: Histogram,
    end_to_end_seconds: HistogramVec,
    target_errors: IntCounterVec,
}

impl SinkMetrics {
    /// Registers the metrics of all sinks of a process.
    ///
    /// # Errors
    /// A name that is registered already.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let deliver = HistogramOpts::new(
            "dateline_sink_deliver_duration_seconds",
            "Time that the target took to make a batch durable, or to refuse it.",
        );
        let end_to_end = HistogramOpts::new(
            "dateline_sink_end_to_end_seconds",
            "Age of an item when its row became durable, since it was received and since it was appended to the log.",
        );
        let errors = Opts::new(
            "dateline_sink_target_errors_total",
            "Calls on the target that failed, by kind.",
        );
        let metrics = Self {
            deliver_seconds: Histogram::with_opts(deliver.buckets(DELIVER_SECONDS.to_vec()))?,
            end_to_end_seconds: HistogramVec::new(
                end_to_end.buckets(AGE_SECONDS.to_vec()),
                &["since"],
            )?,
            target_errors: IntCounterVec::new(errors, &["kind"])?,
        };
        // A series that appears with its first event is never seen at 0, and shows no increase.
        for kind in KINDS {
            metrics.target_errors.with_label_values(&[kind]);
        }
        for since in [RECEIVED, APPENDED] {
            metrics.end_to_end_seconds.with_label_values(&[since]);
        }
        registry.register(Box::new(metrics.deliver_seconds.clone()))?;
        registry.register(Box::new(metrics.end_to_end_seconds.clone()))?;
        registry.register(Box::new(metrics.target_errors.clone()))?;
        Ok(metrics)
    }

    pub(crate) fn answered(&self, took: Duration) {
        self.deliver_seconds.observe(took.as_secs_f64());
    }

    pub(crate) fn aged(&self, received: Duration, appended: Duration) {
        for (since, age) in [(RECEIVED, received), (APPENDED, appended)] {
            self.end_to_end_seconds
                .with_label_values(&[since])
                .observe(age.as_secs_f64());
        }
    }

    pub(crate) fn failed(&self, error: &TargetError) {
        self.target_errors
            .with_label_values(&[kind_of(error)])
            .inc();
    }
}

const fn kind_of(error: &TargetError) -> &'static str {
    match error {
        TargetError::Moved { .. } => "moved",
        TargetError::Unavailable { .. } => "unavailable",
        TargetError::ForeignLog { .. } => "foreign_log",
        TargetError::Unwritable { .. } => "unwritable",
        TargetError::Locked { .. } => "locked",
        TargetError::Closed { .. } => "closed",
        TargetError::Fatal { .. } => "fatal",
    }
}
