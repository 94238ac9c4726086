//! Probabilities out of scores, calibrated.

use super::{
    groups::{Group, WIDE},
    model::{self, Scores},
    table::SCALE,
};

/// A language that is this probable is not doubted.
pub const SURE: f64 = 0.98;

/// N-grams of one text repeat each other, and the more so the longer it is: the logarithms are divided by
/// `symbols^GROWTH`. Chosen on the tune half of lingua's sentences, word pairs and single words
/// (`make eval PARTS=language` shows the calibration on both halves).
const GROWTH: f64 = 0.3;

/// How much more probable a declared language is than another before the text is read: e^3 times.
const PRIOR: f64 = 3.0;

/// Steps in which probabilities are told.
const STEPS: f64 = 10_000.0;
/// Logarithm of the share of the likeliest below which a language changes no probability in its last place.
const NEGLIGIBLE: f64 = -20.0;

/// The likeliest languages of a text.
#[derive(Debug, Clone, Copy)]
pub struct Ranking {
    /// The likeliest, with its probability.
    pub first: (&'static str, f64),
    /// The next one.
    pub second: Option<(&'static str, f64)>,
}

impl Ranking {
    /// Ranks the languages of a group whose lanes are wanted; with a declared language that is likelier from the start.
    /// `None` where none of them is wanted, or there is nothing to go by.
    pub fn of(
        group: usize,
        scores: &Scores,
        wanted: Lanes,
        declared: Option<&str>,
    ) -> Option<Self> {
        if scores.symbols == 0 {
            return None;
        }
        let divisor = SCALE * (scores.symbols as f64).powf(GROWTH);
        let languages = model::group(group).languages;
        let mut logs = [f64::NEG_INFINITY; WIDE];
        let (mut first, mut second) = (None, None);
        let lanes = languages.iter().enumerate();
        for (lane, language) in lanes.filter(|(lane, _)| wanted.contain(*lane)) {
            let is_declared = declared == Some(language.tag);
            let prior = language.prior + if is_declared { PRIOR } else { 0.0 };
            logs[lane] = f64::from(scores.lanes[lane]) / divisor + prior;
            // The first of equal ones, so that the order of the lanes decides and not chance.
            let is_above =
                |other: Option<usize>| other.is_none_or(|other| logs[lane] > logs[other]);
            if is_above(first) {
                second = first.replace(lane);
            } else if is_above(second) {
                second = Some(lane);
            }
        }
        let first = first?;
        let gaps = logs.iter().map(|log| log - logs[first]);
        let total: f64 = gaps.filter(|gap| *gap > NEGLIGIBLE).map(f64::exp).sum();
        let told = |lane: usize| {
            let probability = (logs[lane] - logs[first]).exp() / total;
            (languages[lane].tag, (probability * STEPS).round() / STEPS)
        };
        Some(Self {
            first: told(first),
            second: second.map(told),
        })
    }

    /// Whether two parts of a text are surely in different languages.
    pub fn differs_clearly(&self, other: &Self) -> bool {
        let is_sure = self.first.1 >= SURE && other.first.1 >= SURE;
        is_sure && self.first.0 != other.first.0
    }
}

/// A set of a group's lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lanes(u32);

impl Lanes {
    /// Those of these languages.
    pub fn of(group: &Group, tags: &[&str]) -> Self {
        let lanes = group.languages.iter().enumerate();
        let wanted = lanes.filter(|(_, language)| tags.contains(&language.tag));
        Self(wanted.fold(0, |bits, (lane, _)| bits | 1 << lane))
    }

    const fn contain(self, lane: usize) -> bool {
        self.0 >> lane & 1 == 1
    }

    /// Which of them scores most.
    pub fn likeliest(self, scores: &Scores) -> Option<usize> {
        let wanted = (0..WIDE).filter(|lane| self.contain(*lane));
        wanted.max_by_key(|lane| scores.lanes[*lane])
    }
}
