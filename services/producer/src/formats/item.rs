//! What every format does to an item in the end: whose it is, where it stood, what it is called.

use std::ops::Range;

use dateline_schemas::{ProvenanceNote, RawReference, Span, WireItem};

use super::{DeliveryContext, Rejected, authority, identity};

/// A note on how a field came about.
pub(super) fn note(field: &str, method: &str, what: &str) -> ProvenanceNote {
    ProvenanceNote {
        field: field.to_owned(),
        method: method.to_owned(),
        note: Some(what.to_owned()),
    }
}

/// Fills what is ours in an item that a format has read: source, times, place in the delivery, provider, uri, content hash.
///
/// # Errors
/// The item is of a provider that the source does not carry, or has neither an id nor a text to be known by.
pub(super) fn finish(
    context: &DeliveryContext,
    mut item: WireItem,
    span: Range<usize>,
) -> Result<WireItem, Rejected> {
    item.source.clone_from(&context.source);
    item.received_at = context.received_at;
    item.fetched_at = item.fetched_at.or(context.fetched_at);
    item.raw = RawReference {
        delivery_id: context.delivery_id.clone(),
        span: Some(contract_span(&span)),
    };
    if item.language_declared.is_none() && context.language_declared.is_some() {
        item.language_declared
            .clone_from(&context.language_declared);
        let what = "declared by the source's configuration";
        item.provenance
            .push(note("language_declared", "inferred", what));
    }
    authority::fill_provider(context, &mut item);
    identity::assign(context, &mut item).map_err(|what| what.rejected(span.clone()))?;
    authority::check(context, &item).map_err(|what| what.rejected(context, span))?;
    item.content_hash = identity::content_hash(&item);
    Ok(item)
}

fn contract_span(span: &Range<usize>) -> Span {
    // A delivery is far smaller than the range of the contract's integers.
    Span {
        start: i64::try_from(span.start).unwrap_or(i64::MAX),
        end: i64::try_from(span.end).unwrap_or(i64::MAX),
    }
}
