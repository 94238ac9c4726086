//! What a sink shows beside what every loop shows. Names and labels are API.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use dateline_schemas::Heartbeat;
use prometheus::{GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry};

use crate::targets::TargetError;

/// Durations of a delivery, from a millisecond to half a minute.
const DELIVER_SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// Ages of an item at its commit, from the best case to an hour's outage.
const AGE_SECONDS: [f64; 13] = [
    0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 2.5, 10.0, 60.0, 600.0, 3_600.0,
];

/// So many producers are told apart; a name in a header must not make series without end.
const MAX_PRODUCERS: usize = 64;
/// Label of all producers beyond these.
const OTHER: &str = "other";

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
    heartbeat_seconds: Histogram,
    heartbeat_last: GaugeVec,
    /// Producers that have a series.
    producers: Arc<Mutex<BTreeSet<String>>>,
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
        let heartbeat = HistogramOpts::new(
            "dateline_heartbeat_seconds",
            "Time from when a producer sent a heartbeat to the commit of the sink's batch that holds it, through all stages.",
        );
        let heartbeat_last = Opts::new(
            "dateline_heartbeat_last_timestamp_seconds",
            "When the newest heartbeat that has come through was sent, since 1970, by the producer that sent it.",
        );
        let metrics = Self {
            heartbeat_seconds: Histogram::with_opts(heartbeat.buckets(AGE_SECONDS.to_vec()))?,
            heartbeat_last: GaugeVec::new(heartbeat_last, &["producer"])?,
            producers: Arc::default(),
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
        registry.register(Box::new(metrics.heartbeat_seconds.clone()))?;
        registry.register(Box::new(metrics.heartbeat_last.clone()))?;
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

    /// Notes a heartbeat that has come through. One that comes again after a crash is not newer than the newest.
    pub(crate) fn beat(&self, heartbeat: &Heartbeat, took: Duration) {
        self.heartbeat_seconds.observe(took.as_secs_f64());
        let newest = self
            .heartbeat_last
            .with_label_values(&[&self.producer_label(&heartbeat.producer)]);
        let sent = Duration::from_millis(heartbeat.emitted_at.as_millis().max(0).unsigned_abs());
        newest.set(newest.get().max(sent.as_secs_f64()));
    }

    /// How many heartbeats have come through.
    #[cfg(test)]
    pub(crate) fn heartbeats(&self) -> u64 {
        self.heartbeat_seconds.get_sample_count()
    }

    fn producer_label(&self, producer: &str) -> String {
        let mut producers = self
            .producers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if producers.len() < MAX_PRODUCERS {
            producers.insert(producer.to_owned());
        }
        let known = producers.get(producer);
        known.map_or(OTHER, String::as_str).to_owned()
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

#[cfg(test)]
mod tests {
    use dateline_schemas::Timestamp;

    use super::*;

    fn beat(metrics: &SinkMetrics, producer: &str, seconds: i64) {
        let heartbeat = Heartbeat {
            producer: producer.to_owned(),
            emitted_at: Timestamp::from_millis(seconds * 1_000),
        };
        metrics.beat(&heartbeat, Duration::from_millis(300));
    }

    #[test]
    fn a_heartbeat_that_comes_again_does_not_put_the_newest_back() {
        let metrics = SinkMetrics::register(&Registry::new()).unwrap();
        for seconds in [120, 180, 120] {
            beat(&metrics, "main", seconds);
        }
        let newest = metrics.heartbeat_last.with_label_values(&["main"]).get();
        assert!((newest - 180.0).abs() < f64::EPSILON);
        assert_eq!(metrics.heartbeat_seconds.get_sample_count(), 3);
    }

    #[test]
    fn names_in_headers_do_not_make_series_without_end() {
        let registry = Registry::new();
        let metrics = SinkMetrics::register(&registry).unwrap();
        for number in 0..1_000 {
            beat(&metrics, &format!("producer-{number}"), number);
        }
        beat(&metrics, "producer-0", 5_000);
        let families = registry.gather();
        let mut families = families.iter();
        let newest = families.find(|it| it.name() == "dateline_heartbeat_last_timestamp_seconds");
        assert_eq!(newest.unwrap().get_metric().len(), MAX_PRODUCERS + 1);
        let first = metrics.heartbeat_last.with_label_values(&["producer-0"]);
        assert!((first.get() - 5_000.0).abs() < f64::EPSILON);
    }
}
