//! A stage that counts records per key: any record lost, doubled or seen with wrong state shows in its output.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use crate::{
    ledger::{Outcome, Reason},
    record::{Outgoing, Record, TopicName},
    stage::{Clocks, Decision, Stage, StateRecord, StateSize, UndecidableStateRecord, Undecided},
    tally::{Tally, TallyFamily},
};

pub(super) const INPUT: &str = "input";
pub(super) const OUTPUT: &str = "output";
pub(super) const STATE: &str = "state";
pub(super) const DEAD: &str = "dead";

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

#[derive(Debug)]
pub(super) struct CountingStage {
    input: TopicName,
    output: TopicName,
    state: [TopicName; 1],
    tallies: [TallyFamily; 1],
    pub(super) schemas: Arc<Mutex<Schemas>>,
    pub(super) tick_now: Mutex<bool>,
}

impl Default for CountingStage {
    fn default() -> Self {
        Self {
            input: TopicName::new(INPUT),
            output: TopicName::new(OUTPUT),
            state: [TopicName::new(STATE)],
            tallies: [TallyFamily::new(
                "keys_total",
                "Records by key.",
                "key",
                ["a"],
            )],
            schemas: Arc::default(),
            tick_now: Mutex::new(false),
        }
    }
}

impl CountingStage {
    fn change(key: &[u8], count: Option<u64>) -> StateRecord<(Vec<u8>, Option<u64>)> {
        let value = count.map(|count| count.to_string().into_bytes());
        StateRecord {
            topic: 0,
            key: key.to_vec(),
            value,
            change: (key.to_vec(), count),
        }
    }
}

impl Stage for CountingStage {
    type State = BTreeMap<Vec<u8>, u64>;
    type Change = (Vec<u8>, Option<u64>);
    type Undo = (Vec<u8>, Option<u64>);

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

    fn empty_state(&self, _: i32) -> Self::State {
        BTreeMap::new()
    }

    fn decide(
        &self,
        state: &Self::State,
        record: &Record<'_>,
    ) -> Result<Decision<Self::Change>, Undecided> {
        let key = record.key.unwrap_or_default();
        match record.value.unwrap_or_default() {
            b"panic" => panic!("a planted panic"),
            b"bad" => {
                return Ok(Decision::of(Outcome::Quarantined(
                    Reason::Undecodable,
                    "planted".to_owned(),
                )));
            }
            value => {
                let schema = std::str::from_utf8(value)
                    .ok()
                    .and_then(|text| text.strip_prefix("schema:"));
                let schema: Option<u64> = schema.map(|schema| schema.parse().unwrap());
                if let Some(schema) =
                    schema.filter(|schema| !self.schemas.lock().unwrap().knows(*schema))
                {
                    return Err(Undecided::UnknownSchema(schema.to_string()));
                }
            }
        }
        let count = state.get(key).copied().unwrap_or(0) + 1;
        let mut decision = Decision::of(Outcome::Emitted);
        decision.outputs.push(Outgoing::keyed(
            &self.output,
            key,
            Some(count.to_string().into_bytes()),
        ));
        decision.state.push(Self::change(key, Some(count)));
        let value = self.tallies[0].position(std::str::from_utf8(key).unwrap());
        decision.tallies.push(Tally { family: 0, value });
        Ok(decision)
    }

    /// What was counted under the key `tick` is due: it goes out once and is forgotten.
    fn on_tick(&self, state: &Self::State, _: Clocks, limit: usize) -> Vec<Decision<Self::Change>> {
        let forced = *self.tick_now.lock().unwrap();
        if (!forced && !state.contains_key(b"tick".as_slice())) || limit == 0 {
            return Vec::new();
        }
        let mut decision = Decision::of_tick();
        decision.outputs.push(Outgoing::keyed(
            &self.output,
            b"ticked",
            Some(b"1".to_vec()),
        ));
        decision.state.push(Self::change(b"tick", None));
        vec![decision]
    }

    fn decode_change(
        &self,
        _: usize,
        record: &Record<'_>,
    ) -> Result<Option<Self::Change>, UndecidableStateRecord> {
        let key = record.key.unwrap_or_default().to_vec();
        let Some(value) = record.value else {
            return Ok(Some((key, None)));
        };
        let text = std::str::from_utf8(value)
            .map_err(|error| UndecidableStateRecord(error.to_string()))?;
        let count = text
            .parse()
            .map_err(|_| UndecidableStateRecord(format!("{text} is no number")))?;
        Ok(Some((key, Some(count))))
    }

    fn restore(&self, state: &mut Self::State, (key, count): Self::Change) -> Self::Undo {
        let before = match count {
            Some(count) => state.insert(key.clone(), count),
            None => state.remove(&key),
        };
        (key, before)
    }

    fn undo(&self, state: &mut Self::State, (key, before): Self::Undo) {
        match before {
            Some(count) => state.insert(key, count),
            None => state.remove(&key),
        };
    }

    fn state_size(&self, state: &Self::State) -> StateSize {
        StateSize {
            entries: state.len() as u64,
            bytes: 0,
        }
    }
}
