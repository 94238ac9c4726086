//! Reading a partition's state back on assignment, in slices, while the group is polled and other partitions go on.
//!
//! The order is what makes it right. First the *stable* committed position: the log gives it only when every transaction
//! that could still move it has ended. Then the end of the state partition as a read_uncommitted client sees it: all that
//! those transactions wrote is before it. Then the wait until the last stable offset has reached that mark, which outlasts
//! a dead owner's open transaction, and only then the reading, to the end of what is stable. Last come the input records that
//! the state points to: they were consumed, so they are stable.

use std::time::{Duration, Instant};

use super::{
    Pump, PumpError,
    breaker::Breaker,
    metrics::RestoreProgress,
    partition::{Phase, Running},
};
use crate::{
    failpoint::{self, Failpoint},
    ledger::Totals,
    log::{Cluster, Committed, LogError, StageLog as _, TablePolled, TableReader as _},
    record::{NextOffset, Offset, TopicName},
    stage::Stage,
};

/// How long the state is read in one go before the group is polled again.
const SLICE: Duration = Duration::from_millis(50);

/// How long a dead owner's transaction is waited for before it is told of: longer than a broker lets one be open.
const STUCK_AFTER: Duration = Duration::from_secs(60);

fn stuck(topic: &TopicName, partition: i32, stable: NextOffset) -> String {
    format!(
        "{topic}/{partition} cannot be read behind offset {stable}: a transaction is open there for longer than any may be, so a \
         broker has lost its end; `kafka-transactions.sh find-hanging` names it, and `abort` ends it"
    )
}

/// A partition whose state is not complete yet.
pub(super) struct Restoring<State> {
    state: State,
    committed: Option<Committed>,
    step: Step,
    records: u64,
    /// Up to where the topic that is being read has been read.
    next: Option<NextOffset>,
    progress: RestoreProgress,
    started: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Its committed position is not known or not stable yet.
    AwaitCommitted,
    /// The mark of the state topic of this index is not known yet; all are read where there is none.
    AwaitMark { topic: usize },
    /// The state topic of this index has open transactions before the mark.
    AwaitStable { topic: usize, mark: NextOffset },
    /// The state topic of this index is being read.
    Reading { topic: usize },
    /// All of them were read; whether the state lacks something of the input is not known yet.
    AwaitInput,
    /// The input is being read again, up to this record.
    Recalling { newest: Offset },
    /// All is there.
    Complete,
}

impl<State> Restoring<State> {
    pub(super) fn new(state: State, progress: RestoreProgress) -> Self {
        Self {
            state,
            committed: None,
            step: Step::AwaitCommitted,
            records: 0,
            next: None,
            progress,
            started: Instant::now(),
        }
    }

    pub(super) const fn is_reading(&self) -> bool {
        matches!(self.step, Step::Reading { .. } | Step::Recalling { .. })
    }

    /// The topic that is being read.
    pub(super) fn reading<'a, S: Stage>(&self, stage: &'a S) -> Option<&'a TopicName> {
        match self.step {
            Step::Reading { topic } => stage.state_topics().get(topic),
            Step::Recalling { .. } => Some(stage.input()),
            _ => None,
        }
    }
}

impl<S: Stage, C: Cluster> Pump<S, C> {
    /// Takes every restoring partition one step on.
    pub(super) fn restore_some(&mut self) -> Result<(), PumpError> {
        let restoring: Vec<i32> = self
            .partitions
            .iter()
            .filter(|(_, phase)| !phase.is_running())
            .map(|(partition, _)| *partition)
            .collect();
        for partition in &restoring {
            match self.restore_step(*partition) {
                Ok(()) => {}
                Err(LogError::Unavailable(reason)) => {
                    tracing::debug!(partition, reason, "restore waits");
                }
                Err(error) => return self.recover(error),
            }
        }
        if self.partitions.values().any(Phase::is_reading) {
            self.read_slice()?;
            self.show_progress();
        }
        Ok(())
    }

    fn show_progress(&self) {
        for phase in self.partitions.values() {
            if let Phase::Restoring(restoring) = phase
                && let (Some(topic), Some(next)) = (restoring.reading(&self.stage), restoring.next)
            {
                restoring.progress.is_at(topic.as_str(), next);
            }
        }
    }

    /// Begins with an empty state; the partition is paused.
    pub(super) fn start_restoring(&mut self, partition: i32) {
        let state = self.stage.empty_state(partition);
        let progress = self.metrics.restore_progress(partition);
        // What an earlier restore showed is deleted before this one shows anything.
        self.partitions
            .insert(partition, Phase::Restoring(Restoring::new(state, progress)));
    }

