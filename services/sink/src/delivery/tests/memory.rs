//! A target in memory that outlives its sinks, refuses what it is told to, and fails on demand.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
};

use dateline_runtime::{NextOffset, Offset};

use super::faulty::Script;
use crate::targets::{
    Delivered, Delivery, LogIdentity, Position, Refused, Slice, Target, TargetError,
};

/// What goes wrong with one call of `deliver`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TargetFault {
    /// Nothing was written.
    Down,
    /// It was written, and the answer is lost.
    AnswerLost,
    /// The disk is full.
    Unwritable,
}

#[derive(Default)]
pub(super) struct Stored {
    pub(super) rows: Vec<(i32, Offset, String)>,
    pub(super) positions: BTreeMap<i32, Position>,
    pub(super) faults: VecDeque<TargetFault>,
    /// Does not answer at all.
    pub(super) away: bool,
}

/// What the target keeps; clones share it.
#[derive(Clone, Default)]
pub(super) struct Store(Arc<Mutex<Stored>>);

impl Store {
    pub(super) fn lock(&self) -> MutexGuard<'_, Stored> {
        self.0.lock().unwrap()
    }
}

impl Stored {
    pub(super) fn uris(&self) -> Vec<String> {
        let mut uris: Vec<String> = self.rows.iter().map(|(_, _, uri)| uri.clone()).collect();
        uris.sort();
        uris
    }

    /// An older copy of the target; its ledger counts a row for each offset.
    pub(super) fn put_back_to(&mut self, partition: i32, next: NextOffset) {
        self.rows
            .retain(|(of, offset, _)| *of != partition || offset.0 < next.0);
        let ledger = emitted(next.0);
        self.positions.insert(partition, Position { next, ledger });
    }

    /// Another sink delivers the first records of a partition.
    pub(super) fn deliver_as_a_rival(&mut self, partition: i32, uris: &[&str]) {
        for (uri, offset) in uris.iter().zip(0..) {
            self.rows
                .push((partition, Offset(offset), (*uri).to_owned()));
        }
        let next = NextOffset(uris.len() as i64);
        let ledger = emitted(next.0);
        self.positions.insert(partition, Position { next, ledger });
    }

    fn write(&mut self, batch: &[Delivered<'_>], slices: &[Slice]) {
        for row in batch {
            let uri = row.item.item.uri.clone();
            self.rows.push((row.partition, row.offset, uri));
        }
        for slice in slices {
            let position = Position {
                next: slice.end,
                ledger: slice.ledger.clone(),
            };
            self.positions.insert(slice.partition, position);
        }
    }
}

fn emitted(count: i64) -> String {
    format!(r#"{{"in":{count},"out":{{"emitted":{count}}}}}"#)
}

pub(super) struct MemoryTarget {
    pub(super) store: Store,
    pub(super) script: Script,
}

impl MemoryTarget {
    fn reach(&self) -> Result<(), TargetError> {
        if self.script.crashes() {
            return Err(TargetError::Fatal {
                target: self.describe(),
                problem: "a planted crash".to_owned(),
                remedy: String::new(),
            });
        }
        if self.store.lock().away {
            return Err(self.unavailable("no answer"));
        }
        Ok(())
    }

    fn unavailable(&self, cause: &str) -> TargetError {
        TargetError::Unavailable {
            target: self.describe(),
            cause: cause.to_owned(),
        }
    }
}

impl Target for MemoryTarget {
    fn describe(&self) -> String {
        "the memory".to_owned()
    }

    fn open(&mut self, _: &LogIdentity) -> Result<(), TargetError> {
        self.reach()
    }

    fn positions(&mut self, partitions: &[i32]) -> Result<Vec<Option<Position>>, TargetError> {
        self.reach()?;
        let store = self.store.lock();
        let found = partitions
            .iter()
            .map(|partition| store.positions.get(partition).cloned());
        Ok(found.collect())
    }

    fn deliver(
        &mut self,
        batch: &[Delivered<'_>],
        slices: &[Slice],
    ) -> Result<Delivery, TargetError> {
        self.reach()?;
        let mut store = self.store.lock();
        let fault = store.faults.pop_front();
        match fault {
            Some(TargetFault::Down) => return Err(self.unavailable("connection refused")),
            Some(TargetFault::Unwritable) => {
                return Err(TargetError::Unwritable {
                    path: "memory".into(),
                    source: std::io::ErrorKind::StorageFull.into(),
                });
            }
            Some(TargetFault::AnswerLost) | None => {}
        }
        for slice in slices {
            let found = store.positions.get(&slice.partition);
            if let Some(position) = found.filter(|position| position.next != slice.start) {
                return Err(TargetError::Moved {
                    target: self.describe(),
                    partition: slice.partition,
                    expected: slice.start,
                    found: Some(position.next),
                });
            }
        }
        // Only the first one, as a target may: the others come to light one after the other.
        let refused = batch
            .iter()
            .position(|row| row.item.item.uri.starts_with("refused"));
        if let Some(index) = refused {
            let message = "not this one".to_owned();
            return Ok(Delivery::Refused(vec![Refused { index, message }]));
        }
        store.write(batch, slices);
        drop(store);
        if fault == Some(TargetFault::AnswerLost) {
            return Err(self.unavailable("connection reset"));
        }
        self.reach()?;
        Ok(Delivery::Committed)
    }

    fn close(self: Box<Self>) -> Result<(), TargetError> {
        Ok(())
    }
}
