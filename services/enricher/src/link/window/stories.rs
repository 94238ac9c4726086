//! Stories as doubly linked lists of members: joining, leaving, merging, and each of it undone.

use super::{NO_MEMBER, Rank, Step, Story, Taken, Undo, Window, keys::story_key};
use crate::link::story_id::StoryId;

impl Window {
    pub(super) fn story_slot(&self, id: StoryId) -> Option<u32> {
        let mut slots = self.names.of(story_key(id));
        slots.find(|slot| self.stories.get(*slot).is_some_and(|story| story.id == id))
    }

    pub(super) fn add_story(&mut self, id: StoryId, undo: &mut Undo) -> u32 {
        let taken = self.stories.insert(Story {
            id,
            newest: NO_MEMBER,
            members: 0,
        });
        self.names.push(story_key(id), taken.slot, |_| true);
        undo.0.push(Step::StoryAdded(taken));
        taken.slot
    }

    pub(super) fn undo_add_story(&mut self, taken: Taken) {
        if let Some(story) = self.stories.undo_insert(taken) {
            self.names.remove(story_key(story.id), taken.slot);
        }
    }

    pub(super) fn remove_story(&mut self, slot: u32, undo: &mut Undo) {
        if let Some(story) = self.stories.remove(slot) {
            let rank = self.names.remove(story_key(story.id), slot);
            undo.0.push(Step::StoryRemoved { slot, story, rank });
        }
    }

    pub(super) fn undo_remove_story(&mut self, slot: u32, story: Story, rank: Option<Rank>) {
        self.stories.undo_remove(slot, story);
        if let Some(rank) = rank {
            self.names.insert(story_key(story.id), slot, rank);
        }
    }

    /// Puts a member, whose `story` is set, at the head of its story's list.
    pub(super) fn link_newest(&mut self, slot: u32, story: u32) {
        let Some(story) = self.stories.get_mut(story) else {
            return;
        };
        let next = std::mem::replace(&mut story.newest, slot);
        story.members += 1;
        self.join(slot, next);
    }

    /// Takes a member out of its story's list; the member keeps its neighbours' slots, so that it can be put back.
    pub(super) fn unlink(&mut self, slot: u32) {
        let Some(member) = self.members.get(slot) else {
            return;
        };
        let (story, previous, next) = (member.story, member.previous, member.next);
        self.set_next(story, previous, next);
        self.set_previous(next, previous);
        if let Some(story) = self.stories.get_mut(story) {
            story.members -= 1;
        }
    }

    /// Puts a member back between the neighbours that it had.
    pub(super) fn relink(&mut self, slot: u32) {
        let Some(member) = self.members.get(slot) else {
            return;
        };
        let (story, previous, next) = (member.story, member.previous, member.next);
        self.set_next(story, previous, slot);
        self.set_previous(next, slot);
        if let Some(story) = self.stories.get_mut(story) {
            story.members += 1;
        }
    }

    fn set_next(&mut self, story: u32, previous: u32, next: u32) {
        if let Some(member) = self.members.get_mut(previous) {
            member.next = next;
        } else if let Some(story) = self.stories.get_mut(story) {
            story.newest = next;
        }
    }

    fn set_previous(&mut self, next: u32, previous: u32) {
        if let Some(member) = self.members.get_mut(next) {
            member.previous = previous;
        }
    }

    /// Makes `next` follow `slot` in a list.
    fn join(&mut self, slot: u32, next: u32) {
        if let Some(member) = self.members.get_mut(slot) {
            member.next = next;
        }
        self.set_previous(next, slot);
    }

    /// Moves the members of one story to the head of another's list. A story that nobody here is a member of any more
    /// goes on all the same if it is the one that wins, and is nothing to merge if it is the one that ended.
    pub(super) fn merge(&mut self, into: StoryId, ended: StoryId, undo: &mut Undo) {
        let Some(ended) = self.story_slot(ended) else {
            return;
        };
        let into = self
            .story_slot(into)
            .unwrap_or_else(|| self.add_story(into, undo));
        let Some(story) = self.stories.get(ended).copied().filter(|_| into != ended) else {
            return;
        };
        let last = self.move_members(story.newest, story.members, into);
        if let Some(winner) = self.stories.get_mut(into) {
            let older = std::mem::replace(&mut winner.newest, story.newest);
            winner.members += story.members;
            self.join(last, older);
        }
        if let Some(story) = self.stories.get_mut(ended) {
            (story.newest, story.members) = (NO_MEMBER, 0);
        }
        undo.0.push(Step::StoriesMerged {
            into,
            moved: story.members,
            ended,
        });
        self.remove_story(ended, undo);
    }

    pub(super) fn undo_merge(&mut self, into: u32, moved: u32, ended: u32) {
        let Some(newest) = self.stories.get(into).map(|story| story.newest) else {
            return;
        };
        let last = self.move_members(newest, moved, ended);
        let older = self
            .members
            .get(last)
            .map_or(NO_MEMBER, |member| member.next);
        self.join(last, NO_MEMBER);
        self.set_previous(older, NO_MEMBER);
        if let Some(winner) = self.stories.get_mut(into) {
            winner.newest = older;
            winner.members -= moved;
        }
        if let Some(story) = self.stories.get_mut(ended) {
            (story.newest, story.members) = (newest, moved);
        }
    }

    /// Sets the story of the first members of a list; the slot of the last of them.
    fn move_members(&mut self, newest: u32, count: u32, story: u32) -> u32 {
        let (mut slot, mut last) = (newest, NO_MEMBER);
        for _ in 0..count {
            let Some(member) = self.members.get_mut(slot) else {
                break;
            };
            member.story = story;
            last = std::mem::replace(&mut slot, member.next);
        }
        last
    }
}
