//! An item's fingerprints against the window: which are rare, which members share them, and how each compares.

use std::cell::OnceCell;

use dateline_schemas::{Fingerprints, Timestamp};
use rustc_hash::FxHashMap;

use super::likeness::{Likeness, Side, share};
use crate::link::{
    fingerprint::{NUMBERS, SHINGLES},
    window::{Found, Member, View},
};

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
    /// By fingerprint: position in the text, and whether it is rare. Made when something is compared: most items are
    /// compared with nothing.
    shingles: OnceCell<FxHashMap<u32, (u32, bool)>>,
    /// The same in text order.
    in_order: Vec<(u32, bool)>,
    /// Up to this hash, all fingerprints of the text are there.
    bound: u32,
    numbers: Vec<u32>,
    /// Hash of the headline, where few stories of the window have it.
    headline: Option<i64>,
    /// A slot for each rare fingerprint that its member shares.
    hits: Vec<u32>,
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
            shingles: OnceCell::new(),
            in_order: Vec::with_capacity(prints.shingles.len()),
            bound: SHINGLES.bound(prints.shingles.iter().map(|shingle| *shingle as u32)),
            numbers: prints.numbers.iter().map(|number| *number as u32).collect(),
            headline: None,
            hits: Vec::new(),
        };
        view.warm(prints.shingles.iter().map(|shingle| *shingle as u32));
        for shingle in &prints.shingles {
            profile.look_up(*shingle as u32);
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

    fn look_up(&mut self, shingle: u32) {
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
        self.in_order.push((shingle, is_rare));
    }

    fn by_shingle(&self) -> &FxHashMap<u32, (u32, bool)> {
        self.shingles.get_or_init(|| {
            let numbered = self.in_order.iter().enumerate();
            numbered
                .map(|(position, (shingle, is_rare))| (*shingle, (position as u32, *is_rare)))
                .collect()
        })
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
        let bound_of_other = SHINGLES.bound(member.shingles());
        let mut likeness = Likeness {
            length: self.in_order.len(),
            own: self.side(bound_of_other),
            sampled: self.bound.min(bound_of_other),
            same_headline: self.has_headline_of(member),
            distance_ms: (self.received_at.as_millis() - member.received_at.as_millis()).abs(),
            ..Likeness::default()
        };
        self.view.warm(member.shingles());
        // Run of rare ones in order; position of the fingerprint before, if it is shared; whether its stretch counts yet.
        let (mut run, mut before, mut is_counted) = (0, None, false);
        let own = self.by_shingle();
        for shingle in member.shingles() {
            let Some(&(position, is_rare)) = own.get(&shingle) else {
                if self.is_rare(shingle) {
                    let is_sampled = shingle <= likeness.sampled;
                    likeness.other.count(shingle <= self.bound, is_sampled);
                }
                before = before.filter(|_| shingle > self.bound);
                continue;
            };
            is_counted &=
                before.is_some_and(|before| self.adjoin(before, position, bound_of_other));
            before = Some(position);
            if is_rare {
                likeness.stretches += usize::from(!is_counted);
                is_counted = true;
                let follows = likeness.shared.last().is_some_and(|last| *last < position);
                run = if follows { run + 1 } else { 1 };
                likeness.longest_run = likeness.longest_run.max(run);
                likeness.share(shingle, position, self.bound, bound_of_other);
            }
        }
        likeness.shared.sort_unstable();
        self.compare_numbers(member, &mut likeness);
        likeness
    }

    /// The item's rare fingerprints, and those of them that a text with this bound would have kept.
    fn side(&self, bound_of_other: u32) -> Side {
        let mut side = Side::default();
        let sampled = self.bound.min(bound_of_other);
        for (shingle, _) in self.in_order.iter().filter(|(_, is_rare)| *is_rare) {
            side.count(*shingle <= bound_of_other, *shingle <= sampled);
        }
        side
    }

    /// Whether nothing stands between two positions that the other text would have kept if it had it.
    fn adjoin(&self, before: u32, position: u32, bound_of_other: u32) -> bool {
        let between = self.in_order.get(before as usize + 1..position as usize);
        between.is_some_and(|between| between.iter().all(|(shingle, _)| *shingle > bound_of_other))
    }

    fn compare_numbers(&self, member: &Member, likeness: &mut Likeness) {
        let bounds = (
            NUMBERS.bound(self.numbers.iter().copied()),
            NUMBERS.bound(member.numbers()),
        );
        let is_shared = |number: &u32| self.numbers.contains(number);
        let shared = member.numbers().filter(is_shared).count();
        let is_other = |number: &u32| !is_shared(number) && *number <= bounds.0;
        let of_other = shared + member.numbers().filter(is_other).count();
        let is_own =
            |number: &u32| *number <= bounds.1 && !member.numbers().any(|other| other == *number);
        let own = shared + self.numbers.iter().filter(|number| is_own(number)).count();
        let fewer = own.min(of_other);
        likeness.number_agreement = share(shared, own);
        likeness.numbers = (share(shared, fewer).unwrap_or(1.0), fewer);
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
