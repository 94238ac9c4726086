//! Text as the comparison sees it: composed, in one case, without punctuation, its words apart by one space.

use unicode_normalization::UnicodeNormalization;

/// Joining what was apart can compose anew; no known text needs more than two passes, and none may need for ever.
const PASSES_MAX: usize = 8;

/// Words of `text` in lower case, NFKC, without punctuation and quotes, one space between them. Separators inside a
/// number go (`1,250.5` is `12505`), apostrophes inside a word too (`don't` is `dont`). Normalising twice changes nothing.
pub fn normalise(text: &str) -> String {
    if let Some(normal) = words_of_plain(text) {
        return normal;
    }
    let mut normal = words_of(text);
    for _ in 1..PASSES_MAX {
        let next = words_of(&normal);
        if next == normal {
            break;
        }
        normal = next;
    }
    normal
}

fn words_of(text: &str) -> String {
    let mut words = Words::with_capacity(text.len());
    let visible = text.chars().filter(|letter| !is_ignorable(*letter));
    visible.nfkc().for_each(|letter| words.push(letter));
    words.text
}

/// The same for text that NFKC leaves as it is, so that once is enough; `None` for other text.
fn words_of_plain(mut text: &str) -> Option<String> {
    let mut words = Words::with_capacity(text.len());
    loop {
        let run = ascii_words(text.as_bytes());
        words.push_ascii(&text[..run]);
        let mut others = text[run..].chars();
        let Some(other) = others.next() else {
            return Some(words.text);
        };
        if !is_plain(other) {
            return None;
        }
        words.push(other);
        text = others.as_str();
    }
}

/// How many bytes at the head are words of ASCII letters and digits with one space between them.
fn ascii_words(bytes: &[u8]) -> usize {
    let mut end = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if IN_RUN[usize::from(*byte)] {
            end = at + 1;
        } else if *byte != b' ' || end != at || at == 0 {
            break;
        }
    }
    end
}

