//! A stage that counts records per key and holds some until a time: any record lost, doubled, seen with wrong state or
//! let go early shows in its output.

use std::{
    collections::BTreeMap,
    ops::RangeInclusive,
    sync::{Arc, Mutex},
};

use crate::{
    ledger::{HoldEnd, Outcome, Reason},
    record::{Offset, Outgoing, Record, TopicName},
    stage::{Clocks, Decision, Stage, StateRecord, StateSize, UndecidableStateRecord, Undecided},
    tally::{Tally, TallyFamily},
};

pub(super) const INPUT: &str = "input";
pub(super) const OUTPUT: &str = "output";
pub(super) const STATE: &str = "state";
pub(super) const HELD: &str = "held";
pub(super) const DEAD: &str = "dead";

/// The header of what was held: before when it must not be in the log.
pub(super) const UNTIL: &str = "until";

const COUNTS: usize = 0;
const HOLDS: usize = 1;

/// Schemas that become known after so many looks.
#[derive(Debug, Default)]
pub(super) struct Schemas {
    looks_left: BTreeMap<u64, u32>,
}

impl Schemas {
    pub(super) fn appears_after(&mut self, schema: u64, looks: u32) {
        self.looks_left.insert(schema, looks);
    }

    pub(super) fn refresh(&mut self) {
        self.looks_left
            .values_mut()
            .for_each(|left| *left = left.saturating_sub(1));
    }

    fn knows(&self, schema: u64) -> bool {
        self.looks_left.get(&schema) == Some(&0)
    }
}

/// What is counted and held on one partition.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Counted {
    pub(super) counts: BTreeMap<Vec<u8>, u64>,
    /// Held records by the key of their state record, `key@offset`, with the time until which; [`IN_INPUT`] where only the
    /// input says it.
    pub(super) held: BTreeMap<Vec<u8>, u64>,
}

/// What a state record has in place of a time that stands in the input.
const IN_INPUT: u64 = u64::MAX;

/// One entry of either map: which, its key, and its value or none.
pub(super) type Entry = (usize, Vec<u8>, Option<u64>);

impl Counted {
    fn map(&mut self, topic: usize) -> &mut BTreeMap<Vec<u8>, u64> {
        match topic {
            COUNTS => &mut self.counts,
            _ => &mut self.held,
        }
    }

    fn put(&mut self, (topic, key, value): Entry) -> Entry {
        let map = self.map(topic);
        let before = match value {
            Some(value) => map.insert(key.clone(), value),
            None => map.remove(&key),
        };
        (topic, key, before)
    }
}

#[derive(Debug)]
pub(super) struct CountingStage {
    input: TopicName,
    output: TopicName,
    state: [TopicName; 2],
    tallies: [TallyFamily; 1],
    pub(super) schemas: Arc<Mutex<Schemas>>,
}

impl CountingStage {
    pub(super) fn new() -> Self {
        Self {
            input: TopicName::new(INPUT),
            output: TopicName::new(OUTPUT),
            state: [TopicName::new(STATE), TopicName::new(HELD)],
            tallies: [TallyFamily::new(
                "keys_total",
                "Records by key.",
                "key",
                ["a"],
            )],
            schemas: Arc::default(),
        }
    }

    /// The next number of a key goes out.
    fn count(&self, state: &Counted, key: &[u8], decision: &mut Decision<Entry>) {
        let count = state.counts.get(key).copied().unwrap_or(0) + 1;
        let value = Some(count.to_string().into_bytes());
        decision
            .outputs
            .push(Outgoing::keyed(&self.output, key, value));
        decision.state.push(change(COUNTS, key, Some(count)));
        let value = self.tallies[0].position(std::str::from_utf8(key).unwrap());
        decision.tallies.push(Tally { family: 0, value });
    }
}

fn change(topic: usize, key: &[u8], value: Option<u64>) -> StateRecord<Entry> {
    let told = value.map(|value| if topic == HOLDS { IN_INPUT } else { value });
    StateRecord {
        topic,
        key: key.to_vec(),
        value: told.map(|told| told.to_string().into_bytes()),
        change: (topic, key.to_vec(), value),
    }
}

/// The key of the state record of a held input.
fn held_key(key: &[u8], offset: Offset) -> Vec<u8> {
    [key, format!("@{offset}").as_bytes()].concat()
}

/// The offset in it.
fn offset_of(held: &[u8]) -> Offset {
    let (_, offset) = std::str::from_utf8(held).unwrap().split_once('@').unwrap();
    Offset(offset.parse().unwrap())
}

