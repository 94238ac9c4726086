//! Probabilities out of scores, calibrated.

use super::model::{self, Scores};

/// A language that is this probable is not doubted.
pub const SURE: f64 = 0.98;

/// Units of the scores in a natural logarithm.
const SCALE: f64 = 16.0;

/// N-grams of one text repeat each other, and the more so the longer it is: the logarithms are divided by
/// `BASE · symbols^GROWTH`. Chosen on the tune half of lingua's sentences, word pairs and single words
/// (`make eval PARTS=language` shows the calibration on both halves).
const BASE: f64 = 1.0;
const GROWTH: f64 = 0.3;

/// How much more probable a declared language is than another before the text is read: e^3 times.
const PRIOR: f64 = 3.0;

/// Steps in which probabilities are told.
const STEPS: f64 = 10_000.0;

/// The likeliest languages of a text.
#[derive(Debug, Clone, Copy)]
pub struct Ranking {
    /// The likeliest, with its probability.
    pub first: (&'static str, f64),
    /// The next one.
    pub second: Option<(&'static str, f64)>,
}

impl Ranking {
    /// Ranks the configured languages of a group; with a declared language that is likelier from the start. `None` where
    /// none of them is configured, or there is nothing to go by.
    pub fn of(
        group: usize,
        scores: &Scores,
        configured: &[&'static str],
        declared: Option<&str>,
    ) -> Option<Self> {
        if scores.symbols == 0 {
            return None;
        }
        let divisor = SCALE * (BASE * (scores.symbols as f64).powf(GROWTH)).max(1.0);
        let languages = model::group(group).languages.iter().zip(scores.lanes);
        let mut ranked = [("", f64::NEG_INFINITY); 2];
        let mut logs = [f64::NEG_INFINITY; super::LANGUAGES.len()];
        for (log, ((tag, _), score)) in logs.iter_mut().zip(languages) {
            if !configured.contains(tag) {
                continue;
            }
            let prior = if declared == Some(*tag) { PRIOR } else { 0.0 };
            *log = f64::from(score) / divisor + prior;
            if *log > ranked[0].1 {
                ranked = [(*tag, *log), ranked[0]];
            } else if *log > ranked[1].1 {
                ranked[1] = (*tag, *log);
            }
        }
        let [first, second] = ranked;
        if first.0.is_empty() {
            return None;
        }
        let total: f64 = logs.iter().map(|log| (log - first.1).exp()).sum();
        let probability = |log: f64| ((log - first.1).exp() / total * STEPS).round() / STEPS;
        Some(Self {
            first: (first.0, probability(first.1)),
            second: (!second.0.is_empty()).then(|| (second.0, probability(second.1))),
        })
    }

    /// Whether two parts of a text are surely in different languages.
    pub fn differs_clearly(&self, other: &Self) -> bool {
        let is_sure = self.first.1 >= SURE && other.first.1 >= SURE;
        is_sure && self.first.0 != other.first.0
    }
}
