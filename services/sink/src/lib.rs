//! The sink: enriched items out of the log into a target, exactly once.

pub mod targets;
