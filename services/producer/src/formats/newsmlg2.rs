//! NewsML-G2: news items, packages of them, and messages that carry several.
//!
//! A news item and a package are an item each, wherever they stand. Concepts, knowledge, catalogs and plans are understood
//! and are no news. Namespaces are not looked at, so that any prefix and any version of the standard is read.

mod catalog;
mod code;
mod content;
mod content_meta;
mod draft;
mod hops;
mod inline;
mod item_meta;
mod language;
mod links;
mod message;
mod news_item;
mod package;
mod place;
mod rights;
mod status;
mod subjects;
mod text;

use dateline_runtime::Reason;

use self::message::Message;
use super::{
    DeliveryContext, Parsed, Rejected, Salvage,
    decoded::Decoded,
    item, notice,
    xml::{self, Document, Element},
};

/// Elements that are an item of news each.
const NEWS: [&str; 2] = ["newsItem", "packageItem"];

/// Elements that are an item each, and no news.
const NO_NEWS: [&str; 4] = [
    "conceptItem",
    "knowledgeItem",
    "catalogItem",
    "planningItem",
];

/// The element around several items.
const MESSAGE: &str = "newsMessage";

/// Whether the bytes look like it: by the name of their root.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    xml::root_name(bytes)
        .is_some_and(|name| name == MESSAGE || NEWS.contains(&name) || NO_NEWS.contains(&name))
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
    let mut reader = Reader {
        context,
        decoded,
        repairs: document.repairs(),
        size,
        parsed: Parsed::default(),
        is_closed: false,
    };
    for root in document.roots() {
        let before = reader.segments();
        reader.walk(root, &Message::default());
        if reader.segments() == before {
            reader.reject_stranger(root);
        }
    }
    reader.parsed
}

/// A delivery that is read.
struct Reader<'r> {
    context: &'r DeliveryContext,
    decoded: &'r Decoded<'r>,
    repairs: &'r [&'static str],
    size: usize,
    parsed: Parsed,
    /// The delivery is full, and its rest rejected.
    is_closed: bool,
}

impl Reader<'_> {
    fn segments(&self) -> usize {
        self.parsed.items.len() + self.parsed.rejected.len()
    }

    /// Takes the items in an element; at most as deep as documents are.
    fn walk<'d>(&mut self, element: Element<'d, '_>, message: &Message<'d>) {
        if self.is_closed {
            return;
        }
        let name = element.name();
        let is_item = NEWS.contains(&name) || NO_NEWS.contains(&name);
        if is_item && self.parsed.is_full() {
            self.is_closed = true;
            let start = self.decoded.span(element.span()).start;
            return self.parsed.reject_rest(start, self.size);
        }
        if NO_NEWS.contains(&name) {
            self.reject_no_news(element);
        } else if NEWS.contains(&name) {
            self.take(element, message);
            self.walk_members(element, message);
        } else if name == MESSAGE {
            self.walk_message(element);
        } else {
            element.children().for_each(|it| self.walk(it, message));
        }
    }

    /// Items that stand in an item instead of beside it.
    fn walk_members<'d>(&mut self, element: Element<'d, '_>, message: &Message<'d>) {
        let is_item = |name: &str| NEWS.contains(&name) || NO_NEWS.contains(&name);
        for child in element.children() {
            if child.name() == "groupSet" || is_item(child.name()) {
                self.walk(child, message);
            }
        }
    }

    fn walk_message(&mut self, element: Element<'_, '_>) {
        let message = Message::of(element);
        for set in element.all("itemSet") {
            for child in set.children() {
                let before = self.segments();
                self.walk(child, &message);
                if self.segments() == before && !self.is_closed {
                    self.reject_stranger(child);
                }
            }
        }
    }

    fn take<'d>(&mut self, element: Element<'d, '_>, message: &Message<'d>) {
        let range = element.span();
        let span = self.decoded.span(range.clone());
        let is_first = self.segments() == 0;
        let read = news_item::read(self.context, message, element, span.clone());
        let finished = read.and_then(|(mut wire_item, targets)| {
            let notes = self.decoded.notes(range, is_first);
            let repairs = self.repairs.iter().filter(|_| is_first);
            let repairs = repairs.map(|what| item::note("raw", "repaired", what));
            wire_item
                .provenance
                .extend(notes.into_iter().chain(repairs));
            Ok((item::finish(self.context, wire_item, span)?, targets))
        });
        match finished {
            Ok((wire_item, targets)) => {
                notice::push_all(self.context, &mut self.parsed, wire_item, &targets);
            }
            Err(rejected) => self.parsed.rejected.push(rejected),
        }
    }

    fn reject_no_news(&mut self, element: Element<'_, '_>) {
        let span = self.decoded.span(element.span());
        let message = format!(
            "the {} at bytes {}..{} is no news: it was understood and left; nothing is to be done, unless such items are to \
             be kept from this source",
            element.name(),
            span.start,
            span.end
        );
        let title = element.child("itemMeta").and_then(|it| it.text_of("title"));
        let name = || element.child("concept")?.text_of("name");
        let salvage = Salvage {
            id: element.attribute("guid").map(str::to_owned),
            headline: title.or_else(name),
        };
        let rejected = Rejected::new(Reason::NotNews, span, message);
        self.parsed.rejected.push(rejected.with_salvage(salvage));
    }

    fn reject_stranger(&mut self, element: Element<'_, '_>) {
        let span = self.decoded.span(element.span());
        let message = format!(
            "the <{}> at bytes {}..{} has no item of NewsML-G2 in it: it is a part of one, or of another format; have items \
             delivered whole, or name the format that it is",
            element.name(),
            span.start,
            span.end
        );
        let headline = ["headline", "hl1", "title"]
            .iter()
            .find_map(|name| element.find(name)?.text());
        let rejected = Rejected::new(Reason::Unparsable, span, message);
        self.parsed
            .rejected
            .push(rejected.with_salvage(Salvage { id: None, headline }));
    }
}

#[cfg(test)]
mod tests;
