//! The local log with crashes and faults on demand.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use dateline_runtime::{
    NextOffset, Outgoing, Record, TopicName,
    local::{LocalCluster, LocalMember, LocalTable, LocalWriter},
    log::{
        Cluster, Committed, LogError, MemberSpec, Polled, Position, StageLog, TableReader as _,
        Writer,
    },
};

/// What goes wrong with one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogFault {
    /// It cannot be opened.
    BeginFails,
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
    steps: usize,
    crash_at: Option<usize>,
    crashed: bool,
    fault: Option<LogFault>,
    members: Vec<u64>,
}

/// When the process ends, counted in calls on log and target; clones are the same script.
#[derive(Clone, Default)]
pub(super) struct Script(Arc<Mutex<Plan>>);

impl Script {
    /// Counts a step; whether the process has ended by then.
    pub(super) fn crashes(&self) -> bool {
        let mut plan = self.0.lock().unwrap();
        plan.steps += 1;
        plan.crashed |= plan.crash_at == Some(plan.steps);
        plan.crashed
    }

    /// A new process, which ends at this step.
    pub(super) fn restart(&self, crash_at: Option<usize>) {
        let mut plan = self.0.lock().unwrap();
        plan.steps = 0;
        plan.crashed = false;
        plan.crash_at = crash_at;
    }

    pub(super) fn fail_next(&self, fault: LogFault) {
        self.0.lock().unwrap().fault = Some(fault);
    }

    fn fault(&self, of_begin: bool) -> Option<LogFault> {
        let mut plan = self.0.lock().unwrap();
        let is_due = plan
            .fault
            .is_some_and(|fault| (fault == LogFault::BeginFails) == of_begin);
        if is_due { plan.fault.take() } else { None }
    }

    fn step(&self) -> Result<(), LogError> {
        if self.crashes() {
            return Err(LogError::Fatal("a planted crash".to_owned()));
        }
        Ok(())
    }
}

#[derive(Clone)]
pub(super) struct FaultyCluster {
    pub(super) local: LocalCluster,
    pub(super) group: String,
    pub(super) script: Script,
}

impl FaultyCluster {
    /// Ends every member's session without telling it.
    pub(super) fn evict_all(&self) {
        for member in &self.script.0.lock().unwrap().members {
            self.local.evict(&self.group, *member);
        }
    }
}

pub(super) struct FaultyMember {
    inner: LocalMember,
    script: Script,
}

impl Cluster for FaultyCluster {
    type Log = FaultyMember;
    type Writer = LocalWriter;
    type Table = LocalTable;

    fn member(&self, spec: &MemberSpec) -> Result<FaultyMember, LogError> {
        let inner = self.local.member(spec)?;
        let script = self.script.clone();
        script.0.lock().unwrap().members.push(inner.member());
        Ok(FaultyMember { inner, script })
    }

    fn writer(&self, transactional_id: &str) -> Result<LocalWriter, LogError> {
        self.local.writer(transactional_id)
    }

    fn table(&self) -> Result<LocalTable, LogError> {
        self.local.table()
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

impl Writer for FaultyMember {
    fn begin(&mut self) -> Result<(), LogError> {
        self.script.step()?;
        if self.script.fault(true).is_some() {
            return Err(LogError::Unavailable("planted".to_owned()));
        }
        self.inner.begin()
    }

    fn send(&mut self, outgoing: Outgoing) -> Result<(), LogError> {
        self.script.step()?;
        self.inner.send(outgoing)
    }

    fn commit(&mut self) -> Result<(), LogError> {
        self.script.step()?;
        match self.script.fault(false) {
            Some(LogFault::Abort) => return Err(LogError::Abort("planted".to_owned())),
            Some(LogFault::Fenced) => return Err(LogError::Fenced("planted".to_owned())),
            Some(LogFault::UnknownNotCommitted) => {
                return Err(LogError::OutcomeUnknown("planted".to_owned()));
            }
            Some(LogFault::UnknownCommitted) => {
                self.inner.commit()?;
                return Err(LogError::OutcomeUnknown("planted".to_owned()));
            }
            Some(LogFault::BeginFails) | None => self.inner.commit()?,
        }
        self.script.step()
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
        self.script.step()?;
        assert!(!positions.is_empty(), "an empty list fences nobody");
        self.inner.send_offsets(positions)
    }

    fn rejoin(&mut self) -> Result<(), LogError> {
        self.inner.rejoin()?;
        let member = self.inner.member();
        self.script.0.lock().unwrap().members.push(member);
        Ok(())
    }
}

/// The end of a partition.
pub(super) fn end_of(cluster: &FaultyCluster, topic: &TopicName, partition: i32) -> NextOffset {
    let mut table = cluster.local.table().unwrap();
    table.high_watermark(topic, partition).unwrap()
}