    fn restore_step(&mut self, partition: i32) -> Result<(), LogError> {
        let Some(Phase::Restoring(restoring)) = self.partitions.get_mut(&partition) else {
            return Ok(());
        };
        match restoring.step {
            Step::AwaitCommitted => {
                restoring.committed = self.log.committed(partition)?;
                restoring.step = Step::AwaitMark { topic: 0 };
                Ok(())
            }
            Step::AwaitMark { topic } => {
                let topics = self.stage.state_topics();
                restoring.step = Step::AwaitInput;
                for (topic, name) in topics.iter().enumerate().skip(topic) {
                    restoring.step = Step::AwaitMark { topic };
                    let mark = self.table.high_watermark(name, partition)?;
                    // A partition that nobody ever wrote to has no end to be read to.
                    if mark > NextOffset(0) {
                        restoring.progress.ends_at(name.as_str(), mark);
                        restoring.step = Step::AwaitStable { topic, mark };
                        break;
                    }
                    restoring.step = Step::AwaitInput;
                }
                Ok(())
            }
            Step::AwaitStable { topic, mark } => {
                let name = &self.stage.state_topics()[topic];
                let stable = self.table.last_stable_offset(name, partition)?;
                if stable >= mark {
                    self.table.start(name, partition, Offset::FIRST)?;
                    failpoint::hit(Failpoint::InRestore);
                    restoring.step = Step::Reading { topic };
                } else if restoring.started.elapsed() > STUCK_AFTER {
                    let reason = stuck(name, partition, stable);
                    self.control.set_ready(self.stage.name(), Err(reason));
                }
                Ok(())
            }
            Step::AwaitInput => {
                restoring.step = match self.stage.lacks(&restoring.state) {
                    None => Step::Complete,
                    Some(lacking) => {
                        let (oldest, newest) = lacking.into_inner();
                        let input = self.stage.input();
                        self.table.start(input, partition, oldest)?;
                        restoring.progress.ends_at(input.as_str(), newest.next());
                        restoring.next = Some(NextOffset(oldest.0));
                        Step::Recalling { newest }
                    }
                };
                Ok(())
            }
            Step::Reading { .. } | Step::Recalling { .. } => Ok(()),
            Step::Complete => self.start_running(partition),
        }
    }

    fn read_slice(&mut self) -> Result<(), PumpError> {
        let until = Instant::now() + SLICE;
        while Instant::now() < until {
            let mut failed = None;
            let mut recalled = None;
            let (stage, partitions) = (&self.stage, &mut self.partitions);
            let polled = self.table.poll(Duration::from_millis(5), &mut |record| {
                let Some(Phase::Restoring(restoring)) = partitions.get_mut(&record.partition)
                else {
                    return;
                };
                if restoring.reading(stage).map(TopicName::as_str) != Some(record.topic) {
                    return;
                }
                restoring.next = Some(record.offset.next());
                let topic = match restoring.step {
                    Step::Reading { topic } => topic,
                    Step::Recalling { newest } => {
                        if record.offset <= newest {
                            stage.recall(&mut restoring.state, record);
                        }
                        recalled = (record.offset >= newest).then_some(record.partition);
                        return;
                    }
                    _ => return,
                };
                match stage.decode_change(topic, record) {
                    Ok(Some(change)) => {
                        stage.restore(&mut restoring.state, change);
                        restoring.records += 1;
                    }
                    Ok(None) => {}
                    Err(error) => {
                        failed = Some(PumpError::State {
                            topic: record.topic.to_owned(),
                            partition: record.partition,
                            offset: record.offset.0,
                            detail: error.0,
                        });
                    }
                }
            });
            if let Some(error) = failed {
                return Err(error);
            }
            let ended = match polled {
                Ok(TablePolled::Record) => recalled,
                Ok(TablePolled::EndOfPartition(partition)) => Some(partition),
                Ok(TablePolled::Nothing) | Err(LogError::Unavailable(_)) => return Ok(()),
                Err(error) => return self.recover(error),
            };
            if let Some(partition) = ended
                && let Err(error) = self.end_of_table(partition)
            {
                return self.recover(error);
            }
        }
        Ok(())
    }

    fn end_of_table(&mut self, partition: i32) -> Result<(), LogError> {
        let Some(Phase::Restoring(restoring)) = self.partitions.get_mut(&partition) else {
            return Ok(());
        };
        let Some(name) = restoring.reading(&self.stage) else {
            return Ok(());
        };
        // The next mark is asked for in a step of its own: a log that is away then must not end the restore halfway.
        restoring.step = match restoring.step {
            Step::Reading { topic } => Step::AwaitMark { topic: topic + 1 },
            _ => Step::Complete,
        };
        restoring.next = None;
        restoring.progress.is_complete(name.as_str());
        self.table.stop(name, partition)
    }

    fn start_running(&mut self, partition: i32) -> Result<(), LogError> {
        let Some(Phase::Restoring(restoring)) = self.partitions.get(&partition) else {
            return Ok(());
        };
        let committed = restoring.committed.clone();
        // Also where nothing is committed: the partition may have been read by this member before its state was dropped.
        let next = match &committed {
            Some(committed) => committed.next,
            None => self.table.low_watermark(&self.spec.input, partition)?,
        };
        self.log.rewind(partition, next)?;
        if self.halted.is_none() {
            self.log.resume(partition)?;
        }
        let Some(Phase::Restoring(restoring)) = self.partitions.remove(&partition) else {
            return Ok(());
        };
        let seconds = restoring.started.elapsed().as_secs_f64();
        tracing::info!(
            stage = self.stage.name(),
            partition,
            records = restoring.records,
            seconds,
            "partition restored"
        );
        self.metrics.restored(partition, restoring.records, seconds);
        let running = Running {
            state: restoring.state,
            totals: committed
                .as_ref()
                .map(|committed| Totals::from_metadata(&committed.metadata))
                .unwrap_or_default(),
            next: committed.map(|committed| committed.next),
            at_end: false,
            waiting: None,
            breaker: Breaker::new(self.config.breaker_window, self.config.breaker_share),
            newest_append_ms: 0,
        };
        self.partitions.insert(partition, Phase::Running(running));
        self.report_ready();
        Ok(())
    }
}
