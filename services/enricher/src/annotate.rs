//! The enricher's first stage: what an item is, and where it stands in the history of its uri.
//!
//! Input `wire.items`, output `wire.annotated`; state `wire.current` (lineage, and where in the input the text stands that a
//! later version is compared with) and `wire.embargoed` (held items).

mod content;
mod decide;
mod difference;
mod heartbeat;
mod inbox;
mod kept;
pub mod language;
pub mod lineage;
pub mod link_group;
mod partition;
pub mod region;
mod textless;
mod tick;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, ops::RangeInclusive, sync::Arc};

use dateline_runtime::{
    Clocks, Decision, Offset, Record, Stage, StateRecord, StateSize, TopicName,
    UndecidableStateRecord, Undecided,
};
use dateline_schemas::{AnnotatedItem, Codec, LineageState, topic::Topic};

use content::ContentAnnotator;
use kept::KeptText;
use language::UnknownLanguage;
use lineage::KnownUri;
pub use partition::{PartitionState, StateChange, Undo, Uri};
use region::Home;

/// What the stage is told by configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotateConfig {
    /// BCP 47 tags of the languages that are told apart, out of [`language::LANGUAGES`]; the default is all of them.
    pub languages: Vec<String>,
    /// Tags of the languages that are wanted; a uri whose first text is in another is filtered. Empty, the default,
    /// wants all. A uri that is known stays wanted, and kills always pass.
    pub wanted_languages: Vec<String>,
    /// How long the text of a uri is kept for a later version to be compared with, in milliseconds of stream time; 0
    /// keeps none.
    pub text_window_ms: i64,
    /// The countries that sources are at home in, by the source's name.
    pub homes: BTreeMap<String, Home>,
}

/// How long a text is kept where nothing is configured: most corrections come within a day.
pub const DEFAULT_TEXT_WINDOW_MS: i64 = 24 * 60 * 60 * 1000;

impl Default for AnnotateConfig {
    fn default() -> Self {
        Self {
            languages: language::LANGUAGES.map(str::to_owned).to_vec(),
            wanted_languages: Vec::new(),
            text_window_ms: DEFAULT_TEXT_WINDOW_MS,
            homes: BTreeMap::new(),
        }
    }
}

/// Names of the topics that the stage reads and writes.
#[derive(Debug)]
struct AnnotateTopics {
    items: TopicName,
    annotated: TopicName,
    /// In the order of [`CURRENT`] and [`EMBARGOED`].
    state: [TopicName; 2],
}

/// Index of `wire.current` among the state topics.
const CURRENT: usize = 0;
/// Index of `wire.embargoed` among the state topics.
const EMBARGOED: usize = 1;

/// The enricher's first stage.
#[derive(Debug)]
pub struct AnnotateStage {
    topics: AnnotateTopics,
    codec: Codec,
    content: ContentAnnotator,
    wanted_languages: Vec<String>,
    text_window_ms: i64,
}

impl AnnotateStage {
    /// The stage of this configuration, on the topics of this prefix.
    ///
    /// # Errors
    /// A language that is not built in.
    pub fn new(
        config: &AnnotateConfig,
        topic_prefix: &str,
        codec: Codec,
    ) -> Result<Self, UnknownLanguage> {
        let languages: Vec<&str> = config.languages.iter().map(String::as_str).collect();
        let topic = |topic: Topic| TopicName::new(&topic.name(topic_prefix));
        Ok(Self {
            topics: AnnotateTopics {
                items: topic(Topic::Items),
                annotated: topic(Topic::Annotated),
                state: [Topic::Current, Topic::Embargoed].map(topic),
            },
            codec,
            content: ContentAnnotator::new(&languages, config.homes.clone())?,
            wanted_languages: config.wanted_languages.clone(),
            text_window_ms: config.text_window_ms,
        })
    }

    /// Reads items from this topic, for example another installation's.
    #[must_use]
    pub fn reading(mut self, items: TopicName) -> Self {
        self.topics.items = items;
        self
    }

