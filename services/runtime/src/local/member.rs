//! A group member of the local log.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{Shared, State, partition::Stored, writer::LocalWriter};
use crate::{
    failpoint::{self, Failpoint},
    log::{Committed, LogError, MemberSpec, Polled, Position, StageLog, Writer},
    record::{NextOffset, Outgoing, Record, TopicName},
};

/// Reads its share of one topic and writes under one transactional id.
pub struct LocalMember {
    shared: Arc<Shared>,
    spec: MemberSpec,
    member: u64,
    partition_count: i32,
    partitions: BTreeMap<i32, Reading>,
    last_served: i32,
    writer: LocalWriter,
}

struct Reading {
    next: NextOffset,
    paused: bool,
    /// The end that was last reported, so that each is reported once.
    reported_end: Option<NextOffset>,
}

enum Found {
    Record(i32, Arc<Stored>),
    Event(Polled),
}

impl LocalMember {
    pub(super) fn join(shared: &Arc<Shared>, spec: &MemberSpec) -> Result<Self, LogError> {
        let writer = LocalWriter::new(shared, &spec.transactional_id);
        let mut state = shared.lock();
        let Some(partition_count) = state
            .topics
            .get(&spec.input)
            .map(|(topic, _)| topic.partitions)
        else {
            return Err(LogError::Fatal(format!(
                "topic {} does not exist",
                spec.input
            )));
        };
        let member = state.next_member;
        state.next_member += 1;
        drop(state);
        let joined = Self {
            shared: Arc::clone(shared),
            spec: spec.clone(),
            member,
            partition_count,
            partitions: BTreeMap::new(),
            last_served: -1,
            writer,
        };
        joined.shared.changed.notify_all();
        Ok(joined)
    }

    /// The number by which `LocalCluster::evict` knows it.
    pub const fn member(&self) -> u64 {
        self.member
    }

    fn find(&mut self, state: &mut State) -> Result<Option<Found>, LogError> {
        if let Some(event) = self.rebalance(state) {
            return Ok(Some(Found::Event(event)));
        }
        let topic = self.spec.input.clone();
        for step in 0..self.partition_count {
            let partition = (self.last_served + 1 + step) % self.partition_count;
            let Some(reading) = self
                .partitions
                .get_mut(&partition)
                .filter(|reading| !reading.paused)
            else {
                continue;
            };
            let log = state.partition(&topic, partition)?;
            if let Some(stored) = log.at_or_after(reading.next) {
                reading.next = NextOffset(stored.offset + 1);
                self.last_served = partition;
                return Ok(Some(Found::Record(partition, stored)));
            }
            reading.next = reading.next.max(log.end());
            if reading.reported_end != Some(reading.next) {
                reading.reported_end = Some(reading.next);
                return Ok(Some(Found::Event(Polled::EndOfPartition(partition))));
            }
        }
        Ok(None)
    }

    fn rebalance(&mut self, state: &mut State) -> Option<Polled> {
        let group = state.groups.get_mut(&self.spec.group)?;
        if !group.is_member(self.member) {
            group.join(self.member);
            let lost: Vec<i32> = std::mem::take(&mut self.partitions).into_keys().collect();
            if !lost.is_empty() {
                return Some(Polled::Revoked(lost));
            }
        }
        let given_up = group.give_up(self.member, self.partition_count);
        if !given_up.is_empty() {
            self.partitions
                .retain(|partition, _| !given_up.contains(partition));
            return Some(Polled::Revoked(given_up));
        }
        let taken = group.take(self.member, self.partition_count);
        for partition in &taken {
            let next = group.committed_next(*partition);
            self.partitions.insert(
                *partition,
                Reading {
                    next,
                    paused: true,
                    reported_end: None,
                },
            );
        }
        (!taken.is_empty()).then_some(Polled::Assigned(taken))
    }

    fn reading(&mut self, partition: i32) -> Result<&mut Reading, LogError> {
        let unassigned = || {
            LogError::Fatal(format!(
                "partition {partition} is not assigned to this member"
            ))
        };
        self.partitions.get_mut(&partition).ok_or_else(unassigned)
    }
}

impl StageLog for LocalMember {
    fn poll(
        &mut self,
        timeout: Duration,
        on_record: &mut dyn FnMut(&Record<'_>),
    ) -> Result<Polled, LogError> {
        let deadline = Instant::now() + timeout;
        let shared = Arc::clone(&self.shared);
        let mut state = shared.lock();
        loop {
            match self.find(&mut state)? {
                Some(Found::Record(partition, stored)) => {
                    drop(state);
                    on_record(&stored.record(self.spec.input.as_str(), partition));
                    return Ok(Polled::Record);
                }
                Some(Found::Event(event)) => {
                    drop(state);
                    if matches!(event, Polled::Revoked(_)) {
                        failpoint::hit(Failpoint::InRevoke);
                        if self.writer.is_open() {
                            self.writer.abort()?;
                        }
                        shared.changed.notify_all();
                    }
                    return Ok(event);
                }
                None => {}
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Polled::Nothing);
            }
            state = shared.wait(state, left);
        }
    }

    fn committed(&mut self, partition: i32) -> Result<Option<Committed>, LogError> {
        let state = self.shared.lock();
        let group = state.groups.get(&self.spec.group);
        Ok(group.and_then(|group| group.committed(partition)).cloned())
    }

    fn position(&mut self, partition: i32) -> Option<NextOffset> {
        self.partitions.get(&partition).map(|reading| reading.next)
    }

    fn rewind(&mut self, partition: i32, next: NextOffset) -> Result<(), LogError> {
        let reading = self.reading(partition)?;
        reading.next = next;
        reading.reported_end = None;
        Ok(())
    }

    fn pause(&mut self, partition: i32) -> Result<(), LogError> {
        self.reading(partition)?.paused = true;
        Ok(())
    }

    fn resume(&mut self, partition: i32) -> Result<(), LogError> {
        self.reading(partition)?.paused = false;
        Ok(())
    }

    fn send_offsets(&mut self, positions: &[Position]) -> Result<(), LogError> {
        self.writer
            .add_offsets(&self.spec.group, self.member, positions)
    }

    fn rejoin(&mut self) -> Result<(), LogError> {
        let shared = Arc::clone(&self.shared);
        let rejoined = Self::join(&shared, &self.spec)?;
        *self = rejoined;
        Ok(())
    }
}

impl Drop for LocalMember {
    fn drop(&mut self) {
        if let Some(group) = self.shared.lock().groups.get_mut(&self.spec.group) {
            group.leave(self.member);
        }
        self.shared.changed.notify_all();
    }
}

impl Writer for LocalMember {
    fn begin(&mut self) -> Result<(), LogError> {
        self.writer.begin()
    }

    fn send(&mut self, outgoing: Outgoing) -> Result<(), LogError> {
        self.writer.send(outgoing)
    }

    fn commit(&mut self) -> Result<(), LogError> {
        self.writer.commit()
    }

    fn abort(&mut self) -> Result<(), LogError> {
        self.writer.abort()
    }

    fn renew(&mut self) -> Result<(), LogError> {
        self.writer.renew()
    }
}

impl LocalMember {
    /// The topic that it reads.
    pub const fn input(&self) -> &TopicName {
        &self.spec.input
    }
}
