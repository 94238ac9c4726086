//! Notices in words: "vervangt: ANP-120326-045", "Please kill item V1234". Which items a text speaks of by the ids that it
//! prints, and what is to become of them.
//!
//! A phrase counts where a clause begins, so that "Airbus replaces A340" is news, and only with an id behind it: a word with
//! a digit that is no count, no time and no year.

use std::{collections::HashMap, sync::LazyLock};

use super::words::{self, Word, fold, word_at};
use crate::formats::notice::{Action, Targets};

mod table;

use table::{CONJUNCTIONS, FILLERS, NOUNS, PHRASES};

/// How much of the head of a text is looked at, in bytes.
const HEAD_BYTES: usize = 800;

/// Most ids of one notice.
const MAX_IDS: usize = 50;

/// Most words between a phrase and its id, where they stand next to each other and where they share a line.
const MAX_BETWEEN: usize = 6;
const MAX_IN_LINE: usize = 14;

/// Fewest digits of an id of digits alone, and of one that stands apart from its phrase.
const MIN_DIGITS: usize = 3;
const MIN_DIGITS_APART: usize = 4;

/// Longest id, in bytes.
const MAX_ID_BYTES: usize = 120;

/// How far behind a phrase its id may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Directly, but for nouns and articles.
    Next,
    /// Anywhere in the line: the phrase itself can be nothing but a notice.
    Line,
}

/// What it means that small letters follow an id, as in "Replaces A340 with a smaller plane".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GoesOn {
    /// The phrase is a verb of the news.
    IsNews,
    /// The phrase or a noun has said already that this is about an item.
    IsNotice,
}

#[derive(Debug)]
struct Phrase {
    further: Vec<String>,
    action: Action,
    reach: Reach,
}

struct Lexicon {
    phrases: HashMap<String, Vec<Phrase>>,
    nouns: Vec<String>,
    fillers: Vec<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut phrases: HashMap<String, Vec<Phrase>> = HashMap::new();
    for (action, reach, printed) in PHRASES {
        for mut words in printed.split(", ").map(words::words_of) {
            let further = words.split_off(1);
            for first in words {
                phrases.entry(first).or_default().push(Phrase {
                    further: further.clone(),
                    action: *action,
                    reach: *reach,
                });
            }
        }
    }
    for found in phrases.values_mut() {
        found.sort_by_key(|phrase| std::cmp::Reverse(phrase.further.len()));
    }
    let list = |words: &str| words.split(", ").map(|word| fold(word.trim())).collect();
    Lexicon {
        phrases,
        nouns: list(NOUNS),
        fillers: list(FILLERS),
    }
});

/// The items that a text speaks of, if its head says what is to become of them and prints their ids.
pub(in crate::formats) fn notice(text: &str) -> Option<Targets> {
    let head = text.get(..text.floor_char_boundary(HEAD_BYTES))?;
    head.bytes()
        .any(|byte| byte.is_ascii_digit())
        .then_some(())?;
    head.lines().find_map(in_line)
}

fn in_line(line: &str) -> Option<Targets> {
    let mut at = 0;
    let mut begins_clause = true;
    while let Some((start, joint)) = next_start(line, at) {
        begins_clause |=
            joint.contains(|letter: char| !letter.is_whitespace() && !"'’".contains(letter));
        if begins_clause
            && let Some(word) = word_at(line, start)
            && let Some(targets) = at_phrase(line, &word)
        {
            return Some(targets);
        }
        begins_clause = false;
        let behind = line.get(start..)?;
        at = start + behind.find(|letter| !words::is_letter(letter))?;
    }
    None
}

/// Where the next word begins, and what stands before it.
fn next_start(line: &str, at: usize) -> Option<(usize, &str)> {
    let behind = line.get(at..)?;
    let start = behind.find(words::is_letter)?;
    Some((at + start, behind.get(..start)?))
}

fn at_phrase(line: &str, word: &Word) -> Option<Targets> {
    LEXICON
        .phrases
        .get(&word.folded)?
        .iter()
        .find_map(|phrase| {
            let end = words::follow(line, word.range.end, &phrase.further)?;
            let (ids, ids_end) = match phrase.reach {
                Reach::Next => next_ids(line, end, GoesOn::IsNews),
                Reach::Line => {
                    next_ids(line, end, GoesOn::IsNotice).or_else(|| ids_in_line(line, end))
                }
            }?;
            Some(Targets {
                action: phrase.action,
                ids,
                evidence: line.get(word.range.start..ids_end).map(str::to_owned),
            })
        })
}

