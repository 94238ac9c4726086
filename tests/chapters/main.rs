//! The end-to-end chapters, one module each, in one test program.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "all of it is tests, the functions that tests share included"
)]

mod bad_input;
mod clean_life;
mod conditions;
mod conformance;
mod dashboard;
mod demo;
mod desk;
mod evolution;
mod exactly_once;
mod folders;
mod harness;
mod heartbeat;
mod lineage;
mod metrics;
mod openapi;
mod pushes;
mod releases;
mod replay;
mod seed_page;
mod side_by_side;
mod wires;

/// The program that chapters start.
const PROGRAM: &str = env!("CARGO_BIN_EXE_dateline-under-test");
