//! What a sink knows about one partition of its input.

use std::time::Instant;

use dateline_runtime::{NextOffset, Offset, Totals, pump::breaker::Breaker};

use super::group_ledger::Aside;

/// A partition is sought to where the target stands, and then it runs.
pub(super) enum Phase {
    /// Nothing of it is handed out.
    Seeking,
    Running(Box<Running>),
}

/// A partition that is read from where the target stands.
pub(super) struct Running {
    /// Where the target stands.
    pub(super) next: NextOffset,
    /// The ledger there.
    pub(super) totals: Totals,
    /// Records from `next` on whose dead letters are durable.
    pub(super) aside: Aside,
    /// The group's committed position or ledger is not the target's.
    pub(super) uncommitted: bool,
    /// The log hands nothing out.
    pub(super) paused: bool,
    /// All that was stable has been handed out.
    pub(super) at_end: bool,
    pub(super) waiting: Option<Waiting>,
    pub(super) breaker: Breaker,
    /// Append time of the newest record consumed.
    pub(super) newest_append_ms: i64,
}

/// A record whose schema is unknown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    pub(super) offset: Offset,
    pub(super) since: Instant,
    pub(super) again_at: Instant,
}

impl Phase {
    pub(super) fn running(&self) -> Option<&Running> {
        match self {
            Self::Running(running) => Some(running),
            Self::Seeking => None,
        }
    }

    pub(super) fn running_mut(&mut self) -> Option<&mut Running> {
        match self {
            Self::Running(running) => Some(running),
            Self::Seeking => None,
        }
    }
}
