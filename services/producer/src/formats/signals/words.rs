//! Words as they are compared: without regard to case, accents and the blanks between spaced-out letters; and the table of
//! signals, looked up by the first word.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::LazyLock,
};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::table::{LANGUAGES, ORDINAL_ENDS, ORDINALS, Use};

/// Longest word that is compared, in bytes; a longer one is in no table.
const MAX_WORD_BYTES: usize = 64;

/// Fewest letters of a word that is told by the blanks between them: `N i e u w`.
const MIN_SPACED_LETTERS: usize = 3;

/// Most digits of the number of a lead or an update.
const MAX_DIGITS: usize = 2;

/// Arabic letters are stretched with it.
const TATWEEL: char = '\u{640}';

/// How a word is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Print {
    /// In capitals, or in a script that has none.
    Loud,
    /// With a capital at its head.
    Titled,
    Small,
}

/// The word that stands at some place of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is compared.
    pub(super) folded: String,
    pub(super) range: Range<usize>,
    pub(super) print: Print,
}

/// Words of the table, as a text says them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) signal: &'static str,
    pub(super) usage: Use,
    /// Where they end, with the number behind them.
    pub(super) end: usize,
    pub(super) has_number: bool,
    pub(super) print: Print,
}

impl Said {
    /// Whether they stand out from ordinary words.
    pub(super) fn is_loud(&self) -> bool {
        self.print == Print::Loud || self.has_number
    }
}

/// A phrase by its further words; the first is the key under which it stands.
#[derive(Debug, PartialEq, Eq)]
struct Phrase {
    further: Vec<String>,
    signal: &'static str,
    usage: Use,
}

static ORDINAL_WORDS: LazyLock<HashSet<String>> =
    LazyLock::new(|| ORDINALS.split(", ").map(fold).collect());

static PHRASES: LazyLock<HashMap<String, Vec<Phrase>>> = LazyLock::new(|| {
    let mut phrases: HashMap<String, Vec<Phrase>> = HashMap::new();
    let rows = LANGUAGES.iter().flat_map(|(_, rows)| rows.iter());
    let each = rows.flat_map(|(signal, usage, words)| {
        words.split(", ").map(move |words| (*signal, *usage, words))
    });
    for (signal, usage, printed) in each {
        let mut words = words_of(printed);
        let further = words.split_off(1);
        // Blanks between spaced-out letters may hide where one word ends.
        let joined =
            (!further.is_empty()).then(|| (words.concat() + &further.concat(), Vec::new()));
        let spaced = words.pop().map(|first| (first, further));
        for (first, further) in spaced.into_iter().chain(joined) {
            phrases.entry(first).or_default().push(Phrase {
                further,
                signal,
                usage,
            });
        }
    }
    for found in phrases.values_mut() {
        found.sort_by_key(|phrase| std::cmp::Reverse(phrase.further.len()));
    }
    phrases
});

/// The words of a phrase, as they are compared.
pub(super) fn words_of(phrase: &str) -> Vec<String> {
    let words = phrase.split(|letter: char| !is_letter(letter));
    words.filter(|word| !word.is_empty()).map(fold).collect()
}

/// As it is compared: small letters without accents.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let bare = word
        .nfd()
        .filter(|letter| !is_combining_mark(*letter) && *letter != TATWEEL);
    bare.flat_map(char::to_lowercase).collect()
}

pub(super) fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || !letter.is_ascii() && is_combining_mark(letter)
}

/// The word that begins at `at`.
pub(super) fn word_at(text: &str, at: usize) -> Option<Word> {
    let end = word_end(text, at)?;
    let printed = text.get(at..end)?;
    let mut letters = printed.chars();
    if letters.next().is_some() && letters.next().is_none() {
        return Some(spaced_out(text, at).unwrap_or_else(|| word(printed, at..end)));
    }
    Some(word(printed, at..end))
}

fn word_end(text: &str, at: usize) -> Option<usize> {
    let behind = text.get(at..)?;
    let end = behind.find(|letter| !is_letter(letter));
    let length = end.unwrap_or(behind.len());
    (1..=MAX_WORD_BYTES)
        .contains(&length)
        .then_some(at + length)
}

fn word(printed: &str, range: Range<usize>) -> Word {
    let has_small = printed.chars().any(char::is_lowercase);
    let print = match printed.chars().next() {
        _ if !has_small => Print::Loud,
        Some(first) if first.is_uppercase() => Print::Titled,
        _ => Print::Small,
    };
    Word {
        folded: fold(printed),
        range,
        print,
    }
}

/// Single letters with single blanks between, up to a wider gap or a longer word.
fn spaced_out(text: &str, at: usize) -> Option<Word> {
    let (mut printed, mut end) = (String::new(), at);
    let mut next = Some(at);
    while let Some(start) = next.take() {
        let Some(letter_end) = word_end(text, start) else {
            break;
        };
        let letter = text.get(start..letter_end)?;
        if letter.chars().nth(1).is_some() || printed.len() > MAX_WORD_BYTES {
            break;
        }
        printed.push_str(letter);
        end = letter_end;
        let behind = text.get(end..)?;
        next = behind
            .strip_prefix([' ', '\u{a0}'])
            .map(|rest| end + (behind.len() - rest.len()));
    }
    let is_word = printed.chars().nth(MIN_SPACED_LETTERS - 1).is_some();
    is_word.then(|| word(&printed, at..end))
}

