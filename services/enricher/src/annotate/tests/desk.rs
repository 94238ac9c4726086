//! A pump for one partition: takes items and ticks, applies what the stage decides, and checks what must hold always.

use std::collections::BTreeMap;

use dateline_runtime::{Headers, HoldEnd, Offset, OwnedHeader};
use dateline_schemas::{LineagePosition, LineageStatus, WireItem, header, identity};

use super::*;

/// A record that went on, and when.
#[derive(Debug, Clone)]
pub struct Told {
    pub not_before_ms: Option<i64>,
    pub headers: Vec<OwnedHeader>,
    pub record: AnnotatedItem,
}

fn input_record<'a>(offset: usize, key: &'a [u8], value: &'a [u8]) -> Record<'a> {
    Record {
        topic: "wire.items",
        partition: 0,
        offset: Offset(offset as i64),
        key: Some(key),
        value: Some(value),
        headers: Headers::NONE,
        append_time_ms: 0,
    }
}

/// A change as its record says it.
fn without_text(change: StateChange) -> StateChange {
    match change {
        StateChange::Known(uri, known, _) => StateChange::Known(uri, known, None),
        other => other,
    }
}

#[derive(Clone)]
pub struct Desk<'a> {
    pub stage: &'a AnnotateStage,
    pub codec: Codec,
    pub state: PartitionState,
    /// The log's clock: what it stamps records with.
    pub now_ms: i64,
    /// How far this machine's clock is ahead of the log's.
    pub ahead_ms: i64,
    pub told: Vec<Told>,
    pub held: usize,
    pub holds_ended: Vec<HoldEnd>,
    /// Keys and values of the input so far, by offset.
    pub input: Vec<(Vec<u8>, Vec<u8>)>,
    /// The state topics after compaction.
    pub log: [BTreeMap<Vec<u8>, Vec<u8>>; 2],
}

impl<'a> Desk<'a> {
    pub fn new(stage: &'a AnnotateStage) -> Self {
        Self {
            stage,
            codec: stage.codec.clone(),
            state: stage.empty_state(0),
            now_ms: 0,
            ahead_ms: 0,
            told: Vec::new(),
            held: 0,
            holds_ended: Vec::new(),
            input: Vec::new(),
            log: Default::default(),
        }
    }

    /// Takes an item that was received `lag_ms` ago; by a producer whose clock is ahead of the log's, where that is less
    /// than nothing.
    pub fn take_late(&mut self, item: &WireItem, lag_ms: i64) -> Outcome {
        let mut item = item.clone();
        item.received_at = Timestamp::from_millis(self.now_ms - lag_ms);
        item.content_hash = identity::content_hash(&item);
        let value = self.codec.encode(&item).unwrap();
        let headers = header::common(&item.raw.delivery_id, &item.source);
        let headers = headers.map(|(name, value)| (name.into(), value.into_bytes()));
        let record = Record {
            headers: Headers::owned(&headers),
            append_time_ms: self.now_ms,
            ..input_record(self.input.len(), item.uri.as_bytes(), &value)
        };
        let decision = self.stage.decide(&self.state, &record).unwrap();
        let outcome = decision.outcome.clone().unwrap();
        self.held += usize::from(outcome == Outcome::Held);
        let key = item.uri.clone().into_bytes();
        self.input.push((key, value));
        self.carry_out(decision);
        outcome
    }

    pub fn take(&mut self, item: &WireItem) -> Outcome {
        self.take_late(item, 0)
    }

    /// Ticks until nothing is due, or the log takes a tick back because its clock is not there yet.
    pub fn tick(&mut self) {
        loop {
            let clocks = Clocks {
                local_ms: self.now_ms + self.ahead_ms,
            };
            let decisions = self.stage.on_tick(&self.state, clocks, 2);
            assert!(decisions.len() <= 2);
            let outputs = decisions.iter().flat_map(|decision| &decision.outputs);
            let times = outputs.map(|output| {
                let not_before = output.not_before_ms;
                not_before.expect("a release names its time to the log's clock")
            });
            if decisions.is_empty() || times.max().is_some_and(|latest| latest > self.now_ms) {
                return;
            }
            for decision in decisions {
                assert_eq!(decision.outcome, None);
                self.carry_out(decision);
            }
        }
    }

