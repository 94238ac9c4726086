//! Datelines: `PLACE (CREDITS) - text`, the one mark by which a wire text is known.
//!
//! | printed | read as |
//! |---|---|
//! | `PARIJS (ANP/RTR) - De` | place and credits |
//! | `PARIS, March 3 (Reuters) – The` | place, date and credits |
//! | `HENGELO (GLD) (ANP) - De` | the last parentheses are the credits, the others belong to the place |
//! | `Den Haag (ANP) - De` | a place in small letters, believed for a credit that is in the table |
//! | `PARIJS (XYZ) - De` | credits that are not in the table, believed for a place in capitals |
//! | `PARIJS (Texas) - De`, `PARIJS - De` | no credits; believed for a place in capitals and a text of some length |
//! | `PORTO - VIGO (ANP) - De` | two cities |
//! | `(Reuters) - The` | credits without a place |
//! | `(ANSA) - ROMA, 13 MAR - Il` | credits before the place |
//! | `Madrid, 13 mar (EFE).- El` | a full stop before the dash |
//! | `PARIS - Reuters - Le` | credits between dashes, believed if all are in the table |
//! | `PARIJS (ANP) De` | no dash; believed for capitals and a credit that is in the table |

use super::{
    credits::{self, Credit, Parentheses},
    place::{self, Shape},
};

/// The head of a line that is looked at for a dateline, in bytes.
const MAX_HEAD_BYTES: usize = 240;

/// What stands before the lines of a list.
const BULLETS: &str = "•*·▪■►>-–—";

/// Longest inside of parentheses before the credits, in characters.
const MAX_QUALIFIER_LETTERS: usize = 40;

/// A text behind a place without credits has at least this many characters, so that a score or a label is no dateline.
const MIN_TEXT_WITHOUT_CREDITS: usize = 40;

/// Most words and fewest letters of a place without credits.
const MAX_WORDS_WITHOUT_CREDITS: usize = 4;
const MIN_LETTERS_WITHOUT_CREDITS: usize = 3;

/// The head of a wire text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Head<'a> {
    /// Place and date as printed; `None` where a text has credits alone.
    pub(in crate::formats) text: Option<&'a str>,
    /// The place as printed.
    pub(in crate::formats) place: Option<&'a str>,
    /// The date as printed.
    pub(in crate::formats) date: Option<&'a str>,
    /// What stands in the parentheses.
    pub(in crate::formats) credit_line: Option<&'a str>,
    /// The credited agencies.
    pub(in crate::formats) credits: Vec<Credit<'a>>,
    /// What stands behind the dash, in the same line.
    pub(in crate::formats) body: &'a str,
}

impl Head<'_> {
    /// Whether a credit is in the table: the mark that no other kind of text has.
    pub(in crate::formats) fn has_known_credit(&self) -> bool {
        self.credits.iter().any(|credit| credit.known.is_some())
    }
}

/// The dateline that a line begins with, perhaps behind a bullet.
pub(in crate::formats) fn parse(line: &str) -> Option<Head<'_>> {
    let Some(bare) = without_bullet(line) else {
        return parse_bare(line);
    };
    // A list within a text has lines that look like datelines but for the credits.
    parse_bare(bare).filter(Head::has_known_credit)
}

fn without_bullet(line: &str) -> Option<&str> {
    let behind = line.strip_prefix(|letter: char| BULLETS.contains(letter))?;
    let bare = behind.trim_start();
    (bare.len() < behind.len()).then_some(bare)
}

fn parse_bare(line: &str) -> Option<Head<'_>> {
    let window = line.get(..line.floor_char_boundary(MAX_HEAD_BYTES))?;
    let first = window.chars().next()?;
    if first.is_lowercase() {
        return None;
    }
    let parenthesis = window.find('(');
    match (parenthesis, spaced_dash(window)) {
        (Some(open), dash) if dash.is_none_or(|dash| open < dash) => {
            with_parentheses(line, window, open)
        }
        (Some(open), Some(dash)) => between_two_cities(line, window, dash, open)
            .or_else(|| without_credits(line, line.get(..dash)?.trim_end(), line.get(dash..)?)),
        (None, Some(dash)) => between_dashes(line, dash)
            .or_else(|| without_credits(line, line.get(..dash)?.trim_end(), line.get(dash..)?)),
        _ => None,
    }
}

fn with_parentheses<'a>(line: &'a str, window: &'a str, first_open: usize) -> Option<Head<'a>> {
    let mut open = first_open;
    let close = loop {
        let close = open + window.get(open..)?.find(')')?;
        let behind = window.get(close + 1..)?;
        let next = behind.trim_start();
        if !next.starts_with('(') {
            break close;
        }
        let qualifier = window.get(open..close)?;
        if open == 0 || qualifier.chars().nth(MAX_QUALIFIER_LETTERS).is_some() {
            return None;
        }
        open = close + 1 + (behind.len() - next.len());
    };
    let inside = line.get(open + 1..close)?;
    let text = line.get(..open)?.trim_end();
    let behind = line.get(close + 1..)?;
    let bare = behind.trim_start();
    let body = leading_dash(bare).or_else(|| leading_dash(bare.strip_prefix('.')?.trim_start()));
    if text.is_empty() {
        return without_place(inside, body?);
    }
    let city = line.get(..first_open)?.trim_end();
    let shape = place::shape(place::split_date(city).0)?;
    let head = |credits: Vec<Credit<'a>>, body: &'a str| {
        let (place, date) = place::split_date(text);
        Some(Head {
            text: Some(text),
            place: Some(place),
            date,
            credit_line: Some(inside.trim()),
            credits,
            body,
        })
    };
    match (credits::parse(inside), body, shape) {
        (Parentheses::Credits(credits), Some(body), _) => head(credits, body),
        (Parentheses::PerhapsCredits(credits), Some(body), Shape::Capitals) => head(credits, body),
        (Parentheses::Credits(credits), None, Shape::Capitals) => {
            let all_known = credits.iter().all(|credit| credit.known.is_some());
            let is_apart = behind.starts_with(char::is_whitespace);
            let body = behind.trim_start();
            let begins = begins_a_sentence(body);
            (all_known && is_apart && begins).then_some(())?;
            head(credits, body)
        }
        (Parentheses::Ordinary, Some(_), Shape::Capitals) => {
            without_credits(line, line.get(..=close)?, behind.trim_start())
        }
        _ => None,
    }
}

