//! Teletype: what the formats of the teleprinter's age share, IPTC 7901 and ANPA 1312: control characters and what
//! gateways make of them, lines that are paragraphs, datelines, dates in words, embargoes.

pub(super) mod control;
pub(super) mod dateline;
pub(super) mod embargo;
pub(super) mod loose;
pub(super) mod paragraphs;
pub(super) mod zone;

/// Whether a text begins with words that are given in small letters, however it prints them.
pub(super) fn begins(text: &str, words: &str) -> bool {
    behind(text, words).is_some()
}

/// Whether a text is these words, given in small letters.
pub(super) fn is(text: &str, words: &str) -> bool {
    behind(text, words) == Some("")
}

/// What stands behind words that a text begins with.
fn behind<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let mut letters = text.chars();
    let mut wanted = words.chars();
    while !wanted.as_str().is_empty() {
        for lower in letters.next()?.to_lowercase() {
            wanted.next().filter(|letter| *letter == lower)?;
        }
    }
    Some(letters.as_str())
}

#[cfg(test)]
mod tests;
