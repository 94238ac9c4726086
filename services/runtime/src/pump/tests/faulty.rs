//! The local log with faults on demand.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    ledger::Totals,
    local::{LocalCluster, LocalMember, LocalTable, LocalWriter},
    log::{
        Cluster, Committed, LogError, MemberSpec, Polled, Position, StageLog, TablePolled,
        TableReader, Writer,
    },
    record::{NextOffset, Outgoing, Record, TopicName},
};

/// What goes wrong with one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The transaction cannot be opened.
    BeginFails,
    /// Its first record cannot be sent.
    SendFails,
    /// It is refused at commit.
    Abort,
    /// It commits, and the answer is lost.
    UnknownCommitted,
    /// It does not commit, and the answer is lost.
    UnknownNotCommitted,
    /// A rival took over.
    Fenced,
}

#[derive(Default)]
struct Plan {
    faults: VecDeque<Option<Fault>>,
    current: Option<Fault>,
    positions: Vec<Vec<Position>>,
    committed: std::collections::BTreeMap<i32, Position>,
    members: Vec<u64>,
    hidden_looks: u32,
    tables_read: Vec<i32>,
}

#[derive(Clone)]
pub(super) struct FaultyCluster {
    pub(super) local: LocalCluster,
    plan: Arc<Mutex<Plan>>,
}

impl FaultyCluster {
    /// How many partitions of tables were read so far.
    pub(super) fn tables_read(&self) -> usize {
        self.plan.lock().unwrap().tables_read.len()
    }

    pub(super) fn new(local: LocalCluster) -> Self {
        Self {
            local,
            plan: Arc::default(),
        }
    }

    /// One entry for each of the next transactions.
    pub(super) fn plan(&self, faults: impl IntoIterator<Item = Option<Fault>>) {
        self.plan.lock().unwrap().faults = faults.into_iter().collect();
    }

    /// Positions of every transaction that was about to commit.
    pub(super) fn sent_positions(&self) -> Vec<Vec<Position>> {
        self.plan.lock().unwrap().positions.clone()
    }

    /// Committed inputs and the sum of their outcomes, over all partitions.
    pub(super) fn totals(&self) -> (u64, u64) {
        let plan = self.plan.lock().unwrap();
        let mut sum = Totals::default();
        for position in plan.committed.values() {
            sum.add(&Totals::from_metadata(&position.metadata));
        }
        (sum.inputs, sum.sum_of_outcomes())
    }

    /// Ends every member's session without telling it.
    pub(super) fn evict_all(&self) {
        for member in &self.plan.lock().unwrap().members {
            self.local.evict("counting", *member);
        }
    }

    /// The last state record looks like one of an open transaction for so many looks at the last stable offset.
    pub(super) fn hide_last_state_record_for(&self, looks: u32) {
        self.plan.lock().unwrap().hidden_looks = looks;
    }
}

pub(super) struct FaultyMember {
    inner: LocalMember,
    plan: Arc<Mutex<Plan>>,
    pending: Vec<Position>,
}

pub(super) struct FaultyTable {
    inner: LocalTable,
    plan: Arc<Mutex<Plan>>,
}

impl Cluster for FaultyCluster {
    type Log = FaultyMember;
    type Writer = LocalWriter;
    type Table = FaultyTable;

    fn member(&self, spec: &MemberSpec) -> Result<FaultyMember, LogError> {
        let inner = self.local.member(spec)?;
        self.plan.lock().unwrap().members.push(inner.member());
        Ok(FaultyMember {
            inner,
            plan: Arc::clone(&self.plan),
            pending: Vec::new(),
        })
    }

    fn writer(&self, transactional_id: &str) -> Result<LocalWriter, LogError> {
        self.local.writer(transactional_id)
    }

    fn table(&self) -> Result<FaultyTable, LogError> {
        Ok(FaultyTable {
            inner: self.local.table()?,
            plan: Arc::clone(&self.plan),
        })
    }

    fn committed(
        &self,
        group: &str,
        topic: &TopicName,
        partitions: i32,
    ) -> Result<Vec<(i32, Committed)>, LogError> {
        self.local.committed(group, topic, partitions)
    }
}

impl FaultyMember {
    fn current(&self) -> Option<Fault> {
        self.plan.lock().unwrap().current
    }

    fn committed_now(&mut self) {
        let mut plan = self.plan.lock().unwrap();
        for position in self.pending.drain(..) {
            plan.committed.insert(position.partition, position);
        }
    }
}

