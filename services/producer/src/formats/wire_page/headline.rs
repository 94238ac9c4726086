//! Headlines: which line above a dateline is one. A sentence of a text is never promoted.

/// Longest headline, in characters.
const MAX_LETTERS: usize = 200;

/// Longest headline that is told from the last paragraph of the text above by its looks alone, in characters.
const MAX_LETTERS_WITHIN_TEXT: usize = 120;

/// Fewest words of such a headline.
const MIN_WORDS_WITHIN_TEXT: usize = 3;

/// Letters that a word has before a full stop ends a sentence rather than an abbreviation.
const MIN_SENTENCE_WORD: usize = 3;

/// Whether a line reads like a headline where nothing else is expected: at the head of a page, behind an age or a heading.
pub(super) fn reads_like_one(line: &str) -> bool {
    let is_short = line.chars().nth(MAX_LETTERS).is_none();
    let begins = line.starts_with(|letter: char| {
        letter.is_alphanumeric() && !letter.is_lowercase() || "'‘’\"“„«".contains(letter)
    });
    // Names such as iPhone and eBay begin headlines too.
    let begins = begins || line.chars().nth(1).is_some_and(char::is_uppercase);
    is_short && begins && !ends_a_sentence(line) && !has_two_sentences(line)
}

/// Whether the last line of a text reads so much like the headline of what follows that it is taken from the text.
pub(super) fn stands_out(line: &str, is_set_apart: bool) -> bool {
    if !reads_like_one(line) {
        return false;
    }
    if is_set_apart {
        return true;
    }
    let is_short = line.chars().nth(MAX_LETTERS_WITHIN_TEXT).is_none();
    let has_words = line.split_whitespace().count() >= MIN_WORDS_WITHIN_TEXT;
    let ends_openly = !bare_end(line).ends_with(['!', '?', '…', ',', ';', ':']);
    is_short && has_words && ends_openly
}

/// The line without quotes and brackets at its end.
fn bare_end(line: &str) -> &str {
    line.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '“'])
}

fn ends_a_sentence(line: &str) -> bool {
    let Some(before) = bare_end(line).strip_suffix('.') else {
        return false;
    };
    // `U.S.` and `enz…` are no ends of sentences.
    let last = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    !last.contains('.')
}

fn has_two_sentences(line: &str) -> bool {
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let ends = word.strip_suffix('.').is_some_and(|word| {
            word.chars().filter(|letter| letter.is_lowercase()).count() >= MIN_SENTENCE_WORD
        });
        let next_begins = words
            .peek()
            .is_some_and(|next| next.starts_with(char::is_uppercase));
        if ends && next_begins {
            return true;
        }
    }
    false
}
