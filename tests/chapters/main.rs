//! The end-to-end chapters, one module each, in one test program.

mod conformance;
mod harness;
