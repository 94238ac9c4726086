//! The window as one item sees it: its link group, at its time, without what has expired.

use dateline_schemas::Timestamp;

use super::{
    Member, NO_MEMBER, Story, Window,
    keys::{body_key, group_salt, headline_key, shingle_key, uri_key},
};
use crate::link::story_id::StoryId;

/// Members of a fingerprint that are made ready: those of more are rarely looked at.
const WARMED: usize = 4;

/// The live members of one link group.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    window: &'a Window,
    group: Option<u32>,
    salt: u32,
    /// Members received at this time or before have expired.
    cutoff: Timestamp,
}

/// A live member and its slot, by which it is told apart.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Its slot: equal slots are the same member; their order means nothing.
    pub slot: u32,
    /// The member.
    pub member: &'a Member,
}

impl<'a> View<'a> {
    pub(super) fn new(window: &'a Window, group: &str, cutoff: Timestamp) -> Self {
        Self {
            window,
            group: window.group_number(group),
            salt: group_salt(group),
            cutoff,
        }
    }

    /// Whether an item received then is too old to be linked.
    pub fn is_outside(&self, received_at: Timestamp) -> bool {
        received_at <= self.cutoff
    }

    /// The member with this uri.
    pub fn by_uri(&self, uri: &str) -> Option<Found<'a>> {
        let mut found = self.named(uri_key(self.salt, uri));
        found.find(|found| found.member.uri() == uri)
    }

    /// The member in a slot that this view showed.
    pub fn by_slot(&self, slot: u32) -> Option<Found<'a>> {
        self.live(slot)
    }

    /// Members whose body has this hash: the newest of them.
    pub fn by_body(&self, hash: i64) -> impl Iterator<Item = Found<'a>> + use<'a> {
        let found = self.named(body_key(self.salt, hash));
        found.filter(move |found| found.member.body_hash() == Some(hash))
    }

    /// Members whose headline has this hash: the newest of them.
    pub fn by_headline(&self, hash: i64) -> impl Iterator<Item = Found<'a>> + use<'a> {
        let found = self.named(headline_key(self.salt, hash));
        found.filter(move |found| found.member.headline_hash() == Some(hash))
    }

    /// Members with this fingerprint: the newest of them.
    pub fn by_shingle(&self, shingle: u32) -> impl Iterator<Item = Found<'a>> + use<'a> {
        let view = *self;
        let slots = self.window.shingles.of(shingle_key(self.salt, shingle));
        slots.filter_map(move |slot| view.live(slot))
    }

    /// Makes ready for look-ups of these fingerprints: first where they are posted, then the first members there.
    pub fn warm(&self, shingles: impl Iterator<Item = u32> + Clone) {
        let table = &self.window.shingles;
        let keys = shingles.map(|shingle| shingle_key(self.salt, shingle));
        table.warm(keys.clone());
        let slots = keys.flat_map(|key| table.of(key).take(WARMED));
        let members = slots.filter_map(|slot| self.window.members.get(slot));
        std::hint::black_box(members.fold(0, |all, member| all ^ member.story));
    }

    /// Id of a member's story.
    pub fn story_id(&self, member: &Member) -> Option<StoryId> {
        self.window.stories.get(member.story).map(|story| story.id)
    }

    /// The members of a member's story, itself among them, in no order that means something.
    pub fn story_of(&self, member: &Member) -> impl Iterator<Item = Found<'a>> + use<'a> {
        let view = *self;
        let window = self.window;
        let newest = window
            .stories
            .get(member.story)
            .map(|story: &Story| story.newest);
        let slots = std::iter::successors(newest, |slot| {
            window.members.get(*slot).map(|member| member.next)
        });
        slots
            .take_while(|slot| *slot != NO_MEMBER)
            .filter_map(move |slot| view.live(slot))
    }

    fn named(self, key: u32) -> impl Iterator<Item = Found<'a>> + use<'a> {
        self.window
            .names
            .of(key)
            .filter_map(move |slot| self.live(slot))
    }

    fn live(self, slot: u32) -> Option<Found<'a>> {
        let member = self.window.members.get(slot)?;
        let is_live = Some(member.group) == self.group && member.received_at > self.cutoff;
        is_live.then_some(Found { slot, member })
    }
}
