//! `wire.items`: one story text out of a delivery, as the provider said it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// One story text out of a delivery. Unknown stays null; nothing is invented.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WireItem {
    /// Identity of the story over its versions: the provider's absolute URI, or a `urn:dateline:` name.
    pub uri: String,
    /// Other identifiers of the same story.
    pub alt_ids: Vec<AltId>,
    /// The provider's version number; larger is newer.
    pub version: Option<i64>,
    /// The provider's version as printed, where it is no plain number.
    pub version_text: Option<String>,
    /// URIs of the items that this one replaces.
    pub replaces: Vec<String>,
    /// URI of the notice that caused this action record.
    pub caused_by: Option<String>,
    /// Who supplied the item: an agency's name in Dateline's normalised form.
    pub provider: Option<String>,
    /// Name of the configured source that delivered it.
    pub source: String,
    /// Agencies credited, normalised (RTR is Reuters), in printed order.
    pub credits: Vec<String>,
    /// Credit line as printed, without its parentheses.
    pub credit_line: Option<String>,
    /// The main headline.
    pub headline: Option<String>,
    /// Further headlines by role.
    pub headlines: Vec<Headline>,
    /// Slugline or keyword line.
    pub slugline: Option<String>,
    /// Byline as printed.
    pub byline: Option<String>,
    /// Place and date at the head of the text.
    pub dateline: Option<Dateline>,
    /// Where it was filed, as the provider declares it.
    pub located: Option<Located>,
    /// The text, paragraphs separated by a line feed; null on a text-less action record.
    pub body: Option<String>,
    /// Whether the text is the whole story.
    pub representation: Representation,
    /// Section heading or desk, as printed.
    pub section: Option<String>,
    /// Language as declared by the provider: a BCP 47 tag where possible, else as printed.
    pub language_declared: Option<String>,
    /// IPTC Media Topics and the provider's codes.
    pub subjects: Vec<Subject>,
    /// Genre as declared; the provider's vocabulary.
    pub genre: Option<String>,
    /// Keywords as declared, in order.
    pub keywords: Vec<String>,
    /// What the provider signals: correction, update, refile, repeat, alert, advisory.
    pub signals: Vec<Signal>,
    /// Whether the item may be published.
    pub pub_status: PubStatus,
    /// Editorial urgency, 1 (most urgent) to 9.
    pub urgency: Option<i64>,
    /// Not to be made public before this instant.
    pub embargoed_until: Option<Timestamp>,
    /// Embargo as printed, when it could not be read as an instant; such an item is held.
    pub embargo_text: Option<String>,
    /// Not to be used after this instant.
    pub expires: Option<Timestamp>,
    /// Note to editors, as printed; not for publication.
    pub ednote: Option<String>,
    /// Usage terms and rights, as printed.
    pub usage_terms: Option<String>,
    /// When the first version was created, as declared.
    pub first_created: Option<Timestamp>,
    /// When this version was created, as declared.
    pub version_created: Option<Timestamp>,
    /// When it was published: an interval with precision and basis.
    pub published: Option<PublishedInterval>,
    /// When the delivery was fetched from the provider: the base of relative ages; null where nobody knows.
    pub fetched_at: Option<Timestamp>,
    /// When Dateline got the delivery: the only clock of windows and expiry.
    pub received_at: Timestamp,
    /// Where in which delivery the item stood.
    pub raw: RawReference,
    /// SHA-256 over the listed provider fields, lowercase hex.
    pub content_hash: String,
    /// How fields came about that were not taken verbatim from the provider.
    pub provenance: Vec<ProvenanceNote>,
    /// Pictures, graphics and other items that go with this one, kept as references.
    pub associations: Vec<Association>,
    /// Provider fields that the contract has no place for, by the provider's names.
    pub extensions: BTreeMap<String, String>,
}

/// Source of what a person at the desk says about an item. No configured source can be called that.
pub const DESK_SOURCE: &str = "dateline:desk";

/// Under which the totals of what was replayed are kept. No configured source can be called that.
pub const REPLAY_SOURCE: &str = "dateline:replay";

/// Method of the provenance note that an item carries which was parsed again.
pub const REPLAYED_METHOD: &str = "replayed";

/// Signal by which the desk lets a held item go.
pub const RELEASE_SIGNAL: &str = "release";

impl WireItem {
    /// What the desk says to let a held or withheld item go: a record without text, keyed by the item's uri.
    pub fn release(uri: &str, reason: &str, received_at: Timestamp) -> Self {
        Self {
            uri: uri.to_owned(),
            source: DESK_SOURCE.to_owned(),
            signals: vec![Signal {
                signal: RELEASE_SIGNAL.to_owned(),
                evidence: Some(reason.to_owned()),
            }],
            received_at,
            ..Self::default()
        }
    }

    /// Why the desk lets the item go, if the record is what `release` makes.
    pub fn release_reason(&self) -> Option<&str> {
        let of_desk = self.source == DESK_SOURCE;
        let mut signals = self.signals.iter().filter(|_| of_desk);
        let release = signals.find(|signal| signal.signal == RELEASE_SIGNAL)?;
        Some(release.evidence.as_deref().unwrap_or_default())
    }

