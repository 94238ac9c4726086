//! The chassis under every service: logs, the pump, configuration, telemetry and shutdown.
//!
//! It knows bytes and topics, not news.

pub mod admin;
pub mod config;
pub mod control;
pub mod dead_letter;
pub mod exit;
pub mod failpoint;
#[cfg(feature = "kafka")]
pub mod kafka;
pub mod ledger;
pub mod local;
pub mod log;
pub mod partitioner;
pub mod pump;
pub mod record;
pub mod shutdown;
pub mod stage;
pub mod table;
pub mod tally;
pub mod telemetry;

pub use control::Control;
pub use ledger::{HoldEnd, Outcome, Reason, Totals};
pub use pump::{Clients, Pump, PumpConfig, PumpError, PumpMetrics};
pub use record::{Headers, NextOffset, Offset, Outgoing, OwnedHeader, Record, TopicName};
pub use stage::{
    Clocks, Decision, Stage, StateRecord, StateSize, UndecidableStateRecord, Undecided,
};
pub use tally::{Tally, TallyFamily};
