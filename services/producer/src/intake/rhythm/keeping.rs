//! What of a rhythm is kept in the log: numbers with names, as a checkpoint's totals have them.

use std::collections::BTreeMap;

use dateline_schemas::Timestamp;

use super::{Gap, MEMORY_WEEKS, Rhythm, SLOTS, Slot, WORTH_KEEPING_MS};

const LAST_NEW: &str = "last_new_ms";
const WATCHED: &str = "gap.watched_ms";
const SILENCE: &str = "gap.is_silence";

/// Real numbers are kept in thousandths.
const THOUSANDTHS: f64 = 1_000.0;

/// A slot is its weeks times this, and its arrivals in thousandths: at most one a minute, they stay below it.
const WEEKS_UNIT: i64 = 1_000_000;

fn slot_name(slot: usize) -> String {
    format!("slot.{slot}")
}

fn expected_name(shift: usize) -> String {
    format!("gap.expected.{shift}")
}

/// At most a number that fits: what is kept is never negative and never near the end of the range.
fn thousandths(number: f64) -> i64 {
    (number * THOUSANDTHS).round() as i64
}

impl Slot {
    fn to_number(self) -> i64 {
        let arrivals = thousandths(self.arrivals).clamp(0, WEEKS_UNIT - 1);
        i64::from(self.weeks) * WEEKS_UNIT + arrivals
    }

    fn of_number(number: i64) -> Self {
        let weeks = number.div_euclid(WEEKS_UNIT);
        let weeks = weeks.clamp(0, i64::from(MEMORY_WEEKS));
        Self {
            weeks: u8::try_from(weeks).unwrap_or_default(),
            arrivals: number.rem_euclid(WEEKS_UNIT) as f64 / THOUSANDTHS,
        }
    }
}

impl Rhythm {
    /// Whether it is time to keep it.
    pub(in super::super) const fn is_to_be_kept(&self) -> bool {
        self.unkept_ms.is_none()
    }

    /// Whether it would be a loss not to keep it at the end of the process.
    pub(in super::super) fn is_worth_keeping(&self) -> bool {
        self.unkept_ms
            .is_none_or(|unkept| unkept >= WORTH_KEEPING_MS)
    }

    /// What is to be kept, which is kept then. What is not known is left out.
    pub(in super::super) fn keep(&mut self) -> BTreeMap<String, i64> {
        self.unkept_ms = Some(0);
        let slots = self.slots.iter().enumerate();
        let slots = slots.filter(|(_, slot)| slot.weeks > 0);
        let mut kept: BTreeMap<String, i64> = slots
            .map(|(number, slot)| (slot_name(number), slot.to_number()))
            .collect();
        for (shift, expected) in self.gap.expected.into_iter().enumerate() {
            kept.insert(expected_name(shift), thousandths(expected));
        }
        kept.insert(WATCHED.to_owned(), self.gap.watched_ms);
        kept.insert(SILENCE.to_owned(), i64::from(self.gap.is_silence));
        if let Some(last_new) = self.last_new {
            kept.insert(LAST_NEW.to_owned(), last_new.as_millis());
        }
        kept
    }

    /// The rhythm with what was kept of it.
    #[must_use]
    pub(in super::super) fn restored(mut self, kept: &BTreeMap<String, i64>) -> Self {
        let number = |name: &str| kept.get(name).copied();
        for slot in 0..SLOTS {
            let kept = number(&slot_name(slot));
            self.slots[slot] = kept.map(Slot::of_number).unwrap_or_default();
        }
        self.gap = Gap {
            watched_ms: number(WATCHED).unwrap_or_default().max(0),
            is_silence: number(SILENCE) == Some(1),
            ..Gap::default()
        };
        for (shift, expected) in self.gap.expected.iter_mut().enumerate() {
            let kept = number(&expected_name(shift)).unwrap_or_default();
            *expected = kept.max(0) as f64 / THOUSANDTHS;
        }
        self.last_new = number(LAST_NEW).map(Timestamp::from_millis);
        self
    }
}
