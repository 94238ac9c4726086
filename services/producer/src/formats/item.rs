//! What every format does to an item in the end: whose it is, where it stood, what it is called.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::{
    Codec, EncodeError, ProvenanceNote, RawReference, Span, WireItem, identity::content_hash,
};

use super::{DeliveryContext, Rejected, authority, identity};

/// Largest part of a delivery that is one item, in bytes: what comes of it has to fit into a record of 4 MiB.
pub(super) const MAX_ITEM_BYTES: usize = 3 * 1024 * 1024;

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
/// The item is too large, is of a provider that the source does not carry, or has neither an id nor a text to be known by.
pub(super) fn finish(
    context: &DeliveryContext,
    mut item: WireItem,
    span: Range<usize>,
) -> Result<WireItem, Rejected> {
    refuse_large(&span)?;
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
    authority::check(context, &item).map_err(|what| what.rejected(context, span.clone()))?;
    refuse_grown(&item, &span)?;
    item.content_hash = content_hash(&item);
    Ok(item)
}

/// No item grows by more than this on its way from a format to a record: an empty object of a list, with its comma, is
/// three bytes of JSON and at most four of Avro.
const LARGEST_GROWTH: usize = 4;

/// An item can be within the limit in its format and beyond it as a record; most are too small for that to be looked at.
fn refuse_grown(item: &WireItem, span: &Range<usize>) -> Result<(), Rejected> {
    if span.len() <= MAX_ITEM_BYTES / LARGEST_GROWTH {
        return Ok(());
    }
    match Codec::single_object().encode(item) {
        Ok(record) => refuse_size(record.len(), span),
        Err(EncodeError::TooLarge { bytes, .. }) => refuse_size(bytes, span),
        // What cannot be written for another reason is no matter of size.
        Err(_) => Ok(()),
    }
}

fn refuse_large(span: &Range<usize>) -> Result<(), Rejected> {
    refuse_size(span.len(), span)
}

fn refuse_size(size: usize, span: &Range<usize>) -> Result<(), Rejected> {
    if size <= MAX_ITEM_BYTES {
        return Ok(());
    }
    let message = format!(
        "the item at bytes {}..{} has {size} bytes, more than the limit of {MAX_ITEM_BYTES} for one item; \
         deliver it in parts, or leave out what is no text",
        span.start, span.end
    );
    Err(Rejected::new(Reason::Oversize, span.clone(), message))
}

fn contract_span(span: &Range<usize>) -> Span {
    // A delivery is far smaller than the range of the contract's integers.
    Span {
        start: i64::try_from(span.start).unwrap_or(i64::MAX),
        end: i64::try_from(span.end).unwrap_or(i64::MAX),
    }
}
