//! A consumer group of the local log: who owns which partition, and what is committed.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    log::{Committed, Position},
    record::{NextOffset, TopicName},
};

/// Members, owners and committed positions of one group over one topic.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) topic: TopicName,
    members: BTreeSet<u64>,
    owners: BTreeMap<i32, u64>,
    committed: BTreeMap<i32, Committed>,
}

impl Group {
    pub(super) const fn new(topic: TopicName) -> Self {
        Self {
            topic,
            members: BTreeSet::new(),
            owners: BTreeMap::new(),
            committed: BTreeMap::new(),
        }
    }

    pub(super) fn join(&mut self, member: u64) {
        self.members.insert(member);
    }

    pub(super) fn leave(&mut self, member: u64) {
        self.members.remove(&member);
        self.owners.retain(|_, owner| *owner != member);
    }

    pub(super) fn is_member(&self, member: u64) -> bool {
        self.members.contains(&member)
    }

    pub(super) fn owns(&self, member: u64, partition: i32) -> bool {
        self.owners.get(&partition) == Some(&member)
    }

    /// The partitions that this member owns but should not: another member is to have them.
    pub(super) fn give_up(&mut self, member: u64, partitions: i32) -> Vec<i32> {
        let given: Vec<i32> = (0..partitions)
            .filter(|partition| {
                self.owns(member, *partition) && self.target(*partition) != Some(member)
            })
            .collect();
        self.owners
            .retain(|partition, _| !given.contains(partition));
        given
    }

    /// The partitions that this member should own and that nobody owns: they are its own from now on.
    pub(super) fn take(&mut self, member: u64, partitions: i32) -> Vec<i32> {
        let taken: Vec<i32> = (0..partitions)
            .filter(|partition| {
                !self.owners.contains_key(partition) && self.target(*partition) == Some(member)
            })
            .collect();
        self.owners
            .extend(taken.iter().map(|partition| (*partition, member)));
        taken
    }

    fn target(&self, partition: i32) -> Option<u64> {
        let index = usize::try_from(partition)
            .ok()?
            .checked_rem(self.members.len())?;
        self.members.iter().nth(index).copied()
    }

    pub(super) fn committed(&self, partition: i32) -> Option<&Committed> {
        self.committed.get(&partition)
    }

    pub(super) fn committed_next(&self, partition: i32) -> NextOffset {
        self.committed(partition)
            .map_or(NextOffset(0), |committed| committed.next)
    }

    pub(super) fn commit(&mut self, positions: Vec<Position>) {
        for Position {
            partition,
            next,
            metadata,
        } in positions
        {
            self.committed
                .insert(partition, Committed { next, metadata });
        }
    }
}
