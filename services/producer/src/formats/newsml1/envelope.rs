//! `NewsEnvelope`: how the items of a document were transmitted. It says nothing of the items themselves.

use dateline_schemas::WireItem;

use super::{extend, formal};
use crate::formats::xml::Element;

/// What is kept of an envelope, by the names of its elements.
const KEPT: &[&str] = &[
    "TransmissionId",
    "SentFrom",
    "DateAndTime",
    "NewsService",
    "NewsProduct",
    "Priority",
];

/// Most bytes of an envelope that are kept: every item of its document has them.
const MAX_KEPT_BYTES: usize = 1_024;

/// An envelope's fields by name.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    fields: Vec<(String, String)>,
}

impl Envelope {
    /// The envelope of a document.
    pub(super) fn of(root: Element<'_, '_>) -> Self {
        let mut fields = Vec::new();
        let mut left = MAX_KEPT_BYTES;
        for element in root.all("NewsEnvelope").flat_map(Element::children) {
            let name = element.name();
            if !KEPT.contains(&name) {
                continue;
            }
            let party = element.child("Party").and_then(formal);
            if let Some(value) = party.or_else(|| formal(element))
                && value.len() <= left
            {
                left -= value.len();
                fields.push((format!("NewsEnvelope.{name}"), value));
            }
        }
        Self { fields }
    }

    /// Puts the envelope into an item of its document.
    pub(super) fn tell(&self, wire_item: &mut WireItem) {
        for (name, value) in &self.fields {
            extend(wire_item, name, value);
        }
    }
}
