//! What link compares instead of text: hashes and winnowed fingerprints, from which no text can be had back.
//!
//! Winnowing (Schleimer, Wilkerson, Aiken 2003) keeps of each four neighbouring three-word hashes the smallest, so
//! two texts that share six words in a row share a fingerprint. Goldens freeze every step: records of the last days
//! are compared with those of today. A change of any rule is a new `VERSION`.

mod normalise;
mod sample;
mod strip;
#[cfg(test)]
mod tests;

use dateline_schemas::{Fingerprints, WireItem};
use rustc_hash::{FxBuildHasher, FxHashSet};

pub use self::{
    normalise::normalise,
    sample::{NUMBERS, SHINGLES, is_thick, thinned},
    strip::strip,
};
use super::hash::{hash_bytes, hash_sequence, hash_words, mix64, upper32};

/// Version of the fingerprints; goes into `enrichment.dedup`.
pub const VERSION: &str = "winnow-2";

/// Words in one fingerprint.
const SHINGLE_WORDS: usize = 3;
/// Characters in one fingerprint of a text that does not part its words.
const SHINGLE_CHARACTERS: usize = 5;
/// Neighbouring shingles of which the smallest hash is kept.
const WINDOW: usize = 4;
/// Words of the shortest headline that can tell one story from another.
const HEADLINE_WORDS_MIN: usize = 3;
/// Characters of the shortest such headline where words are not parted.
const HEADLINE_CHARACTERS_MIN: usize = 6;

/// What link compares of an item whose language is `language_tag` (BCP 47; `und` where it is not known). The hash of
/// a headline of one or two words is null: such a headline heads many stories.
pub fn fingerprint(item: &WireItem, language_tag: &str) -> Fingerprints {
    let body = normalise(strip(item.body.as_deref().unwrap_or_default()));
    let headline = normalise(item.headline.as_deref().unwrap_or_default());
    let parted_by = PartedBy::of(language_tag, &body, &headline);
    let tokens = parted_by.token_hashes(&body);
    Fingerprints {
        body_hash: (!tokens.is_empty())
            .then(|| hash_sequence(tokens.iter().copied()).cast_signed()),
        headline_hash: headline_hash(&headline, parted_by),
        shingles: shingles(&tokens, parted_by.shingle_tokens()),
        numbers: numbers(&body),
        token_count: tokens.len() as i64,
    }
}

fn headline_hash(headline: &str, parted_by: PartedBy) -> Option<i64> {
    let tokens = parted_by.token_hashes(headline);
    let is_telling = tokens.len() >= parted_by.headline_tokens_min();
    is_telling.then(|| hash_sequence(tokens).cast_signed())
}

/// What parts the tokens of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum PartedBy {
    Spaces,
    Characters,
}

impl PartedBy {
    fn of(language_tag: &str, body: &str, headline: &str) -> Self {
        match language_tag.split('-').next().unwrap_or_default() {
            "zh" | "ja" | "th" => Self::Characters,
            "und" | "" if is_unparted(body) || (body.is_empty() && is_unparted(headline)) => {
                Self::Characters
            }
            _ => Self::Spaces,
        }
    }

    fn token_hashes(self, normal: &str) -> Vec<u64> {
        match self {
            Self::Spaces => hash_words(normal),
            Self::Characters => normal
                .chars()
                .filter(|letter| *letter != ' ')
                .map(|letter| mix64(u64::from(u32::from(letter))))
                .collect(),
        }
    }

    const fn shingle_tokens(self) -> usize {
        match self {
            Self::Spaces => SHINGLE_WORDS,
            Self::Characters => SHINGLE_CHARACTERS,
        }
    }

    const fn headline_tokens_min(self) -> usize {
        match self {
            Self::Spaces => HEADLINE_WORDS_MIN,
            Self::Characters => HEADLINE_CHARACTERS_MIN,
        }
    }
}

/// Whether most letters are of scripts that write without spaces.
fn is_unparted(normal: &str) -> bool {
    let unparted = |letter: &char| matches!(letter, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    !normal.is_ascii() && normal.chars().filter(unparted).count() * 2 > normal.chars().count()
}

/// The winnowed fingerprints in text order, each once; a sample of them where they are many.
fn shingles(tokens: &[u64], length: usize) -> Vec<i64> {
    let hashes: Vec<u64> = tokens
        .windows(length)
        .map(|shingle| hash_sequence(shingle.iter().copied()))
        .collect();
    let ranks: Vec<u64> = hashes
        .iter()
        .zip(0..)
        .map(|(hash, at)| rank(*hash, at))
        .collect();
    let short = ranks.iter().copied().filter(|_| ranks.len() < WINDOW);
    let windows = ranks.array_windows::<WINDOW>();
    let smallest = short
        .min()
        .into_iter()
        .chain(windows.filter_map(|ranks| ranks.iter().copied().min()));
    let mut kept = Distinct::with_capacity(hashes.len() / 2 + 1);
    let mut last = None;
    for rank in smallest {
        if last.replace(rank) != Some(rank) {
            // The lower half chooses and the upper half is kept, so that what is kept is spread evenly.
            kept.take(upper32(hashes[place_of(rank)]));
        }
    }
    SHINGLES.thin(&mut kept.hashes);
    kept.hashes
}

/// A hash's rank in its window, by its lower half: of equal ones the last is the smallest. The place goes along.
fn rank(hash: u64, at: u32) -> u64 {
    u64::from(hash as u32) << 32 | u64::from(!at)
}

const fn place_of(rank: u64) -> usize {
    !(rank as u32) as usize
}

/// Hashes of 32 bits in the order in which they came, each once.
#[derive(Default)]
struct Distinct {
    hashes: Vec<i64>,
    seen: FxHashSet<u32>,
}

impl Distinct {
    fn with_capacity(hashes: usize) -> Self {
        Self {
            hashes: Vec::with_capacity(hashes),
            seen: FxHashSet::with_capacity_and_hasher(hashes, FxBuildHasher),
        }
    }

    fn take(&mut self, hash: u32) {
        if self.seen.insert(hash) {
            self.hashes.push(hash.into());
        }
    }
}

/// Where the first digit stands. Most bytes tell that none begins with them.
fn first_digit(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let bytes = &text.as_bytes()[from..];
        from += bytes.iter().position(|byte| may_begin_digit(*byte))?;
        let letter = text[from..].chars().next()?;
        if letter.is_numeric() {
            return Some(from);
        }
        from += letter.len_utf8();
    }
}

/// Whether a digit can begin with this byte. Those of Latin, Greek and Cyrillic letters begin none.
const fn may_begin_digit(byte: u8) -> bool {
    byte.is_ascii_digit() || (byte >= 0xC2 && !matches!(byte, 0xC3..=0xC9 | 0xCE..=0xD1))
}

/// Hashes of the distinct numbers, in text order; a sample of them where they are many.
fn numbers(normal: &str) -> Vec<i64> {
    let mut kept = Distinct::default();
    let mut rest = normal;
    while let Some(start) = first_digit(rest) {
        let number = &rest[start..];
        let end = number.find(|letter: char| !letter.is_numeric());
        let (number, behind) = number.split_at(end.unwrap_or(number.len()));
        rest = behind;
        kept.take(upper32(hash_bytes(number.as_bytes())));
    }
    NUMBERS.thin(&mut kept.hashes);
    kept.hashes
}
