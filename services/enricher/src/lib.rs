//! placeholder

pub mod annotate;
