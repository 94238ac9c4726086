//! `wire.enriched`: the one public record.

use serde::{Deserialize, Serialize};

use crate::{
    annotated::{Enrichment, Language, Region},
    item::WireItem,
    lineage::Lineage,
};

/// A wire item with language, regions, lineage and duplicates: the one public record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnrichedItem {
    /// The item; text-less where the change is killed or recalled.
    pub item: WireItem,
    /// Language of headline and body; null on a text-less record.
    pub language: Option<Language>,
    /// Places that it was filed from or is about, strongest first.
    pub regions: Vec<Region>,
    /// Code of the region that it is most about, or was filed from; one of `regions`.
    pub primary_region: Option<String>,
    /// What this revision is in the history of its uri.
    pub lineage: Lineage,
    /// Which story it belongs to, and how.
    pub dedup: Dedup,
    /// Versions of the code and data that decided.
    pub enrichment: Enrichment,
}

/// Which story an item belongs to, and how.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dedup {
    /// The story: hash of uri and revision of its founding member; null where it was not linked.
    pub story_id: Option<String>,
    /// How the item relates to `of`.
    pub relation: Relation,
    /// URI of the item that the relation is to; null for an original.
    pub of: Option<String>,
    /// Share of this item's rare fingerprints that `of` has too, 0 to 1.
    pub containment: Option<f64>,
    /// Share of `of`'s rare fingerprints that this item has too, 0 to 1.
    pub containment_reverse: Option<f64>,
    /// What the relation rests on.
    pub evidence: Option<DedupEvidence>,
    /// Ids of the stories that this record merged into `story_id`.
    pub merged_story_ids: Vec<String>,
    /// Distinct owners of independent texts in the story, this item included.
    pub corroboration: Option<i64>,
    /// On a kill: up to 100 uris of story members that contain the killed text.
    pub containing_uris: Vec<String>,
    /// The item is older than the dedup window and was linked to nothing.
    pub outside_window: bool,
}

/// How an item relates to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Found nothing: it founds a story.
    Original,
    /// The same normalised text.
    ExactDuplicate,
    /// Nearly the same text.
    NearDuplicate,
    /// A cut of the other's text.
    ExcerptOf,
    /// Contains the other's text and more.
    Supersedes,
    /// A later version, or an edit of an item without an identity of its own.
    Update,
    /// A later version that the provider signals as a correction.
    Correction,
    /// Shares some text.
    Related,
    /// A symbol of a newer schema.
    #[default]
    #[serde(other)]
    Unknown,
}

/// What a relation rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DedupEvidence {
    /// `uri`, `body_hash`, `headline_hash` or `rare_fingerprints`.
    pub method: String,
    /// Number of rare fingerprints of this item.
    pub rare: i64,
    /// Number of rare fingerprints that both have.
    pub shared: i64,
    /// Length of the longest run of shared fingerprints in the same order.
    pub longest_run: Option<i64>,
    /// Share of this item's numbers that the other has too, 0 to 1; null without numbers.
    pub number_agreement: Option<f64>,
    /// Milliseconds between the two, by received_at.
    pub time_distance_ms: i64,
}
