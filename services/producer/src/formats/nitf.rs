//! NITF 3: one article as marked-up XML, alone, several in a file, or as the text of an item of NewsML.
//!
//! | fact | read from |
//! |---|---|
//! | identity | `du-key` where its key is an identifier, else `doc-id`, else `uno`; `identity` says why |
//! | version | `du-key`'s version and generation; `doc-id` names one document of the story and is another id |
//! | time | `date.issue` is when this version was created and published |
//! | embargo | a `date.release` behind `date.issue`, and `management-status="embargoed"` |
//! | filed, about | `dateline` with its `location` is where it was filed; `evloc` and `identified-content` what it is about |
//! | text | `body.content` without editors' notes and media |
//!
//! Kills of other documents: `management-doc-idref` with its status, and a `correction` that carries the text itself.
//! `del-list` is the trail of the delivery, whatever its name suggests, and deletes nothing.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::{Representation, WireItem};

use super::{
    DeliveryContext, MAX_SEGMENTS, Parsed, Rejected,
    decoded::Decoded,
    item, notice, signals,
    xml::{self, Document, Element},
};

mod body;
mod content;
pub(super) mod dateline;
mod docdata;
pub(super) mod head;
mod identity;
mod management;
mod media;
mod merge;
mod rights;

pub(super) use self::docdata::instant;

/// Whether the bytes look like it.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    xml::root_name(bytes) == Some("nitf")
}

/// The items of the delivery.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    xml::parse(context, bytes, |decoded, document| {
        read_document(context, decoded, document, bytes.len())
    })
}

fn read_document(
    context: &DeliveryContext,
    decoded: &Decoded<'_>,
    document: &Document<'_>,
    size: usize,
) -> Parsed {
    let mut parsed = Parsed::default();
    // A list that grows as it goes holds its items twice for a while.
    let whole = document.roots().filter(|root| root.child("body").is_some());
    parsed.items.reserve_exact(whole.count().min(MAX_SEGMENTS));
    for (i, root) in document.roots().enumerate() {
        let span = decoded.span(root.span());
        if parsed.is_full() {
            parsed.reject_rest(span.start, size);
            break;
        }
        if root.name() != "nitf" {
            parsed.rejected.push(foreign(root, span));
            continue;
        }
        let mut wire_item = read(context, root);
        note_repairs(&mut wire_item, decoded, document, root, i == 0);
        take(context, &mut parsed, wire_item, root, span);
    }
    parsed
}

/// Fills the fields of an item that are still empty with what an article within it says, but for identity and version,
/// which are the item's own. To be called before the default of `pub_status` is set: a kill in the article is one.
pub(super) fn fill(context: &DeliveryContext, wire_item: &mut WireItem, nitf: Element<'_, '_>) {
    let mut told = read(context, nitf);
    told.alt_ids = identity::ids(nitf);
    if let Some(status) = management::restricted(nitf) {
        told.pub_status = status;
    }
    merge::into(wire_item, told);
}

/// All that an article says, but for what it is called and whether it may be used.
fn read(context: &DeliveryContext, nitf: Element<'_, '_>) -> WireItem {
    let mut wire_item = WireItem::default();
    if let Some(language) = nitf.attribute("lang") {
        wire_item.language_declared = Some(language.to_owned());
    }
    if let Some(body) = nitf.child("body") {
        body::read(&mut wire_item, body);
    }
    if let Some(head) = nitf.child("head") {
        head::read(&mut wire_item, head);
        if let Some(docdata) = head.child("docdata") {
            docdata::read(context, &mut wire_item, docdata);
        }
    }
    rights::read(&mut wire_item, nitf);
    if wire_item.representation == Representation::Unknown && wire_item.body.is_some() {
        wire_item.representation = Representation::Full;
    }
    wire_item
}

fn take(
    context: &DeliveryContext,
    parsed: &mut Parsed,
    mut wire_item: WireItem,
    nitf: Element<'_, '_>,
    span: Range<usize>,
) {
    identity::assign(&mut wire_item, nitf);
    let targets = management::apply(&mut wire_item, nitf);
    dateline::infer(&mut wire_item);
    item::unescape_again(&mut wire_item);
    item::normalise_credits(&mut wire_item);
    signals::add(&mut wire_item);
    match item::finish(context, wire_item, span) {
        Ok(finished) => match targets {
            Some(targets) => notice::push(context, parsed, finished, &targets),
            None => parsed.items.push(finished),
        },
        Err(rejected) => parsed.rejected.push(rejected),
    }
}

fn note_repairs(
    wire_item: &mut WireItem,
    decoded: &Decoded<'_>,
    document: &Document<'_>,
    root: Element<'_, '_>,
    is_first: bool,
) {
    let notes = decoded.notes(root.span(), is_first);
    wire_item.provenance.extend(notes);
    if is_first {
        let repairs = document.repairs().iter();
        let notes = repairs.map(|what| item::note("raw", "repaired", what));
        wire_item.provenance.extend(notes);
    }
}

fn foreign(root: Element<'_, '_>, span: Range<usize>) -> Rejected {
    let name = root.name();
    let message = format!(
        "the document at bytes {}..{} is <{name}> and no <nitf>; its neighbours were taken, deliver it as what it is",
        span.start, span.end
    );
    Rejected::new(Reason::Unparsable, span, message)
}

/// Puts a provider's field that the contract has no place for under its own name; a second one goes behind the first.
pub(super) fn extend(wire_item: &mut WireItem, name: &str, value: &str) {
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    let kept = wire_item.extensions.entry(name.to_owned()).or_default();
    if !kept.is_empty() {
        kept.push_str("; ");
    }
    kept.push_str(value);
}

/// Puts a text behind what a field has already, on a line of its own.
pub(super) fn append(field: &mut Option<String>, text: &str) {
    match field {
        Some(kept) => {
            kept.push('\n');
            kept.push_str(text);
        }
        None => *field = Some(text.to_owned()),
    }
}

#[cfg(test)]
mod tests;
