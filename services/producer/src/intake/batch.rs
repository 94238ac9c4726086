//! What one transaction of the intake is to hold; kept until it has committed.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use dateline_runtime::{
    Outgoing, TopicName,
    failpoint::{self, Failpoint},
    log::{LogError, Writer},
};

use super::ledger::Ledger;
use crate::source::{Answer, Receipt};

/// Records, the sources that they are from, and whom to tell when they are in the log.
#[derive(Debug, Default)]
pub(super) struct Batch {
    records: Vec<Outgoing>,
    sources: BTreeSet<String>,
    receipts: Vec<(Receipt, Answer)>,
    started: Option<Instant>,
}

impl Batch {
    /// Begins its time, for what is of no source.
    pub(super) fn begin(&mut self) {
        self.started.get_or_insert_with(Instant::now);
    }

    pub(super) fn touch(&mut self, source: &str) {
        self.begin();
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

    /// Enters into a ledger what it has for the topic of checkpoints.
    pub(super) fn enter(&self, checkpoints: &TopicName, ledger: &mut Ledger) {
        let records = self.records.iter();
        for record in records.filter(|record| record.topic == *checkpoints) {
            ledger.see(record.key.as_deref(), record.value.as_deref());
        }
    }

    /// Answers who waits, if anybody does, once all that the batch holds is in the log; at once where it holds nothing.
    pub(super) fn answer(&mut self, receipt: Option<Receipt>, answer: impl FnOnce() -> Answer) {
        match receipt {
            Some(receipt) if self.is_empty() => receipt.answer(answer()),
            Some(receipt) => self.receipts.push((receipt, answer())),
            None => {}
        }
    }

    /// Begins the next batch: all of this one is in the log.
    pub(super) fn committed(&mut self) {
        for (receipt, answer) in std::mem::take(self).receipts {
            receipt.answer(answer);
        }
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

    /// Writes all of it in one transaction. A commit that has no answer yet is asked for again, as long as `may_wait`: it
    /// may have begun, so that nothing else is safe.
    pub(super) fn write(
        &self,
        writer: &mut impl Writer,
        mut may_wait: impl FnMut() -> bool,
    ) -> Result<(), LogError> {
        writer.begin()?;
        failpoint::hit(Failpoint::Begin);
        for outgoing in &self.records {
            writer.send(outgoing.clone())?;
        }
        failpoint::hit(Failpoint::AfterProduce);
        loop {
            match writer.commit() {
                Err(LogError::Unavailable(_)) if may_wait() => {}
                committed => break committed?,
            }
        }
        failpoint::hit(Failpoint::AfterCommit);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A log that answers a commit only when it is asked for the third time.
    #[derive(Default)]
    struct Slow {
        calls: Vec<&'static str>,
    }

    impl Writer for Slow {
        fn begin(&mut self) -> Result<(), LogError> {
            self.calls.push("begin");
            Ok(())
        }

        fn send(&mut self, _: Outgoing) -> Result<(), LogError> {
            self.calls.push("send");
            Ok(())
        }

        fn commit(&mut self) -> Result<(), LogError> {
            self.calls.push("commit");
            let asked = self.calls.iter().filter(|call| **call == "commit").count();
            if asked < 3 {
                return Err(LogError::Unavailable("no answer".to_owned()));
            }
            Ok(())
        }

        fn abort(&mut self) -> Result<(), LogError> {
            self.calls.push("abort");
            Ok(())
        }

        fn renew(&mut self) -> Result<(), LogError> {
            self.calls.push("renew");
            Ok(())
        }
    }

    fn batch_of_one() -> Batch {
        let mut batch = Batch::default();
        batch.push(Outgoing::keyed(&TopicName::new("t"), b"k", None));
        batch
    }

    #[test]
    fn a_commit_without_an_answer_is_asked_for_again_and_nothing_is_sent_twice() {
        let mut log = Slow::default();
        batch_of_one().write(&mut log, || true).unwrap();
        assert_eq!(log.calls, ["begin", "send", "commit", "commit", "commit"]);
    }

    #[test]
    fn a_commit_is_given_up_when_there_is_no_time_left() {
        let mut log = Slow::default();
        let given_up = batch_of_one().write(&mut log, || false);
        assert!(matches!(given_up, Err(LogError::Unavailable(_))));
    }
}
