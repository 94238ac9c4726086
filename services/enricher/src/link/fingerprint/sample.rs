//! How few of a long text's fingerprints and numbers stand for all of them, so that no text makes a state record of more
//! than some four hundred bytes.
//!
//! Kept are the first ones, since excerpts are of the lead, and of the rest those with the smallest hashes. What is below
//! the largest kept hash of the rest, the bound, is kept of every text that it stands in: two samples are compared there.

use dateline_schemas::Fingerprints;

/// A sample of a text's hashes.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// Most hashes.
    pub most: usize,
    /// Those at the head of the text that are kept whatever they are.
    pub lead: usize,
}

/// Of fingerprints; the lead is about 30 words.
pub const SHINGLES: Sample = Sample { most: 48, lead: 12 };
/// Of numbers.
pub const NUMBERS: Sample = Sample { most: 10, lead: 4 };

impl Sample {
    /// Keeps hashes of a text, in their order. Doing it twice changes nothing.
    pub fn thin(self, hashes: &mut Vec<i64>) {
        if hashes.len() <= self.most {
            return;
        }
        let mut rest = hashes[self.lead..].to_vec();
        let (_, bound, _) = rest.select_nth_unstable(self.most - self.lead - 1);
        let (bound, mut position) = (*bound, 0);
        hashes.retain(|hash| {
            position += 1;
            position <= self.lead || *hash <= bound
        });
    }

    /// Up to this hash, all of the text are among those that were kept.
    pub fn bound(self, kept: impl ExactSizeIterator<Item = u32>) -> u32 {
        if kept.len() < self.most {
            return u32::MAX;
        }
        kept.skip(self.lead).max().unwrap_or(u32::MAX)
    }
}

/// Whether there is more than this release keeps, as in records of an older one.
pub const fn is_thick(prints: &Fingerprints) -> bool {
    prints.shingles.len() > SHINGLES.most || prints.numbers.len() > NUMBERS.most
}

/// What this release keeps of a record of an older one.
pub fn thinned(mut prints: Fingerprints) -> Fingerprints {
    SHINGLES.thin(&mut prints.shingles);
    NUMBERS.thin(&mut prints.numbers);
    prints
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bound_of(shingles: &[i64]) -> i64 {
        SHINGLES
            .bound(shingles.iter().map(|shingle| *shingle as u32))
            .into()
    }

    proptest! {
        #[test]
        fn a_sample_has_the_lead_and_all_up_to_its_bound(
            all in prop::collection::hash_set(any::<u32>(), 0..200)
        ) {
            let all: Vec<i64> = all.into_iter().map(i64::from).collect();
            let mut kept = all.clone();
            SHINGLES.thin(&mut kept);
            prop_assert_eq!(kept.len(), all.len().min(SHINGLES.most));
            let bound = bound_of(&kept);
            let expected = all.iter().enumerate().filter(|(position, shingle)| {
                kept.len() == all.len() || *position < SHINGLES.lead || **shingle <= bound
            });
            let expected: Vec<i64> = expected.map(|(_, shingle)| *shingle).collect();
            prop_assert_eq!(&kept, &expected, "in the order of the text");
            let mut again = kept.clone();
            SHINGLES.thin(&mut again);
            prop_assert_eq!(again, kept);
        }
    }

    #[test]
    fn what_was_kept_whole_has_no_bound() {
        for (count, expected) in [
            (0, i64::from(u32::MAX)),
            (SHINGLES.most - 1, i64::from(u32::MAX)),
            (SHINGLES.most, SHINGLES.most as i64 - 1),
        ] {
            let shingles: Vec<i64> = (0..count as i64).collect();
            assert_eq!(bound_of(&shingles), expected, "{count}");
        }
    }
}