    fn carry_out(&mut self, decision: Decision<StateChange>) {
        self.check_undo(&decision);
        for record in decision.state {
            let log = &mut self.log[record.topic];
            match &record.value {
                Some(value) => log.insert(record.key.clone(), value.clone()),
                None => log.remove(&record.key),
            };
            let decoded = self.decode(record.topic, &record.key, record.value.as_deref());
            let meant = without_text(record.change.clone());
            assert_eq!(decoded, meant, "what is written is what was meant");
            self.stage.restore(&mut self.state, record.change);
        }
        for output in decision.outputs {
            let record = self.codec.decode(output.value.as_deref().unwrap()).unwrap();
            self.check_told(&record, output.not_before_ms);
            assert_eq!(output.key.as_deref(), Some(record.link_group.as_bytes()));
            self.told.push(Told {
                not_before_ms: output.not_before_ms,
                headers: output.headers,
                record,
            });
        }
        self.holds_ended.extend(decision.holds_ended);
        let kept_back = self
            .known_states()
            .filter(|state| matches!(state.status, LineageStatus::Held | LineageStatus::Withheld));
        assert_eq!(self.held, self.holds_ended.len() + kept_back.count());
    }

    fn known_states(&self) -> impl Iterator<Item = LineageState> {
        self.log[CURRENT]
            .values()
            .map(|value| self.codec.decode(value).unwrap())
    }

    fn check_undo(&mut self, decision: &Decision<StateChange>) {
        let before = self.state.clone();
        let mut undos = Vec::new();
        for record in &decision.state {
            undos.push(self.stage.restore(&mut self.state, record.change.clone()));
        }
        for undo in undos.into_iter().rev() {
            self.stage.undo(&mut self.state, undo);
        }
        assert_eq!(self.state, before, "undo brings back what was");
    }

    fn check_told(&self, record: &AnnotatedItem, not_before_ms: Option<i64>) {
        let item = &record.item;
        let earlier = self
            .told
            .iter()
            .rev()
            .find(|told| told.record.item.uri == item.uri);
        let earlier = earlier.map_or(0, |told| told.record.lineage.revision);
        assert!(
            record.lineage.revision > earlier,
            "revisions rise: {record:#?}"
        );
        if record.lineage.position == LineagePosition::Newest {
            let until = item.embargoed_until.map_or(i64::MIN, Timestamp::as_millis);
            let by_desk = record.lineage.reason.is_some();
            assert!(
                until <= self.now_ms || by_desk,
                "visible early: {record:#?}"
            );
            assert!(by_desk || not_before_ms.is_none_or(|not_before| until <= not_before));
            assert!(by_desk || item.embargo_text.is_some() == item.embargoed_until.is_some());
            assert!(not_before_ms.is_none_or(|not_before| not_before <= self.now_ms));
        } else {
            let words = (
                &item.headline,
                &item.body,
                &item.slugline,
                &item.ednote,
                &item.byline,
            );
            assert_eq!(
                words,
                (&None, &None, &None, &None, &None),
                "a text-less record"
            );
            assert_eq!(record.fingerprints, None);
            assert_eq!(record.language, None);
            assert_eq!(item.embargoed_until, None);
        }
    }

    fn decode(&self, topic: usize, key: &[u8], value: Option<&[u8]>) -> StateChange {
        let record = Record {
            topic: self.stage.state_topics()[topic].as_str(),
            partition: 0,
            offset: Offset(0),
            key: Some(key),
            value,
            headers: Headers::NONE,
            append_time_ms: 0,
        };
        self.stage.decode_change(topic, &record).unwrap().unwrap()
    }

    /// Starts again with what the state topics and the input have.
    pub fn start_again(&mut self) {
        self.state = self.restored([CURRENT, EMBARGOED]);
    }

    /// The state that the compacted topics give, read in this order.
    pub fn replayed(&self, topics: [usize; 2]) -> PartitionState {
        let mut state = self.stage.empty_state(0);
        for topic in topics {
            for (key, value) in &self.log[topic] {
                self.stage
                    .restore(&mut state, self.decode(topic, key, Some(value)));
            }
        }
        state
    }

    /// The same with what they point to.
    pub fn restored(&self, topics: [usize; 2]) -> PartitionState {
        let mut state = self.replayed(topics);
        if let Some(lacking) = self.stage.lacks(&state) {
            for (offset, (key, value)) in self.input.iter().enumerate() {
                let record = input_record(offset, key, value);
                if lacking.contains(&record.offset) {
                    self.stage.recall(&mut state, &record);
                }
            }
        }
        state
    }

    /// What is known about a uri, as `wire.current` has it.
    pub fn lineage_state(&self, uri: &str) -> Option<LineageState> {
        let value = self.log[CURRENT].get(uri.as_bytes())?;
        Some(self.codec.decode(value).unwrap())
    }

    /// Content hash of the public text of a uri; `None` when it has none.
    pub fn public_content(&self, uri: &str) -> Option<String> {
        let told = self
            .told
            .iter()
            .rev()
            .find(|told| told.record.item.uri == uri)?;
        (told.record.lineage.position == LineagePosition::Newest)
            .then(|| told.record.item.content_hash.clone())
    }
}
