//! A feed of XML: its head, its entries one after the other, and what becomes of it where it is broken.
//!
//! A document that is not well-formed is read in pieces, and bytes that are no UTF-8 cost the entry that they stand in.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::ProvenanceNote;

use super::{
    draft::Head,
    entry::EntryReader,
    head,
    names::{Names, Space},
    pieces,
};
use crate::formats::{
    DeliveryContext, Parsed, Rejected, Salvage,
    decoded::Decoded,
    item, xml,
    xml::{Document, Element},
};

/// Most bytes that are no UTF-8 in a feed that is read for all that.
const MAX_FAULTS: usize = 1_000;

/// Stands for a byte that is no UTF-8: a control character, which no text keeps.
const SUBSTITUTE: u8 = 0x1a;

/// The items of the delivery.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    match xml::decode(context, bytes) {
        Ok(decoded) => read(context, &decoded, bytes.len(), Vec::new()),
        Err(rejected) => {
            let masked = masked(bytes).filter(|_| rejected.reason == Reason::InvalidEncoding);
            let Some((masked, faults)) = masked else {
                return Parsed::rejected(rejected);
            };
            match xml::decode(context, &masked) {
                Ok(decoded) => read(context, &decoded, bytes.len(), faults),
                Err(_) => Parsed::rejected(rejected),
            }
        }
    }
}

/// The bytes with a mark for each that is no UTF-8, and where those are; `None` where there are none or too many.
fn masked(bytes: &[u8]) -> Option<(Vec<u8>, Vec<usize>)> {
    let mut masked = Vec::with_capacity(bytes.len());
    let mut faults = Vec::new();
    for chunk in bytes.utf8_chunks() {
        masked.extend_from_slice(chunk.valid().as_bytes());
        for _ in chunk.invalid() {
            faults.push(masked.len());
            masked.push(SUBSTITUTE);
        }
        if faults.len() > MAX_FAULTS {
            return None;
        }
    }
    (!faults.is_empty()).then_some((masked, faults))
}

fn read(
    context: &DeliveryContext,
    decoded: &Decoded<'_>,
    size: usize,
    faults: Vec<usize>,
) -> Parsed {
    let mut reading = Reading {
        context,
        decoded,
        size,
        faults,
        names: Names::default(),
        head: Head::default(),
        first_notes: Vec::new(),
        parsed: Parsed::default(),
    };
    let document = reading.without_surroundings();
    let text = decoded.text().get(document.clone()).unwrap_or_default();
    match Document::parse(text) {
        Ok(tree) => reading.take_document(&tree, document.start),
        Err(error) => {
            let (head, pieces) = pieces::of(text);
            let defines_entities = is_own_doctype(text.get(head.clone()).unwrap_or_default());
            let rejected = error.rejected(decoded, size);
            if rejected.reason != Reason::Unparsable || pieces.is_empty() || defines_entities {
                return Parsed::rejected(rejected);
            }
            reading.take_pieces(text, document.start, head, pieces);
        }
    }
    reading.parsed
}

/// A document type that stands in the document could say what any name stands for.
fn is_own_doctype(head: &str) -> bool {
    head.split_once("<!DOCTYPE")
        .is_some_and(|(_, rest)| rest.split('>').next().is_some_and(|it| it.contains('[')))
}

struct Reading<'c, 'a> {
    context: &'c DeliveryContext,
    decoded: &'c Decoded<'a>,
    size: usize,
    /// Bytes of the delivery that are no UTF-8.
    faults: Vec<usize>,
    names: Names,
    head: Head,
    /// On the whole delivery, told on its first item.
    first_notes: Vec<ProvenanceNote>,
    parsed: Parsed,
}

/// Ends of the outermost elements of feeds.
const ENDS: [&str; 5] = ["</rss>", "</feed>", "</rdf:RDF>", "</RDF>", "</atom:feed>"];

impl Reading<'_, '_> {
    /// The text from the first tag to the end of the last feed: what stands around is no part of it.
    fn without_surroundings(&mut self) -> Range<usize> {
        let text = self.decoded.text();
        let start = text.find('<').unwrap_or_default();
        // From behind, tag by tag: the first end that is met is the last of all.
        let mut tags = memchr::memrchr_iter(b'<', text.as_bytes());
        let end = tags.find_map(|at| {
            let tag = text.get(at..)?;
            let end = ENDS.iter().find(|end| tag.starts_with(**end))?;
            Some(at + end.len())
        });
        let end = end.filter(|end| *end > start).unwrap_or(text.len());
        for (where_it_is, around) in [("before", text.get(..start)), ("behind", text.get(end..))] {
            if around.is_some_and(|around| !around.trim().is_empty()) {
                let length = around.unwrap_or_default().trim().len();
                let what = format!("{length} bytes {where_it_is} the feed were left out");
                self.first_notes.push(item::note("raw", "repaired", &what));
            }
        }
        start..end
    }

    fn take_document(&mut self, document: &Document<'_>, offset: usize) {
        self.names.add(document);
        self.note_repairs(document);
        for root in document.roots() {
            let entries = entries(root, &self.names);
            if entries.is_empty() && !is_feed(root) {
                self.reject_root(root, offset);
                continue;
            }
            self.head = head::of(root, &self.names);
            self.limit_head(entries.len());
            for entry in entries {
                if !self.take_entry(entry, offset) {
                    return;
                }
            }
        }
    }

    /// A page of a server that was fetched for a feed, or the like.
    fn reject_root(&mut self, root: Element<'_, '_>, offset: usize) {
        let range = root.span();
        let span = self.decoded.span(offset + range.start..offset + range.end);
        let message = format!(
            "the <{}> at bytes {}..{} is no feed and has no entries; check what the source fetched",
            root.qualified_name(),
            span.start,
            span.end
        );
        let rejected = Rejected::new(Reason::Unparsable, span, message);
        self.parsed.rejected.push(rejected);
    }