impl Writer for FaultyMember {
    fn begin(&mut self) -> Result<(), LogError> {
        let mut plan = self.plan.lock().unwrap();
        plan.current = plan.faults.pop_front().flatten();
        if plan.current == Some(Fault::BeginFails) {
            plan.current = None;
            return Err(LogError::Unavailable("planted".to_owned()));
        }
        drop(plan);
        self.inner.begin()
    }

    fn send(&mut self, outgoing: &Outgoing) -> Result<(), LogError> {
        match self.current() {
            Some(Fault::SendFails) => Err(LogError::Abort("planted".to_owned())),
            _ => self.inner.send(outgoing),
        }
    }

    fn commit(&mut self) -> Result<(), LogError> {
        match self.current() {
            Some(Fault::Abort) => Err(LogError::Abort("planted".to_owned())),
            Some(Fault::Fenced) => Err(LogError::Fenced("planted".to_owned())),
            Some(Fault::UnknownNotCommitted) => Err(LogError::OutcomeUnknown("planted".to_owned())),
            Some(Fault::UnknownCommitted) => {
                self.inner.commit()?;
                self.committed_now();
                Err(LogError::OutcomeUnknown("planted".to_owned()))
            }
            _ => {
                self.inner.commit()?;
                self.committed_now();
                Ok(())
            }
        }
    }

    fn abort(&mut self) -> Result<(), LogError> {
        self.inner.abort()
    }

    fn renew(&mut self) -> Result<(), LogError> {
        self.inner.renew()
    }
}

impl StageLog for FaultyMember {
    fn poll(
        &mut self,
        _: Duration,
        on_record: &mut dyn FnMut(&Record<'_>),
    ) -> Result<Polled, LogError> {
        self.inner.poll(Duration::ZERO, on_record)
    }

    fn committed(&mut self, partition: i32) -> Result<Option<Committed>, LogError> {
        self.inner.committed(partition)
    }

    fn position(&mut self, partition: i32) -> Option<NextOffset> {
        self.inner.position(partition)
    }

    fn rewind(&mut self, partition: i32, next: NextOffset) -> Result<(), LogError> {
        self.inner.rewind(partition, next)
    }

    fn pause(&mut self, partition: i32) -> Result<(), LogError> {
        self.inner.pause(partition)
    }

    fn resume(&mut self, partition: i32) -> Result<(), LogError> {
        self.inner.resume(partition)
    }

    fn send_offsets(&mut self, positions: &[Position]) -> Result<(), LogError> {
        self.plan.lock().unwrap().positions.push(positions.to_vec());
        self.pending = positions.to_vec();
        self.inner.send_offsets(positions)
    }

    fn rejoin(&mut self) -> Result<(), LogError> {
        self.inner.rejoin()?;
        self.plan.lock().unwrap().members.push(self.inner.member());
        Ok(())
    }
}

impl TableReader for FaultyTable {
    fn high_watermark(
        &mut self,
        topic: &TopicName,
        partition: i32,
    ) -> Result<NextOffset, LogError> {
        self.inner.high_watermark(topic, partition)
    }

    fn low_watermark(&mut self, topic: &TopicName, partition: i32) -> Result<NextOffset, LogError> {
        self.inner.low_watermark(topic, partition)
    }

    fn last_stable_offset(
        &mut self,
        topic: &TopicName,
        partition: i32,
    ) -> Result<NextOffset, LogError> {
        let end = self.inner.last_stable_offset(topic, partition)?;
        let mut plan = self.plan.lock().unwrap();
        if plan.hidden_looks > 0 {
            plan.hidden_looks -= 1;
            return Ok(NextOffset(end.0 - 1));
        }
        Ok(end)
    }

    fn start(&mut self, topic: &TopicName, partition: i32) -> Result<(), LogError> {
        self.plan.lock().unwrap().tables_read.push(partition);
        self.inner.start(topic, partition)
    }

    /// While the last record is hidden the end comes before it, as a read_committed client sees it.
    fn poll(
        &mut self,
        _: Duration,
        on_record: &mut dyn FnMut(&Record<'_>),
    ) -> Result<TablePolled, LogError> {
        if self.plan.lock().unwrap().hidden_looks > 0 {
            return Ok(TablePolled::EndOfPartition(0));
        }
        self.inner.poll(Duration::ZERO, on_record)
    }

    fn stop(&mut self, topic: &TopicName, partition: i32) -> Result<(), LogError> {
        self.inner.stop(topic, partition)
    }

    fn partitions(&mut self, topic: &TopicName) -> Result<Option<i32>, LogError> {
        self.inner.partitions(topic)
    }
}
