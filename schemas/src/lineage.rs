//! What a record is in the history of its uri, and the state that annotate keeps about a uri.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How long a uri is remembered after its last change, in milliseconds of stream time: 45 days. One that comes back later
/// begins a new life at revision 1, so that a record which was received so much later than another one of its uri follows
/// it, whatever their revisions.
pub const MEMORY_MS: i64 = 45 * 24 * 60 * 60 * 1000;

/// What a record is in the history of its uri.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lineage {
    /// Ours, strictly rising per uri, from 1; sinks and consumers order by it alone.
    pub revision: i64,
    /// The provider's version of the revision before.
    pub previous_version: Option<i64>,
    /// The public revision before this one; null for the first.
    pub previous_revision: Option<i64>,
    /// Where the uri stands after this record.
    pub position: LineagePosition,
    /// What happened.
    pub change: Change,
    /// Names of the provider fields that differ from the revision before, where known.
    pub changed_fields: Vec<String>,
    /// Compact word diff to the revision before, while its text is kept.
    pub diff: Option<String>,
    /// Why, in words, where the change alone does not say it.
    pub reason: Option<String>,
}

/// Where a uri stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineagePosition {
    /// This is the newest version and may be used.
    Newest,
    /// Never to be used.
    Killed,
    /// Was public, is withheld for now.
    Recalled,
    /// A symbol of a newer schema.
    #[default]
    #[serde(other)]
    Unknown,
}

/// What happened to a uri.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// First public revision of the uri.
    New,
    /// A newer version.
    Updated,
    /// A newer version that the provider signals as a correction.
    Corrected,
    /// The same delivery, parsed again with another result.
    Reparsed,
    /// Equal version, other content, other delivery: this one won.
    Conflict,
    /// A kill: text-less.
    Killed,
    /// Withheld or newly embargoed after it was public: text-less.
    Recalled,
    /// Held until its embargo ended.
    Released,
    /// Usable again after a kill, by a larger version that says so.
    Revived,
    /// A symbol of a newer schema.
    #[default]
    #[serde(other)]
    Unknown,
}

/// `wire.current`: what annotate knows about a uri; no text, at most 200 bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineageState {
    /// Group of languages in which duplicates are sought, a folded primary language subtag or `und`; pinned.
    pub link_group: String,
    /// Where the uri stands.
    pub status: LineageStatus,
    /// The largest revision given so far; 0 while nothing was emitted.
    pub revision: i64,
    /// The newest revision that was public with its text; null if none was.
    pub public_revision: Option<i64>,
    /// The newest version.
    pub version: Option<i64>,
    /// When the newest version was created.
    pub version_created: Option<Timestamp>,
    /// First 128 bits of the newest version's content hash, hex.
    pub content_hash: String,
    /// First 64 bits of the delivery id that brought the newest version, hex.
    pub delivery: String,
    /// The newest kill: its version; null with status killed means that all versions are killed.
    pub killed_version: Option<i64>,
    /// When the newest version may be released; null if it is not held for a time.
    pub embargoed_until: Option<Timestamp>,
    /// Stream time of the last change: the base of expiry.
    pub changed_at: Timestamp,
    /// Where the newest version stands in the state's partition of `wire.items`; null where it is not known.
    pub input_offset: Option<i64>,
    /// Where the newest text that was public stands there: what a later version is compared with.
    pub public_offset: Option<i64>,
}

/// Where a uri stands in annotate's state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineageStatus {
    /// The newest version is public.
    Public,
    /// The newest version waits for the end of its embargo.
    Held,
    /// The newest version is withheld, without a time.
    Withheld,
    /// Killed.
    Killed,
    /// A symbol of a newer schema; treated as withheld.
    #[default]
    #[serde(other)]
    Unknown,
}
