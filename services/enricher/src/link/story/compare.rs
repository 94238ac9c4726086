//! How much of one item's text stands in another: rare fingerprints, their order, numbers, time.

use dateline_schemas::{DedupEvidence, Fingerprints, Timestamp};
use rustc_hash::FxHashMap;

use crate::link::window::{Found, Member, View};

/// A fingerprint is rare if at most so many stories of the window have it.
const RARE_STORIES_MAX: usize = 3;
/// Members that are compared in full: the likeliest of each of so many stories.
const COMPARED_STORIES_MAX: usize = 4;

/// An item's fingerprints against the window.
pub struct Profile<'a> {
    view: View<'a>,
    received_at: Timestamp,
    /// Slot of the item's earlier revision, which it will replace: neither counted nor compared.
    own: Option<u32>,
    /// By fingerprint: position in the text, and whether it is rare.
    shingles: FxHashMap<u32, (u32, bool)>,
    rare: usize,
    numbers: Vec<u32>,
    /// Hash of the headline, where few stories of the window have it.
    headline: Option<i64>,
    /// A slot for each rare fingerprint that its member shares.
    hits: Vec<u32>,
}

/// How an item and a member of the window compare.
#[derive(Debug, Clone)]
pub struct Likeness {
    /// Fingerprints of the item.
    pub length: usize,
    /// Rare fingerprints of the item.
    pub rare: usize,
    /// Rare fingerprints of the member.
    pub rare_of_other: usize,
    /// Rare fingerprints of both, as positions in the item's text, ascending.
    pub shared: Vec<u32>,
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

impl<'a> Profile<'a> {
    /// Looks an item's fingerprints up in the window.
    pub fn new(
        view: View<'a>,
        prints: &Fingerprints,
        received_at: Timestamp,
        own: Option<u32>,
    ) -> Self {
        let mut profile = Self {
            view,
            received_at,
            own,
            shingles: FxHashMap::with_capacity_and_hasher(
                prints.shingles.len(),
                Default::default(),
            ),
            rare: 0,
            numbers: prints.numbers.iter().map(|number| *number as u32).collect(),
            headline: None,
            hits: Vec::new(),
        };
        view.warm(prints.shingles.iter().map(|shingle| *shingle as u32));
        for (position, shingle) in prints.shingles.iter().enumerate() {
            profile.look_up(*shingle as u32, position as u32);
        }
        profile.hits.sort_unstable();
        profile.headline = prints
            .headline_hash
            .filter(|hash| profile.is_rare_headline(*hash));
        profile
    }

    fn is_rare_headline(&self, hash: i64) -> bool {
        let mut stories = Stories::default();
        let mut posted = self.view.by_headline(hash);
        posted.all(|found| Some(found.slot) == self.own || stories.are_few_with(found.member.story))
    }

    /// Whether another member has the item's headline, so that a text shared with one that has not may be borrowed.
    pub fn is_headed_elsewhere(&self) -> bool {
        let mut posted = self
            .headline
            .into_iter()
            .flat_map(|hash| self.view.by_headline(hash));
        posted.any(|found| Some(found.slot) != self.own)
    }

    fn has_headline_of(&self, member: &Member) -> bool {
        self.headline.is_some() && self.headline == member.headline_hash()
    }

    fn look_up(&mut self, shingle: u32, position: u32) {
        let before = self.hits.len();
        let mut stories = Stories::default();
        for found in self.posted(shingle) {
            self.hits.push(found.slot);
            if !stories.are_few_with(found.member.story) {
                self.hits.truncate(before);
                break;
            }
        }
        let is_rare = stories.are_few();
        self.rare += usize::from(is_rare);
        self.shingles.insert(shingle, (position, is_rare));
    }

    fn posted(&self, shingle: u32) -> impl Iterator<Item = Found<'a>> + use<'a> {
        let own = self.own;
        self.view
            .by_shingle(shingle)
            .filter(move |found| Some(found.slot) != own)
    }

    fn is_rare(&self, shingle: u32) -> bool {
        let mut stories = Stories::default();
        self.posted(shingle)
            .all(|found| stories.are_few_with(found.member.story))
    }

    /// The member of each story that shares most rare fingerprints, most first, and how it compares. It shares at least
    /// so many, or the headline and so many.
    pub fn likest(
        &self,
        shared_min: usize,
        shared_min_headed: usize,
    ) -> Vec<(Found<'a>, Likeness)> {
        let mut best = FxHashMap::<u32, Candidate<'a>>::default();
        let shared = self.hits.chunk_by(|one, other| one == other);
        for slots in shared.filter(|slots| slots.len() >= shared_min_headed) {
            let Some(found) = slots.first().and_then(|slot| self.view.by_slot(*slot)) else {
                continue;
            };
            let candidate = Candidate {
                has_headline: self.has_headline_of(found.member),
                shared: slots.len(),
                found,
            };
            if candidate.shared < shared_min && !candidate.has_headline {
                continue;
            }
            let entry = best.entry(found.member.story).or_insert(candidate);
            if candidate.order(entry).is_lt() {
                *entry = candidate;
            }
        }
        let mut best: Vec<_> = best.into_values().collect();
        best.sort_unstable_by(Candidate::order);
        best.truncate(COMPARED_STORIES_MAX);
        best.into_iter()
            .map(|candidate| (candidate.found, self.compare(candidate.found.member)))
            .collect()
    }

