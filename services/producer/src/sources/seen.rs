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
    positions: Vec<String>,
}

/// What there is to do about a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// It is new, or has changed: read it.
    Changed,
    /// It stands still, and the intake is to be told so of what was taken from it.
    StillThere(Vec<String>),
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
        let mut look = Look::Known;
        if are_apart(sight.told_at, now, TOLD_EVERY_MILLIS) {
            sight.told_at = now;
            look = Look::StillThere(sight.positions.clone());
        }
        self.found.insert(path, sight);
        look
    }

    /// The intake has the file as it was with this stamp: what was taken from it has these positions in the checkpoints.
    pub(super) fn told(
        &mut self,
        path: &Path,
        stamp: Stamp,
        now: Timestamp,
        positions: Vec<String>,
    ) {
        let sight = Sight {
            stamp,
            told_at: now,
            positions,
        };
        self.found.insert(path.to_owned(), sight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1_000;

    fn positions() -> Vec<String> {
        vec!["a!1".to_owned(), "a!2".to_owned()]
    }

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
                seen.told(path, (1, None), at(hour), positions());
            }
            if look != Look::Known {
                looks.push((hour, look));
            }
        }
        let still_there = [24, 48, 72, 96].map(|hour| (hour, Look::StillThere(positions())));
        assert_eq!(looks[0], (0, Look::Changed));
        assert_eq!(looks[1..], still_there);
    }

    #[test]
    fn a_file_that_has_changed_is_read_again() {
        let (mut seen, path) = (Seen::default(), Path::new("a"));
        seen.told(path, (1, None), at(0), positions());
        seen.begin();
        assert_eq!(seen.look(path, (2, None), at(1)), Look::Changed);
    }

    #[test]
    fn files_that_are_gone_take_no_memory_and_are_new_when_they_come_back() {
        let mut seen = Seen::default();
        for hour in 0..100 {
            seen.begin();
            let path = hour.to_string();
            seen.told(Path::new(&path), (1, None), at(hour), positions());
            assert!(seen.before.len() + seen.found.len() <= 2);
        }
        seen.begin();
        assert_eq!(seen.look(Path::new("7"), (1, None), at(100)), Look::Changed);
    }

    #[test]
    fn a_clock_that_was_ahead_keeps_nothing_from_being_told() {
        let (mut seen, path) = (Seen::default(), Path::new("a"));
        seen.told(path, (1, None), at(10_000), positions());
        seen.begin();
        let told = Look::StillThere(positions());
        assert_eq!(seen.look(path, (1, None), at(1)), told);
        seen.begin();
        assert_eq!(seen.look(path, (1, None), at(2)), Look::Known);
    }
}
