//! The breaker: when one reason quarantines most of what comes, the fault is ours or upstream's, not the records'.

use std::collections::{BTreeMap, VecDeque};

use crate::ledger::{Outcome, Reason};

/// The reasons of the last records of one partition.
#[derive(Debug, Clone)]
pub struct Breaker {
    window: usize,
    limit: usize,
    last: VecDeque<Option<Reason>>,
    counts: BTreeMap<Reason, usize>,
}

impl Breaker {
    /// A breaker that trips when more than `share` of `window` records have one reason.
    pub fn new(window: usize, share: f64) -> Self {
        let limit = (1..=window)
            .rev()
            .find(|limit| (*limit as f64) <= share * window as f64)
            .unwrap_or(0);
        Self {
            window,
            limit,
            last: VecDeque::new(),
            counts: BTreeMap::new(),
        }
    }

    /// Counts one outcome; the reason and how often it stood among the last records, when that is too often.
    pub fn count(&mut self, outcome: &Outcome) -> Option<(Reason, usize)> {
        let reason = match outcome {
            Outcome::Quarantined(reason, _) => Some(*reason),
            _ => None,
        };
        if self.last.len() == self.window
            && let Some(Some(oldest)) = self.last.pop_front()
            && let Some(count) = self.counts.get_mut(&oldest)
        {
            *count -= 1;
        }
        self.last.push_back(reason);
        let count = self.counts.entry(reason?).or_default();
        *count += 1;
        (*count > self.limit).then_some((reason?, *count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dead(reason: Reason) -> Outcome {
        Outcome::Quarantined(reason, String::new())
    }

    #[test]
    fn it_trips_when_one_reason_has_more_than_its_share_of_the_window() {
        let mut breaker = Breaker::new(10, 0.5);
        for _ in 0..5 {
            assert_eq!(breaker.count(&dead(Reason::Undecodable)), None);
        }
        assert_eq!(breaker.count(&dead(Reason::Defect)), None);
        assert_eq!(
            breaker.count(&dead(Reason::Undecodable)),
            Some((Reason::Undecodable, 6))
        );
    }

    #[test]
    fn what_left_the_window_does_not_count() {
        let mut breaker = Breaker::new(10, 0.5);
        for _ in 0..100 {
            assert_eq!(breaker.count(&dead(Reason::Undecodable)), None);
            assert_eq!(breaker.count(&Outcome::Emitted), None);
        }
    }
}
