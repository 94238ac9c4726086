//! placeholder

pub mod formats;
