//! Ages: "45 minuten geleden", "yesterday". One table a language; what is printed is kept, what it means is an interval.

use dateline_schemas::{PublishedBasis, PublishedInterval, Timestamp};

mod table;

use table::{LANGUAGES, Language, Reach};

/// Most digits of a count: more is no age that anybody prints.
const MAX_DIGITS: usize = 4;

/// An age as printed, and how far back from the fetch it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Age<'a> {
    /// As printed.
    pub(super) text: &'a str,
    /// Whether it is counted ("2 uur geleden"), which hardly ever is ordinary text.
    pub(super) is_counted: bool,
    reach: Reach,
}

/// The age that a text begins with, and what stands behind it. The longest of the table's readings wins.
pub(super) fn leading(text: &str) -> Option<(Age<'_>, &str)> {
    // Most texts that are asked about are empty or begin with a mark: the tables need not be read for them.
    text.chars()
        .next()
        .filter(|first| first.is_alphanumeric())?;
    let readings = LANGUAGES.iter().flat_map(|language| {
        let phrase = leading_phrase(language, text).map(|(reach, rest)| (false, reach, rest));
        let counted = leading_count(language, text).map(|(reach, rest)| (true, reach, rest));
        [phrase, counted]
    });
    let (is_counted, reach, rest) = readings.flatten().min_by_key(|(_, _, rest)| rest.len())?;
    let printed = text.get(..text.len() - rest.len())?;
    let age = Age {
        text: printed,
        is_counted,
        reach,
    };
    Some((age, rest))
}

/// The age that the whole text is.
pub(super) fn whole(text: &str) -> Option<Age<'_>> {
    leading(text).and_then(|(age, rest)| rest.is_empty().then_some(age))
}

/// When an item of this age was published.
pub(super) fn published(age: &Age<'_>, fetched_at: Option<Timestamp>) -> PublishedInterval {
    let text = Some(age.text.to_owned());
    let precision = age.reach.precision;
    let known = fetched_at.zip(age.reach.most_ms);
    let Some((fetched_at, most_ms)) = known else {
        return PublishedInterval {
            precision,
            basis: PublishedBasis::None,
            text,
            ..PublishedInterval::default()
        };
    };
    PublishedInterval {
        earliest: Some(fetched_at.plus_millis(-most_ms)),
        latest: Some(fetched_at.plus_millis(-age.reach.least_ms)),
        precision,
        basis: PublishedBasis::Relative,
        text,
    }
}

fn leading_phrase<'a>(language: &Language, text: &'a str) -> Option<(Reach, &'a str)> {
    let read = |(phrase, reach): &(&str, Reach)| {
        let rest = eat(text, phrase)?;
        let printed = text.get(..text.len() - rest.len())?;
        // `TODAY` at the head of `TODAYS` or `TODAY'S` is part of a longer word.
        let in_capitals = printed.chars().last().is_some_and(char::is_uppercase);
        let goes_on =
            rest.starts_with(|letter: char| letter.is_alphabetic() || "'’".contains(letter));
        (!(in_capitals && goes_on)).then_some((*reach, rest))
    };
    let found = language.phrases.iter().filter_map(read);
    found.min_by_key(|(_, rest)| rest.len())
}

fn leading_count<'a>(language: &Language, text: &'a str) -> Option<(Reach, &'a str)> {
    let text = match language.before {
        [] => text,
        words => words.iter().find_map(|word| eat(text, word))?.trim_start(),
    };
    let (count, rest) = leading_number(language, text)?;
    let rest = rest.trim_start();
    let read = |(unit, reach): &(&str, table::Unit)| {
        let rest = eat(rest, unit)?;
        let rest = match language.after {
            [] => rest,
            words => words.iter().find_map(|word| eat(rest.trim_start(), word))?,
        };
        Some((reach.ago(count), rest))
    };
    let found = language.units.iter().filter_map(read);
    found.min_by_key(|(_, rest)| rest.len())
}

fn leading_number<'a>(language: &Language, text: &'a str) -> Option<(i64, &'a str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=MAX_DIGITS).contains(&digits) {
        let (number, rest) = text.split_at(digits);
        return Some((number.parse().ok()?, rest));
    }
    let word = |(word, count): &(&str, i64)| Some((*count, eat(text, word)?));
    // `un'ora fa` has no blank behind its count.
    let is_apart = |(_, rest): &(i64, &str)| {
        let printed = text.get(..text.len() - rest.len()).unwrap_or_default();
        rest.starts_with(char::is_whitespace) || printed.ends_with(is_apostrophe)
    };
    language.numbers.iter().filter_map(word).find(is_apart)
}

/// What stands behind `words` at the head of a text, whatever their case; a blank stands for any run of blanks. Behind
/// the last letter no lowercase letter follows: the words are not the head of a longer one. Nor is the last letter a capital
/// behind a small one: it begins what is glued to the age, as in `il y a 1 minuteSANTA CRUZ`.
fn eat<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let mut rest = text;
    let mut last = (' ', ' ');
    for wanted in words.chars() {
        if wanted == ' ' {
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                return None;
            }
            rest = trimmed;
            last = (last.1, ' ');
            continue;
        }
        let found = rest.chars().next()?;
        if !is_same(found, wanted) {
            return None;
        }
        last = (last.1, found);
        rest = rest.get(found.len_utf8()..)?;
    }
    let goes_on = rest.chars().next().is_some_and(char::is_lowercase);
    let is_glued = last.0.is_lowercase() && last.1.is_uppercase();
    (!is_glued && (!goes_on || words.ends_with(is_apostrophe))).then_some(rest)
}

fn is_same(found: char, wanted: char) -> bool {
    if found.is_ascii() && wanted.is_ascii() {
        return found.eq_ignore_ascii_case(&wanted);
    }
    found.to_lowercase().eq(wanted.to_lowercase()) || is_apostrophe(found) && is_apostrophe(wanted)
}

fn is_apostrophe(letter: char) -> bool {
    "'’".contains(letter)
}

#[cfg(test)]
mod tests;
