//! What stays of an item in a record without text: enough to say which uri, from whom and why, and nothing of its words.

use dateline_schemas::{PubStatus, RawReference, WireItem};

use super::lineage::KnownUri;

/// The item of a kill: the notice without its words.
pub fn killed_item(notice: &WireItem) -> WireItem {
    WireItem {
        version: notice.version,
        version_text: notice.version_text.clone(),
        version_created: notice.version_created,
        caused_by: notice.caused_by.clone(),
        pub_status: PubStatus::Canceled,
        content_hash: notice.content_hash.clone(),
        ..identity_of(notice)
    }
}

/// The item of a recall: the version that was public until now, and nothing of the one that took its place, which is
/// held back itself.
pub fn recalled_item(incoming: &WireItem, known: Option<&KnownUri>) -> WireItem {
    let recalled = known.and_then(|known| known.newest);
    WireItem {
        version: recalled.and_then(|newest| newest.key.version),
        version_created: recalled.and_then(|newest| newest.key.version_created),
        caused_by: incoming.caused_by.clone(),
        pub_status: PubStatus::Withheld,
        ..identity_of(incoming)
    }
}

fn identity_of(item: &WireItem) -> WireItem {
    WireItem {
        uri: item.uri.clone(),
        provider: item.provider.clone(),
        source: item.source.clone(),
        credits: item.credits.clone(),
        received_at: item.received_at,
        fetched_at: item.fetched_at,
        raw: RawReference {
            delivery_id: item.raw.delivery_id.clone(),
            span: item.raw.span,
        },
        ..WireItem::default()
    }
}
