//! How much of one item's text stands in another: rare fingerprints, their order, numbers, time.

use dateline_schemas::DedupEvidence;

/// How an item and a member of the window compare.
#[derive(Debug, Clone, Default)]
pub struct Likeness {
    /// Fingerprints of the item.
    pub length: usize,
    /// Of the item.
    pub own: Side,
    /// Of the member.
    pub other: Side,
    /// Rare fingerprints of both, as positions in the item's text, ascending.
    pub shared: Vec<u32>,
    /// Of those, the ones that both have kept for their hash.
    pub shared_sampled: usize,
    /// Up to this hash both have kept everything.
    pub sampled: u32,
    /// Longest run of shared fingerprints that stand in the same order in both texts.
    pub longest_run: usize,
    /// Unbroken stretches of text, equal in both, that shared fingerprints stand in.
    pub stretches: usize,
    /// Share of the item's numbers that the member has; `None` without numbers.
    pub number_agreement: Option<f64>,
    /// The larger of the two shares of numbers, and the smaller count of numbers.
    pub numbers: (f64, usize),
    /// Whether both have one headline that few stories have.
    pub same_headline: bool,
    /// Milliseconds between the two.
    pub distance_ms: i64,
}

/// Rare fingerprints of one of two texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Side {
    /// All that were kept.
    pub rare: usize,
    /// Those that the other text would have kept if they stood in it: of the rest nobody knows.
    pub comparable: usize,
    /// Comparable ones that stand in both.
    pub shared: usize,
    /// Those up to the smaller bound, which stand for the whole text evenly.
    pub sampled: usize,
}

impl Side {
    /// Counts a rare fingerprint.
    pub fn count(&mut self, is_comparable: bool, is_sampled: bool) {
        self.rare += 1;
        self.comparable += usize::from(is_comparable);
        self.sampled += usize::from(is_sampled);
    }

    /// Share of the rare ones that the other text has, which shares so many: of those that nobody knows, as many as of
    /// the comparable ones, or of all that are known where the comparable ones are few.
    fn contained(self, shared: usize) -> f64 {
        let known = self.comparable + shared - self.shared.min(shared);
        let Some(of_known) = share(shared, known) else {
            return 0.0;
        };
        let likely = (self.shared as f64 + of_known) / (self.comparable as f64 + 1.0);
        let unknown = self.rare.saturating_sub(known) as f64;
        ((shared as f64 + likely * unknown) / self.rare as f64).min(1.0)
    }
}

impl Likeness {
    /// Counts a rare fingerprint of both.
    pub fn share(&mut self, shingle: u32, position: u32, bound: u32, bound_of_other: u32) {
        self.shared.push(position);
        self.own.shared += usize::from(shingle <= bound_of_other);
        self.other.count(shingle <= bound, shingle <= self.sampled);
        self.other.shared += usize::from(shingle <= bound);
        self.shared_sampled += usize::from(shingle <= self.sampled);
    }

    /// Share of the item's rare fingerprints that the member has.
    pub fn containment(&self) -> f64 {
        self.own.contained(self.shared.len())
    }

    /// Share of the member's rare fingerprints that the item has.
    pub fn containment_reverse(&self) -> f64 {
        self.other.contained(self.shared.len())
    }

    /// The smaller of the two shares: what each has of the other.
    pub fn containment_both_ways(&self) -> f64 {
        self.containment().min(self.containment_reverse())
    }

    /// The two shares by what was kept evenly over both texts, the lead as all the rest.
    pub fn even_shares(&self) -> (f64, f64) {
        let of = |side: Side| share(self.shared_sampled, side.sampled).unwrap_or(0.0);
        (of(self.own), of(self.other))
    }

    /// Fingerprints that the two would share if all were kept.
    pub fn shared_in_full(&self) -> f64 {
        let kept = (f64::from(self.sampled) + 1.0) / (f64::from(u32::MAX) + 1.0);
        (self.shared_sampled as f64 / kept).max(self.shared.len() as f64)
    }

    /// Whether the same part of the item's text stands in both members.
    pub fn overlaps(&self, other: &Self) -> bool {
        let both = self
            .shared
            .iter()
            .filter(|position| other.shared.binary_search(position).is_ok())
            .count();
        both * 2 >= self.shared.len().min(other.shared.len())
    }

    /// The evidence as the record says it.
    pub fn evidence(&self, method: &str) -> DedupEvidence {
        DedupEvidence {
            method: method.to_owned(),
            rare: self.own.rare as i64,
            shared: self.shared.len() as i64,
            longest_run: Some(self.longest_run as i64),
            number_agreement: self.number_agreement,
            time_distance_ms: self.distance_ms,
        }
    }
}

/// `part` of `whole`, at most 1; `None` of nothing.
pub fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64).min(1.0))
}
