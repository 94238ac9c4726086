//! What the intake shows of itself.

mod sources;

use std::{collections::BTreeMap, time::Duration};

use dateline_runtime::Reason;
use prometheus::{Histogram, HistogramOpts, IntCounter, IntCounterVec, Opts, Registry};

pub(super) use self::sources::{SourceMetrics, SourceState};
use crate::{
    source::{PollOutcome, SourceKind, SourceSpec},
    sources::PushMetrics,
};

/// Metrics of the producer, by source.
#[derive(Debug, Clone)]
pub struct IntakeMetrics {
    deliveries: IntCounterVec,
    items: IntCounterVec,
    rejected: IntCounterVec,
    bytes: IntCounterVec,
    polls: IntCounterVec,
    commit_seconds: Histogram,
    heartbeats: IntCounter,
    pub(super) push: PushMetrics,
    pub(super) sources: SourceMetrics,
}

impl IntakeMetrics {
    /// Registers the metrics.
    ///
    /// # Errors
    /// A name that is registered already.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let counter =
            |name: &str, help: &str, labels: &[&str]| -> prometheus::Result<IntCounterVec> {
                let counter = IntCounterVec::new(Opts::new(name, help), labels)?;
                registry.register(Box::new(counter.clone()))?;
                Ok(counter)
            };
        let options = HistogramOpts::new(
            "dateline_intake_commit_duration_seconds",
            "Time to write and commit a transaction of deliveries.",
        );
        let commit_seconds = Histogram::with_opts(options)?;
        registry.register(Box::new(commit_seconds.clone()))?;
        let heartbeats = IntCounter::new(
            "dateline_heartbeats_total",
            "Heartbeats that this producer has sent.",
        )?;
        registry.register(Box::new(heartbeats.clone()))?;
        Ok(Self {
            heartbeats,
            sources: SourceMetrics::register(registry)?,
            deliveries: counter(
                "dateline_deliveries_total",
                "Deliveries by source and outcome: taken, already_taken or quarantined.",
                &["source", "outcome"],
            )?,
            items: counter(
                "dateline_items_total",
                "Items parsed out of deliveries, by source.",
                &["source"],
            )?,
            rejected: counter(
                "dateline_rejected_segments_total",
                "Parts of deliveries that are no items and went to the dead letters, by source and reason.",
                &["source", "reason"],
            )?,
            bytes: counter(
                "dateline_delivery_bytes_total",
                "Bytes of deliveries received, by source.",
                &["source"],
            )?,
            polls: counter(
                "dateline_source_polls_total",
                "Polls of addresses, by source and outcome: new, nothing_new or failed.",
                &["source", "outcome"],
            )?,
            commit_seconds,
            push: PushMetrics::register(registry)?,
        })
    }

    /// Makes every series of a source, at what it has taken before. One that appears with its first event is never seen
    /// without it, and shows no increase.
    pub(super) fn start(&self, source: &SourceSpec, totals: &BTreeMap<String, i64>) {
        if let SourceKind::Poll(_) = source.kind {
            for outcome in PollOutcome::ALL {
                self.polls
                    .with_label_values(&[&source.name, outcome.label()]);
            }
        }
        let source = source.name.as_str();
        self.bytes.with_label_values(&[source]);
        for reason in Reason::ALL {
            self.rejected.with_label_values(&[source, reason.label()]);
        }
        self.count(source, totals);
    }

    pub(super) fn received(&self, source: &str, bytes: usize) {
        self.bytes.with_label_values(&[source]).inc_by(bytes as u64);
    }

    pub(super) fn polled(&self, source: &str, outcome: PollOutcome) {
        self.polls
            .with_label_values(&[source, outcome.label()])
            .inc();
    }

    pub(super) fn sent_heartbeat(&self) {
        self.heartbeats.inc();
    }

    pub(super) fn committed(&self, took: Duration) {
        self.commit_seconds.observe(took.as_secs_f64());
    }

    /// Brings the counters up to a source's totals, which count over all runs.
    pub(super) fn count(&self, source: &str, totals: &BTreeMap<String, i64>) {
        let total = |what: &str| totals.get(what).copied().unwrap_or(0).unsigned_abs();
        let catch_up =
            |counter: IntCounter, total: u64| counter.inc_by(total.saturating_sub(counter.get()));
        for outcome in ["taken", "already_taken", "quarantined"] {
            catch_up(
                self.deliveries.with_label_values(&[source, outcome]),
                total(outcome),
            );
        }
        catch_up(self.items.with_label_values(&[source]), total("items"));
        for reason in Reason::ALL {
            let count = total(&format!("rejected.{}", reason.label()));
            catch_up(
                self.rejected.with_label_values(&[source, reason.label()]),
                count,
            );
        }
    }
}
