//! Places at the head of a text: what may be one as printed, and the date that may follow it.

use unicode_normalization::char::is_combining_mark;

/// Longest place, in characters and in words.
const MAX_LETTERS: usize = 60;
const MAX_WORDS: usize = 6;

/// Words in small letters inside of a place's name.
const PARTICLES: &[&str] = &[
    "a", "aan", "al", "am", "an", "and", "au", "aux", "bei", "by", "da", "das", "de", "del",
    "della", "den", "der", "des", "di", "do", "dos", "du", "e", "el", "en", "het", "im", "in",
    "la", "las", "le", "les", "los", "of", "on", "op", "over", "sous", "sur", "te", "ten", "ter",
    "the", "under", "upon", "van", "von", "y", "zu",
];

/// Words that begin a sentence or a caption and no place.
const NO_PLACES: &[&str] = &[
    "aldus",
    "bron",
    "by",
    "copyright",
    "door",
    "foto",
    "from",
    "in",
    "met",
    "onder",
    "photo",
    "source",
    "uit",
    "via",
    "volgens",
    "with",
];

/// Labels in capitals that stand before a dash as a place does.
const LABELS: &[&str] = &[
    "ANALYSE",
    "ANALYSIS",
    "BREAKING",
    "COLUMN",
    "EXCLUSIEF",
    "EXCLUSIVE",
    "FACTBOX",
    "FOTO",
    "FOTO'S",
    "INTERVIEW",
    "KORT",
    "LIVE",
    "LIVEBLOG",
    "OPINIE",
    "OPINION",
    "PHOTOS",
    "PODCAST",
    "QUIZ",
    "REPORTAGE",
    "TIMELINE",
    "TIP",
    "UPDATE",
    "VIDEO",
    "WATCH",
    "EDITORIAL",
    "REVIEW",
    "RECENSIE",
];

const MONTHS: &[&str] = &[
    // nl
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
    "mrt",
    "okt",
    // en
    "january",
    "february",
    "march",
    "may",
    "june",
    "july",
    "august",
    "october",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// How a place is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// In capitals, as agencies print it: `SAN JOSÉ DEL CABO`, `'s-GRAVENHAGE`, `TROY, N.C.`
    Capitals,
    /// As in a text: `'s-Gravenhage`. Only credits tell it from other words.
    Titled,
}

/// The shape of a place; `None` for words that are no place.
pub(super) fn shape(place: &str) -> Option<Shape> {
    let allowed = |letter: char| {
        letter.is_alphabetic()
            || letter.is_whitespace()
            || is_combining_mark(letter)
            || is_apostrophe(letter)
            || "-‐‑/.,&·".contains(letter)
    };
    let letters = place
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .count();
    let is_short = place.chars().nth(MAX_LETTERS).is_none();
    let few_words = place.split_whitespace().count() <= MAX_WORDS;
    let begins = place.starts_with(|letter: char| letter.is_alphabetic() || is_apostrophe(letter));
    if !begins || letters < 2 || !is_short || !few_words || !place.chars().all(allowed) {
        return None;
    }
    // The state behind the comma is printed in small letters also where the city is in capitals.
    let city = place.split(',').next().unwrap_or(place).trim();
    if LABELS.contains(&city) {
        return None;
    }
    if in_capitals(city) {
        return Some(Shape::Capitals);
    }
    is_titled(place).then_some(Shape::Titled)
}

/// Place and date of a dateline: `LONDEN, 3 maart`, `LONDON, March 3, 2025`.
pub(in crate::formats) fn split_date(dateline: &str) -> (&str, Option<&str>) {
    let commas = dateline.match_indices(',').map(|(at, _)| at);
    let split = |at: usize| {
        let date = dateline.get(at + 1..)?.trim();
        is_date(date).then_some((dateline.get(..at)?.trim(), Some(date)))
    };
    commas
        .filter_map(split)
        .find(|(place, _)| !place.is_empty())
        .unwrap_or((dateline, None))
}

/// A month, a day and perhaps a year, in any order.
fn is_date(text: &str) -> bool {
    let (mut days, mut months, mut years, mut others) = (0, 0, 0, 0);
    for word in text.split([' ', ',', '.', '\u{a0}']) {
        let number: Option<u32> = word.parse().ok();
        match number {
            Some(1..=31) => days += 1,
            Some(1900..=2999) => years += 1,
            Some(_) => others += 1,
            None if word.is_empty() => {}
            None if MONTHS.contains(&word.to_lowercase().as_str()) => months += 1,
            None => others += 1,
        }
    }
    days == 1 && months == 1 && years <= 1 && others == 0
}

fn is_apostrophe(letter: char) -> bool {
    "'’‘ʼ`´".contains(letter)
}

fn in_capitals(city: &str) -> bool {
    let mut has_capitals = false;
    let words = city.split([' ', '-', '‐', '‑', '/', '\u{a0}']);
    for word in words {
        let letters = word.trim_start_matches(is_apostrophe);
        // 's-, 't and the like stay small.
        if letters.len() < word.len() && letters.chars().count() <= 2 {
            continue;
        }
        let letters = letters
            .strip_prefix("Mc")
            .or_else(|| letters.strip_prefix("Mac"))
            .unwrap_or(letters);
        if letters
            .chars()
            .any(|letter| letter.is_lowercase() && letter != 'ß')
        {
            return false;
        }
        let count = letters
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .count();
        has_capitals |= count >= 2;
    }
    has_capitals
}

fn is_titled(place: &str) -> bool {
    let mut words = place.split_whitespace();
    let Some(first) = words.next() else {
        return false;
    };
    let is_no_place = NO_PLACES.contains(&first.to_lowercase().as_str());
    let begins = !first.starts_with(char::is_lowercase);
    let fits = |word: &str| {
        let particle = PARTICLES.contains(&word.to_lowercase().as_str());
        particle || !word.starts_with(char::is_lowercase)
    };
    begins && !is_no_place && words.all(fits)
}
