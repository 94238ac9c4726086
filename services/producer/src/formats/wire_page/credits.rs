//! Credits: the agencies that stand in parentheses at the head of a text.

use crate::formats::agency;

/// Most credits of one text; more is a list of something else.
const MAX_CREDITS: usize = 6;

/// Longest credit, in characters and in words.
const MAX_LETTERS: usize = 40;
const MAX_WORDS: usize = 5;

/// Longest acronym, in letters.
const MAX_ACRONYM: usize = 6;

const SEPARATORS: [char; 6] = ['/', ',', ';', '+', '&', '|'];

const CONJUNCTIONS: &[&str] = &["en", "and", "und", "et", "y", "e", "i"];

/// Words by which an agency is told that is not in the table.
const AGENCY_WORDS: &[&str] = &[
    "agence",
    "agencia",
    "agency",
    "agentur",
    "agenzia",
    "bureau",
    "courant",
    "dagblad",
    "media",
    "news",
    "newswire",
    "nieuws",
    "omroep",
    "persbureau",
    "persdienst",
    "post",
    "press",
    "presse",
    "radio",
    "service",
    "televisie",
    "times",
    "tv",
    "wire",
];

/// Fewest letters of such a word at the end of a compound.
const MIN_COMPOUNDED: usize = 5;

/// One credited agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) struct Credit<'a> {
    /// As printed.
    pub(in crate::formats) printed: &'a str,
    /// Normalised name, for an agency of the table.
    pub(in crate::formats) known: Option<&'static str>,
}

/// What the inside of parentheses at the head of a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) enum Parentheses<'a> {
    /// Credits, at least one of which is in the table.
    Credits(Vec<Credit<'a>>),
    /// They look like credits and none is in the table.
    PerhapsCredits(Vec<Credit<'a>>),
    /// A province, an explanation, anything.
    Ordinary,
}

impl<'a> Credit<'a> {
    fn new(printed: &'a str) -> Self {
        let known = agency::normalised(printed);
        Self { printed, known }
    }

    /// The name that the item gets.
    pub(in crate::formats) fn name(&self) -> &'a str {
        self.known.unwrap_or(self.printed)
    }
}

/// Reads the inside of parentheses, which is short.
pub(in crate::formats) fn parse(inside: &str) -> Parentheses<'_> {
    let credits = split(inside);
    let fits = |credit: &Credit<'_>| {
        let printed = credit.printed;
        let is_short = printed.chars().nth(MAX_LETTERS).is_none()
            && (1..=MAX_WORDS).contains(&printed.split_whitespace().count());
        let begins = !printed.starts_with(char::is_lowercase);
        credit.known.is_some() || is_short && begins
    };
    if credits.is_empty() || credits.len() > MAX_CREDITS || !credits.iter().all(fits) {
        return Parentheses::Ordinary;
    }
    if credits.iter().any(|credit| credit.known.is_some()) {
        return Parentheses::Credits(credits);
    }
    if credits
        .iter()
        .all(|credit| looks_like_agency(credit.printed))
    {
        return Parentheses::PerhapsCredits(credits);
    }
    Parentheses::Ordinary
}

fn split(inside: &str) -> Vec<Credit<'_>> {
    let whole = Credit::new(inside.trim());
    if whole.known.is_some() {
        return vec![whole];
    }
    let parts = inside.split(SEPARATORS).map(str::trim);
    // One more than allowed is enough to see that there are too many.
    let parts = parts.flat_map(split_words).take(MAX_CREDITS + 1);
    let credits: Vec<Credit<'_>> = parts.map(Credit::new).collect();
    let [single] = credits.as_slice() else {
        return credits;
    };
    let hyphenated: Vec<Credit<'_>> = single.printed.split('-').map(Credit::new).collect();
    if hyphenated.iter().all(|credit| credit.known.is_some()) {
        return hyphenated;
    }
    credits
}

/// Splits "ANP en Reuters" at its conjunction, unless the whole is one name.
fn split_words(part: &str) -> Vec<&str> {
    let found = CONJUNCTIONS.iter().find_map(|word| {
        let at = part.match_indices(word).map(|(at, _)| at);
        at.filter_map(|at| Some((part.get(..at)?, part.get(at + word.len()..)?)))
            .find(|(before, after)| {
                before.ends_with(char::is_whitespace) && after.starts_with(char::is_whitespace)
            })
    });
    match found {
        Some((before, after)) if agency::normalised(part).is_none() => {
            vec![before.trim(), after.trim()]
        }
        _ => vec![part],
    }
}

fn looks_like_agency(printed: &str) -> bool {
    let letters = printed.chars().filter(|letter| *letter != '.');
    let is_acronym = (2..=MAX_ACRONYM).contains(&letters.clone().count())
        && letters.clone().all(|letter| letter.is_alphanumeric())
        && letters.filter(|letter| letter.is_uppercase()).count() >= 2
        && !printed.chars().any(char::is_lowercase);
    let has_agency_word = printed.to_lowercase().split([' ', '-']).any(|word| {
        // Dutch and German write compounds as one word: Stadsomroep, Nachrichtenagentur.
        let ends_with = |known: &&&str| known.len() >= MIN_COMPOUNDED && word.ends_with(**known);
        AGENCY_WORDS.contains(&word) || AGENCY_WORDS.iter().find(ends_with).is_some()
    });
    is_acronym || has_agency_word
}
