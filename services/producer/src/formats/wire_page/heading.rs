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

/// Words behind those that name no section: "Meer over dit onderwerp".
const POINTERS: &[&str] = &["dit", "deze", "this", "these", "our", "onze"];

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

/// Most words of a section's name.
const MAX_WORDS: usize = 5;

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
    let line = line.strip_suffix(':').unwrap_or(line).trim_end();
    let bare = SECTIONS
        .iter()
        .any(|section| section.eq_ignore_ascii_case(line));
    if bare {
        return Some(Heading::Bare(line));
    }
    MORE.iter().find_map(|words| more(line, words))
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
    Some(Heading::More((!points).then_some(name)))
}
