//! Datelines as agencies print them at the head of a paragraph.
//!
//! | printed | read as |
//! |---|---|
//! | `Berlin (dpa) - Der`, `PARIS (AP) _ The`, `MADRID, 12 mar (EFE).- El` | place, date, credits |
//! | `(ANSA) - ROMA, 12 MAR - Il` | credits first |
//! | `МОСКВА, 12 марта. /ТАСС/. В` | credits between slashes |
//! | `(Reuters) - The` | credits alone |
//! | `TORONTO _ The`, `TROY, Mich. -- The` | no credits; believed for a place in capitals |
//!
//! Credits are believed where one of them is known; else the place has to be in capitals.

use dateline_schemas::{Dateline, WireItem};

use crate::formats::agency;

/// The head of a paragraph that is looked at, in bytes.
const MAX_HEAD_BYTES: usize = 200;

/// Longest place with its date, and longest credits, in characters.
const MAX_PLACE_LETTERS: usize = 80;
const MAX_CREDIT_LETTERS: usize = 60;
const MAX_PLACE_WORDS: usize = 10;

const SEPARATORS: [char; 5] = ['/', ',', ';', '+', '&'];

/// The head of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Head<'a> {
    /// Place and date as printed.
    pub(in crate::formats) text: Option<&'a str>,
    /// What stands in the parentheses.
    pub(in crate::formats) credit_line: Option<&'a str>,
    /// What stands behind the dash.
    pub(in crate::formats) body: &'a str,
}

/// The dateline that a paragraph begins with; `is_known` says whether a credit is an agency's.
pub(in crate::formats) fn parse<'a>(
    paragraph: &'a str,
    is_known: &dyn Fn(&str) -> bool,
) -> Option<Head<'a>> {
    let paragraph = paragraph.trim_start();
    let window = paragraph.get(..paragraph.floor_char_boundary(MAX_HEAD_BYTES))?;
    credits_first(paragraph, window, is_known)
        .or_else(|| in_parentheses(paragraph, window, is_known))
        .or_else(|| in_slashes(paragraph, window, is_known))
        .or_else(|| without_credits(paragraph, window))
}

fn credits_first<'a>(
    paragraph: &'a str,
    window: &str,
    is_known: &dyn Fn(&str) -> bool,
) -> Option<Head<'a>> {
    let close = window.strip_prefix('(')?.find(')')? + 1;
    let credit_line = paragraph.get(1..close)?.trim();
    if !has_known(credit_line, is_known) {
        return None;
    }
    let body = behind_dash(paragraph.get(close + 1..)?)?;
    let place = without_credits(body, body.get(..body.floor_char_boundary(MAX_HEAD_BYTES))?);
    let (text, body) = place.map_or((None, body), |head| (head.text, head.body));
    Some(Head {
        text,
        credit_line: Some(credit_line),
        body,
    })
}

fn in_parentheses<'a>(
    paragraph: &'a str,
    window: &str,
    is_known: &dyn Fn(&str) -> bool,
) -> Option<Head<'a>> {
    // `HALLE (Saale) (dpa) - Der`: the last parentheses before the dash are the credits'.
    let opens = window.match_indices('(').map(|(at, _)| at).take(3);
    for open in opens {
        let close = open + window.get(open..)?.find(')')?;
        let credit_line = paragraph.get(open + 1..close)?.trim();
        let text = paragraph.get(..open)?.trim_end();
        let behind = paragraph.get(close + 1..)?;
        let Some(body) = behind_dash(behind) else {
            continue;
        };
        let is_short = credit_line.chars().nth(MAX_CREDIT_LETTERS).is_none();
        let believed = has_known(credit_line, is_known) || is_in_capitals(text);
        return (is_short && believed && is_place(text)).then_some(Head {
            text: Some(text),
            credit_line: Some(credit_line),
            body,
        });
    }
    None
}

fn in_slashes<'a>(
    paragraph: &'a str,
    window: &str,
    is_known: &dyn Fn(&str) -> bool,
) -> Option<Head<'a>> {
    let open = window.find(['/'])?;
    let close = open + 1 + window.get(open + 1..)?.find('/')?;
    let credit_line = paragraph.get(open + 1..close)?.trim();
    let text = paragraph.get(..open)?.trim_end();
    let body = behind_dash(paragraph.get(close + 1..)?)
        .or_else(|| paragraph.get(close + 1..)?.strip_prefix(". "))?;
    let is_short = credit_line.chars().nth(MAX_CREDIT_LETTERS).is_none();
    let believed = has_known(credit_line, is_known) || is_in_capitals(text);
    let fits = is_short && believed && is_place(text);
    fits.then_some(Head {
        text: Some(text.trim_end_matches('.')),
        credit_line: Some(credit_line),
        body: body.trim_start(),
    })
}

