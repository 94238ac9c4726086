//! The rhythm of a source: how often it has something new, by hour of the week, and whether it has been silent for longer
//! than that explains.
//!
//! **Learned.** Each hour of the week has the mean of how many arrivals its last weeks had. An arrival is a delivery with
//! items that was not there before; several within a minute are one, since deliveries come in bunches and bunches are
//! what is random. Only hours that were watched as a whole are learned from: while the producer is down, or does not get
//! to look, nothing is known of the source; nor while the source cannot be reached.
//!
//! **Judged.** Were arrivals a Poisson process of that rate, a gap in which `Λ` of them are expected would have a chance of
//! `exp(-Λ)`. The source is silent when a gap of that size comes by chance less than once in a thousand weeks: with `W`
//! arrivals a week that is `Λ ≥ ln(1000 W)`, 6.9 for one a week and 14 for one every ten minutes. (One gap in a thousand
//! would be one false alarm a week for a source of six an hour.) And the gap has to be as long as the configured floor.
//!
//! **Daylight saving.** Hours are those of the source's zone. Where that is not known, or the source follows another, its
//! day moves by an hour twice a year against the table; so the gap must be improbable by the table as it is, and moved by
//! an hour either way.
//!
//! A gap grows while the source is watched and at no other time, so that a producer that was down finds no silence.

mod hours;
mod keeping;
#[cfg(test)]
mod tests;

use std::time::Duration;

use dateline_schemas::Timestamp;
use jiff::tz::TimeZone;

use self::hours::{HOUR_MS, LocalHour, LocalHours, SLOTS};
use crate::clock::are_apart;

/// Weeks whose mean a slot has; from then on the newest counts for one in so many. A month follows the seasons of a
/// newsroom, evens out a holiday, and has nine tenths of its weight in the last eight weeks (0.75⁸ = 0.10).
const MEMORY_WEEKS: u8 = 4;

/// A slot that was seen this often is learned: once may have been any week.
const LEARNED_WEEKS: u8 = 2;

/// Arrivals within this time are one: longer than it takes to drop the parts of a delivery, shorter than any rhythm.
const BUNCH_MS: u64 = 60_000;

/// The floor where none is configured: a shorter silence wakes nobody, however busy the source is.
const DEFAULT_FLOOR_MS: i64 = HOUR_MS;

/// A chance gap as long as what is called silence comes once in so many weeks: a hundred sources, one false alarm in ten.
const WEEKS_A_FALSE_ALARM: f64 = 1_000.0;

/// Who does not look for longer has not watched: the system slept, the log did not answer, or the clock was moved.
const LONGEST_PAUSE_MS: i64 = 2 * 60_000;

/// What was watched without being kept in the log is kept at the end of the process if it is this much.
const WORTH_KEEPING_MS: i64 = 10 * 60_000;

/// By how many hours the source's day may have moved against the table.
const SHIFTS: [usize; 3] = [SLOTS - 1, 0, 1];

/// A source's rhythm, and the gap that it is in.
#[derive(Debug, Clone)]
pub(super) struct Rhythm {
    hours: LocalHours,
    /// As configured.
    expected_every_ms: Option<i64>,
    slots: [Slot; SLOTS],
    last_new: Option<Timestamp>,
    /// When the newest bunch of arrivals began.
    last_bunch: Option<Timestamp>,
    gap: Gap,
    watch: Option<Watch>,
    /// Watched time since it was last kept in the log; `None` when it is time to.
    unkept_ms: Option<i64>,
}

/// An hour of the week.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Slot {
    /// Arrivals in it, on average.
    arrivals: f64,
    /// Weeks that the average is over.
    weeks: u8,
}

/// Time without anything new.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Gap {
    /// How long it was watched.
    watched_ms: i64,
    /// Arrivals that were to be expected meanwhile, for each of [`SHIFTS`].
    expected: [f64; SHIFTS.len()],
    /// Whether it is a silence, which it stays until it ends.
    is_silence: bool,
}

/// What is watched without a pause.
#[derive(Debug, Clone, Copy)]
struct Watch {
    since_ms: i64,
    until_ms: i64,
    hour: LocalHour,
    arrivals: u32,
    is_blind: bool,
}

impl Slot {
    fn learn(&mut self, arrivals: u32) {
        self.weeks = (self.weeks + 1).min(MEMORY_WEEKS);
        self.arrivals += (f64::from(arrivals) - self.arrivals) / f64::from(self.weeks);
    }

    const fn is_learned(self) -> bool {
        self.weeks >= LEARNED_WEEKS
    }

    /// Arrivals in an hour that are to be expected; none of what is not learned.
    const fn expected(self) -> f64 {
        if self.is_learned() {
            self.arrivals
        } else {
            0.0
        }
    }
}

impl Gap {
    fn least_expected(&self) -> f64 {
        self.expected.into_iter().fold(f64::INFINITY, f64::min)
    }
}

