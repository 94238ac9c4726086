//! Dates in words: `Donnerstag, 12. März 2026, 10.00 Uhr`, `1000 GMT March 12`, `12 mars à 10h00`.
//!
//! A date without a year is the one nearest to the date of its message, which is less than half a year away; without a
//! message's date it is not known.

use jiff::civil::{Date, DateTime, Time};

use super::zone::{self, Zone};

/// Names of the months in the languages of the wire; three letters of one are enough where they say which.
const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "januar",
        "jänner",
        "januari",
        "janvier",
        "janv",
        "enero",
        "gennaio",
        "janeiro",
        "января",
        "stycznia",
    ],
    &[
        "february",
        "februar",
        "feber",
        "februari",
        "février",
        "fevrier",
        "febrero",
        "febbraio",
        "fevereiro",
        "февраля",
        "lutego",
    ],
    &[
        "march",
        "märz",
        "maerz",
        "mrz",
        "maart",
        "mrt",
        "mars",
        "marzo",
        "março",
        "марта",
        "marca",
    ],
    &["april", "avril", "abril", "aprile", "апреля", "kwietnia"],
    &["may", "mai", "mei", "mayo", "maggio", "maio", "мая", "maja"],
    &[
        "june", "juni", "juin", "junio", "giugno", "junho", "июня", "czerwca",
    ],
    &[
        "july", "juli", "juillet", "julio", "luglio", "julho", "июля", "lipca",
    ],
    &[
        "august",
        "augustus",
        "août",
        "aout",
        "agosto",
        "августа",
        "sierpnia",
    ],
    &[
        "september",
        "septembre",
        "septiembre",
        "settembre",
        "setembro",
        "сентября",
        "września",
    ],
    &[
        "october",
        "oktober",
        "octobre",
        "octubre",
        "ottobre",
        "outubro",
        "октября",
        "października",
    ],
    &[
        "november",
        "novembre",
        "noviembre",
        "novembro",
        "ноября",
        "listopada",
    ],
    &[
        "december",
        "dezember",
        "décembre",
        "decembre",
        "diciembre",
        "dicembre",
        "dezembro",
        "декабря",
        "grudnia",
    ],
];

/// Fewest letters of a month's name that is cut short.
const MIN_MONTH_LETTERS: usize = 3;

/// Longest text that is read as a date, in bytes.
const MAX_BYTES: usize = 400;

/// A date that was read, with what it said of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) struct Loose {
    pub(in crate::formats) date: Date,
    pub(in crate::formats) time: Option<Time>,
    pub(in crate::formats) zone: Option<Zone>,
    /// Whether the year is that of the message and was not printed.
    pub(in crate::formats) is_year_inferred: bool,
}

impl Loose {
    /// As ISO 8601 writes it: to the minute where a time was read, with an offset where a zone was.
    pub(in crate::formats) fn written(&self) -> Option<String> {
        let Some(time) = self.time else {
            return Some(self.date.to_string());
        };
        let time = DateTime::from_parts(self.date, time);
        match self.zone {
            Some(zone) => zone.written(time),
            None => Some(zone::civil(time)),
        }
    }
}

/// The month that a word names, whole or cut short.
pub(in crate::formats) fn month(word: &str) -> Option<i8> {
    let word = word.trim_matches(['.', ',']).to_lowercase();
    if word.chars().count() < MIN_MONTH_LETTERS {
        return None;
    }
    let names = |names: &&[&str]| names.iter().any(|name| name.starts_with(&word));
    let mut found = (1_i8..)
        .zip(MONTHS.iter())
        .filter(|(_, month)| names(month));
    let (number, _) = found.next()?;
    found.next().is_none().then_some(number)
}

/// The date that a text says; `near` is the date of its message.
pub(in crate::formats) fn read(text: &str, near: Option<Date>) -> Option<Loose> {
    let head = text.get(..text.floor_char_boundary(MAX_BYTES))?;
    let words: Vec<&str> = head
        .split(|letter: char| letter.is_whitespace() || "(),;".contains(letter))
        .filter(|word| !word.is_empty())
        .collect();
    let (found, used) = date(&words)?;
    let (date, is_year_inferred) = match found.year {
        Some(year) => (Date::new(year, found.month, found.day).ok()?, false),
        None => (nearest(near?, found.month, found.day)?, true),
    };
    let (time, zone) = time(&words, &used);
    Some(Loose {
        date,
        time,
        zone,
        is_year_inferred,
    })
}

struct Found {
    year: Option<i16>,
    month: i8,
    day: i8,
}

/// The date among words, and which of them it is.
fn date(words: &[&str]) -> Option<(Found, std::ops::Range<usize>)> {
    for (i, word) in words.iter().enumerate() {
        if let Some(found) = numeric(word) {
            return Some((found, i..i + 1));
        }
        let Some(month) = month(word) else { continue };
        let before = i
            .checked_sub(1)
            .and_then(|at| Some((at, day(words.get(at)?)?)));
        let behind = words.get(i + 1).and_then(|word| Some((i + 1, day(word)?)));
        let Some((at, day)) = before.or(behind) else {
            continue;
        };
        let next = at.max(i) + 1;
        let year = words.get(next).and_then(|word| year(word));
        let end = next + usize::from(year.is_some());
        return Some((Found { year, month, day }, at.min(i)..end));
    }
    None
}

