//! What link remembers of the last days: members of stories, and who has which fingerprint.
//!
//! One object per partition for all its link groups. It changes by the records of `wire.fingerprints` alone, and every
//! change can be undone in the time that it took. Time is stream time, the newest `received_at` so far. Members expire
//! by it at once (a `View` does not show them) and leave memory a few per change: no pause, no clock, no timer. The hour
//! that DESIGN tags postings with is the member's; a posting leads to its member anyway.

pub mod change;
mod keys;
mod member;
mod postings;
mod slab;
mod stories;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeMap;

use dateline_schemas::Timestamp;

pub use self::{
    change::{Change, Event, Inapplicable},
    member::Member,
    view::{Found, View},
};
use self::{
    keys::{Posting, group_salt, uri_key},
    member::NO_MEMBER,
    postings::{Postings, PushedOut, Rank},
    slab::{Slab, Taken},
};
use super::story_id::StoryId;

/// Members are compared for this long unless configured otherwise.
pub const WINDOW_MS: i64 = 3 * 24 * HOUR_MS;
pub(super) const HOUR_MS: i64 = 3_600_000;
/// Expired members that a change takes out of memory: more than the one that it adds, so that memory follows the
/// traffic down, and few, so that no change takes long.
const SWEPT_PER_CHANGE: usize = 3;
/// What an allocation costs beyond its bytes, for the estimate of memory.
const ALLOCATION_BYTES: usize = 16;

/// The window of one partition.
#[derive(Debug)]
pub struct Window {
    length_ms: i64,
    /// Link groups by number. A few dozens at most: the language subtags.
    groups: Vec<String>,
    members: Slab<Member>,
    stories: Slab<Story>,
    /// Members by fingerprint.
    shingles: Postings,
    /// Members by uri, body hash and headline hash, and stories by id.
    names: Postings,
    /// Slots by the hour in which their member was received: the order of the sweep. An entry may be stale.
    hours: BTreeMap<i64, Vec<u32>>,
    stream_time: Option<Timestamp>,
    owned_bytes: usize,
}

/// A story: a list of members.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Story {
    id: StoryId,
    /// Head of the list.
    newest: u32,
    members: u32,
}

/// What undoes a change.
#[derive(Debug, Default)]
pub struct Undo(Vec<Step>);

#[derive(Debug)]
enum Step {
    StreamTime(Option<Timestamp>),
    HourTaken {
        hour: i64,
        slot: u32,
    },
    MemberAdded {
        taken: Taken,
        pushed_out: Vec<(Posting, PushedOut)>,
    },
    MemberRemoved {
        slot: u32,
        member: Box<Member>,
        ranks: Vec<Option<Rank>>,
    },
    StoryAdded(Taken),
    StoryRemoved {
        slot: u32,
        story: Story,
        rank: Option<Rank>,
    },
    StoriesMerged {
        into: u32,
        moved: u32,
        ended: u32,
    },
}

const fn hour_of(time: Timestamp) -> i64 {
    time.as_millis().div_euclid(HOUR_MS)
}

impl Default for Window {
    fn default() -> Self {
        Self::of_length(WINDOW_MS)
    }
}

impl Window {
    /// An empty window of this length.
    pub fn of_length(length_ms: i64) -> Self {
        Self {
            length_ms,
            groups: Vec::new(),
            members: Slab::new(),
            stories: Slab::new(),
            shingles: Postings::new(),
            names: Postings::new(),
            hours: BTreeMap::new(),
            stream_time: None,
            owned_bytes: 0,
        }
    }

