//! Words with their byte ranges, case and neighbourhood, folded as the gazetteer's keys are.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::annotate::region::key::Key;

const MODIFIER_APOSTROPHE: char = '\u{02BC}';

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Digits, or a script without case.
    None,
    /// Begins with a small letter.
    Lower,
    /// Begins with a capital.
    Capital,
    /// Capitals only, two letters or more, or dotted (`U.S.`).
    Upper,
}

/// What stands between a word and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// White space only.
    Space,
    /// A hyphen or apostrophe.
    Joined,
    /// A full stop, then white space.
    Stop,
    /// A comma, or an opening parenthesis.
    Aside,
    /// A slash.
    Slash,
    /// Anything else, a line end, or the start of the text.
    Break,
}

/// A word.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte in the text.
    pub end: usize,
    folded_start: usize,
    folded_end: usize,
    /// How it is written.
    pub case: Case,
    /// What stands before it.
    pub gap: Gap,
    /// Whether a sentence, a quotation or a line begins with it, so that its capital says nothing.
    pub sentence_start: bool,
    /// Whether it is an abbreviation with stops, `U.S.`.
    pub dotted: bool,
}

/// The words of one text.
#[derive(Debug, Default)]
pub struct Tokens {
    list: Vec<Token>,
    folded: String,
    capitals_say_nothing: bool,
}

impl Tokens {
    /// Cuts a text into words.
    pub fn of(text: &str) -> Self {
        let mut tokens = Self {
            list: Vec::with_capacity(text.len() / 6),
            folded: String::with_capacity(text.len()),
            capitals_say_nothing: false,
        };
        let mut start = None;
        let mut last_end = 0;
        for (position, character) in text.char_indices() {
            match (is_word(character), start) {
                (true, None) => start = Some(position),
                (false, Some(first)) => {
                    tokens.push(text, last_end, first, position);
                    last_end = position;
                    start = None;
                }
                _ => {}
            }
        }
        if let Some(first) = start {
            tokens.push(text, last_end, first, text.len());
        }
        tokens.capitals_say_nothing = tokens.mostly_capitals();
        tokens
    }

    fn push(&mut self, text: &str, last_end: usize, start: usize, end: usize) {
        let between = &text[last_end..start];
        let word = &text[start..end];
        if between == "." && self.extend_abbreviation(last_end, end, word) {
            return;
        }
        let folded_start = self.folded.len();
        fold_into(&mut self.folded, word);
        let first = self.list.is_empty();
        self.list.push(Token {
            start,
            end,
            folded_start,
            folded_end: self.folded.len(),
            case: case_of(word),
            gap: if first { Gap::Break } else { gap_of(between) },
            sentence_start: first || starts_sentence(between),
            dotted: false,
        });
    }

    /// `U.` and `S` become one word; false where the two are not single letters.
    fn extend_abbreviation(&mut self, last_end: usize, end: usize, word: &str) -> bool {
        let Some(last) = self.list.last_mut() else {
            return false;
        };
        let single = |bytes: usize, text: &str| bytes <= 4 && text.chars().count() == 1;
        let open = last.dotted
            || self.folded[last.folded_start..last.folded_end]
                .chars()
                .count()
                == 1;
        if !open || last.end != last_end || !single(word.len(), word) {
            return false;
        }
        fold_into(&mut self.folded, word);
        last.folded_end = self.folded.len();
        last.end = end;
        last.dotted = true;
        last.case = if last.case == Case::Lower {
            Case::Lower
        } else {
            Case::Upper
        };
        true
    }

    fn mostly_capitals(&self) -> bool {
        let long = self.list.iter().filter(|token| token.end - token.start > 3);
        let (mut upper, mut all) = (0, 0);
        for token in long {
            all += 1;
            upper += usize::from(matches!(token.case, Case::Upper | Case::Capital));
        }
        all >= 3 && upper * 4 > all * 3
    }

    /// The words in order.
    pub fn list(&self) -> &[Token] {
        &self.list
    }

    /// The folded form of a word.
    pub fn folded(&self, token: &Token) -> &str {
        &self.folded[token.folded_start..token.folded_end]
    }

    /// The key of the words from `first` to `last`.
    pub fn key(&self, first: usize, last: usize) -> Key {
        let words = &self.list[first + 1..=last];
        let start = Key::of(self.folded(&self.list[first]));
        words
            .iter()
            .fold(start, |key, word| key.and(self.folded(word)))
    }

    /// Whether nearly all words have capitals (a headline in capitals, or in title case), so that one says nothing.
    pub fn capitals_say_nothing(&self) -> bool {
        self.capitals_say_nothing
    }
}

fn is_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    (character.is_alphanumeric() || is_combining_mark(character))
        && character != MODIFIER_APOSTROPHE
}

fn case_of(word: &str) -> Case {
    if word.is_ascii() {
        return ascii_case_of(word.as_bytes());
    }
    let mut letters = word.chars().filter(|character| character.is_alphabetic());
    let Some(first) = letters.next() else {
        return Case::None;
    };
    if first.is_lowercase() {
        return Case::Lower;
    }
    if !first.is_uppercase() {
        return Case::None;
    }
    let mut more = false;
    let all_upper = letters.all(|letter| {
        more = true;
        letter.is_uppercase()
    });
    if all_upper && more {
        Case::Upper
    } else {
        Case::Capital
    }
}

/// The same for the common case: no character is decoded.
fn ascii_case_of(word: &[u8]) -> Case {
    let Some(first) = word.iter().find(|byte| byte.is_ascii_alphabetic()) else {
        return Case::None;
    };
    if first.is_ascii_lowercase() {
        return Case::Lower;
    }
    let letters = word
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    if letters > 1 && !word.iter().any(u8::is_ascii_lowercase) {
        Case::Upper
    } else {
        Case::Capital
    }
}

fn gap_of(between: &str) -> Gap {
    if between == " " {
        return Gap::Space;
    }
    if matches!(
        between,
        "-" | "'" | "\u{2019}" | "\u{2010}" | "\u{2011}" | "\u{02BC}"
    ) {
        return Gap::Joined;
    }
    if between.contains(['\n', '\r']) {
        return Gap::Break;
    }
    match between.trim() {
        "" => Gap::Space,
        "." => Gap::Stop,
        "," | "(" | ".," => Gap::Aside,
        "/" => Gap::Slash,
        _ => Gap::Break,
    }
}

fn starts_sentence(between: &str) -> bool {
    if between.len() < 2 {
        return false;
    }
    let ends = [
        '.', '!', '?', ':', '\n', '"', '\u{201C}', '\u{201E}', '\u{00AB}', '\u{2018}', '\u{2013}',
        '\u{2014}', '\u{2022}',
    ];
    between.contains(ends) || between.contains(" - ")
}

/// Appends the folded form: lower case, compatibility forms, no marks, no Arabic article.
pub fn fold_into(folded: &mut String, word: &str) {
    if word.is_ascii() {
        let start = folded.len();
        folded.push_str(word);
        folded[start..].make_ascii_lowercase();
        return;
    }
    let start = folded.len();
    for character in word.chars().flat_map(char::to_lowercase).nfkd() {
        match character {
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
    let without_article = without_arabic_article(&folded[start..]).len();
    let article = folded.len() - start - without_article;
    folded.replace_range(start..start + article, "");
}

/// The word without `ال`, where three letters are left.
pub fn without_arabic_article(word: &str) -> &str {
    match word.strip_prefix("ال") {
        Some(rest) if rest.chars().count() >= 3 => rest,
        _ => word,
    }
}
