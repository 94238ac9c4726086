//! The sink: enriched items out of the log into a target, exactly once.

pub mod delivery;
pub mod metrics;
pub mod targets;

pub use delivery::{DeliveryConfig, DeliveryError, Setup, Sink};
pub use metrics::SinkMetrics;
