//! What time it is for what is held: that of this process and of the log, whichever is earlier.
//!
//! Only a write tells the log's time. A tick goes by this process's clock, and where the log refuses it as too early, the
//! refusal says how far the log is behind: for a moment ticks go by that, so that what is due by both clocks does not wait
//! for what is due by one.

use std::time::{SystemTime, UNIX_EPOCH};

/// Tells this process's time, in milliseconds since the epoch.
pub type LocalClock = Box<dyn Fn() -> i64 + Send>;

/// Clocks of this process and of the log may differ this much before it is worth an alarm.
const TOLERANCE_MS: i64 = 2_000;

/// How long a refusal is believed; then the log is asked again, whose clock may have been put right.
const BELIEVED_MS: i64 = 1_000;

/// The system's clock.
pub(super) fn system() -> LocalClock {
    Box::new(|| {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
    })
}

/// Whether a difference of the clocks is worth an alarm.
pub(super) const fn is_alarming(difference_ms: i64) -> bool {
    difference_ms > TOLERANCE_MS
}

/// Tells ticks the time.
#[derive(Debug, Default)]
pub(super) struct TickClock {
    refusal: Option<Refusal>,
}

#[derive(Debug, Clone, Copy)]
struct Refusal {
    /// When, by this process's clock.
    local_ms: i64,
    /// How far the log's clock was behind it.
    behind_ms: i64,
}

impl TickClock {
    /// The time of a tick at this local time.
    pub(super) fn now(&mut self, local_ms: i64) -> i64 {
        // A local clock that was put back has left the time at which it was compared.
        let is_believed =
            |refusal: &Refusal| (0..BELIEVED_MS).contains(&(local_ms - refusal.local_ms));
        self.refusal = self.refusal.filter(is_believed);
        self.refusal
            .map_or(local_ms, |refusal| local_ms - refusal.behind_ms)
    }

    /// Takes in that the log's clock read so much, earlier than a tick had taken it to be; how far it is behind.
    pub(super) fn refused(&mut self, local_ms: i64, append_time_ms: i64) -> i64 {
        let behind_ms = local_ms.saturating_sub(append_time_ms).max(0);
        self.refusal = Some(Refusal {
            local_ms,
            behind_ms,
        });
        behind_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_believed_for_a_second_of_a_clock_that_only_goes_forward() {
        // (local time, log's time, or none where nothing was refused; time of the tick)
        let steps = [
            (10_000, None, 10_000),
            (10_200, Some(9_700), 9_700),
            (10_400, None, 9_900),
            (11_199, None, 10_699),
            (11_200, None, 11_200),
            // An hour ahead.
            (3_611_400, Some(10_900), 10_900),
            (3_611_600, None, 11_100),
            // And back.
            (11_300, None, 11_300),
            (11_500, Some(11_499), 11_499),
        ];
        let mut clock = TickClock::default();
        for (local_ms, log_ms, expected) in steps {
            if let Some(log_ms) = log_ms {
                assert_eq!(clock.refused(local_ms, log_ms), local_ms - log_ms);
            }
            assert_eq!(clock.now(local_ms), expected, "at {local_ms}");
        }
    }

    #[test]
    fn two_seconds_are_no_alarm_and_more_are() {
        assert_eq!([2_000, 2_001].map(is_alarming), [false, true]);
    }
}
