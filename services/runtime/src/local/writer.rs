//! Transactions on the local log.

use std::{sync::Arc, time::Duration};

use super::{Shared, State};
use crate::{
    log::{LogError, Position, Writer},
    partitioner::partition_of,
    record::{Outgoing, TopicName},
};

/// How long a commit waits for room before it says that there is none yet.
const ROOM_WAIT: Duration = Duration::from_millis(50);

/// A writer under a transactional id: what it sends is kept here until it commits.
pub struct LocalWriter {
    shared: Arc<Shared>,
    transactional_id: String,
    epoch: u64,
    open: Option<Transaction>,
}

#[derive(Default)]
struct Transaction {
    records: Vec<(i32, Outgoing)>,
    offsets: Option<ConsumedBy>,
}

/// Positions that go with a transaction, and the group member that consumed them.
struct ConsumedBy {
    group: String,
    member: u64,
    positions: Vec<Position>,
}

impl LocalWriter {
    pub(super) fn new(shared: &Arc<Shared>, transactional_id: &str) -> Self {
        let mut writer = Self {
            shared: Arc::clone(shared),
            transactional_id: transactional_id.to_owned(),
            epoch: 0,
            open: None,
        };
        writer.take_epoch();
        writer
    }

    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub(super) fn add_offsets(
        &mut self,
        group: &str,
        member: u64,
        positions: &[Position],
    ) -> Result<(), LogError> {
        let transaction = self.open.as_mut().ok_or_else(no_transaction)?;
        transaction.offsets = Some(ConsumedBy {
            group: group.to_owned(),
            member,
            positions: positions.to_vec(),
        });
        Ok(())
    }

    fn take_epoch(&mut self) {
        let mut state = self.shared.lock();
        let epoch = state
            .epochs
            .entry(self.transactional_id.clone())
            .or_default();
        *epoch += 1;
        self.epoch = *epoch;
    }

    fn check_epoch(&self, state: &State) -> Result<(), LogError> {
        if state.epochs.get(&self.transactional_id) == Some(&self.epoch) {
            return Ok(());
        }
        Err(LogError::Fenced(format!(
            "another writer uses the transactional id {}",
            self.transactional_id
        )))
    }
}

fn no_transaction() -> LogError {
    LogError::Fatal("no transaction is open".to_owned())
}

fn check_owner(state: &State, consumed: &ConsumedBy) -> Result<(), LogError> {
    let group = state.groups.get(&consumed.group);
    let owns_all = consumed
        .positions
        .iter()
        .all(|position| group.is_some_and(|group| group.owns(consumed.member, position.partition)));
    if owns_all {
        return Ok(());
    }
    Err(LogError::Abort(format!(
        "member {} of group {} is not the owner any more",
        consumed.member, consumed.group
    )))
}

impl Transaction {
    fn check_times(&self, now_ms: i64) -> Result<(), LogError> {
        let latest = self
            .records
            .iter()
            .filter_map(|(_, outgoing)| outgoing.not_before_ms)
            .max();
        match latest {
            Some(not_before_ms) if now_ms < not_before_ms => Err(LogError::TooEarly {
                append_time_ms: now_ms,
                not_before_ms,
            }),
            _ => Ok(()),
        }
    }

    /// A partition that cannot take this transaction's records before its readers have caught up. A transaction larger
    /// than the limit goes into a partition that is consumed to its end.
    fn full_partition(
        &self,
        state: &mut State,
        limit: u64,
    ) -> Result<Option<(TopicName, i32)>, LogError> {
        for (partition, outgoing) in &self.records {
            let end = state.partition(&outgoing.topic, *partition)?.end();
            let waiting = end.0 - state.consumed(&outgoing.topic, *partition, end).0;
            if waiting >= limit.cast_signed() {
                return Ok(Some((outgoing.topic.clone(), *partition)));
            }
        }
        Ok(None)
    }

    fn append(self, state: &mut State, now_ms: i64) -> Result<(), LogError> {
        let mut touched: Vec<(TopicName, i32)> = Vec::new();
        for (partition, outgoing) in self.records {
            if touched
                .last()
                .is_none_or(|(topic, last)| *topic != outgoing.topic || *last != partition)
            {
                touched.push((outgoing.topic.clone(), partition));
            }
            state
                .partition(&outgoing.topic, partition)?
                .append(outgoing, now_ms);
        }
        if let Some(consumed) = self.offsets
            && let Some(group) = state.groups.get_mut(&consumed.group)
        {
            let input = group.topic.clone();
            touched.extend(
                consumed
                    .positions
                    .iter()
                    .map(|position| (input.clone(), position.partition)),
            );
            group.commit(consumed.positions);
        }
        for (topic, partition) in touched {
            let end = state.partition(&topic, partition)?.end();
            let consumed = state.consumed(&topic, partition, end);
            if let Some(cleanup) = state.topics.get(&topic).map(|(topic, _)| topic.cleanup) {
                state
                    .partition(&topic, partition)?
                    .clean_up(cleanup, consumed);
            }
        }
        Ok(())
    }
}

impl Writer for LocalWriter {
    fn begin(&mut self) -> Result<(), LogError> {
        self.check_epoch(&self.shared.lock())?;
        self.open = Some(Transaction::default());
        Ok(())
    }

    fn send(&mut self, outgoing: Outgoing) -> Result<(), LogError> {
        let transaction = self.open.as_mut().ok_or_else(no_transaction)?;
        let state = self.shared.lock();
        let Some((topic, _)) = state.topics.get(&outgoing.topic) else {
            return Err(LogError::Fatal(format!(
                "topic {} does not exist",
                outgoing.topic
            )));
        };
        let partition = outgoing.partition.unwrap_or_else(|| {
            outgoing
                .key
                .as_deref()
                .map_or(0, |key| partition_of(key, topic.partitions))
        });
        if !(0..topic.partitions).contains(&partition) {
            return Err(LogError::Fatal(format!(
                "topic {} has no partition {partition}",
                outgoing.topic
            )));
        }
        transaction.records.push((partition, outgoing));
        Ok(())
    }

    fn commit(&mut self) -> Result<(), LogError> {
        let shared = Arc::clone(&self.shared);
        let mut state = shared.lock();
        self.check_epoch(&state)?;
        let transaction = self.open.as_ref().ok_or_else(no_transaction)?;
        if transaction
            .full_partition(&mut state, shared.unconsumed_limit)?
            .is_some()
        {
            state = shared.wait(state, ROOM_WAIT);
            if let Some((topic, partition)) =
                transaction.full_partition(&mut state, shared.unconsumed_limit)?
            {
                return Err(LogError::Unavailable(format!(
                    "partition {partition} of {topic} is full"
                )));
            }
        }
        let now_ms = (shared.clock)();
        transaction.check_times(now_ms)?;
        if let Some(consumed) = &transaction.offsets {
            check_owner(&state, consumed)?;
        }
        if let Some(transaction) = self.open.take() {
            transaction.append(&mut state, now_ms)?;
        }
        drop(state);
        shared.changed.notify_all();
        Ok(())
    }

    fn abort(&mut self) -> Result<(), LogError> {
        self.open = None;
        self.check_epoch(&self.shared.lock())
    }

    fn renew(&mut self) -> Result<(), LogError> {
        self.open = None;
        self.check_epoch(&self.shared.lock())?;
        self.take_epoch();
        Ok(())
    }
}
