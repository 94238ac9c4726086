//! The words that ages are printed in, by language. A language is one entry of `LANGUAGES`.

use dateline_schemas::PublishedPrecision;

mod germanic;
mod romance;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The words of one language. Words are matched whatever their case.
#[derive(Debug)]
pub(super) struct Language {
    /// Words before the count, one of which must stand there: "vor", "il y a". Empty where the language has none.
    pub(super) before: &'static [&'static str],
    /// Words behind the unit, one of which must stand there: "geleden", "ago". Empty where the language has none.
    pub(super) after: &'static [&'static str],
    /// Units in all forms that are printed.
    pub(super) units: &'static [(&'static str, Unit)],
    /// Counts in words.
    pub(super) numbers: &'static [(&'static str, i64)],
    /// Ages without a count.
    pub(super) phrases: &'static [(&'static str, Reach)],
}

/// A unit of time: its shortest and longest length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    shortest_ms: i64,
    longest_ms: i64,
    precision: PublishedPrecision,
}

/// How far back an age reaches: between `least_ms` and `most_ms` before the fetch. Without `most_ms` nobody can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    pub(super) least_ms: i64,
    pub(super) most_ms: Option<i64>,
    pub(super) precision: PublishedPrecision,
}

impl Unit {
    /// "45 minuten geleden" is at least 45 minutes and less than 46.
    pub(super) fn ago(self, count: i64) -> Reach {
        Reach {
            least_ms: count.saturating_mul(self.shortest_ms),
            most_ms: Some(count.saturating_add(1).saturating_mul(self.longest_ms)),
            precision: self.precision,
        }
    }
}

const fn unit(length_ms: i64, precision: PublishedPrecision) -> Unit {
    Unit {
        shortest_ms: length_ms,
        longest_ms: length_ms,
        precision,
    }
}

const fn reach(least_ms: i64, most_ms: i64, precision: PublishedPrecision) -> Reach {
    Reach {
        least_ms,
        most_ms: Some(most_ms),
        precision,
    }
}

const SECONDS: Unit = unit(SECOND, PublishedPrecision::Second);
const MINUTES: Unit = unit(MINUTE, PublishedPrecision::Minute);
const HOURS: Unit = unit(HOUR, PublishedPrecision::Hour);
const DAYS: Unit = unit(DAY, PublishedPrecision::Day);
/// The contract has no precision for what is coarser than a day: the interval says it.
const WEEKS: Unit = unit(7 * DAY, PublishedPrecision::Unknown);
const MONTHS: Unit = Unit {
    shortest_ms: 28 * DAY,
    longest_ms: 31 * DAY,
    precision: PublishedPrecision::Unknown,
};
const YEARS: Unit = Unit {
    shortest_ms: 365 * DAY,
    longest_ms: 366 * DAY,
    precision: PublishedPrecision::Unknown,
};

const NOW: Reach = reach(0, MINUTE, PublishedPrecision::Minute);
const HALF_AN_HOUR: Reach = reach(30 * MINUTE, 31 * MINUTE, PublishedPrecision::Minute);
const QUARTER_OF_AN_HOUR: Reach = reach(15 * MINUTE, 16 * MINUTE, PublishedPrecision::Minute);
/// Calendar days are the reader's, in a zone that nobody has told: the intervals hold in every zone.
const TODAY: Reach = reach(0, DAY, PublishedPrecision::Day);
const YESTERDAY: Reach = reach(0, 2 * DAY, PublishedPrecision::Day);
const DAY_BEFORE_YESTERDAY: Reach = reach(DAY, 3 * DAY, PublishedPrecision::Day);
const SOME_TIME: Reach = Reach {
    least_ms: 0,
    most_ms: None,
    precision: PublishedPrecision::Unknown,
};

pub(super) const LANGUAGES: &[Language] = &[
    germanic::DUTCH,
    germanic::ENGLISH,
    germanic::GERMAN,
    romance::FRENCH,
    romance::SPANISH,
    romance::ITALIAN,
    romance::PORTUGUESE,
    romance::PORTUGUESE_BEHIND,
];
