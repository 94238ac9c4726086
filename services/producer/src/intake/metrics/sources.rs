//! How sources are: reached or not, with something new or not, silent or not. A state has a metric of its own.

use prometheus::{Gauge, GaugeVec, IntGaugeVec, Opts, Registry};

const LABELS: [&str; 1] = ["source"];

/// States of the sources, and what the verdict on silence rests on.
#[derive(Debug, Clone)]
pub(in crate::intake) struct SourceMetrics {
    silent: IntGaugeVec,
    fetching_failed: IntGaugeVec,
    nothing_new: IntGaugeVec,
    filtered: IntGaugeVec,
    last_new: GaugeVec,
    expected: GaugeVec,
    limit: GaugeVec,
    learned: GaugeVec,
}

/// How a source is now. `None` is a state that is not known of its kind, or not yet.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::intake) struct SourceState {
    pub(in crate::intake) silent: bool,
    pub(in crate::intake) fetching_failed: Option<bool>,
    pub(in crate::intake) nothing_new: Option<bool>,
    pub(in crate::intake) filtered: bool,
    /// Seconds since 1970.
    pub(in crate::intake) last_new: Option<f64>,
    pub(in crate::intake) expected: f64,
    pub(in crate::intake) limit: f64,
    pub(in crate::intake) learned_an_hour: Option<f64>,
}

impl SourceMetrics {
    pub(in crate::intake) fn register(registry: &Registry) -> prometheus::Result<Self> {
        let state = |name: &str, help: &str| -> prometheus::Result<IntGaugeVec> {
            let gauge = IntGaugeVec::new(Opts::new(name, help), &LABELS)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        let number = |name: &str, help: &str| -> prometheus::Result<GaugeVec> {
            let gauge = GaugeVec::new(Opts::new(name, help), &LABELS)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        Ok(Self {
            silent: state(
                "dateline_source_silent",
                "1 if the source has had nothing new for longer than its rhythm and its floor explain, whatever the cause, 0 otherwise.",
            )?,
            fetching_failed: state(
                "dateline_source_fetching_failed",
                "1 if the newest poll of one of the source's addresses failed, or its folder or files cannot be read, 0 otherwise.",
            )?,
            nothing_new: state(
                "dateline_source_nothing_new",
                "1 if the source was reached and had nothing new, at its newest poll or for a minute in its folder, 0 otherwise.",
            )?,
            filtered: state(
                "dateline_source_filtered",
                "1 if the source's newest delivery gave no item: it was taken before, held none or was quarantined, 0 otherwise.",
            )?,
            last_new: number(
                "dateline_source_last_new_timestamp_seconds",
                "When a delivery with items that was not there before came last, since 1970.",
            )?,
            expected: number(
                "dateline_source_expected_arrivals",
                "Deliveries with something new that the source's rhythm would have brought since the last one.",
            )?,
            limit: number(
                "dateline_source_expected_arrivals_limit",
                "How many expected deliveries have to stay away until it is called silence.",
            )?,
            learned: number(
                "dateline_source_learned_arrivals_per_hour",
                "Deliveries with something new that the source has in this hour of the week, as far as that is learned.",
            )?,
        })
    }

    pub(in crate::intake) fn show(&self, source: &str, state: &SourceState) {
        let labels = [source];
        let flag = |gauge: &IntGaugeVec, value: Option<bool>| {
            if let Some(value) = value {
                gauge.with_label_values(&labels).set(value.into());
            }
        };
        flag(&self.silent, Some(state.silent));
        flag(&self.fetching_failed, state.fetching_failed);
        flag(&self.nothing_new, state.nothing_new);
        flag(&self.filtered, Some(state.filtered));
        let gauge = |gauge: &GaugeVec| -> Gauge { gauge.with_label_values(&labels) };
        gauge(&self.expected).set(state.expected);
        gauge(&self.limit).set(state.limit);
        gauge(&self.learned).set(state.learned_an_hour.unwrap_or(0.0));
        if let Some(last_new) = state.last_new {
            gauge(&self.last_new).set(last_new);
        }
    }
}