    /// Compares the item with a member in full.
    pub fn compare(&self, member: &Member) -> Likeness {
        let mut likeness = Likeness {
            length: self.shingles.len(),
            rare: self.rare,
            rare_of_other: 0,
            shared: Vec::new(),
            longest_run: 0,
            stretches: 0,
            number_agreement: None,
            numbers: (0.0, 0),
            same_headline: self.has_headline_of(member),
            distance_ms: (self.received_at.as_millis() - member.received_at.as_millis()).abs(),
        };
        self.view.warm(member.shingles());
        // Run of rare ones in order; position of the fingerprint before, if it is shared; whether its stretch counts yet.
        let (mut run, mut before, mut is_counted) = (0, None, false);
        for shingle in member.shingles() {
            let Some(&(position, is_rare)) = self.shingles.get(&shingle) else {
                likeness.rare_of_other += usize::from(self.is_rare(shingle));
                before = None;
                continue;
            };
            is_counted &= before.is_some_and(|before: u32| before + 1 == position);
            before = Some(position);
            if is_rare {
                likeness.stretches += usize::from(!is_counted);
                is_counted = true;
                let follows = likeness.shared.last().is_some_and(|last| *last < position);
                run = if follows { run + 1 } else { 1 };
                likeness.longest_run = likeness.longest_run.max(run);
                likeness.rare_of_other += 1;
                likeness.shared.push(position);
            }
        }
        likeness.shared.sort_unstable();
        self.compare_numbers(member, &mut likeness);
        likeness
    }

    fn compare_numbers(&self, member: &Member, likeness: &mut Likeness) {
        let of_other = member.numbers().len();
        let shared = member
            .numbers()
            .filter(|number| self.numbers.contains(number))
            .count();
        let fewer = self.numbers.len().min(of_other);
        likeness.number_agreement = share(shared, self.numbers.len());
        likeness.numbers = (share(shared, fewer).unwrap_or(1.0), fewer);
    }
}

impl Likeness {
    /// Share of the item's rare fingerprints that the member has.
    pub fn containment(&self) -> f64 {
        share(self.shared.len(), self.rare).unwrap_or(0.0)
    }

    /// Share of the member's rare fingerprints that the item has.
    pub fn containment_reverse(&self) -> f64 {
        share(self.shared.len(), self.rare_of_other).unwrap_or(0.0)
    }

    /// The smaller of the two shares: what each has of the other.
    pub fn containment_both_ways(&self) -> f64 {
        self.containment().min(self.containment_reverse())
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
            rare: self.rare as i64,
            shared: self.shared.len() as i64,
            longest_run: Some(self.longest_run as i64),
            number_agreement: self.number_agreement,
            time_distance_ms: self.distance_ms,
        }
    }
}

/// Counts distinct stories as far as it matters.
#[derive(Default)]
struct Stories {
    seen: [u32; RARE_STORIES_MAX],
    count: usize,
}

impl Stories {
    /// Counts a story; whether they are few with it.
    fn are_few_with(&mut self, story: u32) -> bool {
        let is_known = self.seen.iter().take(self.count).any(|seen| *seen == story);
        if !is_known {
            if let Some(place) = self.seen.get_mut(self.count) {
                *place = story;
            }
            self.count += 1;
        }
        self.are_few()
    }

    const fn are_few(&self) -> bool {
        self.count <= RARE_STORIES_MAX
    }
}

/// A member that may be compared in full.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    has_headline: bool,
    shared: usize,
    found: Found<'a>,
}

impl Candidate<'_> {
    /// Those with the item's headline first, then most shared, then the oldest: by names and times, since slots differ
    /// between a window that lived through everything and one that was restored.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let rank = |one: &Self| (!one.has_headline, std::cmp::Reverse(one.shared));
        let member = self.found.member;
        let by_age = || member.received_at.cmp(&other.found.member.received_at);
        let by_uri = || member.uri().cmp(other.found.member.uri());
        rank(self)
            .cmp(&rank(other))
            .then_with(by_age)
            .then_with(by_uri)
    }
}

/// `part` of `whole`, at most 1; `None` of nothing.
pub fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64).min(1.0))
}
