//! Section headings: a line that ends what stands above it and names the section of what stands below.

/// Words that a heading of further items begins with, by language.
const MORE: &[&str] = &[
    // nl
    "Meer nieuws uit",
    "Meer nieuws over",
    "Nog meer uit",
    "Meer uit",
    "Meer in",
    "Meer over",
    "Ook in",
    // en
    "More news from",
    "More news on",
    "More from",
    "More in",
    "More on",
    "Also in",
    "Elsewhere in",
];

/// Words that stand before the name of a section of the table: "Meer Buitenland".
const MORE_OF: &[&str] = &["Meer", "More", "Overig", "Other"];

/// Headings of further items that name no section, by language.
const MORE_ALONE: &[&str] = &[
    // nl
    "Ander nieuws",
    "Kort nieuws",
    "Lees ook",
    "Meer nieuws",
    "Overig nieuws",
    // en
    "In brief",
    "More headlines",
    "More news",
    "More stories",
    "News in brief",
    "Other news",
    "Read also",
    "See also",
];

/// What sites print behind a heading that is a link.
const ARROWS: [char; 6] = [':', '»', '›', '>', '→', '▸'];

/// Words behind those that name no section: "Meer over dit onderwerp".
const POINTERS: &[&str] = &["dit", "deze", "this", "these", "our", "onze"];

/// Words that a section's name may begin with in small letters: "Meer uit de regio".
const ARTICLES: &[&str] = &["de", "het", "the"];

/// Sections that stand as headings by themselves, by language.
const SECTIONS: &[&str] = &[
    // nl
    "Binnenland",
    "Buitenland",
    "Cultuur",
    "Cultuur & Media",
    "Economie",
    "Entertainment",
    "Financieel",
    "Gezondheid",
    "Koningshuis",
    "Kunst",
    "Media",
    "Nieuws",
    "Onderwijs",
    "Opmerkelijk",
    "Politiek",
    "Regio",
    "Sport",
    "Tech",
    "Verkeer",
    "Wetenschap",
    // en
    "Arts",
    "Business",
    "Culture",
    "Domestic",
    "Economy",
    "Education",
    "Environment",
    "Europe",
    "Finance",
    "Foreign",
    "Health",
    "Home News",
    "International",
    "Lifestyle",
    "Markets",
    "News",
    "Oddities",
    "Politics",
    "Regional",
    "Science",
    "Sports",
    "Technology",
    "Travel",
    "UK",
    "US",
    "World",
    "World News",
];

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

/// The heading that a whole line is.
pub(super) fn parse(line: &str) -> Option<Heading<'_>> {
    if line.len() > MAX_BYTES {
        return None;
    }
    let line =
        line.trim_end_matches(|letter: char| ARROWS.contains(&letter) || letter.is_whitespace());
    if is_section(line) {
        return Some(Heading::Bare(line));
    }
    if MORE_ALONE
        .iter()
        .any(|words| words.eq_ignore_ascii_case(line))
    {
        return Some(Heading::More(None));
    }
    let of_section = MORE_OF.iter().find_map(|word| {
        let name = line.strip_prefix(word)?;
        (name.starts_with(char::is_whitespace) && is_section(name.trim())).then_some(name.trim())
    });
    if of_section.is_some() {
        return Some(Heading::More(of_section));
    }
    MORE.iter().find_map(|words| more(line, words))
}

fn is_section(name: &str) -> bool {
    SECTIONS
        .iter()
        .any(|section| section.eq_ignore_ascii_case(name))
}

fn more<'a>(line: &'a str, words: &str) -> Option<Heading<'a>> {
    let start = line.get(..words.len())?;
    let rest = line.get(words.len()..)?;
    // A heading begins with a capital or is in capitals; "meer uit" inside of a wrapped paragraph is none.
    let begins = start.starts_with(char::is_uppercase) && start.eq_ignore_ascii_case(words);
    let name = rest.trim();
    let ends_like_a_sentence = name.ends_with(['.', ',', ';', '!', '?', '"', '”', '…']);
    let few_words = (1..=MAX_WORDS).contains(&name.split_whitespace().count());
    if !begins || !rest.starts_with(char::is_whitespace) || ends_like_a_sentence || !few_words {
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

    #[test]
    fn a_heading_is_known_in_all_its_forms() {
        let cases = [
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
        for (line, expected) in cases {
            assert_eq!(parse(line), expected, "{line}");
        }
    }
}