/// Whether a byte is a letter or digit of ASCII.
static IN_RUN: [bool; 256] = {
    let mut in_run = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        in_run[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    in_run
};

/// Whether NFKC can change neither this letter nor its small one into anything that this module keeps, whatever is beside
/// it: a cheap test that holds for most Latin, Cyrillic and Han text.
fn is_plain(letter: char) -> bool {
    letter.is_ascii()
        || matches!(letter,
            '\u{80}'..='\u{9f}' | '\u{a0}' | '«' | '»' | '°' | '§' | '€'
            | '\u{c0}'..='\u{12f}' | '\u{131}' | '\u{134}'..='\u{13e}' | '\u{141}'..='\u{148}' | '\u{14a}'..='\u{17e}'
            | '\u{410}'..='\u{44f}' | 'ё' | 'Ё' | 'і' | 'І' | 'ї' | 'Ї' | 'є' | 'Є' | 'ґ' | 'Ґ'
            | '\u{2010}' | '\u{2012}'..='\u{2015}' | '‘' | '’' | '‚' | '“' | '”' | '„' | '•' | '…'
            | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
}

/// Whether it is one of the letters of Latin-1 and Latin Extended-A, which needs no table.
const fn is_latin_letter(letter: char) -> bool {
    matches!(letter, '\u{c0}'..='\u{17f}') && !matches!(letter, '×' | '÷')
}

/// Characters that print nothing and stand inside words: soft hyphens, joiners, direction marks, variation selectors.
fn is_ignorable(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Builds the normal form letter by letter.
struct Words {
    text: String,
    /// What stands between the last letter and the next one.
    gap: Gap,
}

#[derive(Clone, Copy, PartialEq)]
enum Gap {
    /// Nothing: the next letter continues the word.
    None,
    /// One apostrophe, which goes if a letter follows.
    Apostrophe,
    /// One `.` or `,` behind a digit, which goes if a digit follows.
    NumberMark,
    /// The word is over.
    Space,
}

impl Words {
    fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            gap: Gap::None,
        }
    }

    fn push(&mut self, letter: char) {
        if letter == ' ' {
            self.gap = Gap::Space;
        } else if is_latin_letter(letter) || letter.is_alphanumeric() {
            self.push_letter(letter);
        } else if unicode_normalization::char::is_combining_mark(letter) {
            self.push_mark(letter);
        } else {
            self.push_gap(letter);
        }
    }

    fn push_letter(&mut self, letter: char) {
        let apart = match self.gap {
            Gap::None | Gap::Apostrophe => false,
            Gap::NumberMark => !letter.is_numeric(),
            Gap::Space => true,
        };
        if apart && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.gap = Gap::None;
        match letter {
            'ß' | 'ẞ' => self.text.push_str("ss"),
            'Σ' | 'ς' => self.text.push('σ'),
            _ if letter.is_ascii() => self.text.push(letter.to_ascii_lowercase()),
            _ => self.text.extend(letter.to_lowercase()),
        }
    }

    /// Words of ASCII letters and digits, with one space between them.
    fn push_ascii(&mut self, run: &str) {
        let mut letters = run.chars();
        if let Some(first) = letters.next() {
            self.push_letter(first);
            let start = self.text.len();
            self.text.push_str(letters.as_str());
            self.text[start..].make_ascii_lowercase();
        }
    }

    /// A mark belongs to the letter before it; one that stands alone is no word.
    fn push_mark(&mut self, mark: char) {
        if self.gap == Gap::None && !self.text.is_empty() {
            self.text.push(mark);
        }
    }

    fn push_gap(&mut self, letter: char) {
        self.gap = match letter {
            '\'' | '’' | '‘' | 'ʼ' | '`' if self.gap == Gap::None => Gap::Apostrophe,
            '.' | ',' if self.gap == Gap::None && self.ends_in_digit() => Gap::NumberMark,
            _ => Gap::Space,
        };
    }

    fn ends_in_digit(&self) -> bool {
        self.text.chars().next_back().is_some_and(char::is_numeric)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_compared_without_case_punctuation_and_quotes() {
        for (text, normal) in [
            ("", ""),
            (" \n\t—…\"' ", ""),
            ("De „dijk” brak, zei hij.", "de dijk brak zei hij"),
            ("De \"dijk\" brak -- zei hij", "de dijk brak zei hij"),
            ("Scho\u{308}n", "schön"),
            ("STRASSE Straße", "strasse strasse"),
            ("don't don’t 'don't'", "dont dont dont"),
            ("1,250.5 ton; 1.250,5 ton", "12505 ton 12505 ton"),
            ("3. Mai, 4, 5", "3 mai 4 5"),
            ("ＡＢＣ ﬁn ①", "abc fin 1"),
            ("zee\u{ad}dijk", "zeedijk"),
            ("ΛΌΓΟΣ λόγος", "λόγοσ λόγοσ"),
            ("Москва́ — 12", "москва́ 12"),
            ("नमस्ते", "नमस्ते"),
            ("台风。登陆", "台风 登陆"),
        ] {
            assert_eq!(normalise(text), normal, "{text:?}");
        }
    }

    #[test]
    fn every_plain_character_normalises_alike_with_and_without_composition() {
        for letter in (0..=0x10_ffff).filter_map(char::from_u32) {
            if is_plain(letter) {
                for around in ["a?b", "?", "1?2", "A ?", "a'?b", "? A b 1", " a  b?"] {
                    let text = around.replace('?', &letter.to_string());
                    let once = words_of_plain(&text).unwrap();
                    assert_eq!(once, words_of(&text), "{letter:?}");
                    assert_eq!(once, words_of(&once), "{letter:?}");
                }
            }
        }
    }

    #[test]
    fn a_latin_letter_is_a_letter() {
        let all = (0..=0x10_ffff).filter_map(char::from_u32);
        for letter in all.filter(|letter| is_latin_letter(*letter)) {
            assert!(letter.is_alphabetic(), "{letter:?}");
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,60}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn any_string_normalises_to_a_stable_form(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn case_and_quotes_do_not_matter(words in "[a-zà-öø-ý]{1,8}( [a-zà-öø-ý]{1,8}){0,8}") {
            let shouted = format!("“{}!”", words.to_uppercase());
            prop_assert_eq!(normalise(&shouted), normalise(&words));
        }
    }
}
