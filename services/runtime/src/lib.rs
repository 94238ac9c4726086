//! The chassis under every service: logs, the pump, configuration, telemetry and shutdown.
//!
//! It knows bytes and topics, not news.

pub mod admin;
pub mod config;
pub mod exit;
pub mod ledger;
pub mod record;
pub mod shutdown;
pub mod stage;
pub mod telemetry;

pub use ledger::{HoldEnd, Outcome, Reason};
pub use record::{Headers, NextOffset, Offset, Outgoing, Record, TopicName};
pub use stage::{
    Clocks, Decision, Stage, StateRecord, StateSize, UndecidableStateRecord, Undecided,
};
