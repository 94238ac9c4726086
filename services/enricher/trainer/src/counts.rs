//! How often each n-gram stood in a language's corpus, with the ends of words.

use anyhow::{Context, ensure};
use dateline_enricher::annotate::language::gram::{LONGEST, WORD_END};
use rustc_hash::FxHashMap;

use crate::spelling;

/// Bits of a symbol in an [`Gram`].
const SYMBOL_BITS: u32 = 16;

/// Up to five symbols, the last one lowest; never 0 inside, so that its length shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Gram(u128);

impl Gram {
    /// The gram of these symbols, five at most.
    pub fn of(symbols: &[u16]) -> Self {
        let symbols = symbols.iter();
        symbols.fold(Self::default(), |gram, symbol| gram.then(*symbol))
    }

    /// The gram with this symbol behind it.
    pub const fn then(self, symbol: u16) -> Self {
        Self(self.0 << SYMBOL_BITS | symbol as u128)
    }

    /// How many symbols it has.
    pub const fn len(self) -> usize {
        ((u128::BITS - self.0.leading_zeros()).div_ceil(SYMBOL_BITS)) as usize
    }

    /// The gram without its first symbol.
    pub const fn without_first(self) -> Self {
        let kept = (self.len() as u32 - 1) * SYMBOL_BITS;
        Self(self.0 & ((1 << kept) - 1))
    }

    /// The gram without its last symbol.
    pub const fn without_last(self) -> Self {
        Self(self.0 >> SYMBOL_BITS)
    }

    /// The gram with a word's end in front of it.
    const fn at_start(self) -> Self {
        Self(self.0 | (WORD_END as u128) << (SYMBOL_BITS * self.len() as u32))
    }

    /// Its symbols, first to last.
    pub fn symbols(self) -> Vec<u16> {
        let places = (0..self.len() as u32).rev();
        let symbol = |place| (self.0 >> (place * SYMBOL_BITS)) as u16;
        places.map(symbol).collect()
    }
}

/// Counts of one language.
#[derive(Debug, Default)]
pub struct Counts {
    grams: FxHashMap<Gram, f64>,
    /// For what stands in front of a symbol: how often, and how many symbols there are behind it.
    contexts: FxHashMap<Gram, (f64, f64)>,
}

impl Counts {
    /// Counts out of the conditional probabilities of lingua's table: natural logarithms of count(g) / count(g without
    /// its last letter), of single letters by the size of the corpus. With `in_latin`, of the corpus in Latin letters.
    ///
    /// # Errors
    /// A table whose probabilities are not such quotients.
    pub fn from_probabilities(table: &fst::Map<Vec<u8>>, in_latin: bool) -> anyhow::Result<Self> {
        let mut by_length: [Vec<(Gram, f64)>; LONGEST] = Default::default();
        let mut stream = table.stream();
        while let Some((key, bits)) = fst::Streamer::next(&mut stream) {
            let text = std::str::from_utf8(key)?;
            // A letter beyond the BMP is in no word of these languages.
            let Some(symbols) = text
                .chars()
                .map(|c| u16::try_from(u32::from(c)).ok())
                .collect::<Option<Vec<_>>>()
            else {
                continue;
            };
            let gram = Gram::of(&symbols);
            let of_length = by_length.get_mut(symbols.len() - 1);
            of_length
                .context("an n-gram of more than five letters")?
                .push((gram, f64::from_bits(bits).exp()));
        }
        let size = corpus_size(&by_length[0])?;
        let mut letters: FxHashMap<Gram, f64> = FxHashMap::default();
        for grams in &by_length {
            for (gram, probability) in grams {
                let before = match gram.len() {
                    1 => size,
                    _ => *letters
                        .get(&gram.without_last())
                        .context("an n-gram without its beginning")?,
                };
                letters.insert(*gram, (before * probability).round());
            }
        }
        if in_latin {
            letters = spelling::in_latin(&letters)?;
        }
        Ok(Self::with_word_ends(&letters))
    }

