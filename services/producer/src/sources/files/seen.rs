//! The files that a source found at its last look: one that stands still is not read again by this process.
//!
//! What was taken over all runs is the checkpoints' business.

use std::{
    collections::HashMap,
    mem,
    path::{Path, PathBuf},
    time::SystemTime,
};

use dateline_schemas::Timestamp;

use crate::clock::are_apart;

/// How often the intake is told that a file stands still: its checkpoint is kept for thirty days from then on.
const TOLD_EVERY_MILLIS: u64 = 24 * 60 * 60 * 1_000;

/// Size and modification time of a file.
pub(super) type Stamp = (u64, Option<SystemTime>);

/// The files of the look before, and of the one under way.
#[derive(Debug, Default)]
pub(super) struct Seen {
    before: HashMap<PathBuf, Sight>,
    found: HashMap<PathBuf, Sight>,
}

#[derive(Debug)]
struct Sight {
    stamp: Stamp,
    told_at: Timestamp,
}

/// What there is to do about a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// It is new, or has changed: read it.
    Changed,
    /// It stands still, and the intake is to be told so.
    StillThere,
    /// It stands still, and the intake knows.
    Known,
}

impl Seen {
    /// Begins a look: a file that is not found in it is gone, and will be new when it comes back.
    pub(super) fn begin(&mut self) {
        self.before = mem::take(&mut self.found);
    }

    /// A file was found.
    pub(super) fn look(&mut self, path: &Path, stamp: Stamp, now: Timestamp) -> Look {
        let before = self.before.remove_entry(path);
        let Some((path, mut sight)) = before.filter(|(_, sight)| sight.stamp == stamp) else {
            return Look::Changed;
        };
        let is_due = are_apart(sight.told_at, now, TOLD_EVERY_MILLIS);
        if is_due {
            sight.told_at = now;
        }
        self.found.insert(path, sight);
        if is_due {
            Look::StillThere
        } else {
            Look::Known
        }
    }

    /// The intake has the file as it was with this stamp.
    pub(super) fn told(&mut self, path: &Path, stamp: Stamp, now: Timestamp) {
        let sight = Sight {
            stamp,
            told_at: now,
        };
        self.found.insert(path.to_owned(), sight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1_000;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_millis(hour * HOUR)
    }

    #[test]
    fn a_file_that_stands_still_is_told_once_a_day_and_read_once() {
        let (mut seen, path) = (Seen::default(), Path::new("a"));
        let mut looks = Vec::new();
        for hour in 0..100 {
            seen.begin();
            let look = seen.look(path, (1, None), at(hour));
            if look == Look::Changed {
                seen.told(path, (1, None), at(hour));
            }
            if look != Look::Known {
                looks.push((hour, look));
            }
        }
        let still_there = [24, 48, 72, 96].map(|hour| (hour, Look::StillThere));
        assert_eq!(looks[0], (0, Look::Changed));
        assert_eq!(looks[1..], still_there);
    }

    #[test]
    fn a_file_that_has_changed_is_read_again() {
        let (mut seen, path) = (Seen::default(), Path::new("a"));
        seen.told(path, (1, None), at(0));
        seen.begin();
        assert_eq!(seen.look(path, (2, None), at(1)), Look::Changed);
    }

    #[test]
    fn files_that_are_gone_take_no_memory_and_are_new_when_they_come_back() {
        let mut seen = Seen::default();
        for hour in 0..100 {
            seen.begin();
            seen.told(Path::new(&hour.to_string()), (1, None), at(hour));
            assert!(seen.before.len() + seen.found.len() <= 2);
        }
        seen.begin();
        assert_eq!(seen.look(Path::new("7"), (1, None), at(100)), Look::Changed);
    }

    #[test]
    fn a_clock_that_was_ahead_keeps_nothing_from_being_told() {
        let (mut seen, path) = (Seen::default(), Path::new("a"));
        seen.told(path, (1, None), at(10_000));
        seen.begin();
        assert_eq!(seen.look(path, (1, None), at(1)), Look::StillThere);
        seen.begin();
        assert_eq!(seen.look(path, (1, None), at(2)), Look::Known);
    }
}
