//! Hours of the week as a source's clock shows them.

use jiff::{Timestamp as Instant, tz::TimeZone};

pub(super) const HOUR_MS: i64 = 60 * 60 * 1_000;

/// Hours of a week.
pub(super) const SLOTS: usize = 7 * 24;

/// 1970-01-01T00:00 is a Thursday, so many hours behind the Monday of its week.
const EPOCH_SLOT: i64 = 3 * 24;

/// The zone whose hours a source keeps.
#[derive(Debug, Clone)]
pub(super) struct LocalHours(TimeZone);

/// An hour of some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LocalHour {
    /// Its place in the week: 0 is Monday from 00:00 to 01:00.
    pub(super) slot: usize,
    /// When it begins, in milliseconds since 1970. Of an hour that is there twice when clocks are put back, each has its own.
    pub(super) start_ms: i64,
    /// Whether it lasts an hour: clocks that change by half an hour make one that does not.
    pub(super) is_whole: bool,
}

impl LocalHours {
    pub(super) fn new(zone: TimeZone) -> Self {
        Self(zone)
    }

    /// The hour in which this instant is.
    pub(super) fn at(&self, now_ms: i64) -> LocalHour {
        let offset_ms = self.offset_ms(now_ms);
        let number = (now_ms + offset_ms).div_euclid(HOUR_MS);
        let start_ms = number * HOUR_MS - offset_ms;
        let ends = [start_ms, start_ms + HOUR_MS - 1];
        let slot = (number + EPOCH_SLOT).rem_euclid(SLOTS as i64);
        LocalHour {
            slot: usize::try_from(slot).unwrap_or_default(),
            start_ms,
            is_whole: ends.map(|end| self.offset_ms(end)) == [offset_ms; 2],
        }
    }

    fn offset_ms(&self, now_ms: i64) -> i64 {
        let instant = Instant::from_millisecond(now_ms).unwrap_or_default();
        i64::from(self.0.to_offset(instant).seconds()) * 1_000
    }
}

impl LocalHour {
    pub(super) const fn end_ms(self) -> i64 {
        self.start_ms + HOUR_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Slots and wholeness of the hours that begin with this one.
    fn hours(zone: &str, from: &str, count: i64) -> Vec<(usize, bool)> {
        let hours = LocalHours::new(TimeZone::get(zone).unwrap());
        let from: Instant = from.parse().unwrap();
        let at = |number: i64| hours.at(from.as_millisecond() + number * HOUR_MS);
        let all = (0..count).map(at);
        all.map(|hour| (hour.slot, hour.is_whole)).collect()
    }

    const SUNDAY: usize = 6 * 24;

    #[test]
    fn a_week_begins_on_monday_in_the_zone_of_the_source() {
        // 2026-03-02 is a Monday.
        assert_eq!(
            hours("UTC", "2026-03-02T00:30:00Z", 2),
            [(0, true), (1, true)]
        );
        assert_eq!(
            hours("Asia/Kolkata", "2026-03-01T18:30:00Z", 1),
            [(0, true)]
        );
        assert_eq!(hours("UTC", "1970-01-01T00:00:00Z", 1), [(72, true)]);
    }

    #[test]
    fn an_hour_is_skipped_in_spring_and_comes_twice_in_autumn() {
        let slots = |from| {
            let hours = hours("Europe/Amsterdam", from, 3).into_iter();
            hours
                .map(|(slot, is_whole)| (slot - SUNDAY, is_whole))
                .collect::<Vec<_>>()
        };
        let spring = slots("2026-03-29T00:00:00Z");
        assert_eq!(spring, [(1, true), (3, true), (4, true)]);
        let autumn = slots("2026-10-25T00:00:00Z");
        assert_eq!(autumn, [(2, true), (2, true), (3, true)]);
    }

    #[test]
    fn half_an_hour_is_no_whole_hour() {
        // Clocks on Lord Howe go from 02:00 to 02:30, at 15:30 of London.
        let at = |from| hours("Australia/Lord_Howe", from, 1)[0];
        assert_eq!(at("2026-10-03T15:15:00Z"), (SUNDAY + 1, true));
        assert_eq!(at("2026-10-03T15:45:00Z"), (SUNDAY + 2, false));
        assert_eq!(at("2026-10-03T16:15:00Z"), (SUNDAY + 3, true));
    }
}
