//! Annotate: what a version is in the history of its uri, its language and its regions.

pub mod region;
