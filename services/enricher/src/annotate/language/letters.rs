//! A text as the model reads it: small letters in words, without allocation.

use std::sync::LazyLock;

use super::{gram::WORD_END, script::Script};

/// Letters and ends of words that one part of a sample holds at most.
pub const CAPACITY: usize = 352;

/// Below this, what a code point is stands in a table.
const TABULATED: usize = 0x2000;

/// What is no letter and ends no word: marks that a letter carries.
const MARK: u16 = 1;

/// For each code point below [`TABULATED`]: its small letter, [`MARK`] or [`WORD_END`].
static SYMBOLS: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let symbols = (0..TABULATED as u32).map(|code| char::from_u32(code).map_or(WORD_END, symbol));
    symbols.collect()
});

/// Letters of a text in small letters, words apart by one [`WORD_END`], with one at both ends.
#[derive(Debug, Clone)]
pub struct Letters {
    symbols: [u16; CAPACITY],
    length: usize,
    counts: [u16; Script::COUNT],
}

impl Letters {
    /// No letters yet.
    pub const fn new() -> Self {
        let mut symbols = [0; CAPACITY];
        symbols[0] = WORD_END;
        Self {
            symbols,
            length: 1,
            counts: [0; Script::COUNT],
        }
    }

    /// Takes in a word or a part of one; what is behind it begins a new word.
    pub fn push_word(&mut self, word: &str) {
        let table = &**SYMBOLS;
        for c in word.chars() {
            let code = c as usize;
            match table.get(code).copied().unwrap_or_else(|| symbol(c)) {
                MARK => {}
                WORD_END => self.end_word(),
                letter => {
                    self.counts[Script::of(letter).index()] += 1;
                    self.push(letter);
                }
            }
        }
        self.end_word();
    }

    /// How many letters of each script there are.
    pub const fn counts(&self) -> &[u16; Script::COUNT] {
        &self.counts
    }

    /// The letters of this script alone; others are taken out, and end words.
    pub fn in_script(&mut self, script: Script) -> &[u16] {
        let kept = self.counts[script.index()];
        if self.counts.iter().sum::<u16>() > kept {
            let all = self.symbols;
            let taken = self.length;
            self.length = 1;
            for symbol in &all[1..taken] {
                if *symbol != WORD_END && Script::of(*symbol) == script {
                    self.push(*symbol);
                } else {
                    self.end_word();
                }
            }
            self.counts = [0; Script::COUNT];
            self.counts[script.index()] = kept;
        }
        &self.symbols[..self.length]
    }

    /// Symbols as they stand.
    pub fn symbols(&self) -> &[u16] {
        &self.symbols[..self.length]
    }

    fn end_word(&mut self) {
        if self.symbols[self.length - 1] != WORD_END {
            self.push(WORD_END);
        }
    }

    fn push(&mut self, symbol: u16) {
        // The last place is kept for the end of the last word.
        if self.length + 1 < CAPACITY || (symbol == WORD_END && self.length < CAPACITY) {
            self.symbols[self.length] = symbol;
            self.length += 1;
        }
    }
}

/// The small letter; [`MARK`] for what only changes a letter; [`WORD_END`] for everything else.
fn symbol(c: char) -> u16 {
    if is_mark(c) {
        return MARK;
    }
    if !c.is_alphabetic() {
        return WORD_END;
    }
    let small = c.to_lowercase().next().unwrap_or(c);
    // A letter beyond the BMP is rare and in none of the model's languages; its script is not known.
    u16::try_from(u32::from(small)).unwrap_or(u16::MAX)
}

/// Vowel signs and points that texts have or leave out, and joiners that show nothing.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{ad}' | '\u{200c}'..='\u{200f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text_of(symbols: &[u16]) -> String {
        String::from_utf16_lossy(symbols)
    }

    #[test]
    fn words_are_small_letters_between_single_ends() {
        let mut letters = Letters::new();
        for word in ["Één", "stem", "(van", "'t)", "2026", "Київ", "A-b"] {
            letters.push_word(word);
        }
        assert_eq!(text_of(letters.symbols()), " één stem van t київ a b ");
        assert_eq!(letters.counts()[Script::CYRILLIC.index()], 4);
        assert_eq!(
            text_of(letters.in_script(Script::LATIN)),
            " één stem van t a b "
        );
    }

    proptest! {
        #[test]
        fn any_text_gives_letters_between_single_ends(words in prop::collection::vec(".{0,80}", 0..12)) {
            let mut letters = Letters::new();
            for word in &words {
                letters.push_word(word);
            }
            let symbols = letters.symbols().to_vec();
            prop_assert!(symbols.len() <= CAPACITY);
            prop_assert_eq!((symbols[0], symbols[symbols.len() - 1]), (WORD_END, WORD_END));
            prop_assert!(symbols.windows(2).all(|pair| pair != [WORD_END, WORD_END]));
            let cyrillic = letters.in_script(Script::CYRILLIC).to_vec();
            prop_assert!(cyrillic.iter().all(|s| *s == WORD_END || Script::of(*s) == Script::CYRILLIC));
            prop_assert!(cyrillic.windows(2).all(|pair| pair != [WORD_END, WORD_END]));
        }
    }
}
