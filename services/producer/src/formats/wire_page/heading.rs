//! Section headings: a line that ends what stands above it and names the section of what stands below.

use std::{collections::HashSet, sync::LazyLock};

mod words;

use words::{ARTICLES, MORE, MORE_ALONE, MORE_OF, POINTERS, SECTIONS};

/// What sites print behind a heading that is a link.
const ARROWS: [char; 6] = [':', '»', '›', '>', '→', '▸'];

/// Most words of a section's name: more is a headline.
const MAX_WORDS: usize = 3;

/// Longest heading, in bytes.
const MAX_BYTES: usize = 80;

/// A line that is a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading<'a> {
    /// "Meer uit Buitenland": below stand teasers of the section, if it is named, and above ends the main text.
    More(Option<&'a str>),
    /// "Buitenland": a word that may just as well be a crumb of navigation or a cross-heading; its neighbours decide.
    Bare(&'a str),
}

/// Most lines of a page are no headings, and are told so by their first word or by one look-up.
static OPENINGS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let phrases = MORE.iter().chain(MORE_OF);
    phrases.map(|words| folded(first_word(words))).collect()
});
static ALONE: LazyLock<HashSet<String>> = LazyLock::new(|| folded_all(MORE_ALONE));
static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| folded_all(SECTIONS));

/// The heading that a whole line is.
pub(super) fn parse(line: &str) -> Option<Heading<'_>> {
    if line.len() > MAX_BYTES || !line.starts_with(char::is_alphabetic) {
        return None;
    }
    let line =
        line.trim_end_matches(|letter: char| ARROWS.contains(&letter) || letter.is_whitespace());
    let whole = folded(line);
    if NAMES.contains(&whole) {
        return Some(Heading::Bare(line));
    }
    if ALONE.contains(&whole) {
        return Some(Heading::More(None));
    }
    if !OPENINGS.contains(first_word(&whole)) {
        return None;
    }
    let of_section = MORE_OF.iter().find_map(|word| {
        let name = behind(line, word)?;
        (name.starts_with(char::is_whitespace) && is_section(name.trim())).then_some(name.trim())
    });
    if of_section.is_some() {
        return Some(Heading::More(of_section));
    }
    MORE.iter().find_map(|words| more(line, words))
}

fn is_section(name: &str) -> bool {
    NAMES.contains(&folded(name))
}

/// In small letters, and with the apostrophe of the typewriter.
fn folded(words: &str) -> String {
    let letters = words
        .chars()
        .map(|letter| if letter == '’' { '\'' } else { letter });
    letters.flat_map(char::to_lowercase).collect()
}

fn folded_all(list: &[&str]) -> HashSet<String> {
    list.iter().map(|words| folded(words)).collect()
}

fn first_word(words: &str) -> &str {
    words.split_whitespace().next().unwrap_or_default()
}

/// What stands behind words that begin with a capital.
fn behind<'a>(line: &'a str, words: &str) -> Option<&'a str> {
    let end = line.char_indices().nth(words.chars().count());
    let (start, rest) = line.split_at(end.map_or(line.len(), |(at, _)| at));
    let is_same = start.starts_with(char::is_uppercase) && folded(start) == folded(words);
    is_same.then_some(rest)
}

