//! The enricher's second stage: which story an item belongs to, and how it relates to which other item.
//!
//! `wire.annotated` in, `wire.enriched` out, and what the next decision rests on into `wire.fingerprints`. A decision is
//! a function of the record and of the members that are live at its time, so it is the same whatever the batches,
//! crashes and restores before it.

pub mod fingerprint;
mod hash;
mod heartbeat;
mod story;
mod story_id;
mod tally;
#[cfg(test)]
mod tests;
pub mod window;

use dateline_runtime::{
    Clocks, Decision, Outcome, Outgoing, Reason, Record, Stage, StateRecord, StateSize,
    TallyFamily, TopicName, UndecidableStateRecord, Undecided,
};
use dateline_schemas::{
    AnnotatedItem, Codec, DecodeError, Dedup, EncodeError, EnrichedItem, Heartbeat,
    LineagePosition, StoryMember,
    header::{self, Header},
    topic::Topic,
};

use self::{
    story::Linked,
    tally::Families,
    window::{Change, Undo, Window},
};

/// Index of `wire.fingerprints` among the state topics.
const FINGERPRINTS: usize = 0;
/// Link group of a record that names none.
const UNKNOWN_GROUP: &str = "und";

/// Link, as the pump drives it.
#[derive(Debug, Clone)]
pub struct LinkStage {
    codec: Codec,
    input: TopicName,
    output: TopicName,
    state_topics: [TopicName; 1],
    window_ms: i64,
    tallies: Families,
    heartbeats: Heartbeats,
}

/// What a heartbeat becomes in the public topic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Heartbeats {
    /// A record without a value, which says in its headers what it is: whoever reads items sees none.
    #[default]
    Hidden,
    /// An item like any other.
    Visible,
}

impl LinkStage {
    /// Link between the topics of this prefix.
    pub fn new(codec: Codec, prefix: &str) -> Self {
        let name = |topic: Topic| TopicName::new(&topic.name(prefix));
        Self {
            codec,
            input: name(Topic::Annotated),
            output: name(Topic::Enriched),
            state_topics: [name(Topic::Fingerprints)],
            window_ms: window::WINDOW_MS,
            tallies: Families::new(),
            heartbeats: Heartbeats::Hidden,
        }
    }

    /// The same with heartbeats that consumers see, or do not.
    #[must_use]
    pub const fn with_heartbeats(mut self, heartbeats: Heartbeats) -> Self {
        self.heartbeats = heartbeats;
        self
    }

    /// The same with another time for which items can be found to tell the same story.
    #[must_use]
    pub const fn with_window_hours(mut self, hours: i64) -> Self {
        self.window_ms = hours * window::HOUR_MS;
        self
    }

    fn decode(&self, record: &Record<'_>) -> Result<AnnotatedItem, DecodeError> {
        let bytes = record.value.ok_or(DecodeError::Empty)?;
        let schema = record.headers.get(header::VALUE_SCHEMA_ID);
        self.codec.decode_with_header(schema, bytes)
    }

    fn outgoing(&self, enriched: &EnrichedItem) -> Result<Outgoing, EncodeError> {
        let item = &enriched.item;
        let value = self.codec.encode(enriched)?;
        let headers: [Header; 2] = header::common(&item.raw.delivery_id, &item.source);
        let headers = headers.into_iter().chain(header::cloud_events(enriched));
        let outgoing = Outgoing::keyed(&self.output, item.uri.as_bytes(), Some(value));
        Ok(outgoing.with_headers(headers))
    }

    fn state_record(
        &self,
        group: &str,
        member: StoryMember,
    ) -> Result<StateRecord<Change>, Refused> {
        let value = self.codec.encode(&member)?;
        let change = Change::of_record(group, member)?;
        Ok(StateRecord {
            topic: FINGERPRINTS,
            key: group.as_bytes().to_vec(),
            value: Some(value),
            change,
        })
    }

    fn effects(
        &self,
        annotated: AnnotatedItem,
        linked: Linked,
    ) -> Result<Decision<Change>, Refused> {
        let outcome = match annotated.lineage.position {
            LineagePosition::Killed => Outcome::Killed,
            LineagePosition::Newest | LineagePosition::Recalled | LineagePosition::Unknown => {
                Outcome::Emitted
            }
        };
        let has_text = !is_textless(&annotated);
        let mut decision = Decision::of(outcome);
        for member in linked.members {
            let record = self.state_record(&annotated.link_group, member)?;
            decision.state.push(record);
        }
        let enriched = enriched(annotated, linked.dedup);
        decision.outputs.push(self.outgoing(&enriched)?);
        if has_text {
            decision.tallies = self.tallies.of_item(&enriched);
        }
        Ok(decision)
    }
}

fn enriched(annotated: AnnotatedItem, dedup: Dedup) -> EnrichedItem {
    let mut enriched = EnrichedItem {
        item: annotated.item,
        language: annotated.language,
        regions: annotated.regions,
        primary_region: annotated.primary_region,
        lineage: annotated.lineage,
        dedup,
        enrichment: annotated.enrichment,
    };
    enriched.enrichment.dedup = format!("{} {}", fingerprint::VERSION, story::VERSION);
    enriched
}

