//! News in a format of its own that a mail carries: parsed by that format, with the mail's sender kept on each item.

use std::ops::Range;

use dateline_schemas::WireItem;

use super::{Source, sorting::Inner};
use crate::formats::{DeliveryContext, Parsed, item, parse};

/// Most bytes that a mail's fields may add to all items in it together; beyond that the first item alone has them.
const MAX_INHERITED_BYTES: usize = 8 * 1024 * 1024;

/// What the items in a mail keep of it.
#[derive(Debug, Default)]
pub(super) struct Cover {
    /// Sender, subject and id, by the names of extensions.
    pub(super) fields: Vec<(&'static str, String)>,
    /// The text that goes with what is attached.
    pub(super) text: Option<String>,
}

/// What a part gives in its format.
pub(super) fn read(context: &DeliveryContext, inner: &Inner<'_>) -> Parsed {
    let context = DeliveryContext {
        charset: inner.charset.clone().or_else(|| context.charset.clone()),
        ..context.clone()
    };
    parse(inner.format, &context, &inner.bytes)
}

/// Takes what a part gave, with the part's place in the delivery.
pub(super) fn adopt(
    parsed: &mut Parsed,
    size: usize,
    cover: &Cover,
    (inner, given): (&Inner<'_>, Parsed),
    source: &Source<'_>,
) {
    let span = source.span(inner.body.clone());
    let bytes: usize = cover.fields.iter().map(|(_, value)| value.len()).sum();
    let fits = bytes.saturating_mul(given.items.len()) <= MAX_INHERITED_BYTES;
    for (i, mut wire_item) in given.items.into_iter().enumerate() {
        if parsed.is_full() {
            return parsed.reject_rest(span.start, size);
        }
        place(&mut wire_item, &span);
        if i == 0 || fits {
            for (name, value) in &cover.fields {
                let known = wire_item.extensions.entry((*name).to_owned());
                known.or_insert_with(|| value.clone());
            }
        }
        if i == 0
            && let Some(text) = &cover.text
        {
            let known = wire_item.extensions.entry("mail.text".to_owned());
            known.or_insert_with(|| text.clone());
        }
        parsed.items.push(wire_item);
    }
    for mut rejected in given.rejected {
        if parsed.is_full() {
            return parsed.reject_rest(span.start, size);
        }
        rejected.message = format!(
            "the part at bytes {}..{} of a mail, as {}: {}",
            span.start, span.end, inner.format, rejected.message
        );
        rejected.span = span.clone();
        parsed.rejected.push(rejected);
    }
}

/// An item that stood in a part stands where the part does; the part may have been in base64.
fn place(wire_item: &mut WireItem, span: &Range<usize>) {
    let offset = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    if let Some(place) = &mut wire_item.raw.span {
        (place.start, place.end) = (offset(span.start), offset(span.end));
    }
    let what = "the place of the part of the mail that it stood in";
    wire_item
        .provenance
        .push(item::note("raw", "computed", what));
}
