//! Items of texts of our own in four languages.

use dateline_schemas::WireItem;

/// Texts: a headline and a body on a line each, and an empty line.
const TEXTS: [&str; 4] = [
    include_str!("../../texts/nl.txt"),
    include_str!("../../texts/de.txt"),
    include_str!("../../texts/fr.txt"),
    include_str!("../../texts/es.txt"),
];
/// Texts that name places, as wires do; those above name places that there are not.
const WIRES: &str = include_str!("../../texts/wires.txt");
/// Bytes of an item at least.
const ITEM_BYTES: usize = 1_150;

/// Items of about 1.2 KB.
pub fn whole() -> Vec<WireItem> {
    TEXTS.iter().flat_map(|texts| made_of(texts)).collect()
}

/// Items of about 1.2 KB that name places.
pub fn with_places() -> Vec<WireItem> {
    made_of(WIRES)
}

/// Items that are a headline alone.
pub fn headlines() -> Vec<WireItem> {
    let headline = |(headline, _): (&str, &str)| WireItem {
        headline: Some(headline.to_owned()),
        ..WireItem::default()
    };
    let pairs = TEXTS.iter().flat_map(|texts| pairs(texts));
    pairs.map(headline).collect()
}

/// Pairs of a headline and a body.
fn pairs(texts: &str) -> impl Iterator<Item = (&str, &str)> {
    texts
        .split("\n\n")
        .filter_map(|text| text.trim().split_once('\n'))
}

/// Each text with as many of those behind it as make an item.
fn made_of(texts: &str) -> Vec<WireItem> {
    let pairs: Vec<_> = pairs(texts).collect();
    let item = |first: usize| {
        let mut body = String::new();
        let following = pairs.iter().cycle().skip(first);
        for (_, text) in following {
            if body.len() >= ITEM_BYTES {
                break;
            }
            let end = text
                .char_indices()
                .map(|(at, _)| at)
                .find(|at| body.len() + at >= ITEM_BYTES);
            body += &text[..end.unwrap_or(text.len())];
            body.push(' ');
        }
        WireItem {
            headline: Some(pairs[first].0.to_owned()),
            body: Some(body),
            ..WireItem::default()
        }
    };
    (0..pairs.len()).map(item).collect()
}