/// `12.3.2026`, `12.03.`, `2026-03-12`. Slashes are left out: they say the month first in one country and last in another.
fn numeric(word: &str) -> Option<Found> {
    if let [year, month, day] = word.split('-').collect::<Vec<_>>().as_slice() {
        let year = year
            .parse()
            .ok()
            .filter(|year| (1900..2200).contains(year))?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        return Some(Found {
            year: Some(year),
            month,
            day,
        });
    }
    let parts: Vec<&str> = word.split('.').collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let (day, month): (i8, i8) = (day.parse().ok()?, month.parse().ok()?);
    let year = match year.len() {
        0 => None,
        2 => Some(2000 + year.parse::<i16>().ok()?),
        _ => Some(
            year.parse()
                .ok()
                .filter(|year| (1900..2200).contains(year))?,
        ),
    };
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some(Found { year, month, day })
}

fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(['.', ',']);
    let digits = ["st", "nd", "rd", "th", "er", "º"]
        .iter()
        .find_map(|ending| digits.strip_suffix(ending))
        .unwrap_or(digits);
    let is_short = !digits.is_empty() && digits.len() <= 2;
    is_short
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|day| (1..=31).contains(day))
}

fn year(word: &str) -> Option<i16> {
    let digits = word.trim_end_matches(['.', ',']);
    let year: i16 = digits.parse().ok()?;
    (1900..2200).contains(&year).then_some(year)
}

fn nearest(near: Date, month: i8, day: i8) -> Option<Date> {
    let years = [near.year() - 1, near.year(), near.year() + 1];
    let dates = years
        .iter()
        .filter_map(|year| Date::new(*year, month, day).ok());
    dates.min_by_key(|date| {
        near.until(*date)
            .map_or(i32::MAX, |span| span.get_days().abs())
    })
}

/// The time among words that are not the date's, and the zone behind it.
fn time(words: &[&str], date: &std::ops::Range<usize>) -> (Option<Time>, Option<Zone>) {
    for (i, word) in words.iter().enumerate() {
        if date.contains(&i) {
            continue;
        }
        let next = words.get(i + 1).copied().unwrap_or_default();
        let before = i.checked_sub(1).and_then(|at| words.get(at)).copied();
        let Some((time, is_with_next)) = clock(word, next, before) else {
            continue;
        };
        let zones = words.iter().skip(i + 1 + usize::from(is_with_next)).take(2);
        let glued = word
            .trim_start_matches(|letter: char| letter.is_ascii_digit() || ".:".contains(letter));
        let zone = zone::named(glued).or_else(|| zones.filter_map(|word| zone::named(word)).next());
        return (Some(time), zone);
    }
    (None, None)
}

/// A time of day, and whether the next word belongs to it: `10.00`, `1000` before a zone or `Uhr`, `10 Uhr`, `2:30 p.m.`.
fn clock(word: &str, next: &str, before: Option<&str>) -> Option<(Time, bool)> {
    let unit = next.to_lowercase().replace('.', "");
    let is_hours = matches!(
        unit.as_str(),
        "uhr" | "heures" | "uur" | "hrs" | "hours" | "h"
    );
    let half = match unit.as_str() {
        "am" => Some(0),
        "pm" => Some(12),
        _ => None,
    };
    let is_zoned = zone::named(next).is_some();
    let leads = before.map(str::to_lowercase);
    let leads = leads.is_some_and(|word| {
        matches!(
            word.as_str(),
            "um" | "at" | "à" | "ab" | "bis" | "until" | "till" | "before" | "vor" | "alle" | "ore"
        )
    });
    let digits_end = word
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(word.len());
    let (digits, tail) = word.split_at(digits_end);
    let is_glued_zone = zone::named(tail).is_some();
    let (hour, minute) = match (digits.len(), tail.split_at_checked(1)) {
        (1..=2, Some((":" | "." | "h" | "H", minutes))) if minutes.len() >= 2 => {
            let minutes = minutes.get(..2)?;
            (digits.parse().ok()?, minutes.parse().ok()?)
        }
        (1..=2, Some(("h" | "H", ""))) => (digits.parse().ok()?, 0),
        (1..=2, None) if is_hours || half.is_some() => (digits.parse().ok()?, 0),
        (4, None) if is_hours || is_zoned || leads => (
            digits.get(..2)?.parse().ok()?,
            digits.get(2..)?.parse().ok()?,
        ),
        (4, Some(_)) if is_glued_zone => (
            digits.get(..2)?.parse().ok()?,
            digits.get(2..)?.parse().ok()?,
        ),
        _ => return None,
    };
    let hour: i8 = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Some((
        Time::new(hour, minute, 0, 0).ok()?,
        is_hours || half.is_some(),
    ))
}
