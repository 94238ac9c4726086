//! Records that are handed to the client together.
//!
//! A client that gets records one by one has to choose for each how long it lingers for the next: a short time makes many
//! small requests, and a long one is waited for at the end of every transaction. Whoever decides on hundreds of records
//! between two looks at the clock can do both: hand over many at once, and let the client send them at once.

use std::time::{Duration, Instant};

use crate::record::Outgoing;

/// Bytes of keys and values that are not kept back any longer: together they make requests of about a hundred kilobytes
/// a partition, and are still in a core's cache.
const MAX_BYTES: usize = 1 << 20;

/// How long a record is kept back when the next one comes: a quarter of a transaction.
const MAX_AGE: Duration = Duration::from_millis(25);

/// The records that are kept back.
#[derive(Default)]
pub(super) struct Burst {
    records: Vec<Outgoing>,
    bytes: usize,
    /// When the first of them came.
    since: Option<Instant>,
}

impl Burst {
    pub(super) fn keep(&mut self, record: Outgoing) {
        self.since.get_or_insert_with(Instant::now);
        let value = record.value.as_ref().map_or(0, Vec::len);
        self.bytes += value + record.key.as_ref().map_or(0, Vec::len);
        self.records.push(record);
    }

    pub(super) fn is_due(&self) -> bool {
        let is_old = |since: Instant| since.elapsed() >= MAX_AGE;
        self.bytes >= MAX_BYTES || self.since.is_some_and(is_old)
    }

    /// All of them, in order; nothing is kept back then.
    pub(super) fn take(&mut self) -> Vec<Outgoing> {
        std::mem::take(self).records
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::TopicName;

    fn record(bytes: usize) -> Outgoing {
        Outgoing::keyed(&TopicName::new("t"), "k", Some(vec![0; bytes]))
    }

    #[test]
    fn many_bytes_or_an_old_record_are_not_kept_back() {
        let mut burst = Burst::default();
        burst.keep(record(MAX_BYTES - 2));
        assert!(!burst.is_due(), "a byte less than the limit, just now");
        let now = burst.since;
        burst.since = now.map(|now| now - MAX_AGE);
        assert!(burst.is_due(), "too old");
        burst.since = now;
        burst.keep(record(0));
        assert!(burst.is_due(), "the byte of its key is the last");
    }

    #[test]
    fn what_was_taken_or_dropped_counts_no_more() {
        let mut burst = Burst::default();
        burst.keep(record(MAX_BYTES));
        assert_eq!(burst.take().len(), 1);
        burst.keep(record(1));
        assert!(!burst.is_due());
        burst.keep(record(MAX_BYTES));
        drop(burst.take());
        burst.keep(record(1));
        assert!(!burst.is_due());
        assert_eq!(burst.take().len(), 1);
    }
}
