//! What one transaction of the intake is to hold; kept until it has committed.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use dateline_runtime::{
    Outgoing,
    failpoint::{self, Failpoint},
    log::{LogError, Writer},
};

/// Records and the sources that they are from.
#[derive(Debug, Default)]
pub(super) struct Batch {
    records: Vec<Outgoing>,
    sources: BTreeSet<String>,
    started: Option<Instant>,
}

impl Batch {
    pub(super) fn touch(&mut self, source: &str) {
        self.started.get_or_insert_with(Instant::now);
        if !self.sources.contains(source) {
            self.sources.insert(source.to_owned());
        }
    }

    pub(super) fn push(&mut self, outgoing: Outgoing) {
        self.records.push(outgoing);
    }

    pub(super) fn sources(&self) -> Vec<String> {
        self.sources.iter().cloned().collect()
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.started.is_none()
    }

    pub(super) fn last(&self) -> Option<&Outgoing> {
        self.records.last()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn is_due(&self, interval: Duration, max_records: usize) -> bool {
        self.started
            .is_some_and(|started| started.elapsed() >= interval)
            || self.len() >= max_records
    }

    /// How long until time alone makes it due.
    pub(super) fn until_due(&self, interval: Duration) -> Duration {
        self.started.map_or(Duration::MAX, |started| {
            interval.saturating_sub(started.elapsed())
        })
    }

    /// Writes all of it in one transaction. A commit that the log is not ready for is waited for: the transaction stays.
    pub(super) fn write(&self, writer: &mut impl Writer) -> Result<(), LogError> {
        writer.begin()?;
        failpoint::hit(Failpoint::Begin);
        for outgoing in &self.records {
            writer.send(outgoing)?;
        }
        failpoint::hit(Failpoint::AfterProduce);
        writer.commit()?;
        failpoint::hit(Failpoint::AfterCommit);
        Ok(())
    }
}