/// Why a decision cannot be written.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error("a decision of ours cannot be applied: {0}")]
    Change(#[from] window::Inapplicable),
}

impl Refused {
    /// What becomes of the input; without an id from the registry it waits.
    fn outcome(self) -> Result<Outcome, Undecided> {
        let reason = match &self {
            Self::Encode(EncodeError::NoSchemaId { .. }) => {
                return Err(Undecided::UnknownSchema(self.to_string()));
            }
            Self::Encode(EncodeError::TooLarge { .. }) => Reason::Oversize,
            Self::Encode(EncodeError::Unwritable(_)) | Self::Change(_) => Reason::Defect,
        };
        Ok(Outcome::Quarantined(reason, self.to_string()))
    }
}

fn undecodable(error: &DecodeError) -> Result<Outcome, Undecided> {
    let reason = match error {
        DecodeError::UnknownSchema(key) => return Err(Undecided::UnknownSchema(key.to_string())),
        DecodeError::Empty => Reason::Empty,
        DecodeError::TooLarge { .. } => Reason::Oversize,
        DecodeError::BadMagic { .. }
        | DecodeError::WrongRecord { .. }
        | DecodeError::Malformed(_) => Reason::Undecodable,
    };
    Ok(Outcome::Quarantined(
        reason,
        format!("no annotated item: {error}"),
    ))
}

/// A kill or a recall: it goes on without its text.
fn is_textless(annotated: &AnnotatedItem) -> bool {
    matches!(
        annotated.lineage.position,
        LineagePosition::Killed | LineagePosition::Recalled
    )
}

fn linked(window: &Window, annotated: &AnnotatedItem) -> Linked {
    match &annotated.fingerprints {
        _ if is_textless(annotated) => story::unlink(window, annotated),
        Some(prints) if fingerprint::is_thick(prints) => {
            story::link(window, annotated, &fingerprint::thinned(prints.clone()))
        }
        Some(prints) => story::link(window, annotated, prints),
        None => {
            let tag = annotated
                .language
                .as_ref()
                .map_or(UNKNOWN_GROUP, |language| &language.tag);
            story::link(
                window,
                annotated,
                &fingerprint::fingerprint(&annotated.item, tag),
            )
        }
    }
}

impl Stage for LinkStage {
    type State = Window;
    type Change = Change;
    type Undo = Undo;

    fn name(&self) -> &'static str {
        "link"
    }

    fn input(&self) -> &TopicName {
        &self.input
    }

    fn state_topics(&self) -> &[TopicName] {
        &self.state_topics
    }

    fn tally_families(&self) -> &[TallyFamily] {
        self.tallies.as_slice()
    }

    fn empty_state(&self, _partition: i32) -> Window {
        Window::of_length(self.window_ms)
    }

    fn decide(&self, state: &Window, record: &Record<'_>) -> Result<Decision<Change>, Undecided> {
        let mut annotated = match self.decode(record) {
            Ok(annotated) => annotated,
            Err(error) => return undecodable(&error).map(Decision::of),
        };
        if let Some(heartbeat) = Heartbeat::of_item(&annotated.item) {
            return self
                .pass_heartbeat(annotated, &heartbeat)
                .or_else(|refused| refused.outcome().map(Decision::of));
        }
        if annotated.link_group.is_empty() {
            UNKNOWN_GROUP.clone_into(&mut annotated.link_group);
        }
        let linked = linked(state, &annotated);
        self.effects(annotated, linked)
            .or_else(|refused| refused.outcome().map(Decision::of))
    }

    /// Nothing is due by the local clock: members expire by stream time.
    fn on_tick(&self, _state: &Window, _clocks: Clocks, _limit: usize) -> Vec<Decision<Change>> {
        Vec::new()
    }

    fn decode_change(
        &self,
        _topic: usize,
        record: &Record<'_>,
    ) -> Result<Option<Change>, UndecidableStateRecord> {
        let Some(bytes) = record.value else {
            return Ok(None);
        };
        let schema = record.headers.get(header::VALUE_SCHEMA_ID);
        let member: StoryMember = self
            .codec
            .decode_with_header(schema, bytes)
            .map_err(|error| UndecidableStateRecord(error.to_string()))?;
        let group = record.key.and_then(|key| std::str::from_utf8(key).ok());
        let group =
            group.ok_or_else(|| UndecidableStateRecord("the key is no link group".to_owned()))?;
        let change = Change::of_record(group, member);
        change
            .map(Some)
            .map_err(|error| UndecidableStateRecord(error.to_string()))
    }

    fn restore(&self, state: &mut Window, change: Change) -> Undo {
        state.apply(change)
    }

    fn undo(&self, state: &mut Window, undo: Undo) {
        state.undo(undo);
    }

    fn state_size(&self, state: &Window) -> StateSize {
        StateSize {
            entries: state.members() as u64,
            bytes: state.bytes() as u64,
        }
    }
}