    fn note_repairs(&mut self, document: &Document<'_>) {
        let repairs = document.repairs().iter();
        self.first_notes
            .extend(repairs.map(|what| item::note("raw", "repaired", what)));
    }

    fn limit_head(&mut self, entries: usize) {
        if let Some(what) = self.head.limit(entries) {
            self.first_notes.push(item::note("raw", "computed", &what));
        }
    }

    fn take_pieces(
        &mut self,
        text: &str,
        offset: usize,
        before: Range<usize>,
        pieces: Vec<Range<usize>>,
    ) {
        let what = "the feed is not well-formed: its entries were read one by one";
        self.first_notes.push(item::note("raw", "repaired", what));
        let before = closed(text.get(before).unwrap_or_default());
        if let Ok(document) = Document::parse(&before) {
            self.names.add(&document);
            if let Some(root) = document.roots().next() {
                self.head = head::of(root, &self.names);
            }
        }
        self.limit_head(pieces.len());
        for piece in pieces {
            let range = offset + piece.start..offset + piece.end;
            match Document::parse(text.get(piece).unwrap_or_default()) {
                Ok(document) => {
                    self.names.add(&document);
                    self.note_repairs(&document);
                    let Some(entry) = document.roots().next() else {
                        continue;
                    };
                    if !self.take_entry(entry, range.start) {
                        return;
                    }
                }
                Err(_) if self.parsed.is_full() => {
                    let start = self.decoded.span(range).start;
                    return self.parsed.reject_rest(start, self.size);
                }
                Err(error) => {
                    let rejected = error.rejected_part(self.decoded, range);
                    self.parsed.rejected.push(rejected);
                }
            }
        }
    }

    /// Takes an entry; whether there may be another.
    fn take_entry(&mut self, entry: Element<'_, '_>, offset: usize) -> bool {
        let range = entry.span();
        let range = offset + range.start..offset + range.end;
        let span = self.decoded.span(range.clone());
        if self.parsed.is_full() {
            self.parsed.reject_rest(span.start, self.size);
            return false;
        }
        match self.item_of(entry, range, span) {
            Ok(wire_item) => self.parsed.items.push(wire_item),
            Err(rejected) => self.parsed.rejected.push(rejected),
        }
        true
    }

    fn item_of(
        &mut self,
        entry: Element<'_, '_>,
        range: Range<usize>,
        span: Range<usize>,
    ) -> Result<dateline_schemas::WireItem, Rejected> {
        let reader = EntryReader {
            names: &self.names,
            head: &self.head,
        };
        let from = self.faults.partition_point(|fault| *fault < span.start);
        if let Some(fault) = self.faults.get(from).filter(|fault| **fault < span.end) {
            let draft = reader.read(entry);
            let message = format!(
                "byte {fault} of the delivery is no UTF-8; the entry at bytes {}..{} was not taken, because a guess would \
                 change its words, its neighbours were: have it delivered as UTF-8",
                span.start, span.end
            );
            let salvage = Salvage {
                id: draft.id.or(draft.link),
                headline: draft.title,
            };
            return Err(Rejected::new(Reason::InvalidEncoding, span, message).with_salvage(salvage));
        }
        let is_kill = entry.name() == "deleted-entry" && self.names.space(entry) == Space::Deleted;
        let read = if is_kill {
            reader.read_tombstone(entry)
        } else {
            Some(reader.read(entry))
        };
        let Some(mut draft) = read else {
            let message = format!(
                "the at:deleted-entry at bytes {}..{} has no `ref`, so nothing says what it deletes; give it one",
                span.start, span.end
            );
            return Err(Rejected::new(Reason::Unparsable, span, message));
        };
        let is_first = self.parsed.items.is_empty();
        let provenance = &mut draft.item.provenance;
        provenance.extend(self.decoded.notes(range, is_first));
        provenance.extend(self.first_notes.iter().filter(|_| is_first).cloned());
        if is_kill {
            draft.finish_kill(self.context, span)
        } else {
            draft.finish(self.context, &self.head, span)
        }
    }
}

/// The head of a broken feed with its open elements closed.
fn closed(head: &str) -> String {
    let has = |name: &str| head.contains(name);
    let ends = match (has("<rss"), has("RDF"), has("</channel>")) {
        (true, _, false) if has("<channel") => "</channel></rss>",
        (true, _, _) => "</rss>",
        (_, true, _) => "</rdf:RDF>",
        _ if has("<atom:feed") => "</atom:feed>",
        _ => "</feed>",
    };
    format!("{head}{ends}")
}

/// Whether an element is the outermost of a feed, which may be without entries on a quiet day.
fn is_feed(root: Element<'_, '_>) -> bool {
    match root.name() {
        "feed" => true,
        "rss" | "RDF" => root.child("channel").is_some(),
        _ => false,
    }
}

/// The entries of a feed in their order, wherever they stand: under its root, in its channels, or the root itself.
fn entries<'d, 'a>(root: Element<'d, 'a>, names: &Names) -> Vec<Element<'d, 'a>> {
    let mut entries = Vec::new();
    // The last is the next: a stack, for entries may stand at any depth.
    let mut elements = vec![root];
    while let Some(element) = elements.pop() {
        let is_entry = pieces::ENTRIES.contains(&element.name())
            && (!element.qualified_name().contains(':')
                || matches!(names.space(element), Space::Core | Space::Deleted));
        if is_entry {
            entries.push(element);
        } else {
            let within = elements.len();
            elements.extend(element.children());
            elements.get_mut(within..).unwrap_or_default().reverse();
        }
    }
    entries
}
