//! `wire.checkpoints`: where a source stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Where a source stands at one position, or (with a null position) what it has taken in all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checkpoint {
    /// Name of the configured source.
    pub source: String,
    /// Position in the source: a path, a URL, a receipt; null on the source's totals.
    pub position: Option<String>,
    /// SHA-256 of the bytes last taken there, lowercase hex.
    pub content_hash: Option<String>,
    /// `delivery_id` of the delivery last taken there.
    pub delivery_id: Option<String>,
    /// Number (from 0) of the next item of a delivery that spans transactions; null when it is complete.
    pub next_item: Option<i64>,
    /// HTTP entity tag last seen, as sent.
    pub etag: Option<String>,
    /// HTTP Last-Modified last seen, as sent.
    pub last_modified: Option<String>,
    /// Cursor of a paged or long-polled source.
    pub cursor: Option<String>,
    /// When it was last seen, by Dateline's clock.
    pub last_seen: Timestamp,
    /// The ledger's running totals by outcome, on the source's totals.
    pub totals: BTreeMap<String, i64>,
}
