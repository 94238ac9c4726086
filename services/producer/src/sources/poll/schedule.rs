//! When an address is fetched again: sooner while there is news, later while there is none, and later still while it
//! cannot be fetched. And how hosts are spared.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// When one address is fetched again.
#[derive(Debug)]
pub(super) struct Schedule {
    shortest: Duration,
    longest: Duration,
    current: Duration,
    failures: u32,
    random: RandomState,
    drawn: u64,
}

impl Schedule {
    pub(super) fn new(shortest: Duration, longest: Duration) -> Self {
        Self {
            shortest,
            longest: longest.max(shortest),
            current: shortest,
            failures: 0,
            random: RandomState::new(),
            drawn: 0,
        }
    }

    /// How long to wait when something new came: half as long as before.
    pub(super) fn after_new(&mut self) -> Duration {
        self.failures = 0;
        self.current = (self.current / 2).max(self.shortest);
        self.about(self.current)
    }

    /// How long to wait when nothing new came: half as long again as before.
    pub(super) fn after_nothing(&mut self) -> Duration {
        self.failures = 0;
        self.current = (self.current + self.current / 2).min(self.longest);
        self.about(self.current)
    }

    /// How long to wait when it could not be fetched: twice as long with each failure, and never less than was asked for.
    pub(super) fn after_failure(&mut self, asked_for: Option<Duration>) -> Duration {
        let factor = 1_u32.checked_shl(self.failures).unwrap_or(u32::MAX);
        self.failures += 1;
        let backoff = self.current.saturating_mul(factor).min(self.longest);
        self.about(backoff)
            .max(asked_for.unwrap_or_default().min(LONGEST_ASKED_FOR))
    }

    /// A tenth more or less, so that many that began together do not stay together.
    fn about(&mut self, duration: Duration) -> Duration {
        self.drawn += 1;
        let permille = u32::try_from(self.random.hash_one(self.drawn) % 201).unwrap_or_default();
        duration / 1_000 * (900 + permille)
    }
}

/// A server that asks for more than this is not obeyed: it would be for ever.
const LONGEST_ASKED_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// When each host may be asked again, for all sources of a process.
#[derive(Debug, Default)]
pub(in crate::sources) struct Hosts(Mutex<HashMap<String, Instant>>);

impl Hosts {
    /// Takes the next turn at a host; when it is.
    pub(super) fn take_turn(&self, host: &str, pause: Duration) -> Instant {
        let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let turn = next.get(host).copied().map_or(now, |next| next.max(now));
        next.insert(host.to_owned(), turn + pause);
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_about(duration: Duration, seconds: u64) -> bool {
        let (low, high) = (
            Duration::from_secs(seconds) * 88 / 100,
            Duration::from_secs(seconds) * 112 / 100,
        );
        (low..=high).contains(&duration)
    }

    #[test]
    fn the_interval_follows_the_news_and_the_failures() {
        let mut schedule = Schedule::new(Duration::from_secs(60), Duration::from_secs(600));
        assert!(is_about(schedule.after_new(), 60));
        assert!(is_about(schedule.after_nothing(), 90));
        assert!(is_about(schedule.after_nothing(), 135));
        assert!(is_about(schedule.after_failure(None), 135));
        assert!(is_about(schedule.after_failure(None), 270));
        for _ in 0..100 {
            assert!(
                is_about(
                    schedule.after_failure(None).min(Duration::from_secs(600)),
                    600
                ) || schedule.failures < 5
            );
        }
        assert!(is_about(
            schedule.after_failure(Some(Duration::from_secs(3_600))),
            3_600
        ));
        assert!(is_about(schedule.after_new(), 68));
        assert!(is_about(schedule.after_new(), 60));
    }

    #[test]
    fn a_host_is_asked_by_one_after_the_other() {
        let (hosts, pause) = (Hosts::default(), Duration::from_secs(5));
        let first = hosts.take_turn("a", pause);
        assert!(hosts.take_turn("a", pause) >= first + pause);
        assert!(hosts.take_turn("b", pause) < first + pause);
    }
}
