//! What a source is told of a delivery once it is in the log: what it waits for before it lets go of it.

use std::{collections::BTreeMap, fmt};

use dateline_runtime::Reason;
use dateline_schemas::Checkpoint;

/// Answered once, when the transaction that holds the whole delivery has committed; dropped unanswered when the intake
/// ends before that. A source that gets no answer keeps the delivery, and may hand it over again.
pub struct Receipt(Box<dyn FnOnce(Answer) + Send>);

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is in the log.
    Taken(Taken),
    /// Other bytes were taken at its position before, which it may not replace. Nothing of it was taken.
    Refused,
}

/// A delivery that is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its id.
    pub delivery_id: String,
    /// Whether it had been taken before, so that nothing was written now.
    pub already_taken: bool,
    /// What it held; `None` if it was taken before by a source that did not ask.
    pub counts: Option<Counts>,
    /// What was rejected and why, the first few of it, for a person; nothing if it was taken before.
    pub messages: Vec<String>,
}

/// What a delivery held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Its items.
    pub items: u64,
    /// Its parts that are no items and went to the dead letters, by reason; reasons without any are left out.
    pub rejected: BTreeMap<Reason, u64>,
}

/// What a checkpoint's totals call the items.
const ITEMS: &str = "items";

impl Receipt {
    /// A receipt that is handed to this function: it runs on the intake's thread, which it must not hold up.
    pub fn new(answer: impl FnOnce(Answer) + Send + 'static) -> Self {
        Self(Box::new(answer))
    }

    /// Tells the source.
    pub(crate) fn answer(self, answer: Answer) {
        (self.0)(answer);
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Receipt")
    }
}

impl Taken {
    /// One that was taken before, as its checkpoint tells.
    pub(crate) fn before(checkpoint: &Checkpoint) -> Self {
        Self {
            delivery_id: checkpoint.delivery_id.clone().unwrap_or_default(),
            already_taken: true,
            counts: Counts::from_totals(&checkpoint.totals),
            messages: Vec::new(),
        }
    }
}

impl Counts {
    /// As a checkpoint keeps them.
    pub(crate) fn to_totals(&self) -> BTreeMap<String, i64> {
        let rejected = self.rejected.iter();
        let rejected = rejected.map(|(reason, count)| (of_reason(*reason), *count));
        [(ITEMS.to_owned(), self.items)]
            .into_iter()
            .chain(rejected)
            .map(|(what, count)| (what, i64::try_from(count).unwrap_or(i64::MAX)))
            .collect()
    }

    /// Out of a checkpoint, if it keeps them.
    fn from_totals(totals: &BTreeMap<String, i64>) -> Option<Self> {
        let items = totals.get(ITEMS)?.unsigned_abs();
        let rejected = Reason::ALL.iter().filter_map(|reason| {
            let count = totals.get(&of_reason(*reason))?;
            Some((*reason, count.unsigned_abs()))
        });
        Some(Self {
            items,
            rejected: rejected.collect(),
        })
    }
}

fn of_reason(reason: Reason) -> String {
    format!("rejected.{}", reason.label())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_back_out_of_a_checkpoint() {
        let rejected = BTreeMap::from([(Reason::Oversize, 2)]);
        for counts in [Counts::default(), Counts { items: 7, rejected }] {
            assert_eq!(
                Counts::from_totals(&counts.to_totals()).as_ref(),
                Some(&counts)
            );
        }
        assert_eq!(Counts::from_totals(&BTreeMap::new()), None);
    }
}