impl Rhythm {
    /// Of a source in this zone, else UTC, that is expected to have something new so often.
    pub(super) fn new(zone: Option<TimeZone>, expected_every: Option<Duration>) -> Self {
        let millis = |every: Duration| i64::try_from(every.as_millis()).unwrap_or(i64::MAX);
        Self {
            hours: LocalHours::new(zone.unwrap_or(TimeZone::UTC)),
            expected_every_ms: expected_every.map(millis),
            slots: [Slot::default(); SLOTS],
            last_new: None,
            last_bunch: None,
            gap: Gap::default(),
            watch: None,
            unkept_ms: Some(0),
        }
    }

    /// Lets time pass up to now, in which nothing new came. What lies behind a long pause was not watched.
    pub(super) fn pass(&mut self, now: Timestamp) {
        let now_ms = now.as_millis();
        let watching = self
            .watch
            .filter(|watch| (0..=LONGEST_PAUSE_MS).contains(&(now_ms - watch.until_ms)));
        let Some(mut watch) = watching else {
            self.watch = Some(Watch {
                since_ms: now_ms,
                until_ms: now_ms,
                hour: self.hours.at(now_ms),
                arrivals: 0,
                is_blind: false,
            });
            return;
        };
        while watch.until_ms < now_ms {
            let until_ms = now_ms.min(watch.hour.end_ms());
            self.lengthen_gap(watch.hour.slot, until_ms - watch.until_ms);
            watch.until_ms = until_ms;
            // Within an hour, where clocks change by half of one.
            let hour = self.hours.at(until_ms);
            if hour != watch.hour {
                self.learn(&watch);
                self.unkept_ms = None;
                (watch.hour, watch.arrivals, watch.is_blind) = (hour, 0, false);
            }
        }
        self.watch = Some(watch);
        self.gap.is_silence |= self.is_beyond_limits();
    }

    /// Notes that something new came now.
    pub(super) fn arrived(&mut self, now: Timestamp) {
        self.pass(now);
        let is_in_bunch = self
            .last_bunch
            .is_some_and(|began| !are_apart(began, now, BUNCH_MS));
        if let Some(watch) = self.watch.as_mut().filter(|_| !is_in_bunch) {
            watch.arrivals += 1;
            self.last_bunch = Some(now);
        }
        // After a crash a gap of this size would be resumed that has ended.
        if self.gap.watched_ms >= self.floor_ms() / 2 || self.gap.is_silence {
            self.unkept_ms = None;
        }
        self.last_new = Some(now);
        self.gap = Gap::default();
    }

    /// Notes that the source cannot be reached: what this hour is like is not known.
    pub(super) fn is_out_of_reach(&mut self) {
        if let Some(watch) = &mut self.watch {
            watch.is_blind = true;
        }
    }

    /// Whether it has had nothing new for longer than its rhythm explains.
    pub(super) const fn is_silent(&self) -> bool {
        self.gap.is_silence
    }

    /// When something new came last.
    pub(super) const fn last_new(&self) -> Option<Timestamp> {
        self.last_new
    }

    /// How long it was watched since.
    pub(super) const fn watched_since_ms(&self) -> i64 {
        self.gap.watched_ms
    }

    /// Arrivals that its rhythm would have brought since.
    pub(super) fn expected_since(&self) -> f64 {
        self.gap.least_expected()
    }

    /// Beyond this [`Self::expected_since`] is silence: `Λ` of the head of this file.
    pub(super) fn limit(&self) -> f64 {
        let week: f64 = self.slots.iter().map(|slot| slot.expected()).sum();
        (WEEKS_A_FALSE_ALARM * week.max(1.0)).ln()
    }

    /// Arrivals that it has in an hour like this one; `None` where that is not learned.
    pub(super) fn arrivals_an_hour(&self) -> Option<f64> {
        let slot = self.slots[self.watch?.hour.slot];
        slot.is_learned().then_some(slot.arrivals)
    }

    fn floor_ms(&self) -> i64 {
        self.expected_every_ms.unwrap_or(DEFAULT_FLOOR_MS)
    }

    fn is_beyond_limits(&self) -> bool {
        if self.gap.watched_ms < self.floor_ms() {
            return false;
        }
        let is_learned = self.arrivals_an_hour().is_some();
        let floor_alone = self.expected_every_ms.is_some() && !is_learned;
        floor_alone || self.gap.least_expected() >= self.limit()
    }

    fn lengthen_gap(&mut self, slot: usize, millis: i64) {
        self.gap.watched_ms = self.gap.watched_ms.saturating_add(millis);
        if let Some(unkept_ms) = &mut self.unkept_ms {
            *unkept_ms = unkept_ms.saturating_add(millis);
        }
        let hours = millis as f64 / HOUR_MS as f64;
        for (expected, shift) in self.gap.expected.iter_mut().zip(SHIFTS) {
            *expected += hours * self.slots[(slot + shift) % SLOTS].expected();
        }
    }

    /// Learns from an hour that has ended, if it was there and watched as a whole.
    fn learn(&mut self, watch: &Watch) {
        let hour = watch.hour;
        let is_whole = hour.is_whole && watch.since_ms <= hour.start_ms;
        if is_whole && !watch.is_blind {
            self.slots[hour.slot].learn(watch.arrivals);
        }
    }
}
