//! The link stage as the pump drives it, and what it has said about stories so far.

use std::collections::HashMap;

use anyhow::{Context, anyhow, bail};
use dateline_enricher::link::{LinkStage, fingerprint::fingerprint, window::Window};
use dateline_runtime::{Headers, Offset, Record, Stage};
use dateline_schemas::{
    AnnotatedItem, Change, Codec, Dedup, EnrichedItem, LineagePosition, PubStatus, Timestamp,
    WireItem,
};

/// When the streams begin.
const START_MS: i64 = 1_780_000_000_000;

/// A stage, its state, and the stories.
#[derive(Debug)]
pub struct Desk {
    stage: LinkStage,
    codec: Codec,
    state: Window,
    /// The story of each uri, as it was when the uri came.
    stories: HashMap<String, String>,
    /// The story that each ended story went on in.
    merged: HashMap<String, String>,
}

impl Desk {
    /// A desk that knows nothing.
    pub fn new() -> Self {
        let codec = Codec::single_object();
        let stage = LinkStage::new(codec.clone(), "wire");
        let state = stage.empty_state(0);
        Self {
            stage,
            codec,
            state,
            stories: HashMap::new(),
            merged: HashMap::new(),
        }
    }

    /// Decides about an item, and remembers it.
    pub fn feed(&mut self, item: &AnnotatedItem) -> anyhow::Result<Dedup> {
        let bytes = self.codec.encode(item)?;
        let record = Record {
            topic: "wire.annotated",
            partition: 0,
            offset: Offset(0),
            key: Some(item.link_group.as_bytes()),
            value: Some(&bytes),
            headers: Headers::NONE,
            append_time_ms: 0,
        };
        let decision = self.stage.decide(&self.state, &record);
        let decision = decision.map_err(|undecided| anyhow!("{undecided:?}"))?;
        for state in decision.state {
            self.stage.restore(&mut self.state, state.change);
        }
        let [output] = decision.outputs.as_slice() else {
            bail!(
                "not one record for {}: {:?}",
                item.item.uri,
                decision.outcome
            )
        };
        let public: EnrichedItem = self
            .codec
            .decode(output.value.as_ref().context("no value")?)?;
        let story = public.dedup.story_id.clone().context("no story")?;
        for ended in &public.dedup.merged_story_ids {
            self.merged.insert(ended.clone(), story.clone());
        }
        self.stories.insert(public.item.uri, story);
        Ok(public.dedup)
    }

    /// The story that a story goes on in.
    pub fn standing<'a>(&'a self, story: &'a str) -> &'a str {
        let mut story = story;
        while let Some(further) = self.merged.get(story) {
            story = further;
        }
        story
    }

    /// The story that a uri is in by now; empty where it never came.
    pub fn story_of(&self, uri: &str) -> &str {
        self.stories
            .get(uri)
            .map_or("", |story| self.standing(story))
    }
}

/// An item as annotate gives it on, received so many seconds after the start.
pub fn annotated(
    uri: String,
    source: &str,
    language: &str,
    seconds: i64,
    (headline, body): (String, String),
) -> AnnotatedItem {
    let item = WireItem {
        uri,
        source: source.to_owned(),
        headline: (!headline.is_empty()).then_some(headline),
        body: (!body.is_empty()).then_some(body),
        pub_status: PubStatus::Usable,
        received_at: Timestamp::from_millis(START_MS + seconds * 1_000),
        ..WireItem::default()
    };
    let mut annotated = AnnotatedItem {
        fingerprints: Some(fingerprint(&item, language)),
        item,
        link_group: language.to_owned(),
        ..AnnotatedItem::default()
    };
    annotated.lineage.revision = 1;
    annotated.lineage.position = LineagePosition::Newest;
    annotated.lineage.change = Change::New;
    annotated
}
