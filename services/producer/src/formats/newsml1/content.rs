//! Content items as text: NITF, XHTML, plain text, each inline, escaped or encoded.

use data_encoding::BASE64_NOPAD;
use dateline_schemas::{Representation, WireItem};

use super::{
    choice::{self, Choice},
    extend,
    tree::{Leaf, Tree},
};
use crate::formats::{
    DeliveryContext, flow, html, item, nitf,
    xml::{self, Document, Element},
};

/// Reads the text that was chosen for an item, and what stands beside it.
pub(super) fn read(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    tree: &Tree<'_, '_>,
    choice: &Choice<'_, '_>,
) {
    let mut texts = choice.texts.iter();
    if let Some(first) = texts.next() {
        read_leaf(context, wire_item, first.element);
    }
    for leaf in texts {
        let mut further = WireItem::default();
        read_leaf(context, &mut further, leaf.element);
        add_text(wire_item, headline(tree, leaf), further);
    }
    for leaf in &choice.beside {
        let mut further = WireItem::default();
        read_leaf(context, &mut further, leaf.element);
        if let Some(text) = further.body {
            extend(wire_item, tree.role(leaf).unwrap_or("NewsComponent"), &text);
        }
    }
    if let (None, Some(caption)) = (&wire_item.body, choice.captions.first()) {
        read_leaf(context, wire_item, caption.element);
        let what = "the caption of what the item has instead of a text";
        wire_item
            .provenance
            .push(item::note("body", "inferred", what));
    }
    if !choice.alternatives.is_empty() {
        let count = choice.alternatives.len();
        let what = format!("the first of equivalent texts; {count} others were left out");
        wire_item
            .provenance
            .push(item::note("body", "inferred", &what));
    }
}

/// The plain text of a content item.
pub(super) fn text(context: &DeliveryContext, leaf: Element<'_, '_>) -> Option<String> {
    let mut told = WireItem::default();
    read_leaf(context, &mut told, leaf);
    told.body
}

/// A headline of a leaf's own component.
pub(super) fn headline(tree: &Tree<'_, '_>, leaf: &Leaf<'_, '_>) -> Option<String> {
    let component = tree.components.get(leaf.component?)?;
    component.lines?.text_of("HeadLine")
}

/// A further text stands behind those before it, under its own headline.
fn add_text(wire_item: &mut WireItem, headline: Option<String>, further: WireItem) {
    let Some(text) = further.body else { return };
    let headline = headline.or(further.headline);
    let body = wire_item.body.get_or_insert_default();
    if let Some(headline) = headline.filter(|own| wire_item.headline.as_ref() != Some(own)) {
        body.push('\n');
        body.push_str(&headline);
    }
    body.push('\n');
    body.push_str(&text);
    wire_item.associations.extend(further.associations);
    if further.representation == Representation::Partial {
        wire_item.representation = Representation::Partial;
    }
}

fn read_leaf(context: &DeliveryContext, wire_item: &mut WireItem, leaf: Element<'_, '_>) {
    let Some(data) = choice::data(leaf) else {
        return;
    };
    if let Some(encoding) = leaf.child("Encoding") {
        return read_encoded(context, wire_item, encoding, data);
    }
    if data.children().next().is_none() {
        let text: String = data.texts().collect();
        read_text(context, wire_item, &text);
    } else if let Some(article) = data.find("nitf") {
        nitf::fill(context, wire_item, article);
    } else {
        wire_item.body = flow::text_of(data);
    }
}

fn read_encoded(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    encoding: Element<'_, '_>,
    data: Element<'_, '_>,
) {
    let notation = encoding
        .attribute("Notation")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let text: String = data.texts().collect();
    if !notation.contains("base64") {
        let what = format!("the content is encoded as {notation:?}, which is not read here");
        wire_item
            .provenance
            .push(item::note("body", "inferred", &what));
        return;
    }
    let letters: String = text
        .split(|letter: char| letter.is_whitespace() || letter == '=')
        .collect();
    let bytes = BASE64_NOPAD.decode(letters.as_bytes()).ok();
    // The transport's character set is that of the delivery, and not of what is encoded in it.
    let inner = DeliveryContext {
        charset: None,
        ..context.clone()
    };
    let decoded = bytes
        .as_deref()
        .and_then(|bytes| xml::decode(&inner, bytes).ok());
    match decoded {
        Some(decoded) => read_text(context, wire_item, decoded.text()),
        None => {
            let what = "the content is declared as base64 of a text and is none";
            wire_item
                .provenance
                .push(item::note("body", "inferred", what));
        }
    }
}

/// A text that may be markup as text.
fn read_text(context: &DeliveryContext, wire_item: &mut WireItem, text: &str) {
    let trimmed = text.trim();
    if trimmed.starts_with('<')
        && let Ok(document) = Document::parse(trimmed)
        && let Some(root) = document.roots().next()
        && let Some(article) = Some(root)
            .filter(|root| root.name() == "nitf")
            .or_else(|| root.find("nitf"))
    {
        return nitf::fill(context, wire_item, article);
    }
    wire_item.body = if html::is_html(trimmed) {
        html::to_text(trimmed)
    } else {
        flow::plain(text)
    };
}