fn more<'a>(line: &'a str, words: &str) -> Option<Heading<'a>> {
    // A heading begins with a capital or is in capitals; "meer uit" inside of a wrapped paragraph is none.
    let rest = behind(line, words)?;
    let name = rest.trim();
    let ends_like_a_sentence = name.ends_with(['.', ',', ';', '!', '?', '"', '”', '…']);
    let few_words = (1..=MAX_WORDS).contains(&name.split_whitespace().count());
    if !rest.starts_with(char::is_whitespace) || ends_like_a_sentence || !few_words {
        return None;
    }
    let first = name.split_whitespace().next().unwrap_or_default();
    let points = POINTERS.iter().any(|word| first.eq_ignore_ascii_case(word));
    // A headline may begin with these words too: "Meer in beslag genomen".
    let article = ARTICLES.iter().any(|word| first.eq_ignore_ascii_case(word));
    let names = is_section(name) || points || article || first.starts_with(char::is_uppercase);
    names.then_some(Heading::More((!points).then_some(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, Option<Heading<'_>>)] = &[
        (
            "Meer uit Buitenland",
            Some(Heading::More(Some("Buitenland"))),
        ),
        (
            "Meer uit buitenland:",
            Some(Heading::More(Some("buitenland"))),
        ),
        (
            "MEER UIT BUITENLAND",
            Some(Heading::More(Some("BUITENLAND"))),
        ),
        (
            "Meer uit Buitenland »",
            Some(Heading::More(Some("Buitenland"))),
        ),
        ("Meer uit de regio", Some(Heading::More(Some("de regio")))),
        ("Meer Buitenland", Some(Heading::More(Some("Buitenland")))),
        ("More from World", Some(Heading::More(Some("World")))),
        ("More World News", Some(Heading::More(Some("World News")))),
        ("Meer over dit onderwerp", Some(Heading::More(None))),
        ("More news", Some(Heading::More(None))),
        ("Mehr aus Ausland", Some(Heading::More(Some("Ausland")))),
        ("Mehr aus dem Ausland", Some(Heading::More(Some("Ausland")))),
        (
            "MEHR ÜBER WIRTSCHAFT",
            Some(Heading::More(Some("WIRTSCHAFT"))),
        ),
        ("Mehr zum Thema", Some(Heading::More(None))),
        ("Mehr zu diesem Thema", Some(Heading::More(None))),
        ("Weitere Meldungen:", Some(Heading::More(None))),
        (
            "Plus d'actualités International",
            Some(Heading::More(Some("International"))),
        ),
        (
            "PLUS D’ACTUALITÉS MONDE",
            Some(Heading::More(Some("MONDE"))),
        ),
        ("Plus de Sciences", Some(Heading::More(Some("Sciences")))),
        ("À lire aussi", Some(Heading::More(None))),
        (
            "Más de Internacional",
            Some(Heading::More(Some("Internacional"))),
        ),
        ("MÁS DE ECONOMÍA", Some(Heading::More(Some("ECONOMÍA")))),
        ("Más sobre este tema", Some(Heading::More(None))),
        ("Altro da Esteri", Some(Heading::More(Some("Esteri")))),
        ("Altre notizie", Some(Heading::More(None))),
        ("Mais de Mundo", Some(Heading::More(Some("Mundo")))),
        ("Leia também", Some(Heading::More(None))),
        ("Économie", Some(Heading::Bare("Économie"))),
        ("Mehr als 100 Tote", None),
        ("Mehr aus Angst als aus Liebe", None),
        ("Plus de 100 morts", None),
        ("Plus de peur que de mal", None),
        ("Más de la mitad", None),
        ("Más de Mil Muertos", None),
        ("Altro che vacanza", None),
        ("Mais de cem feridos", None),
        ("Buitenland", Some(Heading::Bare("Buitenland"))),
        ("ECONOMIE:", Some(Heading::Bare("ECONOMIE"))),
        (
            "Meer uit Buitenland volgt later vandaag nog op deze plaats",
            None,
        ),
        ("Meer uit de hoge hoed kwam er niet.", None),
        ("Meer in beslag genomen", None),
        ("More from Harbour master than expected", None),
        ("meer uit gewoonte", None),
        ("Meer uitstel gevraagd", None),
        ("Meer uit", None),
        ("More people vote", None),
        ("Buitenlander", None),
        ("", None),
    ];

    #[test]
    fn a_heading_is_known_in_all_its_forms() {
        for (line, expected) in CASES {
            assert_eq!(parse(line), *expected, "{line}");
        }
    }
}
