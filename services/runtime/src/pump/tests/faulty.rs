//! The local log with faults on demand.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use super::counting::STATE;
use crate::{
    ledger::Totals,
    local::{LocalCluster, LocalMember, LocalTable, LocalWriter},
    log::{
        Cluster, Committed, LogError, MemberSpec, Polled, Position, StageLog, TablePolled,
        TableReader, Writer,
    },
    record::{NextOffset, Offset, Outgoing, Record, TopicName},
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
    /// The offsets are refused: the group gave the partitions away.
    OffsetsFail,
    /// The commit has no answer yet; the next one has.
    CommitLater,
    /// A rival took over.
    Fenced,
}

/// The call of the log at which the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crash {
    /// Before the call did anything.
    Before,
    /// When it has done its work, and before it comes back.
    After,
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
    /// After how many more calls the process ends, and on which side of the last.
    crash: Option<(u32, Crash)>,
    /// The topic whose high watermark nobody tells for so many looks.
    silent: Option<(&'static str, u32)>,
    failing_rewinds: u32,
    /// Nobody answers what is asked about a topic.
    is_away: bool,
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

    /// The process ends at the call of the log that comes after so many others.
    pub(super) fn crash_at(&self, calls: u32, side: Crash) {
        self.plan.lock().unwrap().crash = Some((calls, side));
    }

    /// Whether a planned crash is still to come.
    pub(super) fn crash_is_ahead(&self) -> bool {
        self.plan.lock().unwrap().crash.is_some()
    }

    /// The high watermark of a topic is not told for so many looks.
    pub(super) fn silence_watermark_of(&self, topic: &'static str, looks: u32) {
        self.plan.lock().unwrap().silent = Some((topic, looks));
    }

    /// A partition cannot be sought for so many times.
    pub(super) fn fail_rewinds(&self, times: u32) {
        self.plan.lock().unwrap().failing_rewinds = times;
    }

    /// From now on questions about a topic are answered or not.
    pub(super) fn set_away(&self, is_away: bool) {
        self.plan.lock().unwrap().is_away = is_away;
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
    /// The process has ended: nothing that it still calls has an effect.
    dead: bool,
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
            dead: false,
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

    /// Makes a call, unless the process ends before it; its answer, unless the process ends behind it.
    fn call<T>(
        &mut self,
        call: impl FnOnce(&mut Self) -> Result<T, LogError>,
    ) -> Result<T, LogError> {
        let side = match &mut self.plan.lock().unwrap().crash {
            _ if self.dead => Some(Crash::Before),
            Some((0, side)) => Some(*side),
            Some((calls, _)) => {
                *calls -= 1;
                None
            }
            None => None,
        };
        if side.is_some() {
            self.dead = true;
            self.plan.lock().unwrap().crash = None;
        }
        if side == Some(Crash::Before) {
            return Err(crashed());
        }
        let answer = call(self);
        if side == Some(Crash::After) {
            return Err(crashed());
        }
        answer
    }

    fn commit_with_fault(&mut self) -> Result<(), LogError> {
        let planted = "planted".to_owned();
        match self.current() {
            Some(Fault::Abort) => return Err(LogError::Abort(planted)),
            Some(Fault::Fenced) => return Err(LogError::Fenced(planted)),
            Some(Fault::UnknownNotCommitted) => return Err(LogError::OutcomeUnknown(planted)),
            Some(Fault::CommitLater) => {
                self.plan.lock().unwrap().current = None;
                return Err(LogError::Unavailable(planted));
            }
            _ => {}
        }
        self.inner.commit()?;
        self.committed_now();
        match self.current() {
            Some(Fault::UnknownCommitted) => Err(LogError::OutcomeUnknown(planted)),
            _ => Ok(()),
        }
    }

    fn committed_now(&mut self) {
        let mut plan = self.plan.lock().unwrap();
        for position in self.pending.drain(..) {
            plan.committed.insert(position.partition, position);
        }
    }
}

fn crashed() -> LogError {
    LogError::Fatal("a planted crash".to_owned())
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
        self.call(|member| member.inner.begin())
    }

    fn send(&mut self, outgoing: Outgoing) -> Result<(), LogError> {
        match self.current() {
            Some(Fault::SendFails) => Err(LogError::Abort("planted".to_owned())),
            _ => self.call(|member| member.inner.send(outgoing)),
        }
    }

    fn commit(&mut self) -> Result<(), LogError> {
        self.call(Self::commit_with_fault)
    }

    fn abort(&mut self) -> Result<(), LogError> {
        self.call(|member| member.inner.abort())
    }

    fn renew(&mut self) -> Result<(), LogError> {
        self.call(|member| member.inner.renew())
    }
}

impl StageLog for FaultyMember {
    fn poll(
        &mut self,
        _: Duration,
        on_record: &mut dyn FnMut(&Record<'_>),
    ) -> Result<Polled, LogError> {
        self.call(|member| member.inner.poll(Duration::ZERO, on_record))
    }

    fn committed(&mut self, partition: i32) -> Result<Option<Committed>, LogError> {
        self.call(|member| member.inner.committed(partition))
    }

    fn position(&mut self, partition: i32) -> Option<NextOffset> {
        self.inner.position(partition)
    }

    fn rewind(&mut self, partition: i32, next: NextOffset) -> Result<(), LogError> {
        {
            let mut plan = self.plan.lock().unwrap();
            if plan.failing_rewinds > 0 {
                plan.failing_rewinds -= 1;
                return Err(LogError::Unavailable("planted".to_owned()));
            }
        }
        self.call(|member| member.inner.rewind(partition, next))
    }

    fn pause(&mut self, partition: i32) -> Result<(), LogError> {
        self.call(|member| member.inner.pause(partition))
    }

    fn resume(&mut self, partition: i32) -> Result<(), LogError> {
        self.call(|member| member.inner.resume(partition))
    }

    fn send_offsets(&mut self, positions: &[Position]) -> Result<(), LogError> {
        if self.current() == Some(Fault::OffsetsFail) {
            return Err(LogError::Abort("planted".to_owned()));
        }
        self.plan.lock().unwrap().positions.push(positions.to_vec());
        self.pending = positions.to_vec();
        self.call(|member| member.inner.send_offsets(positions))
    }

    fn rejoin(&mut self) -> Result<(), LogError> {
        self.call(|member| member.inner.rejoin())?;
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
        let mut plan = self.plan.lock().unwrap();
        if let Some((silent, looks)) = &mut plan.silent
            && *silent == topic.as_str()
            && *looks > 0
        {
            *looks -= 1;
            return Err(LogError::Unavailable("planted".to_owned()));
        }
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
        if topic.as_str() == STATE && plan.hidden_looks > 0 {
            plan.hidden_looks -= 1;
            return Ok(NextOffset(end.0 - 1));
        }
        Ok(end)
    }

    fn start(&mut self, topic: &TopicName, partition: i32, from: Offset) -> Result<(), LogError> {
        self.plan.lock().unwrap().tables_read.push(partition);
        self.inner.start(topic, partition, from)
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
        if self.plan.lock().unwrap().is_away {
            return Err(LogError::Unavailable("planted".to_owned()));
        }
        self.inner.partitions(topic)
    }
}
