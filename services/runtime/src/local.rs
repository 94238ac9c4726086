//! The log in this process: the same promises as Kafka's, in memory.
//!
//! `dateline run` without brokers, tests and simulations use it. Append and commit are one atomic step under one lock, so an
//! open transaction is visible to nobody. Records that no group of this process has consumed yet are never dropped: a full
//! partition holds its writers back instead.

mod group;
mod member;
mod partition;
mod table;
mod writer;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

pub use member::LocalMember;
pub use table::LocalTable;
pub use writer::LocalWriter;

use self::{group::Group, partition::PartitionLog};
use crate::{
    log::{Cluster, Committed, LogError, MemberSpec},
    record::{NextOffset, TopicName},
};

/// A topic of the local log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTopic {
    /// Full name.
    pub name: TopicName,
    /// Number of partitions, at least 1.
    pub partitions: i32,
    /// What happens to consumed records.
    pub cleanup: LocalCleanup,
}

/// What happens to records that every group has consumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalCleanup {
    /// Only the latest of each key stays, and none once it is a tombstone.
    Compact,
    /// The latest stay, up to this many bytes a partition.
    KeepBytes(u64),
}

/// Tells the time, in milliseconds since the epoch.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How many records a partition may hold that a group has not consumed yet: about 20 MB of ordinary wire items.
pub const DEFAULT_UNCONSUMED_LIMIT: u64 = 16_384;

/// A handle to one log; clones share it.
#[derive(Clone)]
pub struct LocalCluster {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    clock: Clock,
    unconsumed_limit: u64,
}

#[derive(Default)]
struct State {
    topics: HashMap<TopicName, (LocalTopic, Vec<PartitionLog>)>,
    groups: BTreeMap<String, Group>,
    epochs: HashMap<String, u64>,
    next_member: u64,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>, timeout: Duration) -> MutexGuard<'a, State> {
        let (state, _) = self
            .changed
            .wait_timeout(state, timeout)
            .unwrap_or_else(PoisonError::into_inner);
        state
    }
}

impl State {
    fn partition(
        &mut self,
        topic: &TopicName,
        partition: i32,
    ) -> Result<&mut PartitionLog, LogError> {
        let found = self.topics.get_mut(topic).and_then(|(_, partitions)| {
            usize::try_from(partition)
                .ok()
                .and_then(|index| partitions.get_mut(index))
        });
        found.ok_or_else(|| LogError::Fatal(format!("topic {topic} has no partition {partition}")))
    }

    /// The first position that some group reading this topic has not consumed; the end if nobody reads it.
    fn consumed(&self, topic: &TopicName, partition: i32, end: NextOffset) -> NextOffset {
        let readers = self.groups.values().filter(|group| group.topic == *topic);
        readers
            .map(|group| group.committed_next(partition))
            .min()
            .unwrap_or(end)
    }
}

impl LocalCluster {
    /// An empty log with these topics, on the system's clock.
    pub fn new(topics: &[LocalTopic]) -> Self {
        let clock = || {
            let since_epoch = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
        };
        Self::with_clock(topics, Arc::new(clock), DEFAULT_UNCONSUMED_LIMIT)
    }

    /// An empty log with these topics, a clock of the caller's, and a limit of unconsumed records a partition.
    pub fn with_clock(topics: &[LocalTopic], clock: Clock, unconsumed_limit: u64) -> Self {
        let mut state = State::default();
        for topic in topics {
            let partitions = (0..topic.partitions.max(1))
                .map(|_| PartitionLog::default())
                .collect();
            state
                .topics
                .insert(topic.name.clone(), (topic.clone(), partitions));
        }
        let shared = Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
            clock,
            unconsumed_limit,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Registers a group before its first member joins, so that what is written meanwhile waits for it.
    pub fn create_group(&self, group: &str, topic: &TopicName) {
        self.shared
            .lock()
            .groups
            .entry(group.to_owned())
            .or_insert_with(|| Group::new(topic.clone()));
    }

    /// Ends a member's session, as a broker does with one that does not answer: its partitions are free for others, and
    /// what it still tries to commit is refused.
    pub fn evict(&self, group: &str, member: u64) {
        if let Some(group) = self.shared.lock().groups.get_mut(group) {
            group.leave(member);
        }
        self.shared.changed.notify_all();
    }
}

impl Cluster for LocalCluster {
    type Log = LocalMember;
    type Writer = LocalWriter;
    type Table = LocalTable;

    fn member(&self, spec: &MemberSpec) -> Result<LocalMember, LogError> {
        self.create_group(&spec.group, &spec.input);
        LocalMember::join(&self.shared, spec)
    }

    fn writer(&self, transactional_id: &str) -> Result<LocalWriter, LogError> {
        Ok(LocalWriter::new(&self.shared, transactional_id))
    }

    fn table(&self) -> Result<LocalTable, LogError> {
        Ok(LocalTable::new(&self.shared))
    }

    fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partitions: i32,
    ) -> Result<Vec<(i32, Committed)>, LogError> {
        let state = self.shared.lock();
        let group = state
            .groups
            .get(group)
            .filter(|group| group.topic == *topic);
        let committed = (0..partitions)
            .filter_map(|partition| Some((partition, group?.committed(partition)?.clone())));
        Ok(committed.collect())
    }
}
