//! The enricher: annotate says what an item is and where it stands; link says which story it belongs to.
//!
//! Both stages are pure: they decide from a record and a partition's state, and the pump does what they decided.

pub mod annotate;
pub mod link;