/// Where the next word of a phrase begins: behind a few blanks, hyphens and the like.
pub(super) fn next_word(text: &str, end: usize) -> Option<usize> {
    let behind = text.get(end..)?;
    let joint = |letter: char| letter.is_whitespace() || "-‐‑,.'’".contains(letter);
    let rest = behind.trim_start_matches(joint);
    let skipped = behind.len() - rest.len();
    (skipped > 0).then_some(end + skipped)
}

/// The words of the table that a text begins with, the longest first, with the number that may stand on either side.
pub(super) fn said(text: &str) -> Option<Said> {
    let first = word_at(text, 0)?;
    if let Some(start) = behind_ordinal(text, &first)
        && let Some(counted) = word_at(text, start)
        && let Some(mut said) = phrase(text, &counted)
    {
        said.has_number = true;
        return Some(said);
    }
    let mut said = phrase(text, &first)?;
    if let Some(end) = number_end(text, said.end) {
        said.end = end;
        said.has_number = true;
    }
    Some(said)
}

fn phrase(text: &str, first: &Word) -> Option<Said> {
    PHRASES.get(&first.folded)?.iter().find_map(|phrase| {
        let end = follow(text, first.range.end, &phrase.further)?;
        let printed = text.get(first.range.start..end)?;
        Some(Said {
            signal: phrase.signal,
            usage: phrase.usage,
            end,
            has_number: false,
            print: word(printed, first.range.clone()).print,
        })
    })
}

/// Where further words of a phrase end.
pub(super) fn follow(text: &str, end: usize, further: &[String]) -> Option<usize> {
    further.iter().try_fold(end, |end, wanted| {
        let word = word_at(text, next_word(text, end)?)?;
        (word.folded == *wanted).then_some(word.range.end)
    })
}

/// Where the word begins that an ordinal stands before: `2nd Lead`, `2. Zusammenfassung`, `Zweite Zusammenfassung`.
fn behind_ordinal(text: &str, first: &Word) -> Option<usize> {
    let digits = first.folded.bytes().take_while(u8::is_ascii_digit).count();
    let ending = first.folded.get(digits..)?;
    let behind = text.get(first.range.end..)?;
    let is_ordinal = match digits {
        0 => ORDINAL_WORDS.contains(&first.folded),
        1..=MAX_DIGITS if ending.is_empty() => behind.starts_with(['.', '°', '-']),
        1..=MAX_DIGITS => ORDINAL_ENDS.contains(&ending),
        _ => false,
    };
    if !is_ordinal {
        return None;
    }
    let rest = behind.strip_prefix(['.', '°']).unwrap_or(behind);
    let start = first.range.end + (behind.len() - rest.len());
    let spaced = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '-');
    let start = start + (rest.len() - spaced.len());
    // The ending may stand behind a hyphen: `2-я`.
    let is_ending = |word: &Word| ending.is_empty() && ORDINAL_ENDS.contains(&word.folded.as_str());
    match word_at(text, start) {
        Some(word) if digits > 0 && is_ending(&word) => next_word(text, word.range.end),
        _ => Some(start),
    }
}

/// Where the number ends that stands behind words: `UPDATE 3`, `Lead 2`, `UPDATE Nr. 2`.
fn number_end(text: &str, end: usize) -> Option<usize> {
    let behind = text.get(end..)?;
    let rest = behind.trim_start_matches([' ', '\u{a0}']);
    let rest = ["n°", "nº", "No.", "Nr.", "nr."]
        .iter()
        .find_map(|sign| rest.strip_prefix(sign))
        .map_or(rest, str::trim_start);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest.get(digits..)?;
    let mut next = after.chars();
    let goes_on = match next.next() {
        // A time, a share, a score.
        Some('.' | ':' | ',') => next.next().is_some_and(|next| next.is_ascii_digit()),
        Some(letter) => is_letter(letter) || "%°€$".contains(letter),
        None => false,
    };
    let is_number = (1..=MAX_DIGITS).contains(&digits) && !goes_on;
    is_number.then(|| end + (behind.len() - after.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_words_say_two_signals() {
        let mut seen: HashMap<Vec<String>, (&str, Use)> = HashMap::new();
        let rows = LANGUAGES.iter().flat_map(|(_, rows)| rows.iter());
        let mut twice = Vec::new();
        for (signal, usage, words) in rows {
            for printed in words.split(", ") {
                let known = seen.insert(words_of(printed), (signal, *usage));
                twice.extend(known.map(|known| (printed, known)));
            }
        }
        assert_eq!(twice, []);
    }

    #[test]
    fn spaced_out_letters_are_one_word() {
        let cases = [
            ("N i e u w bericht", "nieuw", 9),
            ("N i e u w  b e r i c h t", "nieuw", 9),
            ("K O R R : x", "korr", 7),
            ("A b", "a", 1),
            ("Nieuw", "nieuw", 5),
            ("MISE", "mise", 4),
            ("À jour", "a", 2),
            ("عــاجل", "عاجل", 12),
        ];
        for (text, folded, end) in cases {
            let word = word_at(text, 0).unwrap();
            assert_eq!(
                (word.folded.as_str(), word.range.end),
                (folded, end),
                "{text}"
            );
        }
    }
}
