//! The words that ages are printed in, by language. A language is one entry of `LANGUAGES`.

use dateline_schemas::PublishedPrecision;

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

pub(super) const LANGUAGES: &[Language] = &[DUTCH, ENGLISH];

const DUTCH: Language = Language {
    before: &[],
    after: &["geleden"],
    units: &[
        ("seconde", SECONDS),
        ("seconden", SECONDS),
        ("sec", SECONDS),
        ("sec.", SECONDS),
        ("minuut", MINUTES),
        ("minuten", MINUTES),
        ("min", MINUTES),
        ("min.", MINUTES),
        ("uur", HOURS),
        ("uren", HOURS),
        ("u", HOURS),
        ("u.", HOURS),
        ("dag", DAYS),
        ("dagen", DAYS),
        ("week", WEEKS),
        ("weken", WEEKS),
        ("maand", MONTHS),
        ("maanden", MONTHS),
        ("jaar", YEARS),
    ],
    numbers: &[
        ("een", 1),
        ("één", 1),
        ("twee", 2),
        ("drie", 3),
        ("vier", 4),
        ("vijf", 5),
        ("zes", 6),
    ],
    phrases: &[
        ("zojuist", NOW),
        ("zonet", NOW),
        ("een kwartier geleden", QUARTER_OF_AN_HOUR),
        ("een half uur geleden", HALF_AN_HOUR),
        ("een halfuur geleden", HALF_AN_HOUR),
        ("vandaag", TODAY),
        ("gisteren", YESTERDAY),
        ("eergisteren", DAY_BEFORE_YESTERDAY),
        ("enkele ogenblikken geleden", SOME_TIME),
        ("enkele seconden geleden", SOME_TIME),
        ("enkele minuten geleden", SOME_TIME),
        ("een paar minuten geleden", SOME_TIME),
        ("enkele uren geleden", SOME_TIME),
        ("een paar uur geleden", SOME_TIME),
    ],
};

const ENGLISH: Language = Language {
    before: &[],
    after: &["ago"],
    units: &[
        ("second", SECONDS),
        ("seconds", SECONDS),
        ("sec", SECONDS),
        ("secs", SECONDS),
        ("s", SECONDS),
        ("minute", MINUTES),
        ("minutes", MINUTES),
        ("min", MINUTES),
        ("min.", MINUTES),
        ("mins", MINUTES),
        ("m", MINUTES),
        ("hour", HOURS),
        ("hours", HOURS),
        ("hr", HOURS),
        ("hrs", HOURS),
        ("h", HOURS),
        ("day", DAYS),
        ("days", DAYS),
        ("d", DAYS),
        ("week", WEEKS),
        ("weeks", WEEKS),
        ("w", WEEKS),
        ("month", MONTHS),
        ("months", MONTHS),
        ("year", YEARS),
        ("years", YEARS),
    ],
    numbers: &[
        ("a", 1),
        ("an", 1),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
    ],
    phrases: &[
        ("just now", NOW),
        ("a quarter of an hour ago", QUARTER_OF_AN_HOUR),
        ("half an hour ago", HALF_AN_HOUR),
        ("today", TODAY),
        ("yesterday", YESTERDAY),
        ("the day before yesterday", DAY_BEFORE_YESTERDAY),
        ("moments ago", SOME_TIME),
        ("a moment ago", SOME_TIME),
        ("a few seconds ago", SOME_TIME),
        ("a few minutes ago", SOME_TIME),
        ("a few hours ago", SOME_TIME),
    ],
};
