//! What the push server shows of itself.

use std::time::{Duration, Instant};

use prometheus::{Histogram, HistogramOpts, IntCounterVec, IntGauge, Opts, Registry};

/// Times to an answer: from a refusal to a log that does not answer.
const REQUEST_SECONDS: [f64; 11] = [
    0.001, 0.005, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Taken,
    AlreadyTaken,
    /// The description of the interface was read.
    Described,
    NothingTaken,
    KeyReused,
    Malformed,
    Unauthorized,
    NotFound,
    MethodNotAllowed,
    TooSlow,
    TooLarge,
    Unsupported,
    Busy,
    Stopping,
    NotCommitted,
    /// The client went away before it was answered.
    Abandoned,
}

impl Outcome {
    const ALL: [Self; 16] = [
        Self::Taken,
        Self::AlreadyTaken,
        Self::Described,
        Self::NothingTaken,
        Self::KeyReused,
        Self::Malformed,
        Self::Unauthorized,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::TooSlow,
        Self::TooLarge,
        Self::Unsupported,
        Self::Busy,
        Self::Stopping,
        Self::NotCommitted,
        Self::Abandoned,
    ];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::AlreadyTaken => "already_taken",
            Self::Described => "described",
            Self::NothingTaken => "nothing_taken",
            Self::KeyReused => "key_reused",
            Self::Malformed => "malformed",
            Self::Unauthorized => "unauthorized",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::TooSlow => "too_slow",
            Self::TooLarge => "too_large",
            Self::Unsupported => "unsupported",
            Self::Busy => "busy",
            Self::Stopping => "stopping",
            Self::NotCommitted => "not_committed",
            Self::Abandoned => "abandoned",
        }
    }
}

/// Metrics of the push server.
#[derive(Debug, Clone)]
pub struct PushMetrics {
    requests: IntCounterVec,
    in_flight: IntGauge,
    seconds: Histogram,
}

impl PushMetrics {
    /// Registers the metrics.
    ///
    /// # Errors
    /// A name that is registered already.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let requests = Opts::new(
            "dateline_push_requests_total",
            "Requests to the push server, by outcome.",
        );
        let requests = IntCounterVec::new(requests, &["outcome"])?;
        for outcome in Outcome::ALL {
            requests.with_label_values(&[outcome.label()]);
        }
        let in_flight = IntGauge::new(
            "dateline_push_requests_in_flight",
            "Requests to the push server that are not answered yet.",
        )?;
        let seconds = HistogramOpts::new(
            "dateline_push_request_duration_seconds",
            "Time from the header of a request to the push server to its answer, the commit of its delivery included.",
        );
        let seconds = Histogram::with_opts(seconds.buckets(REQUEST_SECONDS.to_vec()))?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(in_flight.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        Ok(Self {
            requests,
            in_flight,
            seconds,
        })
    }

    /// A request begins.
    pub(super) fn begin(&self) -> Request {
        self.in_flight.inc();
        Request {
            metrics: self.clone(),
            started: Instant::now(),
            outcome: Outcome::Abandoned,
        }
    }
}

/// A request until it is answered, or dropped.
pub(super) struct Request {
    metrics: PushMetrics,
    started: Instant,
    outcome: Outcome,
}

impl Request {
    pub(super) fn answered(mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.metrics.in_flight.dec();
        let took: Duration = self.started.elapsed();
        self.metrics.seconds.observe(took.as_secs_f64());
        let label = self.outcome.label();
        self.metrics.requests.with_label_values(&[label]).inc();
    }
}
