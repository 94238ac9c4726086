//! What every format does to an item in the end: whose it is, where it stood, what it is called.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::{
    Codec, EncodeError, ProvenanceNote, RawReference, Span, WireItem, identity::content_hash,
};

use super::{
    DeclaredLanguage, DeliveryContext, Rejected, Salvage, agency, authority, html, identity,
};

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
    declare(context, &mut item);
    authority::fill_provider(context, &mut item);
    identity::assign(context, &mut item).map_err(|what| what.rejected(span.clone()))?;
    let salvage = || Salvage {
        id: Some(item.uri.clone()),
        headline: item.headline.clone(),
    };
    authority::check(context, &item)
        .map_err(|what| what.rejected(context, span.clone()))
        .and_then(|()| refuse_grown(&item, &span))
        .map_err(|rejected| rejected.with_salvage(salvage()))?;
    item.content_hash = content_hash(&item);
    Ok(item)
}

/// What the source's configuration says of its items: their language, their rights, and whether they are believed.
fn declare(context: &DeliveryContext, item: &mut WireItem) {
    if context.declared_language == DeclaredLanguage::Distrusted
        && let Some(declared) = item.language_declared.take()
    {
        let what = format!("{declared} was declared, and the source is not trusted with that");
        item.provenance
            .push(note("language_declared", "normalised", &what));
    }
    let what = "declared by the source's configuration";
    if item.language_declared.is_none() && context.language_declared.is_some() {
        item.language_declared
            .clone_from(&context.language_declared);
        item.provenance
            .push(note("language_declared", "inferred", what));
    }
    if item.usage_terms.is_none() && context.rights.is_some() {
        item.usage_terms.clone_from(&context.rights);
        item.provenance.push(note("usage_terms", "inferred", what));
    }
}

/// Where in its delivery a finished item stood.
pub(super) fn delivery_span(item: &WireItem) -> Range<usize> {
    let span = item.raw.span.unwrap_or_default();
    let offset = |at: i64| usize::try_from(at).unwrap_or_default();
    offset(span.start)..offset(span.end)
}

/// Unescapes the entities of HTML that were escaped once too often in the texts of an item, with a note for each field.
pub(super) fn unescape_again(item: &mut WireItem) {
    let texts = [
        ("headline", &mut item.headline),
        ("slugline", &mut item.slugline),
        ("byline", &mut item.byline),
        ("ednote", &mut item.ednote),
        ("body", &mut item.body),
    ];
    for (field, text) in texts {
        if let Some(unescaped) = text.as_deref().and_then(html::unescaped_again) {
            *text = Some(unescaped);
            let what = "entities of HTML that were escaped twice were unescaped";
            item.provenance.push(note(field, "repaired", what));
        }
    }
}

/// Brings credited agencies into their normalised form, each once, with a note on those that were written otherwise.
pub(super) fn normalise_credits(item: &mut WireItem) {
    let mut changed = Vec::new();
    for credit in &mut item.credits {
        if let Some(name) = agency::normalised(credit)
            && name != credit
        {
            changed.push(format!("{credit} is {name}"));
            *credit = name.to_owned();
        }
    }
    if !changed.is_empty() {
        let what = changed.join(", ");
        item.provenance.push(note("credits", "normalised", &what));
    }
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

/// Refuses a part of a delivery that is too large to be one item.
pub(super) fn refuse_large(span: &Range<usize>) -> Result<(), Rejected> {
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
