//! Identity: the URI of an item over all its versions.
//!
//! An absolute URI of the provider is the URI, with a version suffix taken off (`version_suffix` lists which). Another id
//! becomes `urn:dateline:{provider or source}:{id}`. An item without any id is known by its words:
//! `urn:dateline:c1:{namespace}:{hash}`, so that an edit of it is another item. How URNs and hashes are made is the
//! contract's (`dateline_schemas::identity`); here is when which of them is.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::{
    AltId, WireItem,
    identity::{idless_uri, provider_uri},
};

use super::{DeliveryContext, Rejected, item};

mod urn;
mod version_suffix;

pub use urn::{Owner, owner, part};

/// An item without id, headline and text: nothing to know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Nameless;

impl Nameless {
    pub(super) fn rejected(self, span: Range<usize>) -> Rejected {
        let message = format!(
            "the item at bytes {}..{} has neither an id nor a headline nor a text, so nothing says what it is; \
             give it a `uri`",
            span.start, span.end
        );
        Rejected::new(Reason::Unparsable, span, message)
    }
}

/// Turns the id that a format has put into `uri`, or the lack of one, into the item's URI; and so the URIs that it names.
pub(super) fn assign(context: &DeliveryContext, wire_item: &mut WireItem) -> Result<(), Nameless> {
    let named = wire_item.provider.clone();
    let owner = named.as_deref().unwrap_or(&context.source);
    for other in &mut wire_item.replaces {
        *other = canonical(owner, other).uri;
    }
    wire_item.caused_by = wire_item
        .caused_by
        .take()
        .map(|other| canonical(owner, &other).uri);
    if wire_item.uri.trim().is_empty() {
        return assign_by_words(context, wire_item);
    }
    let delivered = std::mem::take(&mut wire_item.uri);
    let canonical = canonical(owner, &delivered);
    if canonical.uri != delivered {
        let what = format!("from the delivered id {delivered}");
        wire_item
            .provenance
            .push(item::note("uri", "normalised", &what));
        wire_item.alt_ids.push(AltId {
            role: Some("delivered".to_owned()),
            value: delivered,
        });
    }
    if let (None, None, Some(version)) = (
        wire_item.version,
        &wire_item.version_text,
        canonical.version,
    ) {
        wire_item.version = Some(version);
        let what = "from the version suffix of the delivered id";
        wire_item
            .provenance
            .push(item::note("version", "computed", what));
    }
    wire_item.uri = canonical.uri;
    Ok(())
}

fn assign_by_words(context: &DeliveryContext, wire_item: &mut WireItem) -> Result<(), Nameless> {
    let has_words = |text: &Option<String>| {
        text.as_deref()
            .is_some_and(|words| !words.trim().is_empty())
    };
    if !has_words(&wire_item.headline) && !has_words(&wire_item.body) {
        return Err(Nameless);
    }
    wire_item.uri = idless_uri(&context.namespace, wire_item);
    let what = "from credits, dateline, headline and text: the provider gave no id";
    wire_item
        .provenance
        .push(item::note("uri", "computed", what));
    Ok(())
}

struct Canonical {
    uri: String,
    version: Option<i64>,
}

fn canonical(owner: &str, delivered: &str) -> Canonical {
    let delivered = delivered.trim();
    if !urn::is_absolute(delivered) {
        let uri = provider_uri(owner, delivered);
        return Canonical { uri, version: None };
    }
    let (uri, version) = version_suffix::taken_off(delivered);
    Canonical { uri, version }
}

#[cfg(test)]
mod tests;
