//! The date and time behind the text: `121405 Mar 26`, `dpa 121405 Mar 26`, `AFP 121405 GMT MAR 26`, `12-MAR-26 10:15`,
//! `OTS0123 2026-03-12/10:15`.

use dateline_schemas::WireItem;
use jiff::civil::{Date, DateTime, Time};

use crate::formats::{
    DeliveryContext, dates, item,
    teletype::{
        loose,
        zone::{self, Zone},
    },
};

/// Longest line that is one, in bytes.
const MAX_BYTES: usize = 120;

/// Two figures of a year are of this century up to here, and of the last beyond.
const LAST_YEAR_OF_CENTURY: i16 = 79;

/// When a message was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trailer {
    pub(super) agency: Option<String>,
    pub(super) date: Date,
    pub(super) time: Time,
    zone: Option<Zone>,
    printed: String,
}

impl Trailer {
    /// Puts the time into the item.
    pub(super) fn put(&self, context: &DeliveryContext, wire_item: &mut WireItem) {
        let time = DateTime::from_parts(self.date, self.time);
        let written = match self.zone {
            Some(zone) => zone.written(time),
            None => Some(zone::civil(time)),
        };
        let extensions = &mut wire_item.extensions;
        extensions.insert("transmitted".to_owned(), self.printed.clone());
        let Some(written) = written else { return };
        wire_item.version_created = dates::instant(context, wire_item, "version_created", &written);
        if wire_item.version_created.is_some() && self.zone.is_some() {
            let what = format!("from {:?}", self.printed);
            wire_item
                .provenance
                .push(item::note("version_created", "computed", &what));
        }
    }
}

/// Reads a line without control characters.
pub(super) fn read(line: &str) -> Option<Trailer> {
    let line = line.trim().trim_end_matches("NNNN").trim();
    if line.is_empty() || line.len() > MAX_BYTES {
        return None;
    }
    let words: Vec<&str> = line
        .split(|letter: char| letter.is_whitespace() || letter == ',')
        .filter(|word| !word.is_empty())
        .take(9)
        .collect();
    // Up to two words may stand before it: the agency, or its name and number.
    let found = (0..words.len().min(3)).find_map(|skipped| {
        let rest = words.get(skipped..)?;
        let (date, time, zone, used) = group(rest)
            .or_else(|| hyphenated(rest))
            .or_else(|| iso(rest))?;
        // A sentence that has a date in it is no trailer.
        (rest.len() <= used + 2).then_some((skipped, date, time, zone))
    });
    let (skipped, date, time, zone) = found?;
    let agency = words.first().filter(|_| skipped > 0);
    Some(Trailer {
        agency: agency.map(|word| (*word).to_owned()),
        date,
        time,
        zone,
        printed: line.to_owned(),
    })
}

type Sent = (Date, Time, Option<Zone>, usize);

/// `121405 Mar 26`, `121405 GMT MAR 26`, `121405 MAR 2026 GMT`: day, hour and minute, then month and year.
fn group(words: &[&str]) -> Option<Sent> {
    let first = words.first()?;
    let digits_end = first
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(first.len());
    let (digits, glued) = first.split_at(digits_end);
    if digits.len() != 6 {
        return None;
    }
    let mut zone = zone::named(glued);
    if zone.is_none() && !glued.is_empty() {
        return None;
    }
    let mut at = 1;
    if let Some(named) = words.get(at).and_then(|word| zone::named(word)) {
        zone = Some(named);
        at += 1;
    }
    let month = loose::month(words.get(at)?)?;
    let year = year(words.get(at + 1)?)?;
    let mut used = at + 2;
    if let Some(named) = words.get(used).and_then(|word| zone::named(word)) {
        zone = zone.or(Some(named));
        used += 1;
    }
    let date = Date::new(year, month, digits.get(..2)?.parse().ok()?).ok()?;
    Some((date, time(digits.get(2..)?)?, zone, used))
}

/// `12-MAR-26 10:15`, with the time before or behind.
fn hyphenated(words: &[&str]) -> Option<Sent> {
    let at = words
        .iter()
        .take(2)
        .position(|word| word.matches('-').count() == 2)?;
    let mut parts = words.get(at)?.split('-');
    let (day, month, printed_year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = loose::month(month)?;
    let date = Date::new(year(printed_year)?, month, day.parse().ok()?).ok()?;
    let clock = words.get(if at == 0 { 1 } else { 0 })?;
    let zone = words.get(2).and_then(|word| zone::named(word));
    Some((
        date,
        time(&clock.replace([':', '.'], ""))?,
        zone,
        2 + usize::from(zone.is_some()),
    ))
}

/// `2026-03-12/10:15`, `2026-03-12 10:15`.
fn iso(words: &[&str]) -> Option<Sent> {
    let first = words.first()?;
    let (date, clock, used) = match first.split_once(['/', 'T']) {
        Some((date, clock)) => (date, clock, 1),
        None => (*first, *words.get(1)?, 2),
    };
    let date: Date = (date.len() == 10).then(|| date.parse().ok()).flatten()?;
    let clock = clock.get(..5).unwrap_or(clock).replace([':', '.'], "");
    let zone = words.get(used).and_then(|word| zone::named(word));
    Some((
        date,
        time(&clock)?,
        zone,
        used + usize::from(zone.is_some()),
    ))
}

fn time(digits: &str) -> Option<Time> {
    let is_clock = digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit());
    let (hour, minute) = digits.split_at_checked(2).filter(|_| is_clock)?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn year(word: &str) -> Option<i16> {
    let word = word.trim_start_matches('\'').trim_end_matches('.');
    let year: i16 = word.parse().ok()?;
    match word.len() {
        2 if year <= LAST_YEAR_OF_CENTURY => Some(2000 + year),
        2 => Some(1900 + year),
        4 => (1900..2200).contains(&year).then_some(year),
        _ => None,
    }
}