    /// Reads what is read once (language models: about a second), so that the first item does not wait for it.
    pub fn warm_up(&self) {
        self.content.warm_up();
    }
}

impl Stage for AnnotateStage {
    type State = PartitionState;
    type Change = StateChange;
    type Undo = Undo;

    fn name(&self) -> &'static str {
        "annotate"
    }

    fn input(&self) -> &TopicName {
        &self.topics.items
    }

    fn state_topics(&self) -> &[TopicName] {
        &self.topics.state
    }

    fn empty_state(&self, _partition: i32) -> PartitionState {
        PartitionState::new(self.text_window_ms)
    }

    fn decide(
        &self,
        state: &PartitionState,
        record: &Record<'_>,
    ) -> Result<Decision<StateChange>, Undecided> {
        self.decide_record(state, record)
    }

    fn on_tick(
        &self,
        state: &PartitionState,
        clocks: Clocks,
        limit: usize,
    ) -> Vec<Decision<StateChange>> {
        self.decide_tick(state, clocks, limit)
    }

    fn decode_change(
        &self,
        topic: usize,
        record: &Record<'_>,
    ) -> Result<Option<StateChange>, UndecidableStateRecord> {
        let uri: Uri = record
            .key
            .and_then(|key| std::str::from_utf8(key).ok())
            .ok_or_else(|| self.unreadable(record, "its key is no uri"))?
            .into();
        match topic {
            CURRENT => {
                let state: Option<LineageState> = self.decode_state(record)?;
                let known = state.map(|state| KnownUri::from_state(&state));
                Ok(Some(StateChange::Known(uri, known, None)))
            }
            EMBARGOED => {
                let item: Option<AnnotatedItem> = self.decode_state(record)?;
                Ok(Some(StateChange::Held(uri, item.map(Arc::new))))
            }
            _ => Ok(None),
        }
    }

    fn restore(&self, state: &mut PartitionState, change: StateChange) -> Undo {
        state.apply(change)
    }

    fn lacks(&self, state: &PartitionState) -> Option<RangeInclusive<Offset>> {
        state.lacks()
    }

    fn recall(&self, state: &mut PartitionState, record: &Record<'_>) {
        self.recall_text(state, record);
    }

    fn undo(&self, state: &mut PartitionState, undo: Undo) {
        state.undo(undo);
    }

    fn state_size(&self, state: &PartitionState) -> StateSize {
        let (entries, bytes) = state.size();
        StateSize { entries, bytes }
    }
}

impl AnnotateStage {
    fn decode_state<T: dateline_schemas::Contract>(
        &self,
        record: &Record<'_>,
    ) -> Result<Option<T>, UndecidableStateRecord> {
        let decoded = record.value.map(|value| self.codec.decode(value));
        decoded
            .transpose()
            .map_err(|error| self.unreadable(record, &error.to_string()))
    }

    fn unreadable(&self, record: &Record<'_>, why: &str) -> UndecidableStateRecord {
        UndecidableStateRecord(format!(
            "the state record at {} [{}] offset {} cannot be read: {why}",
            record.topic, record.partition, record.offset
        ))
    }

    fn known_record(
        &self,
        uri: Uri,
        known: Option<KnownUri>,
        text: Option<KeptText>,
    ) -> Result<StateRecord<StateChange>, dateline_schemas::EncodeError> {
        let value = known.map(|known| self.codec.encode(&known.to_state()));
        Ok(StateRecord {
            topic: CURRENT,
            key: uri.as_bytes().to_vec(),
            value: value.transpose()?,
            change: StateChange::Known(uri, known, text),
        })
    }

    fn held_record(
        &self,
        uri: Uri,
        item: Option<AnnotatedItem>,
    ) -> Result<StateRecord<StateChange>, dateline_schemas::EncodeError> {
        let value = item.as_ref().map(|item| self.codec.encode(item));
        Ok(StateRecord {
            topic: EMBARGOED,
            key: uri.as_bytes().to_vec(),
            value: value.transpose()?,
            change: StateChange::Held(uri, item.map(Arc::new)),
        })
    }
}