fn without_credits<'a>(paragraph: &'a str, window: &str) -> Option<Head<'a>> {
    let dashes = window
        .char_indices()
        .filter(|(_, letter)| is_dash(*letter))
        .map(|(at, _)| at);
    let at = dashes
        .filter(|at| {
            window
                .get(..*at)
                .is_some_and(|before| before.ends_with(' '))
        })
        .find(|at| {
            let behind = window.get(*at..).unwrap_or_default();
            behind.trim_start_matches(is_dash).starts_with(' ')
        })?;
    let text = paragraph.get(..at)?.trim_end();
    let body = behind_dash(paragraph.get(at..)?)?;
    (is_place(text) && is_in_capitals(text) && !body.is_empty()).then_some(Head {
        text: Some(text),
        credit_line: None,
        body,
    })
}

fn is_dash(letter: char) -> bool {
    "-‐‑‒–—―−_".contains(letter)
}

/// What stands behind a dash and the blanks around it; agencies of Spanish print a dot before it.
fn behind_dash(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let text = text.strip_prefix(['.', ',']).map_or(text, str::trim_start);
    let behind = text.trim_start_matches(is_dash);
    (behind.len() < text.len()).then(|| behind.trim_start())
}

/// Whether words may be a place with or without a date.
fn is_place(text: &str) -> bool {
    let begins = text.starts_with(|letter: char| letter.is_alphabetic() && !letter.is_lowercase())
        || text.starts_with(['\'', '’', '‘']);
    begins
        && text.chars().nth(MAX_PLACE_LETTERS).is_none()
        && text.split_whitespace().count() <= MAX_PLACE_WORDS
        && !text.contains([':', '"', '?', '!'])
}

/// Whether the city before the first comma is in capitals, as agencies print it.
fn is_in_capitals(text: &str) -> bool {
    let city = text.split([',', '(']).next().unwrap_or(text).trim();
    let letters = || city.chars().filter(|letter| letter.is_alphabetic());
    letters().count() >= 2
        && letters().all(|letter| !letter.is_lowercase())
        && city.split_whitespace().count() <= 5
}

/// Place and date of a dateline: the date begins behind the last comma or stop before its first figure.
fn split_date(text: &str) -> (&str, Option<&str>) {
    let commas = text.match_indices([',', '.']).map(|(at, _)| at);
    let is_date = |at: &usize| {
        let behind = text.get(at + 1..).unwrap_or_default();
        behind.starts_with(' ') && behind.contains(|letter: char| letter.is_ascii_digit())
    };
    let first = commas.rev().find(is_date);
    // `March 12, 2026` has a comma of its own: the date begins one comma earlier.
    let first = first.map(|at| {
        let year = text.get(at + 1..).unwrap_or_default().trim();
        let is_year = year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit());
        let earlier = text.get(..at).and_then(|before| before.rfind(','));
        earlier.filter(|_| is_year).unwrap_or(at)
    });
    match first {
        Some(at) => {
            let place = text.get(..at).unwrap_or(text).trim();
            let date = text.get(at + 1..).unwrap_or_default();
            (place, Some(date.trim().trim_end_matches(',')))
        }
        None => (text, None),
    }
}

fn has_known(credit_line: &str, is_known: &dyn Fn(&str) -> bool) -> bool {
    credits(credit_line)
        .iter()
        .any(|credit| is_known(credit) || agency::normalised(credit).is_some())
}

/// The agencies of a credit line as printed.
pub(in crate::formats) fn credits(credit_line: &str) -> Vec<&str> {
    if agency::normalised(credit_line).is_some() {
        return vec![credit_line.trim()];
    }
    let parts = credit_line.split(SEPARATORS).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

/// Puts a dateline and its credits into an item.
pub(in crate::formats) fn set(item: &mut WireItem, head: &Head<'_>) {
    item.dateline = head.text.map(|text| {
        let (place, date) = split_date(text);
        Dateline {
            text: text.to_owned(),
            place: Some(place.to_owned()),
            date: date.map(str::to_owned),
        }
    });
    item.credit_line = head.credit_line.map(str::to_owned);
    let credits = head.credit_line.map(credits).unwrap_or_default();
    item.credits = credits.into_iter().map(str::to_owned).collect();
}