/// `PORTO - VIGO (ANP) - De`: a dash before the credits that belongs to the place.
fn between_two_cities<'a>(
    line: &'a str,
    window: &'a str,
    dash: usize,
    open: usize,
) -> Option<Head<'a>> {
    let (from, to) = (window.get(..dash)?, leading_dash(window.get(dash..open)?)?);
    let in_capitals = |city: &str| place::shape(city.trim_end()) == Some(Shape::Capitals);
    let head = with_parentheses(line, window, open)?;
    (in_capitals(from) && in_capitals(to) && head.has_known_credit()).then_some(head)
}

fn without_place<'a>(inside: &'a str, body: &'a str) -> Option<Head<'a>> {
    let Parentheses::Credits(credits) = credits::parse(inside) else {
        return None;
    };
    let credited = |head: Head<'a>| Head {
        credit_line: Some(inside.trim()),
        credits: credits.clone(),
        ..head
    };
    Some(credited(behind_credits(body).unwrap_or(Head {
        text: None,
        place: None,
        date: None,
        credit_line: None,
        credits: Vec::new(),
        body,
    })))
}

/// `ROMA, 13 MAR - Il` behind the credits.
fn behind_credits(body: &str) -> Option<Head<'_>> {
    let dash = spaced_dash(body.get(..body.floor_char_boundary(MAX_HEAD_BYTES))?)?;
    let (text, behind) = (body.get(..dash)?.trim_end(), body.get(dash..)?);
    match place::split_date(text) {
        (place, Some(date)) => {
            place::shape(place)?;
            Some(Head {
                text: Some(text),
                place: Some(place),
                date: Some(date),
                credit_line: None,
                credits: Vec::new(),
                body: leading_dash(behind)?,
            })
        }
        (_, None) => without_credits(body, text, behind),
    }
}

/// `PARIS - Reuters - Le`: `dash` is the first of the two.
fn between_dashes(line: &str, dash: usize) -> Option<Head<'_>> {
    let text = line.get(..dash)?.trim_end();
    let behind = leading_dash(line.get(dash..)?)?;
    let next = spaced_dash(behind.get(..behind.floor_char_boundary(MAX_HEAD_BYTES))?)?;
    let printed = behind.get(..next)?.trim_end();
    let credits = credits::all_known(printed)?;
    let (place, date) = place::split_date(text);
    place::shape(place)?;
    Some(Head {
        text: Some(text),
        place: Some(place),
        date,
        credit_line: Some(printed),
        credits,
        body: leading_dash(behind.get(next..)?)?,
    })
}

/// `behind` begins with the dash.
fn without_credits<'a>(line: &'a str, text: &'a str, behind: &'a str) -> Option<Head<'a>> {
    let body = leading_dash(behind)?;
    let (place, date) = place::split_date(text);
    let city = place.split('(').next().unwrap_or(place).trim_end();
    let letters = city.chars().filter(|letter| letter.is_alphabetic()).count();
    let fits = place::shape(city) == Some(Shape::Capitals)
        && letters >= MIN_LETTERS_WITHOUT_CREDITS
        && city.split_whitespace().count() <= MAX_WORDS_WITHOUT_CREDITS
        && begins_a_sentence(body)
        && body.chars().nth(MIN_TEXT_WITHOUT_CREDITS - 1).is_some()
        && line.chars().any(char::is_lowercase);
    fits.then_some(Head {
        text: Some(text),
        place: Some(place),
        date,
        credit_line: None,
        credits: Vec::new(),
        body,
    })
}

fn begins_a_sentence(body: &str) -> bool {
    // French sets a blank behind its opening quotation mark.
    let opens = |letter: char| "\"“„«'‘’".contains(letter) || letter.is_whitespace();
    let first = body.trim_start_matches(opens).chars().next();
    first.is_some_and(|letter| letter.is_alphanumeric() && !letter.is_lowercase())
}

pub(super) fn is_dash(letter: char) -> bool {
    "-‐‑‒–—―−".contains(letter)
}

/// What stands behind a dash at the head of a text, without blanks at its head.
fn leading_dash(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    let first = letters.next().filter(|letter| is_dash(*letter))?;
    let rest = text.get(first.len_utf8()..)?;
    // Typewriters print a dash as two hyphens.
    let rest = rest
        .strip_prefix('-')
        .filter(|_| first == '-')
        .unwrap_or(rest);
    Some(rest.trim_start())
}

/// Where the first dash stands that has blanks on both sides.
fn spaced_dash(window: &str) -> Option<usize> {
    let dashes = window.char_indices().filter(|(_, letter)| is_dash(*letter));
    let is_spaced = |(at, _): &(usize, char)| {
        let before = window.get(..*at).unwrap_or_default();
        let behind = window.get(*at..).unwrap_or_default();
        let behind = behind.trim_start_matches(is_dash);
        before.ends_with(char::is_whitespace) && behind.starts_with(char::is_whitespace)
    };
    dashes.clone().find(is_spaced).map(|(at, _)| at)
}
