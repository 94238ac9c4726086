//! What a pump knows about one partition of its input.

use std::time::Instant;

use super::{breaker::Breaker, restore::Restoring};
use crate::{ledger::Totals, record::NextOffset};

/// A partition is restored, and then it runs.
pub(super) enum Phase<State> {
    Restoring(Restoring<State>),
    Running(Running<State>),
}

impl<State> Phase<State> {
    pub(super) const fn is_running(&self) -> bool {
        matches!(self, Self::Running(_))
    }

    pub(super) fn is_reading(&self) -> bool {
        matches!(self, Self::Restoring(restoring) if restoring.is_reading())
    }
}

/// A partition whose state is complete.
pub(super) struct Running<State> {
    pub(super) state: State,
    /// Totals up to and with the open batch.
    pub(super) totals: Totals,
    /// The next record to read, after the open batch; `None` before the first record of a group without a position.
    pub(super) next: Option<NextOffset>,
    /// All that was stable has been handed out.
    pub(super) at_end: bool,
    /// Since when a record of an unknown schema is waited for, and when it is looked at again.
    pub(super) waiting: Option<Waiting>,
    pub(super) breaker: Breaker,
    /// Append time of the newest record consumed, or of the one whose schema is waited for.
    pub(super) newest_append_ms: i64,
}

#[derive(Clone, Copy)]
pub(super) struct Waiting {
    pub(super) since: Instant,
    pub(super) again_at: Instant,
}
