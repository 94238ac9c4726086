//! What the tokenizer asks of a character: whether words are made of it, its case, and its folded form.

use std::{ops::RangeInclusive, sync::OnceLock};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::annotate::region::unspaced::Sign;

const MODIFIER_APOSTROPHE: char = '\u{02BC}';
/// Characters below this one are answered from a table of 98 KiB: the alphabets and syllabaries of today.
const LISTED: u32 = 0x3100;
/// Bytes of the longest folded form in the table.
const LONGEST: usize = 6;
/// Instead of a length: the folded form is longer.
const TOO_LONG: u8 = u8::MAX;
/// Syllables of Korean: letters without case.
const HANGUL: RangeInclusive<char> = '\u{AC00}'..='\u{D7A3}';

/// What a character is in a word, a bit each so that a word's letters can be summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind(u8);

impl Kind {
    /// Between words.
    pub const OUTSIDE: Self = Self(0);
    /// A capital letter.
    pub const UPPER: Self = Self(1);
    /// A small letter.
    pub const LOWER: Self = Self(2);
    /// A letter of a script without case.
    pub const CASELESS: Self = Self(4);
    /// A digit or a mark.
    pub const OTHER: Self = Self(8);
    /// A sign of a script without spaces, which is a token by itself.
    pub const SIGN: Self = Self(16);

    fn of(character: char) -> Self {
        if Sign::of(character).is_some() {
            return Self::SIGN;
        }
        if HANGUL.contains(&character) {
            return Self::CASELESS;
        }
        let in_word = (character.is_alphanumeric() || is_combining_mark(character))
            && character != MODIFIER_APOSTROPHE;
        match character {
            _ if !in_word => Self::OUTSIDE,
            _ if !character.is_alphabetic() => Self::OTHER,
            _ if character.is_lowercase() => Self::LOWER,
            _ if character.is_uppercase() => Self::UPPER,
            _ => Self::CASELESS,
        }
    }

    /// Whether it is a letter.
    pub fn is_letter(self) -> bool {
        self.0 & (Self::UPPER.0 | Self::LOWER.0 | Self::CASELESS.0) != 0
    }

    /// Both kinds.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether one of these kinds is among it.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// A listed character.
#[derive(Debug, Clone, Copy)]
struct Letter {
    kind: Kind,
    length: u8,
    folded: [u8; LONGEST],
}

impl Letter {
    fn of(character: char) -> Self {
        let mut text = String::new();
        fold_letter(&mut text, character);
        let mut folded = [0; LONGEST];
        let length = match folded.get_mut(..text.len()) {
            Some(room) => {
                room.copy_from_slice(text.as_bytes());
                text.len() as u8
            }
            None => TOO_LONG,
        };
        Self {
            kind: Kind::of(character),
            length,
            folded,
        }
    }
}

/// The table of listed characters.
pub struct Letters(Vec<Letter>);

impl Letters {
    /// The table; the first call makes it.
    pub fn table() -> &'static Self {
        static TABLE: OnceLock<Letters> = OnceLock::new();
        TABLE.get_or_init(|| {
            let characters = (0..LISTED).filter_map(char::from_u32);
            Self(characters.map(Letter::of).collect())
        })
    }

    /// What a character is in a word.
    pub fn kind(&self, character: char) -> Kind {
        let listed = self.0.get(character as usize);
        listed.map_or_else(|| Kind::of(character), |letter| letter.kind)
    }

    /// Appends the folded form of a character.
    pub fn fold_into(&self, folded: &mut Vec<u8>, character: char) {
        let listed = self.0.get(character as usize);
        if let Some(letter) = listed.filter(|letter| letter.length != TOO_LONG) {
            folded.extend_from_slice(&letter.folded[..usize::from(letter.length)]);
            return;
        }
        if Sign::of(character).is_some() {
            folded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            return;
        }
        let mut text = String::new();
        fold_letter(&mut text, character);
        folded.extend_from_slice(text.as_bytes());
    }
}

/// Appends the folded form of a character: lower case, compatibility forms, no marks; signs stay as they are.
fn fold_letter(folded: &mut String, character: char) {
    if Sign::of(character).is_some() {
        folded.push(character);
        return;
    }
    for part in character.to_lowercase().nfkd() {
        match part {
            'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ى' => folded.push('ي'),
            'ة' => folded.push('ه'),
            'ـ' => {}
            mark if is_combining_mark(mark) => {}
            letter => folded.push(letter),
        }
    }
}

/// The word without `ال`, where three letters are left. A second one goes as well: الألبانية without its marks begins
/// with two, and ألبانية with one.
pub fn without_arabic_article(word: &str) -> &str {
    let mut bare = word;
    while let Some(rest) = bare.strip_prefix("ال") {
        if rest.chars().count() < 3 {
            break;
        }
        bare = rest;
    }
    bare
}