/// A run of the line without blanks, and what of it is no mark of the sentence.
struct Token<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    /// Whether a mark stands behind it, which ends the clause.
    is_closed: bool,
}

fn tokens(line: &str, from: usize) -> impl Iterator<Item = Token<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let behind = line.get(at..)?;
        let run = behind.trim_start();
        let start = at + (behind.len() - run.len());
        let run = run.split(char::is_whitespace).next()?;
        at = start + run.len();
        let bare = run.trim_start_matches(|letter: char| "([{\"'“„«:#".contains(letter));
        let text = bare.trim_end_matches(|letter: char| ")]}\"'”“».,;:!،".contains(letter));
        let start = start + (run.len() - bare.len());
        (!run.is_empty()).then_some(Token {
            text,
            start,
            end: start + text.len(),
            is_closed: text.len() < bare.len(),
        })
    })
}

/// Ids directly behind a phrase.
fn next_ids(line: &str, end: usize, mut goes_on: GoesOn) -> Option<(Vec<String>, usize)> {
    let mut may_be_number = line.get(end..)?.starts_with([':', ' ']) && has_colon(line, end);
    for token in tokens(line, end).take(MAX_BETWEEN) {
        if is_id(token.text, may_be_number) {
            return ids_from(line, token.start, may_be_number, goes_on);
        }
        if token.text.is_empty() || is_sign(token.text) {
            continue;
        }
        let folded = fold(token.text);
        let is_agency = crate::formats::agency::normalised(token.text).is_some();
        if is_agency || LEXICON.nouns.contains(&folded) || folded.starts_with("n°") {
            (may_be_number, goes_on) = (true, GoesOn::IsNotice);
        } else if !LEXICON.fillers.contains(&folded) {
            return None;
        }
    }
    None
}

fn has_colon(line: &str, end: usize) -> bool {
    line.get(end..)
        .is_some_and(|behind| behind.trim_start().starts_with(':'))
}

fn is_sign(text: &str) -> bool {
    text.chars().all(|letter| !words::is_letter(letter))
}

/// The first id that stands anywhere behind a phrase.
fn ids_in_line(line: &str, end: usize) -> Option<(Vec<String>, usize)> {
    let is_strong =
        |token: &Token<'_>| is_id(token.text, false) && digits(token.text) >= MIN_DIGITS_APART;
    let found = tokens(line, end).take(MAX_IN_LINE).find(is_strong)?;
    Some((vec![found.text.to_owned()], found.end))
}

/// The ids that stand one behind the other; `None` where the text goes on as a sentence does.
fn ids_from(
    line: &str,
    start: usize,
    may_be_number: bool,
    goes_on: GoesOn,
) -> Option<(Vec<String>, usize)> {
    let (mut ids, mut end, mut is_closed) = (Vec::new(), start, false);
    for token in tokens(line, start).take(2 * MAX_IDS) {
        let text = token.text;
        if is_id(text, may_be_number) && ids.len() < MAX_IDS {
            ids.push(text.to_owned());
            (end, is_closed) = (token.end, token.is_closed);
        } else if !CONJUNCTIONS.contains(&text) && !is_sign(text) {
            let is_sentence = !is_closed && text.starts_with(char::is_lowercase);
            return (goes_on == GoesOn::IsNotice || !is_sentence).then_some((ids, end));
        }
        if token.is_closed
            && line
                .get(token.end..)
                .is_some_and(|behind| behind.starts_with('.'))
        {
            break;
        }
    }
    Some((ids, end))
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// A word with a digit that is no time, count, year or ordinal; digits alone only where a noun says that they are an id.
fn is_id(text: &str, may_be_number: bool) -> bool {
    let allowed = |letter: char| letter.is_alphanumeric() || "-_.:/#+~@,?=%&".contains(letter);
    let count = digits(text);
    if count == 0 || text.len() > MAX_ID_BYTES || !text.chars().all(allowed) {
        return false;
    }
    if !text.chars().any(char::is_alphabetic) {
        return may_be_number && count >= MIN_DIGITS && !text.contains([',', ':', '/', '.']);
    }
    // Not `12km`, `5pm`, `2nd`, `80-jährige`: what begins with digits is an id only with many of them.
    let begins_with_digit = text.starts_with(|letter: char| letter.is_ascii_digit());
    let has_small_word = text
        .split(|letter: char| !letter.is_alphabetic())
        .any(|part| part.chars().nth(2).is_some() && !part.chars().any(char::is_uppercase));
    match begins_with_digit {
        true => count >= MIN_DIGITS && !(has_small_word && text.contains('-')),
        false => count >= 2,
    }
}
