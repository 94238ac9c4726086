//! `media`: what goes with the text, kept as references.

use dateline_schemas::{Association, WireItem};

use super::extend;
use crate::formats::xml::Element;

/// Longest word for a kind of media, in bytes: every rendition has it.
const MAX_KIND_BYTES: usize = 64;

/// Adds a reference for each rendition of each medium of a body; the first has its caption.
pub(super) fn read(wire_item: &mut WireItem, body: Element<'_, '_>) {
    for media in body
        .descendants()
        .filter(|element| element.name() == "media")
    {
        let kind = media.attribute("media-type").map(kind);
        let kind = kind.filter(|kind| kind.len() <= MAX_KIND_BYTES);
        let mut captions = media.all("media-caption").filter_map(Element::text);
        let mut caption = captions.next();
        if let Some(producer) = media.text_of("media-producer") {
            extend(wire_item, "media-producer", &producer);
        }
        let mut references = media.all("media-reference").peekable();
        if references.peek().is_none() {
            add(wire_item, kind.clone(), None, caption.take());
        }
        for reference in references {
            let place = ["source", "data-location", "name"];
            let uri = place.iter().find_map(|name| reference.attribute(name));
            let named = ["alternate-text", "name"];
            let named = named.iter().find_map(|name| reference.attribute(name));
            let own = reference.text();
            let title = caption.take().or(own).or_else(|| named.map(str::to_owned));
            add(wire_item, kind.clone(), uri.map(str::to_owned), title);
        }
    }
}

fn add(wire_item: &mut WireItem, kind: Option<String>, uri: Option<String>, title: Option<String>) {
    if uri.is_none() && title.is_none() {
        return;
    }
    wire_item.associations.push(Association {
        kind,
        uri,
        title,
        ..Association::default()
    });
}

/// The contract's word for a kind of media.
fn kind(media_type: &str) -> String {
    let media_type = media_type.to_ascii_lowercase();
    match media_type.as_str() {
        "image" | "photo" | "photograph" | "picture" => "picture".to_owned(),
        _ => media_type,
    }
}
