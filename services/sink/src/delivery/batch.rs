//! The batch that the target is to take in one step.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use dateline_runtime::{
    NextOffset, Offset, Outcome, Outgoing, Totals, log::Position as GroupPosition, pump::Counts,
};
use dateline_schemas::{EnrichedItem, Heartbeat};

use super::{
    config::DeliveryConfig,
    group_ledger::{self, ASIDE_LIMIT, Aside},
    partition::Running,
};
use crate::targets::{Delivered, Slice};

/// What was read since the last delivery.
pub(super) struct Batch {
    pub(super) parts: BTreeMap<i32, Part>,
    pub(super) counts: Counts,
    started: Instant,
}

/// One partition's share of a batch.
pub(super) struct Part {
    /// Where the target must stand before.
    start: NextOffset,
    /// Behind the last record, and behind control records that follow it.
    pub(super) end: NextOffset,
    /// The ledger at the end.
    pub(super) totals: Totals,
    pub(super) items: Vec<Item>,
    /// The heartbeats among its records.
    pub(super) heartbeats: Vec<Heartbeat>,
    /// Of every record, for the breaker.
    pub(super) outcomes: Vec<Outcome>,
    /// Dead letters that are not durable yet.
    pub(super) letters: Vec<Outgoing>,
    /// The records of all dead letters that are new in this batch.
    pub(super) aside: Aside,
    /// How many of its records are dead letters, those that were put aside before included.
    pub(super) dead: usize,
}

/// A row to be.
pub(super) struct Item {
    pub(super) offset: Offset,
    pub(super) append_time_ms: i64,
    pub(super) item: Box<EnrichedItem>,
}

impl Batch {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            parts: BTreeMap::new(),
            counts: Counts::default(),
            started: now,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    pub(super) fn is_due(&self, config: &DeliveryConfig) -> bool {
        !self.is_empty()
            && (self.started.elapsed() >= config.batch_interval
                || self.counts.records >= config.batch_max_records
                || self.counts.bytes >= config.batch_max_bytes
                || self.parts.values().any(|part| part.dead >= ASIDE_LIMIT))
    }

    /// How long until time alone makes it due.
    pub(super) fn until_due(&self, config: &DeliveryConfig) -> Duration {
        if self.is_empty() {
            return Duration::MAX;
        }
        config.batch_interval.saturating_sub(self.started.elapsed())
    }

    pub(super) fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// A partition's share, which begins where the target stands.
    pub(super) fn part(&mut self, partition: i32, running: &Running) -> &mut Part {
        if self.parts.is_empty() {
            self.started = Instant::now();
        }
        self.parts.entry(partition).or_insert_with(|| Part {
            start: running.next,
            end: running.next,
            totals: running.totals.clone(),
            items: Vec::new(),
            heartbeats: Vec::new(),
            outcomes: Vec::new(),
            letters: Vec::new(),
            aside: Aside::new(),
            dead: 0,
        })
    }

    /// The next record that is wanted.
    pub(super) fn end_of(&self, partition: i32, running: &Running) -> NextOffset {
        self.parts
            .get(&partition)
            .map_or(running.next, |part| part.end)
    }

    /// The batch as a target takes it.
    pub(super) fn rows(&self) -> Vec<Delivered<'_>> {
        let rows = self.parts.iter().flat_map(|(partition, part)| {
            part.items.iter().map(|item| Delivered {
                partition: *partition,
                offset: item.offset,
                item: &item.item,
            })
        });
        rows.collect()
    }

    pub(super) fn slices(&self) -> Vec<Slice> {
        let slices = self.parts.iter().map(|(partition, part)| Slice {
            partition: *partition,
            start: part.start,
            end: part.end,
            ledger: part.totals.to_metadata(),
        });
        slices.collect()
    }

    /// Leaves a partition out that is not ours any more.
    pub(super) fn forget(&mut self, partition: i32) {
        self.parts.remove(&partition);
        if self.parts.is_empty() {
            self.counts = Counts::default();
        }
    }

    /// The batch, and an empty one in its place.
    pub(super) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::new(Instant::now()))
    }
}

impl Part {
    /// The group's position that makes this part's dead letters known: still where the target stands.
    pub(super) fn position_before(&self, partition: i32, running: &Running) -> GroupPosition {
        let mut aside = running.aside.clone();
        aside.extend(&self.aside);
        GroupPosition {
            partition,
            next: running.next,
            metadata: group_ledger::to_metadata(&running.totals, running.next, &aside),
        }
    }
}
