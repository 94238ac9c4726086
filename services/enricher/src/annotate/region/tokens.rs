//! Words with their byte ranges, case and neighbourhood, folded as the gazetteer's keys are.

use std::ops::Range;

use crate::annotate::region::{
    bytemap::{ByteMap, Kinds},
    key::{CHUNK, Key},
    letters::{Kind, Letters, without_arabic_article},
    unspaced::Sign,
};

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
    /// A hyphen or apostrophe, or the dot inside foreign names in Chinese and Japanese.
    Joined,
    /// Nothing: scripts without spaces, or one of them and another.
    Nothing,
    /// A full stop, then white space.
    Stop,
    /// A comma, or an opening parenthesis.
    Aside,
    /// A slash.
    Slash,
    /// Anything else, a line end, or the start of the text.
    Break,
}

/// A word: 32 bytes, since a text has hundreds of them.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    start: u32,
    end: u32,
    folded_start: u32,
    folded_end: u32,
    /// The key of its folded form.
    pub key: Key,
    /// How it is written.
    pub case: Case,
    /// What stands before it.
    pub gap: Gap,
    /// Whether a sentence, a quotation or a line begins with it, so that its capital says nothing.
    pub sentence_start: bool,
    /// Whether it is an abbreviation with stops, `U.S.`.
    pub dotted: bool,
    /// What it is in a script without spaces between words.
    pub sign: Option<Sign>,
}

impl Token {
    /// First byte in the text.
    pub const fn start(&self) -> usize {
        self.start as usize
    }

    /// One past the last byte in the text.
    pub const fn end(&self) -> usize {
        self.end as usize
    }

    /// Bytes in the text.
    pub const fn bytes(&self) -> usize {
        self.end() - self.start()
    }

    const fn folded(&self) -> Range<usize> {
        self.folded_start as usize..self.folded_end as usize
    }
}

/// The words of one text, of 4 GiB at most.
#[derive(Debug, Default)]
pub struct Tokens {
    list: Vec<Token>,
    // The text in small letters of ASCII, and behind it the folded forms of words with other letters.
    folded: Vec<u8>,
    capitals_say_nothing: bool,
}

impl Tokens {
    /// Cuts a text into words.
    pub fn of(text: &str) -> Self {
        let mut folded = Vec::with_capacity(text.len() + text.len() / 2 + 128);
        folded.extend_from_slice(text.as_bytes());
        let map = ByteMap::lower(&mut folded);
        let mut tokens = Self {
            list: Vec::with_capacity(text.len() / 5),
            folded,
            capitals_say_nothing: false,
        };
        let (mut position, mut last_end) = (0, 0);
        while let Some(start) = map.next(position) {
            let kinds = map.from(start);
            match tokens.plain_word(kinds, start) {
                Some(word) => {
                    tokens.push(text, last_end, &word);
                    (position, last_end) = (word.end, word.end);
                }
                None => {
                    position = map.end(start);
                    last_end = tokens.read_wide(text, start..position, last_end);
                }
            }
        }
        tokens.capitals_say_nothing = tokens.mostly_capitals();
        tokens
    }

    /// The word of ASCII from `start` on; nothing where it has other characters, or is longer than any name.
    #[inline]
    fn plain_word(&self, kinds: Kinds, start: usize) -> Option<Word> {
        let length = kinds.inside.trailing_ones();
        let own = 1_u64.checked_shl(length)? - 1;
        if kinds.wide & own != 0 {
            return None;
        }
        let end = start + length as usize;
        let letters = kinds.letters & own;
        let capitals = kinds.capitals & own;
        let case = match letters & letters.wrapping_neg() {
            0 => Case::None,
            first if capitals & first == 0 => Case::Lower,
            first if letters == capitals && letters != first => Case::Upper,
            _ => Case::Capital,
        };
        let mut key = Key::EMPTY;
        for at in (start..end).step_by(CHUNK) {
            let mut eight = [0; CHUNK];
            eight.copy_from_slice(&self.folded[at..at + CHUNK]);
            let beyond = CHUNK.saturating_sub(end - at) as u32;
            key = key.with(u64::from_le_bytes(eight) & (u64::MAX >> (8 * beyond)));
        }
        Some(Word {
            start,
            end,
            folded: start..end,
            key,
            case,
            sign: None,
        })
    }

    /// Cuts bytes with characters that are not of ASCII; tells where the last word ends.
    fn read_wide(&mut self, text: &str, bytes: Range<usize>, mut last_end: usize) -> usize {
        let letters = Letters::table();
        let mut characters = text[bytes.clone()].char_indices().peekable();
        while let Some((offset, character)) = characters.next() {
            let kind = letters.kind(character);
            if kind == Kind::OUTSIDE {
                continue;
            }
            let folded_start = self.folded.len();
            letters.fold_into(&mut self.folded, character);
            let (mut first_letter, mut other_letters) = (kind, Kind::OUTSIDE);
            let sign = Some(character)
                .filter(|_| kind == Kind::SIGN)
                .and_then(Sign::of);
            let in_word = |next: &(usize, char)| {
                let next = letters.kind(next.1);
                sign.is_none() && next != Kind::OUTSIDE && next != Kind::SIGN
            };
            while let Some((_, character)) = characters.next_if(in_word) {
                let kind = letters.kind(character);
                letters.fold_into(&mut self.folded, character);
                if first_letter.is_letter() {
                    other_letters = other_letters.or(kind);
                } else {
                    first_letter = kind;
                }
            }
            self.drop_arabic_article(folded_start);
            let end = characters.peek().map_or(bytes.len(), |(offset, _)| *offset);
            let word = Word {
                start: bytes.start + offset,
                end: bytes.start + end,
                folded: folded_start..self.folded.len(),
                key: Key::of(&self.folded[folded_start..]),
                case: case_of(first_letter, other_letters),
                sign,
            };
            self.push(text, last_end, &word);
            last_end = word.end;
        }
        last_end
    }

