//! The end-to-end chapters, one module each, in one test program.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "all of it is tests, the functions that tests share included"
)]

mod conformance;
mod exactly_once;
mod harness;
