//! How fast a replay goes: at most so many items a second, and not at all while live items would wait behind it.

use std::time::{Duration, Instant};

/// A replay holds back while annotate has more records than this before it: at 10,000 items a second and slower by far,
/// that is less than a second's work, so that a live item waits no longer.
pub const MOST_BEHIND: i64 = 500;

/// How often annotate is asked how far it is, at least.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// It is asked, too, when so many items were sent since.
const ASK_AFTER_ITEMS: u32 = 250;

/// Transactions a second, where the rate allows for less than a full one each time: records of others wait for the end of
/// a transaction on their partition.
const TRANSACTIONS_A_SECOND: u32 = 10;

/// Most items of a transaction.
const MOST_ITEMS: u32 = 100;

/// When the next items may be sent.
#[derive(Debug)]
pub struct Pace {
    rate: u32,
    next: Instant,
    asked: Option<Instant>,
    sent_since: u32,
}

impl Pace {
    /// A pace of this many items a second, at least one.
    pub fn new(rate: u32, now: Instant) -> Self {
        Self {
            rate: rate.max(1),
            next: now,
            asked: None,
            sent_since: 0,
        }
    }

    /// Items of one transaction.
    pub fn batch(&self) -> usize {
        let items = (self.rate / TRANSACTIONS_A_SECOND).clamp(1, MOST_ITEMS);
        usize::try_from(items).unwrap_or(1)
    }

    /// How long to wait before the next items.
    pub fn wait(&self, now: Instant) -> Duration {
        self.next.saturating_duration_since(now)
    }

    /// Says that items were sent.
    pub fn sent(&mut self, items: usize, now: Instant) {
        let items = u32::try_from(items).unwrap_or(u32::MAX);
        // What was missed while it held back is not made up for.
        let from = self.next.max(now);
        self.next = from + Duration::from_secs(1).saturating_mul(items) / self.rate;
        self.sent_since = self.sent_since.saturating_add(items);
    }

    /// Whether annotate is to be asked how far it is before more is sent.
    pub fn must_ask(&self, now: Instant) -> bool {
        self.sent_since >= ASK_AFTER_ITEMS
            || self
                .asked
                .is_none_or(|asked| now.saturating_duration_since(asked) >= ASK_EVERY)
    }

    /// Says that annotate is not too far behind.
    pub fn may_go_on(&mut self, now: Instant) {
        self.asked = Some(now);
        self.sent_since = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_sent_than_the_rate_allows_for() {
        let start = Instant::now();
        for (rate, batch) in [(1, 1), (15, 1), (200, 20), (1_000, 100), (1_000_000, 100)] {
            let mut pace = Pace::new(rate, start);
            assert_eq!(pace.batch(), batch, "{rate}");
            let (mut now, mut sent) = (start, 0);
            while sent < 2 * u64::from(rate) {
                now += pace.wait(now);
                pace.sent(batch, now);
                sent += batch as u64;
            }
            let took = (now + pace.wait(now)) - start;
            let expected = sent as f64 / f64::from(rate);
            assert!(
                (took.as_secs_f64() - expected).abs() < 0.01,
                "{rate}: {took:?}"
            );
        }
    }

    #[test]
    fn what_was_missed_is_not_made_up_for() {
        let start = Instant::now();
        let mut pace = Pace::new(10, start);
        pace.sent(1, start);
        let later = start + Duration::from_secs(60);
        pace.sent(1, later);
        assert_eq!(pace.wait(later), Duration::from_millis(100));
    }

    #[test]
    fn annotate_is_asked_first_and_then_by_time_and_by_what_was_sent() {
        let start = Instant::now();
        let mut pace = Pace::new(1_000, start);
        assert!(pace.must_ask(start), "nothing is known yet");
        pace.may_go_on(start);
        assert!(!pace.must_ask(start));
        assert!(pace.must_ask(start + ASK_EVERY));
        pace.sent(249, start);
        assert!(!pace.must_ask(start));
        pace.sent(1, start);
        assert!(pace.must_ask(start));
    }
}
