//! NewsML 1: XML of one or several items, each a tree of components with their lines, metadata and content.
//!
//! | fact | read from |
//! |---|---|
//! | identity | `PublicIdentifier` without its revision, else what the standard makes it of: provider, date and item id |
//! | version | `RevisionId`; the envelope's `DateAndTime` is the transmission's, so that a resend is no version |
//! | times | `FirstCreated`; `ThisRevisionCreated` is when the version was created and published |
//! | embargo | `Status` Embargoed until the `StatusWillChange` to Usable; without one it is held |
//! | filed, about | a `Location` whose `HowPresent` is Origin is where it was filed; all others are what it is about |
//! | text | the components in a main role; NITF in them by `nitf::fill`; of equivalents the first |
//!
//! An item whose content is a picture, a video or a graphic has its caption as its text, and `extensions["media"]` says
//! what it is. With `Update="U"` or `"A"` parts alone are delivered: the item is partial. A kill of another item is an
//! `Instruction` or an association that says so.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::{PubStatus, Representation, WireItem};

use super::{
    DeliveryContext, Parsed, Rejected, Salvage,
    decoded::Decoded,
    item, nitf, notice, signals,
    xml::{self, Document, Element},
};

mod choice;
mod content;
mod envelope;
mod identification;
mod lines;
mod location;
mod management;
mod media;
mod metadata;
mod notices;
mod topics;
mod tree;

use choice::Choice;
use envelope::Envelope;
use topics::Topics;
use tree::Tree;

/// Whether the bytes look like it.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    xml::root_name(bytes) == Some("NewsML")
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
    let mut is_first = true;
    for root in document.roots() {
        let delivery = Delivery {
            context,
            decoded,
            repairs: document.repairs(),
            envelope: Envelope::of(root),
            topics: Topics::of(root),
        };
        let mut has_item = false;
        for news_item in root
            .descendants()
            .filter(|found| found.name() == "NewsItem")
        {
            has_item = true;
            let span = decoded.span(news_item.span());
            if parsed.is_full() {
                parsed.reject_rest(span.start, size);
                return parsed;
            }
            delivery.take(&mut parsed, news_item, span, is_first);
            is_first = false;
        }
        if !has_item && !parsed.is_full() {
            let span = decoded.span(root.span());
            parsed.rejected.push(without_items(root, span));
        }
    }
    parsed
}

/// What the items of a document have in common.
struct Delivery<'c, 'd> {
    context: &'c DeliveryContext,
    decoded: &'c Decoded<'c>,
    repairs: &'c [&'static str],
    envelope: Envelope,
    topics: Topics<'d>,
}

impl Delivery<'_, '_> {
    fn take(
        &self,
        parsed: &mut Parsed,
        news_item: Element<'_, '_>,
        span: Range<usize>,
        is_first: bool,
    ) {
        let mut wire_item = WireItem::default();
        let notes = self.decoded.notes(news_item.span(), is_first);
        wire_item.provenance.extend(notes);
        let repairs = self.repairs.iter().filter(|_| is_first);
        let repairs = repairs.map(|what| item::note("raw", "repaired", what));
        wire_item.provenance.extend(repairs);
        identification::read(&mut wire_item, news_item);
        let tree = Tree::of(news_item);
        if tree.is_empty() && is_vocabulary(news_item) {
            parsed.rejected.push(vocabulary(&wire_item, span));
            return;
        }
        let update = management::read(self.context, &mut wire_item, news_item);
        let choice = Choice::of(&tree);
        metadata::read(&mut wire_item, &tree, &choice, &self.topics);
        identification::label(&mut wire_item, news_item);
        content::read(self.context, &mut wire_item, &tree, &choice);
        metadata::language(&mut wire_item, &tree, &choice, news_item);
        media::read(self.context, &mut wire_item, &tree, &choice);
        self.envelope.tell(&mut wire_item);
        complete(&mut wire_item, update);
        let targets = notices::targets(&wire_item, news_item);
        if targets.is_none() {
            notices::apply_to_itself(&mut wire_item, news_item);
        }
        nitf::dateline::infer(&mut wire_item);
        item::unescape_again(&mut wire_item);
        item::normalise_credits(&mut wire_item);
        signals::add(&mut wire_item);
        match item::finish(self.context, wire_item, span) {
            Ok(finished) => match targets {
                Some(targets) => notice::push(self.context, parsed, finished, &targets),
                None => parsed.items.push(finished),
            },
            Err(rejected) => parsed.rejected.push(rejected),
        }
    }
}

/// How much of its text an item has, and whether it may be used where it does not say so.
fn complete(wire_item: &mut WireItem, update: Option<&str>) {
    if let Some(update @ ("U" | "A")) = update {
        wire_item.representation = Representation::Partial;
        let what = format!("Update {update}: parts of the item alone were delivered");
        wire_item
            .provenance
            .push(item::note("representation", "inferred", &what));
    } else if wire_item.representation == Representation::Unknown && wire_item.body.is_some() {
        wire_item.representation = Representation::Full;
    }
    let is_said = wire_item
        .extensions
        .contains_key(management::UNKNOWN_STATUS);
    if wire_item.pub_status == PubStatus::Unknown && !is_said {
        wire_item.pub_status = PubStatus::Usable;
        let what = "no Status: usable by default";
        wire_item
            .provenance
            .push(item::note("pub_status", "inferred", what));
    }
}

fn is_vocabulary(news_item: Element<'_, '_>) -> bool {
    ["TopicSet", "Catalog"]
        .iter()
        .any(|name| news_item.child(name).is_some())
}

fn vocabulary(wire_item: &WireItem, span: Range<usize>) -> Rejected {
    let message = format!(
        "the item at bytes {}..{} is a vocabulary of topics and no news; nothing is to be done",
        span.start, span.end
    );
    let id = Some(wire_item.uri.clone()).filter(|id| !id.is_empty());
    Rejected::new(Reason::NotNews, span, message).with_salvage(Salvage { id, headline: None })
}

fn without_items(root: Element<'_, '_>, span: Range<usize>) -> Rejected {
    let is_vocabulary = root.name() == "NewsML" && is_vocabulary(root);
    let reason = if is_vocabulary {
        Reason::NotNews
    } else {
        Reason::Unparsable
    };
    let message = format!(
        "the document <{}> at bytes {}..{} has no NewsItem in it; its neighbours were taken",
        root.name(),
        span.start,
        span.end
    );
    Rejected::new(reason, span, message)
}

/// Puts a provider's field that the contract has no place for under its own name; a second one goes behind the first.
fn extend(wire_item: &mut WireItem, name: &str, value: &str) {
    nitf::extend(wire_item, name, value);
}

/// What an element of NewsML's vocabularies says: its formal name, or its text.
fn formal(element: Element<'_, '_>) -> Option<String> {
    let name = element.attribute("FormalName").map(str::to_owned);
    name.or_else(|| element.text())
}

#[cfg(test)]
mod tests;
