//! The header line: `bdt0123 4 pl 110  dpa 0456  bdt0099`.
//!
//! Source identification and message number, priority, category, word count, then optional information, which each agency
//! uses in its own way:
//!
//! | agency | optional information |
//! |---|---|
//! | dpa | `dpa 0456  bdt0099`: agency and its own number, reference to another message |
//! | AFP | `FRA /AFP-AB12`: country, agency and key |
//! | APA, OTS | `CA/AI  Do, 12.Mär 2026`: further categories or sender, date |
//! | AGI, Adnkronos | `R01 /` |

use jiff::civil::Date;

use crate::formats::{agency, teletype::loose};

/// Longest header line, in bytes.
const MAX_BYTES: usize = 200;

/// The placeholder of a message number that nobody counted.
const UNCOUNTED: &str = "0000";

/// What a header line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// Source or service identification, as printed.
    pub(super) source: String,
    /// Message number, as printed.
    pub(super) number: String,
    /// Priority, 1 (most urgent) to 9.
    pub(super) priority: Option<char>,
    pub(super) category: Option<String>,
    pub(super) word_count: Option<u32>,
    /// All that stands behind the word count.
    pub(super) optional: String,
    /// The agency in it, and the number that it counts by.
    pub(super) agency: Option<String>,
    pub(super) agency_number: Option<(String, String)>,
    /// Other messages that it names: service and number.
    pub(super) references: Vec<String>,
    /// A date in it.
    pub(super) date: Option<Date>,
}

/// How much a line has to look like a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// Control characters say that it is one.
    Framed,
    /// Nothing else says so.
    Bare,
}

impl Header {
    /// IPTC counts priorities as this contract does urgencies; 0 is none.
    pub(super) fn urgency(&self) -> Option<i64> {
        let digit = self.priority?.to_digit(10)?;
        (1..=9).contains(&digit).then_some(i64::from(digit))
    }

    /// Names under which the header's agency may be credited.
    pub(super) fn names(&self) -> impl Iterator<Item = String> + '_ {
        let agency = self.agency.iter();
        agency.chain([&self.source]).cloned()
    }

    /// The number, unless it is the placeholder.
    pub(super) fn counted(&self) -> Option<&str> {
        let is_counted = !self.number.is_empty() && self.number.bytes().any(|digit| digit != b'0');
        is_counted.then_some(self.number.as_str())
    }
}

/// Reads a header line without control characters.
pub(super) fn read(line: &str, trust: Trust) -> Option<Header> {
    let line = line.trim();
    let line = line.strip_prefix("ZCZC").map_or(line, str::trim_start);
    if line.len() > MAX_BYTES {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().take(8).collect();
    let (source, number, used) = source_and_number(&words, trust)?;
    let priority = single_digit(words.get(used)?)?;
    let category = words
        .get(used + 1)
        .filter(|word| is_category(word, trust))?;
    let word_count = words.get(used + 2).and_then(|word| word_count(word));
    if trust == Trust::Bare && (word_count.is_none() || number.len() < 3) {
        return None;
    }
    let before = used + 2 + usize::from(word_count.is_some());
    let optional = behind_words(line, before);
    let mut header = Header {
        source: source.to_owned(),
        number: number.to_owned(),
        priority: Some(priority),
        category: Some((*category).to_owned()),
        word_count,
        ..Header::default()
    };
    header.read_optional(optional);
    Some(header)
}

fn source_and_number<'a>(words: &[&'a str], trust: Trust) -> Option<(&'a str, &'a str, usize)> {
    let first = *words.first()?;
    let name = first.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let number = first.get(name.len()..)?;
    let is_name = |name: &str| {
        let letters = name.chars();
        let fits = letters
            .clone()
            .all(|letter| letter.is_alphanumeric() || "-_/".contains(letter));
        name.starts_with(char::is_alphabetic) && fits && letters.count() <= 20
    };
    if !is_name(name) {
        return None;
    }
    if (1..=6).contains(&number.len()) {
        return Some((name, number, 1));
    }
    let next = *words.get(1)?;
    let is_number = (3..=6).contains(&next.len()) && is_digits(next);
    // `Berlin 2026 4 Uhr 300` is no header: apart from their source, numbers are believed behind control characters.
    (number.is_empty() && is_number && trust == Trust::Framed).then_some((name, next, 2))
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|digit| digit.is_ascii_digit())
}

fn single_digit(word: &str) -> Option<char> {
    let mut letters = word.chars();
    let digit = letters.next().filter(char::is_ascii_digit)?;
    letters.next().is_none().then_some(digit)
}

fn is_category(word: &str, trust: Trust) -> bool {
    let longest = match trust {
        Trust::Framed => 12,
        Trust::Bare => 4,
    };
    let is_short = (1..=longest).contains(&word.chars().count());
    let fits = |letter: char| {
        letter.is_alphabetic()
            || trust == Trust::Framed && (letter.is_ascii_digit() || "-/.".contains(letter))
    };
    is_short && word.starts_with(char::is_alphabetic) && word.chars().all(fits)
}

fn word_count(word: &str) -> Option<u32> {
    (is_digits(word) && word.len() <= 6)
        .then(|| word.parse().ok())
        .flatten()
}

/// What stands behind so many words of a line.
fn behind_words(line: &str, count: usize) -> &str {
    let mut rest = line.trim_start();
    for _ in 0..count {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest.get(end..).unwrap_or_default().trim_start();
    }
    rest.trim_end()
}

impl Header {
    fn read_optional(&mut self, optional: &str) {
        self.optional = optional.to_owned();
        self.date = loose::read(optional, None).map(|loose| loose.date);
        let words: Vec<&str> = optional.split_whitespace().collect();
        let mut is_behind_number = false;
        for (i, word) in words.iter().enumerate() {
            let next = words
                .get(i + 1)
                .filter(|next| is_digits(next) && (3..=6).contains(&next.len()));
            let is_name = word.starts_with(char::is_alphabetic) && word.len() <= 24;
            if let (0, true, Some(number)) = (i, is_name, next) {
                self.agency = Some((*word).to_owned());
                if **number != *UNCOUNTED {
                    self.agency_number = Some(((*word).to_owned(), (**number).to_owned()));
                }
                is_behind_number = true;
                continue;
            }
            if let Some(key) = word.strip_prefix('/') {
                let name = key.split('-').next().unwrap_or(key);
                self.agency = self
                    .agency
                    .take()
                    .or_else(|| agency::normalised(name).map(|_| name.to_owned()));
            }
            let name = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
            let number = word.get(name.len()..).unwrap_or_default();
            let is_own = name.eq_ignore_ascii_case(&self.source);
            if is_own && (3..=6).contains(&number.len()) && (is_behind_number || i == 0) {
                self.references.push((*word).to_owned());
            }
        }
    }
}

/// The keywords of a keyword line, where it is a list: `Partei/Deutschland/`.
pub(super) fn keywords(line: &str) -> Vec<String> {
    let separator = ['/', ';']
        .into_iter()
        .find(|separator| line.contains(*separator));
    let parts = separator.map(|separator| line.split(separator));
    let words = parts.into_iter().flatten().map(str::trim);
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
