//! ISO 8601, extended and basic, cut short where an agency cuts it.

use dateline_schemas::{PublishedPrecision, Timestamp};
use jiff::{civil, tz::Offset};

use super::Civil;

/// A date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// With its offset.
    Zoned(Timestamp, PublishedPrecision),
    /// Without one.
    Civil(Civil),
}

/// The date that a text is; `None` for one that is none.
pub(super) fn read(text: &str) -> Option<Read> {
    let (date, rest) = split_date(text)?;
    let Some((time, offset)) = rest else {
        let (date, precision) = date;
        let start = date.at(0, 0, 0, 0);
        return Some(Read::Civil(Civil { start, precision }));
    };
    let (date, PublishedPrecision::Day) = date else {
        return None;
    };
    let (time, precision, extra_day) = read_time(time)?;
    let date = if extra_day {
        date.tomorrow().ok()?
    } else {
        date
    };
    let start = date.to_datetime(time);
    match offset {
        None => Some(Read::Civil(Civil { start, precision })),
        // An hour alone is an interval, which an instant cannot say.
        Some(_) if precision == PublishedPrecision::Hour => None,
        Some(offset) => {
            let instant = read_offset(offset)?.to_timestamp(start).ok()?;
            let instant = Timestamp::try_from_millis(instant.as_millisecond())?;
            Some(Read::Zoned(instant, precision))
        }
    }
}

type DateAndRest<'a> = (
    (civil::Date, PublishedPrecision),
    Option<(&'a str, Option<&'a str>)>,
);

fn split_date(text: &str) -> Option<DateAndRest<'_>> {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (text.get(..at)?, Some(text.get(at + 1..)?.trim())),
        None => (text, None),
    };
    let date = read_date(date)?;
    let time = time.map(|time| match time.find(['Z', 'z', '+', '-', '\u{2212}']) {
        Some(at) => {
            let (time, offset) = time.split_at(at);
            (time.trim_end(), Some(offset))
        }
        None => (time, None),
    });
    Some((date, time))
}

fn read_date(text: &str) -> Option<(civil::Date, PublishedPrecision)> {
    let parts: Vec<&str> = if text.contains('-') {
        text.split('-').collect()
    } else {
        match text.len() {
            8 => vec![text.get(..4)?, text.get(4..6)?, text.get(6..)?],
            _ => return None,
        }
    };
    match parts.as_slice() {
        [year, month] => {
            let date = civil::Date::new(number(year, 4)?, number(month, 2)?, 1).ok()?;
            Some((date, PublishedPrecision::Unknown))
        }
        [year, month, day] => {
            let date =
                civil::Date::new(number(year, 4)?, number(month, 2)?, number(day, 2)?).ok()?;
            Some((date, PublishedPrecision::Day))
        }
        _ => None,
    }
}

/// The time of day, the unit that it goes to, and whether it is the midnight that ends its day.
pub(super) fn read_time(text: &str) -> Option<(civil::Time, PublishedPrecision, bool)> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let parts: Vec<&str> = if whole.contains(':') {
        whole.split(':').collect()
    } else {
        (0..whole.len())
            .step_by(2)
            .map(|at| whole.get(at..at + 2))
            .collect::<Option<_>>()?
    };
    let (hour, minute, second, precision) = match parts.as_slice() {
        [hour] => (number(hour, 2)?, 0, 0, PublishedPrecision::Hour),
        [hour, minute] => (
            number(hour, 2)?,
            number(minute, 2)?,
            0,
            PublishedPrecision::Minute,
        ),
        [hour, minute, second] => {
            // A leap second is the last second of its minute here.
            let second: i8 = number(second, 2)?;
            (
                number(hour, 2)?,
                number(minute, 2)?,
                second.min(if second == 60 { 59 } else { second }),
                PublishedPrecision::Second,
            )
        }
        _ => return None,
    };
    let nanosecond = match fraction {
        None => 0,
        Some(digits) if precision == PublishedPrecision::Second => nanoseconds(digits)?,
        Some(_) => return None,
    };
    if (hour, minute, second, nanosecond) == (24, 0, 0, 0) {
        return Some((civil::Time::midnight(), precision, true));
    }
    let time = civil::Time::new(hour, minute, second, nanosecond).ok()?;
    Some((time, precision, false))
}

fn nanoseconds(digits: &str) -> Option<i32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    let padded = format!("{digits:0<9}");
    is_number.then(|| padded.get(..9)?.parse().ok()).flatten()
}

pub(super) fn read_offset(text: &str) -> Option<Offset> {
    if text.eq_ignore_ascii_case("z") {
        return Some(Offset::UTC);
    }
    let mut letters = text.chars();
    let sign = if letters.next()? == '+' { 1 } else { -1 };
    let digits: String = letters.filter(|letter| *letter != ':').collect();
    let hours: i32 = number(digits.get(..2)?, 2)?;
    let minutes: i32 = match digits.get(2..)? {
        "" => 0,
        minutes => number(minutes, 2)?,
    };
    Offset::from_seconds(sign * (hours * 3_600 + minutes * 60))
        .ok()
        .filter(|_| minutes < 60)
}

/// A number of exactly so many digits.
pub(super) fn number<N: std::str::FromStr>(text: &str, digits: usize) -> Option<N> {
    let is_number = text.len() == digits && text.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}
