//! The batch that one transaction is to commit.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use super::{PumpConfig, breaker::Breaker, partition::Running};
use crate::{ledger::Totals, record::NextOffset, tally::Tally};

/// What was done since the last commit, and what undoes it.
pub(super) struct Batch<Undo> {
    /// Whether the log has a transaction open.
    pub(super) open: bool,
    /// Partitions whose position goes into the transaction, with what they were before it.
    pub(super) touched: BTreeMap<i32, Before>,
    /// What undoes the changes of the state, in the order in which they were made.
    pub(super) undo: Vec<(i32, Undo)>,
    pub(super) counts: Counts,
    /// What is to be counted when it has committed.
    pub(super) tallies: Vec<Tally>,
    /// When the last batch of a stopping pump is given up.
    pub(super) commit_until: Option<Instant>,
    started: Instant,
}

/// A partition as it was before the batch.
pub(super) struct Before {
    pub(super) next: Option<NextOffset>,
    pub(super) totals: Totals,
    pub(super) breaker: Breaker,
}

/// What the batch holds, for limits and metrics.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Records consumed.
    pub records: u64,
    /// Bytes of their keys and values.
    pub bytes: u64,
    /// Records written: outputs, state records and dead letters.
    pub outputs: u64,
}

impl<Undo> Batch<Undo> {
    pub(super) const fn new(now: Instant) -> Self {
        let counts = Counts {
            records: 0,
            bytes: 0,
            outputs: 0,
        };
        Self {
            open: false,
            touched: BTreeMap::new(),
            undo: Vec::new(),
            counts,
            tallies: Vec::new(),
            commit_until: None,
            started: now,
        }
    }

    pub(super) fn is_due(&self, config: &PumpConfig, now: Instant) -> bool {
        !self.touched.is_empty()
            && (now.duration_since(self.started) >= config.transaction_interval
                || self.counts.records >= config.transaction_max_records
                || self.counts.bytes >= config.transaction_max_bytes)
    }

    /// How long until time alone makes it due.
    pub(super) fn until_due(&self, config: &PumpConfig, now: Instant) -> Duration {
        if self.touched.is_empty() {
            return Duration::MAX;
        }
        config
            .transaction_interval
            .saturating_sub(now.duration_since(self.started))
    }

    /// Takes a partition in, as it is before its first change in this batch.
    pub(super) fn touch<State>(
        &mut self,
        partition: i32,
        next: Option<NextOffset>,
        running: &Running<State>,
    ) {
        if self.touched.is_empty() {
            self.started = Instant::now();
        }
        self.touched.entry(partition).or_insert_with(|| Before {
            next,
            totals: running.totals.clone(),
            breaker: running.breaker.clone(),
        });
    }

    /// Leaves a partition out that is not ours any more.
    pub(super) fn forget(&mut self, partition: i32) {
        self.touched.remove(&partition);
        self.undo.retain(|(of, _)| *of != partition);
    }

    /// Empties it after its end, whichever that was.
    pub(super) fn clear(&mut self) {
        self.open = false;
        self.touched.clear();
        self.undo.clear();
        self.counts = Counts::default();
        self.tallies.clear();
    }

    pub(super) fn age(&self) -> Duration {
        self.started.elapsed()
    }
}