/// The number behind a word, as in `hold:20`.
fn number(value: &[u8], word: &str) -> Option<u64> {
    let text = std::str::from_utf8(value).ok()?;
    Some(text.strip_prefix(word)?.parse().unwrap())
}

impl Stage for CountingStage {
    type State = Counted;
    type Change = Entry;
    type Undo = Entry;

    fn name(&self) -> &'static str {
        "counting"
    }

    fn input(&self) -> &TopicName {
        &self.input
    }

    fn state_topics(&self) -> &[TopicName] {
        &self.state
    }

    fn tally_families(&self) -> &[TallyFamily] {
        &self.tallies
    }

    fn empty_state(&self, _: i32) -> Counted {
        Counted::default()
    }

    fn decide(&self, state: &Counted, record: &Record<'_>) -> Result<Decision<Entry>, Undecided> {
        let key = record.key.unwrap_or_default();
        let value = record.value.unwrap_or_default();
        if value == b"panic" {
            panic!("a planted panic");
        }
        if value == b"bad" {
            let outcome = Outcome::Quarantined(Reason::Undecodable, "planted".to_owned());
            return Ok(Decision::of(outcome));
        }
        let unknown =
            number(value, "schema:").filter(|schema| !self.schemas.lock().unwrap().knows(*schema));
        if let Some(schema) = unknown {
            return Err(Undecided::UnknownSchema(schema.to_string()));
        }
        if let Some(until) = number(value, "hold:") {
            let mut decision = Decision::of(Outcome::Held);
            let held = held_key(key, record.offset);
            decision.state.push(change(HOLDS, &held, Some(until)));
            return Ok(decision);
        }
        let mut decision = Decision::of(Outcome::Emitted);
        self.count(state, key, &mut decision);
        Ok(decision)
    }

    /// What is held by the local clock no longer: each is counted now, and the log's clock has the last word.
    fn on_tick(&self, state: &Counted, clocks: Clocks, limit: usize) -> Vec<Decision<Entry>> {
        let now = clocks.local_ms.max(0).unsigned_abs();
        let due = state.held.iter().filter(|(_, until)| **until <= now);
        let mut state_then = state.clone();
        let released = due.take(limit).map(|(held, until)| {
            let key = held.split(|byte| *byte == b'@').next().unwrap_or_default();
            let mut decision = Decision::of_tick();
            self.count(&state_then, key, &mut decision);
            decision.state.push(change(HOLDS, held, None));
            decision.holds_ended.push(HoldEnd::Released);
            let output = decision.outputs.remove(0);
            let mut output = output.with_header(UNTIL, until.to_string());
            output.not_before_ms = Some(until.cast_signed());
            decision.outputs.push(output);
            for record in &decision.state {
                state_then.put(record.change.clone());
            }
            decision
        });
        released.collect()
    }

    fn decode_change(
        &self,
        topic: usize,
        record: &Record<'_>,
    ) -> Result<Option<Entry>, UndecidableStateRecord> {
        let key = record.key.unwrap_or_default().to_vec();
        let Some(value) = record.value else {
            return Ok(Some((topic, key, None)));
        };
        let text = std::str::from_utf8(value)
            .map_err(|error| UndecidableStateRecord(error.to_string()))?;
        let value = text
            .parse()
            .map_err(|_| UndecidableStateRecord(format!("{text} is no number")))?;
        Ok(Some((topic, key, Some(value))))
    }

    fn restore(&self, state: &mut Counted, change: Entry) -> Entry {
        state.put(change)
    }

    fn lacks(&self, state: &Counted) -> Option<RangeInclusive<Offset>> {
        let lacking = state.held.iter().filter(|(_, until)| **until == IN_INPUT);
        let offsets: Vec<_> = lacking.map(|(held, _)| offset_of(held)).collect();
        Some(*offsets.iter().min()?..=*offsets.iter().max()?)
    }

    fn recall(&self, state: &mut Counted, record: &Record<'_>) {
        let held = held_key(record.key.unwrap_or_default(), record.offset);
        if let Some(until) = state.held.get_mut(&held) {
            *until = number(record.value.unwrap(), "hold:").unwrap();
        }
    }

    fn undo(&self, state: &mut Counted, before: Entry) {
        state.put(before);
    }

    fn state_size(&self, state: &Counted) -> StateSize {
        StateSize {
            entries: (state.counts.len() + state.held.len()) as u64,
            bytes: 0,
        }
    }
}
