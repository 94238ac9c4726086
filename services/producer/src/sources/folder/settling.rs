//! Files that are new or have changed, until they stand still.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use dateline_schemas::Timestamp;

use crate::clock::are_apart;
use crate::sources::seen::Stamp;

/// Files that may be written to still, in the order of their names.
#[derive(Debug, Default)]
pub(super) struct Settling {
    files: BTreeMap<PathBuf, Waiting>,
}

#[derive(Debug)]
struct Waiting {
    stamp: Stamp,
    since: Timestamp,
    first_seen: Timestamp,
    has_changed: bool,
    is_closed: bool,
}

/// How long a file has one stamp before it is complete.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Where nobody has said that it was closed.
    pub(super) open_ms: u64,
    /// Where somebody has.
    pub(super) closed_ms: u64,
}

impl Settling {
    /// A file was seen with this stamp; whether it is another than before, so that its time begins now.
    pub(super) fn note(&mut self, path: &Path, stamp: Stamp, now: Timestamp) -> bool {
        let before = self.files.get(path);
        if before.is_some_and(|waiting| waiting.stamp == stamp) {
            return false;
        }
        let waiting = Waiting {
            stamp,
            since: now,
            first_seen: before.map_or(now, |waiting| waiting.first_seen),
            has_changed: before.is_some(),
            is_closed: false,
        };
        self.files.insert(path.to_owned(), waiting);
        true
    }

    /// A file was closed; until it changes again, it needs less patience.
    pub(super) fn close(&mut self, path: &Path) {
        if let Some(waiting) = self.files.get_mut(path) {
            waiting.is_closed = true;
        }
    }

    /// Files that had one stamp for long enough.
    pub(super) fn due(&self, now: Timestamp, patience: Patience) -> Vec<PathBuf> {
        let files = self.files.iter();
        let due = files.filter(|(_, waiting)| {
            let millis = if waiting.is_closed {
                patience.closed_ms
            } else {
                patience.open_ms
            };
            are_apart(waiting.since, now, millis)
        });
        due.map(|(path, _)| path.clone()).collect()
    }

    /// All of them.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.files.keys().cloned().collect()
    }

    pub(super) fn remove(&mut self, path: &Path) {
        self.files.remove(path);
    }

    /// Keeps those of which this holds.
    pub(super) fn retain(&mut self, mut holds: impl FnMut(&Path) -> bool) {
        self.files.retain(|path, _| holds(path));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether a file that was there at this time may still turn out to be one that was taken before. One that changes
    /// meanwhile is none, however long it goes on: a file that is written for ever must not keep the others from expiring.
    pub(super) fn may_be_known(&self, at: Timestamp) -> bool {
        let mut files = self.files.values();
        files.any(|waiting| waiting.first_seen <= at && !waiting.has_changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    const PATIENCE: Patience = Patience {
        open_ms: 1_000,
        closed_ms: 100,
    };

    const NONE: [PathBuf; 0] = [];

    #[test]
    fn a_file_is_due_once_its_stamp_stood_still_for_long_enough() {
        let (mut settling, path) = (Settling::default(), Path::new("a"));
        settling.note(path, (1, None), at(0));
        assert_eq!(settling.due(at(999), PATIENCE), NONE);
        assert!(settling.note(path, (2, None), at(999)), "it has grown");
        assert_eq!(settling.due(at(1_998), PATIENCE), NONE);
        assert!(!settling.note(path, (2, None), at(1_998)));
        assert_eq!(settling.due(at(1_999), PATIENCE), [path]);
    }

    #[test]
    fn a_file_that_was_closed_is_due_sooner_unless_it_is_opened_and_grows() {
        let (mut settling, path) = (Settling::default(), Path::new("a"));
        settling.note(path, (1, None), at(0));
        settling.close(path);
        assert_eq!(settling.due(at(99), PATIENCE), NONE);
        assert_eq!(settling.due(at(100), PATIENCE), [path]);
        settling.note(path, (2, None), at(100));
        assert_eq!(settling.due(at(1_099), PATIENCE), NONE);
        assert_eq!(settling.due(at(1_100), PATIENCE), [path]);
    }

    #[test]
    fn what_is_due_comes_in_the_order_of_names() {
        let mut settling = Settling::default();
        for name in ["b", "a/z", "c", "a"] {
            settling.note(Path::new(name), (1, None), at(0));
        }
        let names = ["a", "a/z", "b", "c"].map(PathBuf::from);
        assert_eq!(settling.due(at(1_000), PATIENCE), names);
    }

    #[test]
    fn a_file_that_keeps_changing_is_none_that_was_taken() {
        let (mut settling, path) = (Settling::default(), Path::new("a"));
        settling.note(path, (1, None), at(5));
        assert!(!settling.may_be_known(at(4)), "it was not there yet");
        assert!(settling.may_be_known(at(5)));
        settling.note(path, (2, None), at(6));
        assert!(!settling.may_be_known(at(5)));
    }
}