    fn drop_arabic_article(&mut self, start: usize) {
        let folded = &self.folded[start..];
        if !folded.starts_with("ال".as_bytes()) {
            return;
        }
        let bare = std::str::from_utf8(folded).map_or(0, |text| without_arabic_article(text).len());
        let bare_start = self.folded.len() - bare;
        if bare > 0 && bare_start > start {
            self.folded.copy_within(bare_start.., start);
            self.folded.truncate(start + bare);
        }
    }

    fn push(&mut self, text: &str, last_end: usize, word: &Word) {
        let (gap, sentence_start) = match &text.as_bytes()[last_end..word.start] {
            _ if self.list.is_empty() => (Gap::Break, true),
            b" " => (Gap::Space, false),
            b"" => (Gap::Nothing, false),
            b"." if self.extend_abbreviation(text, last_end, word) => return,
            _ => {
                let between = &text[last_end..word.start];
                (gap_of(between), starts_sentence(between))
            }
        };
        self.list.push(Token {
            start: word.start as u32,
            end: word.end as u32,
            folded_start: word.folded.start as u32,
            folded_end: word.folded.end as u32,
            key: word.key,
            case: word.case,
            gap,
            sentence_start,
            dotted: false,
            sign: word.sign,
        });
    }

    /// `U.` and `S` become one word; false where the two are not single letters.
    fn extend_abbreviation(&mut self, text: &str, last_end: usize, word: &Word) -> bool {
        let Some(last) = self.list.last_mut() else {
            return false;
        };
        let is_single =
            |text: &[u8]| std::str::from_utf8(text).is_ok_and(|text| text.chars().count() == 1);
        let open = last.dotted || is_single(&self.folded[last.folded()]);
        if !open || last.end() != last_end || !is_single(&text.as_bytes()[word.start..word.end]) {
            return false;
        }
        let so_far = last.folded();
        let joined = self.folded.len();
        self.folded.extend_from_within(so_far);
        self.folded.extend_from_within(word.folded.clone());
        last.folded_start = joined as u32;
        last.folded_end = self.folded.len() as u32;
        last.key = Key::of(&self.folded[joined..]);
        last.end = word.end as u32;
        last.dotted = true;
        last.case = if last.case == Case::Lower {
            Case::Lower
        } else {
            Case::Upper
        };
        true
    }

    fn mostly_capitals(&self) -> bool {
        let long = self.list.iter().filter(|token| token.bytes() > 3);
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

    /// The folded form of a word, in UTF-8.
    pub fn folded(&self, token: &Token) -> &[u8] {
        &self.folded[token.folded()]
    }

    /// The key of the words from `first` to `last`.
    pub fn key(&self, first: usize, last: usize) -> Key {
        let words = &self.list[first + 1..=last];
        words
            .iter()
            .fold(self.list[first].key, |key, word| key.and(word.key))
    }

    /// Whether the words from `first` to `last` are cut out of a longer word of a script without spaces.
    pub fn are_cut_out(&self, first: usize, last: usize) -> bool {
        let holds = |position: usize| {
            let (Some(before), Some(behind)) =
                (self.list.get(position), self.list.get(position + 1))
            else {
                return false;
            };
            let adjacent = behind.gap == Gap::Nothing;
            adjacent
                && before
                    .sign
                    .zip(behind.sign)
                    .is_some_and(|(one, next)| one.holds(next))
        };
        self.list[first].sign.is_some() && (first.checked_sub(1).is_some_and(holds) || holds(last))
    }

    /// Whether nearly all words have capitals (a headline in capitals, or in title case), so that one says nothing.
    pub fn capitals_say_nothing(&self) -> bool {
        self.capitals_say_nothing
    }
}

/// A word before its neighbourhood is known.
struct Word {
    start: usize,
    end: usize,
    folded: Range<usize>,
    key: Key,
    case: Case,
    sign: Option<Sign>,
}

fn case_of(first_letter: Kind, other_letters: Kind) -> Case {
    match first_letter {
        Kind::LOWER => Case::Lower,
        Kind::UPPER if !other_letters.is_letter() => Case::Capital,
        Kind::UPPER if other_letters.has(Kind::LOWER.or(Kind::CASELESS)) => Case::Capital,
        Kind::UPPER => Case::Upper,
        _ => Case::None,
    }
}

fn gap_of(between: &str) -> Gap {
    if matches!(
        between,
        "-" | "'" | "\u{2019}" | "\u{2010}" | "\u{2011}" | "\u{02BC}" | "\u{00B7}" | "\u{30FB}"
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
