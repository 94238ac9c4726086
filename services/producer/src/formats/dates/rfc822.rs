//! The dates of RFC 822 and its heirs, and what feeds and mails make of them: a wrong weekday, names of months in full,
//! "UTC", a zone of Europe by its letters, or no zone.

use dateline_schemas::{PublishedPrecision, Timestamp};
use jiff::{civil, tz::Offset};

use super::{
    Civil,
    iso::{Read, number, read_offset, read_time},
};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Zones by their letters, in hours from UTC: RFC 822's own, and those that mean one offset and no other. `BST`, `IST` and
/// the like are of several countries, and so of none.
const ZONES: &[(&str, i8)] = &[
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
    ("WET", 0),
    ("WEST", 1),
    ("CET", 1),
    ("CEST", 2),
    ("MEZ", 1),
    ("MESZ", 2),
    ("EET", 2),
    ("EEST", 3),
    ("MSK", 3),
    ("JST", 9),
    ("KST", 9),
];

/// RFC 822's `CST`, which is China's as well.
const CENTRAL: (&str, i8) = ("CST", -6);

/// Longest text that is looked at: no date is longer, with all its comments.
const MAX_BYTES: usize = 100;

/// The date that a text is; `None` for one that is none.
pub(super) fn read(text: &str) -> Option<Read> {
    let text = text.get(..text.len().min(MAX_BYTES))?;
    let text = text.split('(').next()?;
    let mut words = text
        .split([' ', '\t', ',', '\r', '\n'])
        .filter(|word| !word.is_empty())
        .peekable();
    words.next_if(|word| is_weekday(word));
    let date = match read_joined(words.peek()?) {
        Some(date) => {
            words.next();
            date
        }
        None => {
            let (first, second) = (words.next()?, words.next()?);
            let (day, month) = match month(second) {
                Some(month) => (first, month),
                None => (second, month(first)?),
            };
            civil::Date::new(read_year(words.next()?)?, month, read_day(day)?).ok()?
        }
    };
    let Some(time) = words.next() else {
        let (start, precision) = (date.at(0, 0, 0, 0), PublishedPrecision::Day);
        return Some(Read::Civil(Civil { start, precision }));
    };
    let padded = if time.find(':') == Some(1) { "0" } else { "" };
    let (time, precision, extra_day) = read_time(&format!("{padded}{time}"))?;
    let date = if extra_day {
        date.tomorrow().ok()?
    } else {
        date
    };
    let start = date.to_datetime(time);
    let zone: String = words.collect();
    if zone.is_empty() {
        return Some(Read::Civil(Civil { start, precision }));
    }
    match offset(&zone) {
        Some(offset) => {
            let instant = offset.to_timestamp(start).ok()?;
            let instant = Timestamp::try_from_millis(instant.as_millisecond())?;
            Some(Read::Zoned(instant, precision))
        }
        None => None,
    }
}

fn is_weekday(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    word.len() <= "wednesday".len() && days.iter().any(|day| word.starts_with(day))
}

/// `06-Nov-2026`, of RFC 850 and of some feeds.
fn read_joined(word: &str) -> Option<civil::Date> {
    let mut parts = word.split('-');
    let (day, name, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = parts.next().is_none();
    let date = civil::Date::new(read_year(year)?, month(name)?, read_day(day)?);
    date.ok().filter(|_| is_whole)
}

fn month(name: &str) -> Option<i8> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if name.len() < 3 {
        return None;
    }
    // "Sept." is the one abbreviation that is longer than three letters and common.
    let at = MONTHS.iter().position(|month| month.starts_with(&name))?;
    i8::try_from(at + 1).ok()
}

fn read_day(day: &str) -> Option<i8> {
    number(day, day.len().clamp(1, 2))
}

/// A year of two digits is RFC 2822's: up to 49 of this century, and else of the last.
fn read_year(year: &str) -> Option<i16> {
    if year.len() != 2 {
        return number(year, 4);
    }
    let short: i16 = number(year, 2)?;
    Some(short + if short < 50 { 2_000 } else { 1_900 })
}

fn offset(zone: &str) -> Option<Offset> {
    let upper = zone.to_ascii_uppercase();
    let mut known = ZONES.iter().chain([&CENTRAL]);
    if let Some((_, hours)) = known.find(|(name, _)| *name == upper) {
        return Offset::from_hours(*hours).ok();
    }
    let digits = upper
        .strip_prefix("GMT")
        .or_else(|| upper.strip_prefix("UTC"))
        .unwrap_or(&upper);
    let is_numeric = digits.starts_with(['+', '-', '\u{2212}']);
    is_numeric.then(|| read_offset(digits)).flatten()
}
