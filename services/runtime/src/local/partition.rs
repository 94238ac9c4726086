//! One partition of the local log.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
};

use super::LocalCleanup;
use crate::record::{Headers, NextOffset, Offset, Outgoing, OwnedHeader, Record};

/// Compaction starts at this many records and from then on whenever a partition has doubled.
const COMPACT_FROM: usize = 4_096;

/// A record that is in the log for good.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) offset: i64,
    key: Option<Box<[u8]>>,
    value: Option<Box<[u8]>>,
    headers: Box<[OwnedHeader]>,
    append_time_ms: i64,
}

impl Stored {
    /// The record, as its readers see it.
    pub(super) fn record<'a>(&'a self, topic: &'a str, partition: i32) -> Record<'a> {
        Record {
            topic,
            partition,
            offset: Offset(self.offset),
            key: self.key.as_deref(),
            value: self.value.as_deref(),
            headers: Headers::owned(&self.headers),
            append_time_ms: self.append_time_ms,
        }
    }

    fn size(&self) -> u64 {
        let headers: usize = self
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        let payload = self.key.as_deref().map_or(0, <[u8]>::len)
            + self.value.as_deref().map_or(0, <[u8]>::len);
        (headers + payload) as u64
    }
}

/// Records in the order of their offsets; compaction leaves gaps.
#[derive(Debug, Default)]
pub(super) struct PartitionLog {
    records: VecDeque<Arc<Stored>>,
    end: i64,
    bytes: u64,
    compacted_to: usize,
}

impl PartitionLog {
    pub(super) const fn end(&self) -> NextOffset {
        NextOffset(self.end)
    }

    pub(super) fn append(&mut self, outgoing: Outgoing, append_time_ms: i64) {
        let stored = Stored {
            offset: self.end,
            key: outgoing.key.map(Vec::into_boxed_slice),
            value: outgoing.value.map(Vec::into_boxed_slice),
            headers: outgoing.headers.into_boxed_slice(),
            append_time_ms,
        };
        self.end += 1;
        self.bytes += stored.size();
        self.records.push_back(Arc::new(stored));
    }

    /// The first record at or after this position.
    pub(super) fn at_or_after(&self, next: NextOffset) -> Option<Arc<Stored>> {
        let index = self
            .records
            .partition_point(|record| record.offset < next.0);
        self.records.get(index).cloned()
    }

    /// Drops what the cleanup policy does not keep of the records before `consumed`.
    pub(super) fn clean_up(&mut self, cleanup: LocalCleanup, consumed: NextOffset) {
        match cleanup {
            LocalCleanup::KeepBytes(keep) => self.drop_oldest(keep, consumed),
            LocalCleanup::Compact => {
                if self.records.len() >= COMPACT_FROM.max(2 * self.compacted_to) {
                    self.compact(consumed);
                }
            }
        }
    }

    fn drop_oldest(&mut self, keep: u64, consumed: NextOffset) {
        while self.bytes > keep {
            let Some(oldest) = self
                .records
                .front()
                .filter(|record| record.offset < consumed.0)
            else {
                return;
            };
            self.bytes -= oldest.size();
            self.records.pop_front();
        }
    }

    fn compact(&mut self, consumed: NextOffset) {
        let mut newer: HashSet<Box<[u8]>> = HashSet::new();
        let mut kept = VecDeque::with_capacity(self.records.len() / 2);
        for record in self.records.drain(..).rev() {
            let key = record.key.clone().unwrap_or_default();
            let is_latest = newer.insert(key);
            if record.offset >= consumed.0 || (is_latest && record.value.is_some()) {
                kept.push_front(record);
            }
        }
        self.bytes = kept.iter().map(|record| record.size()).sum();
        self.compacted_to = kept.len();
        self.records = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::TopicName;

    fn log_of(count: usize, keys: usize) -> PartitionLog {
        let mut log = PartitionLog::default();
        for index in 0..count {
            let key = (index % keys).to_string();
            let value = (index % 7 != 0).then(|| vec![0; 10]);
            log.append(
                Outgoing::keyed(&TopicName::new("t"), key.as_bytes(), value),
                0,
            );
        }
        log
    }

    #[test]
    fn compaction_keeps_the_latest_of_each_key_and_no_tombstone() {
        let mut log = log_of(COMPACT_FROM, 10);
        log.clean_up(LocalCleanup::Compact, log.end());
        let offsets: Vec<i64> = log.records.iter().map(|record| record.offset).collect();
        let last_ten = (COMPACT_FROM - 10..COMPACT_FROM).filter(|index| index % 7 != 0);
        assert_eq!(
            offsets,
            last_ten.map(|index| index as i64).collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_record_that_nobody_consumed_is_never_dropped() {
        for cleanup in [LocalCleanup::Compact, LocalCleanup::KeepBytes(0)] {
            let mut log = log_of(COMPACT_FROM, 1);
            log.clean_up(cleanup, NextOffset(100));
            assert_eq!(
                log.at_or_after(NextOffset(100)).unwrap().offset,
                100,
                "{cleanup:?}"
            );
        }
    }

    #[test]
    fn the_oldest_go_first_when_bytes_are_limited() {
        let mut log = log_of(100, 100);
        log.clean_up(LocalCleanup::KeepBytes(100), log.end());
        assert!(
            log.bytes <= 100 && log.records.back().unwrap().offset == 99,
            "{log:?}"
        );
    }
}
