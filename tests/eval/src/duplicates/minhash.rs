//! MinHash beside ours: each item joins the likest one before it, where the program is built with the references.

use std::collections::BTreeMap;

use super::stream::{Arrival, Score, Scores};
use crate::data::Half;

/// Thresholds of similarity that are tried, in percent.
const THRESHOLDS: std::ops::RangeInclusive<usize> = 2..=60;

/// The likest item before an item: its number, and the estimated Jaccard similarity.
pub type Likest = Option<(usize, f64)>;

/// The likest item before each of a stream, by body alone; `None` in a build without it.
#[cfg(not(feature = "references"))]
pub fn likest(_arrivals: &[Arrival<'_>]) -> Option<Vec<Likest>> {
    None
}

/// The likest item before each of a stream, by body alone; `None` in a build without it.
#[cfg(feature = "references")]
pub fn likest(arrivals: &[Arrival<'_>]) -> Option<Vec<Likest>> {
    use dateline_enricher::link::fingerprint::{normalise, strip};
    use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};

    /// Hashes of a signature, each a band of its own: the cut to a third of a text shares few.
    const HASHES: usize = 128;

    let hasher = MinHasher32::new(HASHES);
    let least = *THRESHOLDS.start() as f64 / 100.0;
    let mut index: MinHashIndex<u32, usize> = MinHashIndex::new(HASHES, 1, least);
    let mut likest = Vec::with_capacity(arrivals.len());
    for (number, arrival) in arrivals.iter().enumerate() {
        let normal = normalise(strip(&arrival.body));
        let signature =
            hasher.create_signature(shingles(&normal, arrival.source.language).into_iter());
        let found = index.query_owned_return_similarity(&signature).into_iter();
        // The oldest of equals, whatever the order in which the index names them.
        likest.push(found.max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0))));
        index.insert(number, signature);
    }
    Some(likest)
}

/// Three words in a row, or five characters where words are not parted.
#[cfg(feature = "references")]
fn shingles(normal: &str, language: &str) -> Vec<String> {
    let (tokens, length): (Vec<String>, usize) = if language == "zh" {
        (normal.chars().map(String::from).collect(), 5)
    } else {
        (normal.split(' ').map(str::to_owned).collect(), 3)
    };
    let shingles = tokens.windows(length.min(tokens.len()).max(1));
    shingles.map(|shingle| shingle.join(" ")).collect()
}

/// Scores of MinHash, by half and class and by half and seed.
#[derive(Debug, Default)]
pub struct OfMinHash {
    /// Recall.
    pub by_class: Scores,
    /// False hits.
    pub by_seed: BTreeMap<(Half, u64), Score>,
}

impl OfMinHash {
    fn found_of_tune(&self) -> usize {
        found_of_tune(&self.by_class)
    }

    /// Joins each item of a stream to the story of the likest one, from this similarity on.
    fn run(&mut self, arrivals: &[Arrival<'_>], likest: &[Likest], seed: u64, threshold: f64) {
        let mut stories = Vec::<usize>::with_capacity(arrivals.len());
        let mut homes = BTreeMap::<&str, usize>::new();
        for (number, (arrival, likest)) in arrivals.iter().zip(likest).enumerate() {
            let joined = likest.filter(|(_, similarity)| *similarity >= threshold);
            let story = joined.map_or(number, |(other, _)| stories[other]);
            stories.push(story);
            let source = &*arrival.source.id;
            let Some(class) = arrival.class else {
                homes.insert(source, story);
                continue;
            };
            let is_found = homes.get(source) == Some(&story);
            let founder = &arrivals[story].source.id;
            let score = Score {
                made: 1,
                found: usize::from(is_found),
                wrong: usize::from(!is_found && joined.is_some() && founder != source),
            };
            let half = arrival.source.half();
            self.by_class.entry((half, class)).or_default().add(score);
            self.by_seed.entry((half, seed)).or_default().add(score);
        }
    }
}

fn found_of_tune(scores: &Scores) -> usize {
    let of_tune = scores.iter().filter(|((half, _), _)| *half == Half::Tune);
    of_tune.map(|(_, score)| score.found).sum()
}

/// MinHash on these streams, at the highest threshold at which it finds as many variants of the tune half as we did, or,
/// if it never does, at the highest at which it finds most.
pub fn at_equal_recall(
    streams: &[(u64, Vec<Arrival<'_>>)],
    likest: &[Option<Vec<Likest>>],
    ours: &Scores,
) -> OfMinHash {
    let wanted = found_of_tune(ours);
    let mut best = OfMinHash::default();
    for percent in THRESHOLDS.rev() {
        let mut tried = OfMinHash::default();
        for ((seed, arrivals), likest) in streams.iter().zip(likest) {
            let likest = likest.as_deref().unwrap_or_default();
            tried.run(arrivals, likest, *seed, percent as f64 / 100.0);
        }
        if tried.found_of_tune() > best.found_of_tune() {
            best = tried;
        }
        if best.found_of_tune() >= wanted {
            break;
        }
    }
    best
}
