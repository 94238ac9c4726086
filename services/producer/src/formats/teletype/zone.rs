//! Zones as agencies print them behind a time: `GMT`, `EST`, `MEZ`, and `ET`, which is two of them over the year.

use jiff::{
    civil::DateTime,
    tz::{self, TimeZone},
};

const HOUR: i32 = 60;

/// Minutes east of Greenwich. What two countries use for two zones (IST, AMT) is left out: it says nothing.
const OFFSETS: &[(&str, i32)] = &[
    ("GMT", 0),
    ("UTC", 0),
    ("UT", 0),
    ("Z", 0),
    ("TU", 0),
    ("WET", 0),
    ("BST", HOUR),
    ("WEST", HOUR),
    ("CET", HOUR),
    ("MEZ", HOUR),
    ("MET", HOUR),
    ("CEST", 2 * HOUR),
    ("MESZ", 2 * HOUR),
    ("EET", 2 * HOUR),
    ("SAST", 2 * HOUR),
    ("EEST", 3 * HOUR),
    ("MSK", 3 * HOUR),
    ("МСК", 3 * HOUR),
    ("JST", 9 * HOUR),
    ("KST", 9 * HOUR),
    ("AEST", 10 * HOUR),
    ("AEDT", 11 * HOUR),
    ("NST", -3 * HOUR - 30),
    ("NDT", -2 * HOUR - 30),
    ("AST", -4 * HOUR),
    ("ADT", -3 * HOUR),
    ("EST", -5 * HOUR),
    ("EDT", -4 * HOUR),
    ("CST", -6 * HOUR),
    ("CDT", -5 * HOUR),
    ("MST", -7 * HOUR),
    ("MDT", -6 * HOUR),
    ("PST", -8 * HOUR),
    ("PDT", -7 * HOUR),
    ("AKST", -9 * HOUR),
    ("AKDT", -8 * HOUR),
    ("HST", -10 * HOUR),
];

const PLACES: &[(&str, &str)] = &[
    ("ET", "America/New_York"),
    ("CT", "America/Chicago"),
    ("MT", "America/Denver"),
    ("PT", "America/Los_Angeles"),
];

/// A zone that was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Zone {
    /// So many minutes east of Greenwich.
    Minutes(i32),
    /// The clocks of a place.
    Place(&'static str),
}

/// The zone that a word is.
pub(in crate::formats) fn named(word: &str) -> Option<Zone> {
    let dotless = word.trim_end_matches(',').replace('.', "");
    let offset = OFFSETS.iter().find(|(name, _)| *name == dotless);
    let place = PLACES.iter().find(|(name, _)| *name == dotless);
    offset
        .map(|(_, minutes)| Zone::Minutes(*minutes))
        .or_else(|| place.map(|(_, place)| Zone::Place(place)))
}

impl Zone {
    /// A time with its offset, as ISO 8601 writes it; of two readings the later.
    pub(in crate::formats) fn written(self, time: DateTime) -> Option<String> {
        let offset = match self {
            Self::Minutes(minutes) => tz::Offset::from_seconds(minutes * 60).ok()?,
            Self::Place(place) => {
                let zone = TimeZone::get(place).ok()?;
                let zoned = zone.to_ambiguous_zoned_datetime(time).later().ok()?;
                return Some(written(zoned.datetime(), zoned.offset()));
            }
        };
        Some(written(time, offset))
    }
}

fn written(time: DateTime, offset: tz::Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    format!("{}{sign}{hours:02}:{minutes:02}", civil(time))
}

/// A time without a zone, as ISO 8601 writes it to the minute.
pub(in crate::formats) fn civil(time: DateTime) -> String {
    time.strftime("%Y-%m-%dT%H:%M").to_string()
}