    /// Notes that the item was parsed again out of a delivery that was taken before, and why. The note is no part of what
    /// `content_hash` covers: an item that reads as it did is the same.
    pub fn note_replay(&mut self, reason: &str) {
        self.provenance.push(ProvenanceNote {
            field: "raw".to_owned(),
            method: REPLAYED_METHOD.to_owned(),
            note: Some(reason.to_owned()),
        });
    }

    /// Whether the item was parsed again out of a delivery that was taken before.
    pub fn is_replayed(&self) -> bool {
        let mut notes = self.provenance.iter();
        notes.any(|note| note.method == REPLAYED_METHOD)
    }
}

/// Another identifier of the same story.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AltId {
    /// Kind of identifier, as the provider names it.
    pub role: Option<String>,
    /// The identifier, as the provider spells it.
    pub value: String,
}

/// A headline in a role of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Headline {
    /// Role as the provider names it: `sub`, `short`, `kicker`.
    pub role: Option<String>,
    /// The text, without markup.
    pub text: String,
}

/// Place and date at the head of a text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dateline {
    /// As printed, without credits and dash: `SANTA CRUZ`.
    pub text: String,
    /// The place part as printed.
    pub place: Option<String>,
    /// The date part as printed.
    pub date: Option<String>,
}

/// Where an item was filed, as the provider declares it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Located {
    /// Name as declared by the provider.
    pub name: Option<String>,
    /// Vocabulary of the code: `iso3166-1`, `m49`, `geonames`, or the provider's name for it.
    pub scheme: Option<String>,
    /// Code as declared by the provider.
    pub code: Option<String>,
}

/// Whether the text is the whole story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Representation {
    /// The whole text as published.
    Full,
    /// A teaser, brief or cut text.
    Partial,
    /// Not known, or a symbol of a newer schema.
    #[default]
    #[serde(other)]
    Unknown,
}

/// A subject code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Subject {
    /// Vocabulary: `medtop` for IPTC Media Topics, else the provider's.
    pub scheme: Option<String>,
    /// Code in the vocabulary.
    pub code: Option<String>,
    /// Name as declared by the provider.
    pub name: Option<String>,
}

/// What the provider signals about an item.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signal {
    /// One of `correction update refile repeat alert advisory`, or the provider's own.
    pub signal: String,
    /// The words that say so.
    pub evidence: Option<String>,
}

/// Whether an item may be published (IPTC pubStatus).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PubStatus {
    /// May be used.
    Usable,
    /// Not to be used for now.
    Withheld,
    /// Never to be used: a kill.
    Canceled,
    /// Not known, or a symbol of a newer schema; treated as withheld.
    #[default]
    #[serde(other)]
    Unknown,
}

/// When an item was published: an interval, with how well that is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublishedInterval {
    /// Start of the interval, inclusive.
    pub earliest: Option<Timestamp>,
    /// End of the interval, inclusive.
    pub latest: Option<Timestamp>,
    /// Unit in which the provider printed it.
    pub precision: PublishedPrecision,
    /// What the interval rests on.
    pub basis: PublishedBasis,
    /// Age or time as printed, kept verbatim.
    pub text: Option<String>,
}

/// Unit in which a time of publication was printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublishedPrecision {
    /// To the second or finer.
    Second,
    /// To the minute.
    Minute,
    /// To the hour.
    Hour,
    /// To the day.
    Day,
    /// Not known, or a symbol of a newer schema.
    #[default]
    #[serde(other)]
    Unknown,
}

/// What a time of publication rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublishedBasis {
    /// An absolute time from the provider.
    Declared,
    /// An age, counted back from the fetch time.
    Relative,
    /// Nothing: only the text is known.
    None,
    /// A symbol of a newer schema.
    #[default]
    #[serde(other)]
    Unknown,
}

/// Where in which delivery an item stood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawReference {
    /// The delivery's `delivery_id`.
    pub delivery_id: String,
    /// Byte range in the delivery, where the format has one.
    pub span: Option<Span>,
}

/// A half-open range of bytes (UTF-8 bytes, where it refers to a text).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Span {
    /// First byte, counted from 0.
    pub start: i64,
    /// One past the last byte.
    pub end: i64,
}

/// How a field came about that was not taken verbatim from the provider.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProvenanceNote {
    /// Name of the field in this record.
    pub field: String,
    /// `inferred`, `normalised`, `repaired`, `computed` or `replayed`.
    pub method: String,
    /// What was done, in words.
    pub note: Option<String>,
}

/// Another item or a medium that goes with this one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Association {
    /// Role as the provider names it: `mainpic`, `related`.
    pub role: Option<String>,
    /// Kind: `text`, `picture`, `video`, `audio`, `graphic`, `composite`.
    pub kind: Option<String>,
    /// Identifier or address.
    pub uri: Option<String>,
    /// Caption or headline, as printed.
    pub title: Option<String>,
}
