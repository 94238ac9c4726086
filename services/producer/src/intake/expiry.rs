//! What is forgotten: checkpoints of positions that their source has not shown for thirty days.
//!
//! Thirty days before the source's last complete look, not before now. A producer that was down or suspended for longer,
//! and a clock that was put right, would else forget files that are still there, and take them again when they are seen.
//!
//! All checkpoints are walked once an hour, which costs far less than an index by time would in memory and in every
//! commit, and cannot disagree with them.

use std::collections::BTreeMap;

use dateline_runtime::log::Cluster;
use dateline_schemas::{Checkpoint, Timestamp};

use super::{Intake, IntakeError, checkpoints::Checkpoints};
use crate::clock::are_apart;

const HOUR_MILLIS: u64 = 60 * 60 * 1_000;
const DAY_MILLIS: u64 = 24 * HOUR_MILLIS;

/// How long a checkpoint is kept after its position was last seen.
const KEPT_MILLIS: i64 = 30 * DAY_MILLIS.cast_signed();

/// Tombstones in one transaction: between two of them the intake goes on taking deliveries.
const PORTION: usize = 1_000;

/// Which checkpoints may be forgotten, and how far the walk over them is.
#[derive(Debug, Default)]
pub(super) struct Expiry {
    /// When the last complete look of a source began; a source that has none yet is not here. Nor is one of another
    /// producer, which alone knows what it has seen.
    looked: BTreeMap<String, Timestamp>,
    walked_at: Timestamp,
    walk: Option<Walk>,
}

/// A walk over all checkpoints, in the order of their keys.
#[derive(Debug, Default)]
struct Walk {
    /// The key that it has come to.
    after: Option<(String, String)>,
}

impl Expiry {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            walked_at: now,
            ..Self::default()
        }
    }

    /// Notes that a source has told of all that was there when this look began.
    pub(super) fn looked(&mut self, source: &str, began: Timestamp) {
        self.looked.insert(source.to_owned(), began);
    }

    /// Whether a walk is under way, or due.
    fn is_due(&self, now: Timestamp) -> bool {
        self.walk.is_some() || are_apart(self.walked_at, now, HOUR_MILLIS)
    }

    /// The next keys, at most `limit`, of what is to be forgotten; begins a walk where none is under way.
    fn next(
        &mut self,
        checkpoints: &Checkpoints,
        now: Timestamp,
        limit: usize,
    ) -> Vec<(String, String)> {
        let mut walk = self.walk.take().unwrap_or_default();
        self.walked_at = now;
        let rest = checkpoints.after(walk.after.as_ref());
        let expired = rest.filter(|(_, checkpoint)| self.is_expired(checkpoint));
        let keys: Vec<_> = expired.map(|(key, _)| key.clone()).take(limit).collect();
        if keys.len() == limit {
            walk.after = keys.last().cloned();
            self.walk = Some(walk);
        }
        keys
    }

    fn is_expired(&self, checkpoint: &Checkpoint) -> bool {
        let looked = self.looked.get(&checkpoint.source);
        looked.is_some_and(|looked| checkpoint.last_seen.plus_millis(KEPT_MILLIS) < *looked)
    }
}

impl<C: Cluster> Intake<C> {
    /// Notes that what was taken at a position is there still; in the log, too, once its checkpoint is a day old.
    pub(super) fn see(&mut self, source: &str, position: &str) -> Result<(), IntakeError> {
        let now = self.clock.now();
        let known = self.checkpoints.get(source, position);
        // Of one that is partially taken, `last_seen` is what its items have as `received_at`.
        let aged = known.filter(|known| {
            known.next_item.is_none() && are_apart(known.last_seen, now, DAY_MILLIS)
        });
        let Some(aged) = aged else {
            return Ok(());
        };
        let seen = Checkpoint {
            last_seen: now,
            ..aged.clone()
        };
        self.checkpoints.count(source, "refreshed");
        self.batch.touch(source);
        self.remember(seen)
    }

    /// Forgets one transaction's worth of checkpoints, if it is time to.
    pub(super) fn expire_some(&mut self) -> Result<(), IntakeError> {
        let now = self.clock.now();
        if self.expiry.is_due(now) {
            self.expire(now)?;
        }
        Ok(())
    }

    /// Forgets all checkpoints whose time is over.
    pub(super) fn expire_all(&mut self) -> Result<(), IntakeError> {
        self.expiry.walk = Some(Walk::default());
        while self.expiry.walk.is_some() && !self.control.is_stopping() {
            self.control.beat();
            self.expire(self.clock.now())?;
        }
        Ok(())
    }

    fn expire(&mut self, now: Timestamp) -> Result<(), IntakeError> {
        let room = self.config.transaction_max_records;
        let limit = room.saturating_sub(self.batch.len()).clamp(1, PORTION);
        let keys = self.expiry.next(&self.checkpoints, now, limit);
        if keys.is_empty() {
            return Ok(());
        }
        for (source, position) in keys {
            // The count makes the transaction's last record one of its own: see `is_committed`.
            self.checkpoints.count(&source, "expired");
            self.batch.touch(&source);
            let topic = &self.config.topics.checkpoints;
            let tombstone = self.checkpoints.forget(topic, &source, &position);
            self.batch.push(tombstone);
        }
        self.commit()
    }
}

#[cfg(test)]
mod tests;