    /// What an item of a link group sees that was received then.
    pub fn view(&self, group: &str, received_at: Timestamp) -> View<'_> {
        let now = self
            .stream_time
            .map_or(received_at, |time| time.max(received_at));
        View::new(self, group, now.plus_millis(-self.length_ms))
    }

    /// Members in memory, expired ones that wait for the sweep included.
    pub const fn members(&self) -> usize {
        self.members.len()
    }

    /// Estimated bytes in memory.
    pub fn bytes(&self) -> usize {
        let tables = self.shingles.bytes() + self.names.bytes();
        let slots =
            self.members.bytes() + self.stories.bytes() + self.members.len() * size_of::<u32>();
        tables + slots + self.owned_bytes
    }

    fn group_number(&self, group: &str) -> Option<u32> {
        let number = self.groups.iter().position(|name| name == group)?;
        Some(number as u32)
    }

    /// Applies a change; what undoes it.
    pub fn apply(&mut self, change: Change) -> Undo {
        let mut undo = Undo::default();
        self.advance(change.received_at, &mut undo);
        match change.event {
            Event::Member {
                uri,
                revision,
                story,
                fingerprints,
                owners,
            } => {
                let group = self.number_group(&change.group);
                let received_at = change.received_at;
                let member =
                    Member::new(group, &uri, revision, received_at, &fingerprints, &owners);
                self.put(member, story, &mut undo);
            }
            Event::Removed { uri } => {
                if let Some(slot) = self
                    .group_number(&change.group)
                    .and_then(|group| self.slot_of(group, &uri))
                {
                    self.remove(slot, &mut undo);
                }
            }
            Event::Merged { into, ended } => self.merge(into, ended, &mut undo),
        }
        undo
    }

    /// Undoes a change; changes are undone in reverse order.
    pub fn undo(&mut self, undo: Undo) {
        for step in undo.0.into_iter().rev() {
            self.undo_step(step);
        }
    }

    fn number_group(&mut self, group: &str) -> u32 {
        self.group_number(group).unwrap_or_else(|| {
            self.groups.push(group.to_owned());
            (self.groups.len() - 1) as u32
        })
    }

    fn slot_of(&self, group: u32, uri: &str) -> Option<u32> {
        let salt = self
            .groups
            .get(group as usize)
            .map_or(0, |name| group_salt(name));
        self.names.of(uri_key(salt, uri)).find(|slot| {
            let member = self.members.get(*slot);
            member.is_some_and(|member| member.group == group && member.uri() == uri)
        })
    }

    fn advance(&mut self, received_at: Timestamp, undo: &mut Undo) {
        if self.stream_time.is_some_and(|time| time >= received_at) {
            return;
        }
        undo.0
            .push(Step::StreamTime(self.stream_time.replace(received_at)));
    }

    fn put(&mut self, member: Member, story: StoryId, undo: &mut Undo) {
        self.sweep(undo);
        if let Some(slot) = self.slot_of(member.group, member.uri()) {
            self.remove(slot, undo);
        }
        let story = self
            .story_slot(story)
            .unwrap_or_else(|| self.add_story(story, undo));
        self.add(member, story, undo);
    }

    /// Takes the members of hours that have expired as a whole out of memory, a few at a time.
    fn sweep(&mut self, undo: &mut Undo) {
        let Some(now) = self.stream_time else { return };
        let cutoff_hour = hour_of(now.plus_millis(-self.length_ms));
        for _ in 0..SWEPT_PER_CHANGE {
            let Some(mut first) = self.hours.first_entry() else {
                return;
            };
            let hour = *first.key();
            if hour >= cutoff_hour {
                return;
            }
            let slot = first.get_mut().pop();
            if first.get().is_empty() {
                first.remove();
            }
            let Some(slot) = slot else { continue };
            undo.0.push(Step::HourTaken { hour, slot });
            let member = self.members.get(slot);
            if member.is_some_and(|member| hour_of(member.received_at) == hour) {
                self.remove(slot, undo);
            }
        }
    }

    fn add(&mut self, mut member: Member, story: u32, undo: &mut Undo) {
        let postings = self.postings_of(&member);
        self.owned_bytes += member.owned_bytes() + ALLOCATION_BYTES;
        let hour = hour_of(member.received_at);
        member.story = story;
        let taken = self.members.insert(member);
        self.hours.entry(hour).or_default().push(taken.slot);
        self.link_newest(taken.slot, story);
        let shingles = postings.iter().filter_map(Posting::shingle);
        self.shingles.warm(shingles);
        let mut pushed_out = Vec::new();
        for posting in postings {
            pushed_out.extend(
                self.post(posting, taken.slot)
                    .map(|pushed_out| (posting, pushed_out)),
            );
        }
        undo.0.push(Step::MemberAdded { taken, pushed_out });
    }

    fn post(&mut self, posting: Posting, slot: u32) -> Option<PushedOut> {
        let cutoff = self.stream_time.map(|now| now.plus_millis(-self.length_ms));
        let members = &self.members;
        let is_live = |slot| {
            members
                .get(slot)
                .is_some_and(|member| Some(member.received_at) > cutoff)
        };
        match posting {
            Posting::Name(key) => self.names.push(key, slot, is_live),
            Posting::Shingle(key) => self.shingles.push(key, slot, is_live),
        }
    }

    fn undo_add(&mut self, taken: Taken, pushed_out: Vec<(Posting, PushedOut)>) {
        let Some(member) = self.members.get(taken.slot) else {
            return;
        };
        let (hour, postings) = (hour_of(member.received_at), self.postings_of(member));
        for posting in postings {
            let (table, key) = self.table(posting);
            table.remove(key, taken.slot);
        }
        for (posting, PushedOut { slot, rank }) in pushed_out.into_iter().rev() {
            let (table, key) = self.table(posting);
            table.insert(key, slot, rank);
        }
        self.unlink(taken.slot);
        if let Some(slots) = self.hours.get_mut(&hour) {
            slots.pop();
            if slots.is_empty() {
                self.hours.remove(&hour);
            }
        }
        if let Some(member) = self.members.undo_insert(taken) {
            self.owned_bytes -= member.owned_bytes() + ALLOCATION_BYTES;
        }
    }

    fn remove(&mut self, slot: u32, undo: &mut Undo) {
        let Some(member) = self.members.get(slot) else {
            return;
        };
        let (story, postings) = (member.story, self.postings_of(member));
        let ranks = postings.into_iter().map(|posting| {
            let (table, key) = self.table(posting);
            table.remove(key, slot)
        });
        let ranks = ranks.collect();
        self.unlink(slot);
        if let Some(member) = self.members.remove(slot).map(Box::new) {
            self.owned_bytes -= member.owned_bytes() + ALLOCATION_BYTES;
            undo.0.push(Step::MemberRemoved {
                slot,
                member,
                ranks,
            });
        }
        if self
            .stories
            .get(story)
            .is_some_and(|story| story.members == 0)
        {
            self.remove_story(story, undo);
        }
    }

    fn undo_remove(&mut self, slot: u32, member: Member, ranks: Vec<Option<Rank>>) {
        self.owned_bytes += member.owned_bytes() + ALLOCATION_BYTES;
        let postings = self.postings_of(&member);
        self.members.undo_remove(slot, member);
        self.relink(slot);
        for (posting, rank) in postings.into_iter().zip(ranks).rev() {
            if let Some(rank) = rank {
                let (table, key) = self.table(posting);
                table.insert(key, slot, rank);
            }
        }
    }

    fn undo_step(&mut self, step: Step) {
        match step {
            Step::StreamTime(time) => self.stream_time = time,
            Step::HourTaken { hour, slot } => self.hours.entry(hour).or_default().push(slot),
            Step::MemberAdded { taken, pushed_out } => self.undo_add(taken, pushed_out),
            Step::MemberRemoved {
                slot,
                member,
                ranks,
            } => self.undo_remove(slot, *member, ranks),
            Step::StoryAdded(taken) => self.undo_add_story(taken),
            Step::StoryRemoved { slot, story, rank } => self.undo_remove_story(slot, story, rank),
            Step::StoriesMerged { into, moved, ended } => self.undo_merge(into, moved, ended),
        }
    }
}
