//! The enricher: what a wire item is in, where it comes from and is about, and what else tells the same.

pub mod link;
