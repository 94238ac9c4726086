//! Rows out of counts: what an n-gram says for and against each language of a group.

use dateline_enricher::annotate::language::{gram::Key, table::SCALE};
use rustc_hash::FxHashMap;

use crate::counts::{Counts, Gram};

/// Strength of Witten-Bell smoothing: how much a context's kinds weigh against its counts.
const STRENGTH: f64 = 3.0;
/// Share of the languages' mean probability below which none is taken to be: a language's corpus is not the language.
const FLOOR: f64 = 0.03;
/// Probability of a letter that no corpus has.
const UNSEEN: f64 = 1e-5;

/// An n-gram that may become a row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    gram: Gram,
    /// Mean over the languages of how often it is among their n-grams.
    frequency: f64,
}

/// N-grams that are at least this frequent on average over the languages.
pub fn candidates(languages: &[Counts], least: f64) -> Vec<Candidate> {
    let mut frequencies: FxHashMap<Gram, f64> = FxHashMap::default();
    for counts in languages {
        let (total, _) = counts.behind(Gram::default());
        let unit = 1.0 / total / languages.len() as f64;
        for (gram, count) in counts.grams() {
            *frequencies.entry(gram).or_default() += count * unit;
        }
    }
    let frequent = frequencies
        .into_iter()
        .filter(|(_, frequency)| *frequency >= least);
    frequent
        .map(|(gram, frequency)| Candidate { gram, frequency })
        .collect()
}

/// A row: its key, that of the n-gram it is longer than by a symbol in front, its weights and how much it is worth.
#[derive(Debug)]
pub struct Row {
    /// The n-gram.
    pub gram: Gram,
    /// Its key.
    pub key: Key,
    /// Weight for each language.
    pub weights: Vec<i8>,
    /// How much it says: frequency × mean square of the weights.
    pub worth: f64,
}

/// The row of an n-gram: log P(last | all before it) − log P(last | all but the first before it), centred.
pub fn row(candidate: Candidate, languages: &[Counts]) -> Row {
    let Candidate { gram, frequency } = candidate;
    let long = floored(
        languages
            .iter()
            .map(|counts| probability(counts, gram))
            .collect(),
    );
    let mut weights: Vec<f64> = long.iter().map(|p| p.ln()).collect();
    if gram.len() > 1 {
        let shorter = gram.without_first();
        let short = floored(
            languages
                .iter()
                .map(|counts| probability(counts, shorter))
                .collect(),
        );
        for (weight, p) in weights.iter_mut().zip(short) {
            *weight -= p.ln();
        }
    }
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    for weight in &mut weights {
        *weight -= mean;
    }
    let mean_square =
        weights.iter().map(|weight| weight * weight).sum::<f64>() / weights.len() as f64;
    Row {
        gram,
        key: Key::of(&gram.symbols()),
        weights: weights
            .iter()
            .map(|weight| (weight * SCALE).round().clamp(-127.0, 127.0) as i8)
            .collect(),
        worth: frequency * mean_square,
    }
}

/// P(last | the rest), smoothed after Witten and Bell: the fewer kinds follow a context, the more its counts are believed.
fn probability(counts: &Counts, gram: Gram) -> f64 {
    if gram == Gram::default() {
        return UNSEEN;
    }
    let shorter = probability(counts, gram.without_first());
    let (total, kinds) = counts.behind(gram.without_last());
    if total == 0.0 {
        return shorter;
    }
    (counts.of(gram) + STRENGTH * kinds * shorter) / (total + STRENGTH * kinds)
}

fn floored(mut probabilities: Vec<f64>) -> Vec<f64> {
    let floor = FLOOR * probabilities.iter().sum::<f64>() / probabilities.len() as f64;
    for p in &mut probabilities {
        *p = p.max(floor);
    }
    probabilities
}
