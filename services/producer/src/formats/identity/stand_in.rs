//! STAND-IN, to be deleted at merge: `dateline_schemas::identity` has these functions. Nothing here is frozen.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use dateline_schemas::WireItem;
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

/// Hash of what the provider said, without times of ours, place in the delivery and provenance.
pub fn content_hash(item: &WireItem) -> String {
    let mut said = item.clone();
    said.source.clear();
    said.received_at = Default::default();
    said.fetched_at = None;
    said.published = None;
    said.raw = Default::default();
    said.content_hash.clear();
    said.provenance.clear();
    let said = serde_json::to_vec(&said).unwrap_or_default();
    HEXLOWER.encode(&Sha256::digest(&said))
}

pub(super) fn c1_uri(namespace: &str, item: &WireItem) -> String {
    let mut hash = Sha256::new();
    let dateline = item
        .dateline
        .as_ref()
        .map(|dateline| dateline.text.as_str());
    let mut field = |text: &str| {
        let text: String = text.nfc().collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        let words = words.join(" ");
        hash.update((words.len() as u64).to_be_bytes());
        hash.update(words);
    };
    field(&item.credits.join("/"));
    field(dateline.unwrap_or_default());
    field(item.headline.as_deref().unwrap_or_default());
    field(item.body.as_deref().unwrap_or_default());
    let digest = hash.finalize();
    let name = BASE32_NOPAD.encode(digest.get(..16).unwrap_or_default());
    format!("urn:dateline:c1:{namespace}:{}", name.to_ascii_lowercase())
}
