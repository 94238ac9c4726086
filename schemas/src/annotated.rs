//! `wire.annotated`: a wire item with lineage, language, regions and fingerprints.

use serde::{Deserialize, Serialize};

use crate::{item::WireItem, lineage::Lineage};

/// A wire item with what annotate found out about it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnnotatedItem {
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
    /// Group of languages in which duplicates are sought, a folded primary language subtag or `und`; pinned at the uri's first version.
    pub link_group: String,
    /// What link compares; null on a text-less record.
    pub fingerprints: Option<Fingerprints>,
    /// Versions of the code and data that decided.
    pub enrichment: Enrichment,
}

/// The language of an item.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Language {
    /// BCP 47 tag; `und` where it is not known, `mul` for several.
    pub tag: String,
    /// ISO 15924 code of the main script; null for text without letters.
    pub script: Option<String>,
    /// Estimated probability that the tag is right, 0 to 1.
    pub confidence: f64,
    /// How it was found: `model`, `script`, `declared`, `none`.
    pub method: String,
    /// Whether it agrees with the declared language; null where none was declared.
    pub agrees_with_declared: Option<bool>,
    /// BCP 47 tag of the second candidate, or of the other language of a `mul`.
    pub second_tag: Option<String>,
    /// Estimated probability of the second candidate, 0 to 1.
    pub second_confidence: Option<f64>,
}

/// A region that an item was filed from or is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Region {
    /// Vocabulary of the code: `iso3166-1`, `m49` or `dateline`.
    pub scheme: String,
    /// Code in the vocabulary: `NL`, `150`, `EU`.
    pub code: String,
    /// What the region is to the item.
    pub role: RegionRole,
    /// The place that it was concluded from, where there is one.
    pub place: Option<Place>,
    /// The words that it rests on.
    pub evidence: Vec<EvidenceSpan>,
    /// Share of the item's region evidence in this role, 0 to 1.
    pub weight: f64,
    /// How it was resolved: `qualifier`, `context`, `capital`, `name`, `population`, `adjective`, `declared`.
    pub method: String,
    /// The next best reading, as a region code.
    pub runner_up: Option<String>,
}

/// What a region is to an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionRole {
    /// Where it was filed, as the provider declares it.
    Located,
    /// The place at the head of the text.
    Dateline,
    /// What it is about.
    About,
    /// A symbol of a newer schema.
    #[default]
    #[serde(other)]
    Unknown,
}

/// A place of the gazetteer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Primary name in the gazetteer.
    pub name: String,
    /// GeoNames id (geonames.org).
    pub geonames_id: Option<i64>,
    /// Degrees north, WGS 84.
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84.
    pub longitude: Option<f64>,
}

/// A field of the item that evidence stands in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceField {
    /// `dateline.text`.
    Dateline,
    /// `headline`.
    Headline,
    /// `body`.
    Body,
    /// `located`.
    Located,
    /// A symbol of a newer schema.
    #[default]
    #[serde(other)]
    Unknown,
}

/// Words that a decision rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EvidenceSpan {
    /// Field in which the words stand.
    pub field: EvidenceField,
    /// First UTF-8 byte, counted from 0.
    pub start: i64,
    /// One past the last UTF-8 byte.
    pub end: i64,
}

/// What link compares: no text, and none can be had back from it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fingerprints {
    /// 64-bit hash of the stripped, normalised body; null for an empty body.
    pub body_hash: Option<i64>,
    /// 64-bit hash of the normalised headline; null without one.
    pub headline_hash: Option<i64>,
    /// Winnowed fingerprints in text order: 32-bit values in `long`s, each once.
    pub shingles: Vec<i64>,
    /// 32-bit hashes of the distinct numbers in the text.
    pub numbers: Vec<i64>,
    /// Tokens in the normalised body.
    pub token_count: i64,
}

/// Versions of the code and data that decided.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Enrichment {
    /// Dateline's version, as in its releases.
    pub dateline: String,
    /// Version of the language method and its data.
    pub language: String,
    /// Version of the gazetteer and the region method.
    pub gazetteer: String,
    /// Version of the fingerprint and dedup method.
    pub dedup: String,
}