    /// Adds the n-grams with ends of words, by inclusion and exclusion: what is in front of no letter ends a word.
    fn with_word_ends(letters: &FxHashMap<Gram, f64>) -> Self {
        let mut starts = FxHashMap::default();
        let mut ends = FxHashMap::default();
        let mut words = FxHashMap::default();
        for (gram, count) in letters {
            if gram.len() < LONGEST {
                *starts.entry(*gram).or_insert(0.0) += count;
                *ends.entry(*gram).or_insert(0.0) += count;
            }
            if gram.len() < LONGEST - 1 {
                *words.entry(*gram).or_insert(0.0) += count;
            }
            if gram.len() > 1 {
                let (behind, before) = (gram.without_first(), gram.without_last());
                *starts.entry(behind).or_insert(0.0) -= count;
                *ends.entry(before).or_insert(0.0) -= count;
                if gram.len() < LONGEST {
                    *words.entry(behind).or_insert(0.0) -= count;
                    *words.entry(before).or_insert(0.0) -= count;
                }
            }
            if gram.len() > 2 {
                *words
                    .entry(gram.without_first().without_last())
                    .or_insert(0.0) += count;
            }
        }
        let mut counts = Self {
            grams: letters.clone(),
            ..Self::default()
        };
        counts.add(starts, Gram::at_start);
        counts.add(ends, |gram| gram.then(WORD_END));
        counts.add(words, |gram| gram.at_start().then(WORD_END));
        let word_count = letters.keys().filter(|gram| gram.len() == 1);
        let word_count: f64 = word_count.map(|gram| counts.of(gram.then(WORD_END))).sum();
        counts
            .grams
            .insert(Gram::default().then(WORD_END), word_count);
        for (gram, count) in &counts.grams {
            let (total, kinds) = counts.contexts.entry(gram.without_last()).or_default();
            *total += count;
            *kinds += 1.0;
        }
        counts
    }

    fn add(&mut self, counted: FxHashMap<Gram, f64>, bounded: impl Fn(Gram) -> Gram) {
        let counted = counted.into_iter().filter(|(_, count)| *count > 0.0);
        self.grams
            .extend(counted.map(|(gram, count)| (bounded(gram), count)));
    }

    /// How often an n-gram was seen.
    pub fn of(&self, gram: Gram) -> f64 {
        self.grams.get(&gram).copied().unwrap_or_default()
    }

    /// How often something stood behind this, and how many different symbols did.
    pub fn behind(&self, context: Gram) -> (f64, f64) {
        self.contexts.get(&context).copied().unwrap_or_default()
    }

    /// All n-grams that were seen.
    pub fn grams(&self) -> impl Iterator<Item = (Gram, f64)> {
        self.grams.iter().map(|(gram, count)| (*gram, *count))
    }
}

/// The smallest size of a corpus in which each letter was seen a whole number of times.
fn corpus_size(letters: &[(Gram, f64)]) -> anyhow::Result<f64> {
    let rarest = letters
        .iter()
        .map(|(_, probability)| *probability)
        .reduce(f64::min);
    let rarest = rarest.context("a table without letters")?;
    let is_whole = |size: &f64| {
        letters.iter().all(|(_, probability)| {
            let count = probability * size;
            (count - count.round()).abs() < 0.01
        })
    };
    let sizes = (1..=1000).map(|seen| (f64::from(seen) / rarest).round());
    let size = sizes.into_iter().find(is_whole);
    ensure!(size.is_some(), "no corpus gives these probabilities");
    size.context("checked")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gram(text: &str) -> Gram {
        text.encode_utf16().fold(Gram::default(), Gram::then)
    }

    #[test]
    fn counts_and_word_ends_come_back_from_probabilities() {
        let words = ["aba", "ab", "b", "abcab", "ab"];
        let mut seen: FxHashMap<String, f64> = FxHashMap::default();
        for word in words {
            for first in 0..word.len() {
                for end in first + 1..=word.len() {
                    *seen.entry(word[first..end].to_owned()).or_default() += 1.0;
                }
            }
        }
        let size: f64 = seen
            .iter()
            .filter(|(g, _)| g.len() == 1)
            .map(|(_, c)| c)
            .sum();
        let mut keys: Vec<&String> = seen.keys().collect();
        keys.sort();
        let entries = keys.into_iter().map(|g| {
            let before = if g.len() == 1 {
                size
            } else {
                seen[&g[..g.len() - 1]]
            };
            (g.clone(), (seen[g] / before).ln().to_bits())
        });
        let counts =
            Counts::from_probabilities(&fst::Map::from_iter(entries).unwrap(), false).unwrap();
        let table = [
            ("ab", 5.0),
            (" ab", 4.0),
            ("ab ", 3.0),
            (" ab ", 2.0),
            (" b ", 1.0),
            (" ", 5.0),
            ("abc", 1.0),
            ("c ", 0.0),
            (" aba ", 1.0),
        ];
        for (text, expected) in table {
            assert_eq!(counts.of(gram(text)), expected, "{text:?}");
        }
        assert_eq!(counts.behind(gram("ab")), (5.0, 3.0));
        assert_eq!(gram(" ab").symbols(), [32, 97, 98]);
    }
}
