//! Serbian as it is written in Latin letters: its tables have it in Cyrillic.

use anyhow::Context;
use dateline_enricher::annotate::language::gram::LONGEST;
use rustc_hash::FxHashMap;

use crate::counts::Gram;

/// The list: a letter, and the one or two that stand for it.
const LETTERS: &str = include_str!("../../data/source/serbian_latin.tsv");

/// How often each n-gram stood in the corpus as it is in Latin letters. An n-gram in Latin lies in one in Cyrillic that is
/// no longer, and is counted where that one has no letter at either end which it does not need.
///
/// # Errors
/// A list that cannot be read.
pub fn in_latin(cyrillic: &FxHashMap<Gram, f64>) -> anyhow::Result<FxHashMap<Gram, f64>> {
    let lines = LETTERS.lines().filter(|line| !line.starts_with('#'));
    let spelled = lines.map(|line| {
        let (letter, latin) = line.split_once('\t').context("two columns")?;
        let letter = letter.encode_utf16().next().context("a letter")?;
        Ok((letter, latin.encode_utf16().collect()))
    });
    let spelled: FxHashMap<u16, Vec<u16>> = spelled.collect::<anyhow::Result<_>>()?;
    let mut counts = FxHashMap::default();
    for (gram, count) in cyrillic {
        let letters = gram.symbols();
        // Letters of other languages stay what they are.
        let spell = |letter: &u16| {
            spelled
                .get(letter)
                .cloned()
                .unwrap_or_else(|| vec![*letter])
        };
        let parts: Vec<Vec<u16>> = letters.iter().map(spell).collect();
        let all = parts.concat();
        let (first, last) = (parts[0].len(), parts[parts.len() - 1].len());
        for start in 0..first {
            for end in (all.len() - last + 1).max(start + 1)..=all.len() {
                if end - start <= LONGEST {
                    *counts.entry(Gram::of(&all[start..end])).or_insert(0.0) += count;
                }
            }
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts of the n-grams of a word.
    fn counted(word: &str) -> FxHashMap<Gram, f64> {
        let symbols: Vec<u16> = word.encode_utf16().collect();
        let mut counts = FxHashMap::default();
        for start in 0..symbols.len() {
            for end in start + 1..=symbols.len().min(start + LONGEST) {
                *counts.entry(Gram::of(&symbols[start..end])).or_insert(0.0) += 1.0;
            }
        }
        counts
    }

    #[test]
    fn counts_are_those_of_the_text_in_latin() {
        for (cyrillic, latin) in [
            ("љуљашка", "ljuljaška"),
            ("џеп", "džep"),
            ("њњ", "njnj"),
            ("мост", "most"),
        ] {
            assert_eq!(
                in_latin(&counted(cyrillic)).unwrap(),
                counted(latin),
                "{latin}"
            );
        }
    }
}
