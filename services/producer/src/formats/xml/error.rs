//! Why a text is no document, and what could be saved of it.

use std::ops::Range;

use dateline_runtime::Reason;

use super::{Document, Element};
use crate::formats::{Rejected, Salvage, decoded::Decoded};

/// Why a text could not be taken as XML.
#[derive(Debug)]
pub(in crate::formats) struct XmlError {
    /// Where in the text.
    pub(super) at: usize,
    pub(super) reason: Reason,
    /// What is wrong, and what to do if that is not to mend the text.
    pub(super) what: String,
    pub(super) salvage: Salvage,
}

/// Elements and attributes that hold an item's id in the formats of the wire.
const IDS: &[&str] = &[
    "guid",
    "doc-id",
    "du-key",
    "PublicIdentifier",
    "NewsItemId",
    "id",
];

/// Elements that hold its headline.
const HEADLINES: &[&str] = &["headline", "HeadLine", "hl1", "title"];

impl XmlError {
    /// The whole delivery rejected for it.
    pub(in crate::formats) fn rejected(self, decoded: &Decoded<'_>, size: usize) -> Rejected {
        let at = decoded.span(self.at..self.at).start;
        let before = decoded.text().get(..self.at).unwrap_or_default();
        let line = 1 + before.matches('\n').count();
        let message = format!(
            "byte {at} (line {line}) of the delivery: {}; nothing of it was taken, because what follows cannot be told apart: have \
             it delivered well-formed",
            self.what
        );
        Rejected::new(self.reason, 0..size, message).with_salvage(self.salvage)
    }

    /// Only a part of the delivery rejected for it: one whose text was parsed alone, and begins at `start` of the whole.
    pub(in crate::formats) fn rejected_part(
        self,
        decoded: &Decoded<'_>,
        part: Range<usize>,
    ) -> Rejected {
        let at = decoded
            .span(part.start + self.at..part.start + self.at)
            .start;
        let span = decoded.span(part);
        let message = format!(
            "byte {at} of the delivery: {}; the part at bytes {}..{} was not taken, its neighbours were: have it delivered \
             well-formed",
            self.what, span.start, span.end
        );
        Rejected::new(self.reason, span, message).with_salvage(self.salvage)
    }
}

/// Id and headline, where the elements before the fault have one.
pub(super) fn salvage(document: &Document<'_>) -> Salvage {
    let mut salvage = Salvage::default();
    for element in document
        .roots()
        .flat_map(|root| std::iter::once(root).chain(root.descendants()))
    {
        if salvage.id.is_none() {
            salvage.id = id_of(element);
        }
        if salvage.headline.is_none() && HEADLINES.contains(&element.name()) {
            salvage.headline = element.text();
        }
        if salvage.id.is_some() && salvage.headline.is_some() {
            break;
        }
    }
    salvage
}

fn id_of(element: Element<'_, '_>) -> Option<String> {
    if IDS.contains(&element.name()) {
        let written = ["id-string", "key", "id"]
            .iter()
            .find_map(|name| element.attribute(name));
        return written.map(str::to_owned).or_else(|| element.text());
    }
    element.attribute("guid").map(str::to_owned)
}
