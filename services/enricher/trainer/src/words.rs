//! Rows of whole words that tell two close languages apart where n-grams hardly do.

use dateline_enricher::annotate::language::{
    gram::{Key, LONGEST, WORD_END},
    groups::Group,
    table::SCALE,
};

/// The list: tag, tag of the other language, words.
const APART: &str = include_str!("../../data/source/words_apart.tsv");

/// How much such a word says for its language, and as much against the other, as a natural logarithm: seen e³ times as
/// often in the one. Its n-grams say most of it already.
const WEIGHT: f64 = 1.5;

/// Rows of the words whose two languages are in this group.
pub fn rows(group: &Group) -> Vec<(Key, Vec<i8>)> {
    let lane = |tag: &str| group.lane(tag);
    let mut rows = Vec::new();
    for line in APART.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let lanes = (columns.next().and_then(lane), columns.next().and_then(lane));
        let ((Some(of), Some(against)), Some(words)) = (lanes, columns.next()) else {
            continue;
        };
        let mut weights = vec![0; group.languages.len()];
        weights[of] = (WEIGHT * SCALE) as i8;
        weights[against] = -weights[of];
        rows.extend(words.split(' ').map(|word| (key(word), weights.clone())));
    }
    rows
}

/// The key of a whole word; longer than any n-gram, so that it is none's.
fn key(word: &str) -> Key {
    let mut symbols = vec![WORD_END];
    symbols.extend(word.to_lowercase().encode_utf16());
    symbols.push(WORD_END);
    assert!(symbols.len() > LONGEST, "{word} is an n-gram");
    Key::of(&symbols)
}

#[cfg(test)]
mod tests {
    use dateline_enricher::annotate::language::groups;

    use super::*;

    #[test]
    fn a_word_speaks_for_its_language_against_the_other_alone() {
        let latin = groups::ALL[0];
        let rows = rows(&latin);
        let lane = |tag: &str| latin.lane(tag).unwrap();
        let (_, weights) = rows
            .iter()
            .find(|(found, _)| *found == key("kerana"))
            .unwrap();
        assert_eq!((weights[lane("ms")], weights[lane("id")]), (24, -24));
        assert_eq!(weights.iter().filter(|weight| **weight != 0).count(), 2);
    }
}
