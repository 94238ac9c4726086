//! What an item is read by in the end: a caption where there is no text, a title where there is no headline.

use std::collections::HashSet;

use dateline_schemas::Representation;

use super::draft::Draft;
use crate::formats::{flow, xml::Element};

/// Role of the description that is printed under a picture.
const CAPTION: &str = "caption";

/// Settles headline and body, and keeps the descriptions that are neither.
pub(super) fn settle(draft: &mut Draft<'_, '_, '_>) {
    let descriptions = std::mem::take(&mut draft.descriptions);
    let chosen = if draft.wire_item.body.is_none() {
        captions(draft, &descriptions)
    } else {
        Vec::new()
    };
    let texts: Vec<String> = chosen.iter().copied().filter_map(flow::text_of).collect();
    if !texts.is_empty() {
        draft.wire_item.body = Some(texts.join("\n"));
        // The text of a picture is its caption; a text without its content is told in part.
        draft.wire_item.representation = match draft.media_class() {
            Some(_) => Representation::Full,
            None => Representation::Partial,
        };
        draft.note("body", "inferred", "from the description of the content");
    }
    let in_body: HashSet<usize> = chosen.iter().map(|it| it.span().start).collect();
    for description in descriptions {
        if !in_body.contains(&description.span().start) {
            draft.extend(description);
        }
    }
    settle_headline(draft);
}

/// The descriptions that are read as the text: the caption, else all, in the item's language.
fn captions<'d, 'a>(
    draft: &Draft<'_, 'd, 'a>,
    descriptions: &[Element<'d, 'a>],
) -> Vec<Element<'d, 'a>> {
    let filled = descriptions.iter().copied();
    let filled = filled.filter(|it| flow::text_of(*it).is_some());
    let nearest = filled.clone().map(|it| draft.language.distance(it)).min();
    let own: Vec<_> = filled
        .filter(|it| Some(draft.language.distance(*it)) == nearest)
        .collect();
    let is_caption = |it: &Element<'d, 'a>| draft.role(*it, "role").as_deref() == Some(CAPTION);
    let captions: Vec<_> = own.iter().copied().filter(is_caption).collect();
    if captions.is_empty() { own } else { captions }
}

fn settle_headline(draft: &mut Draft<'_, '_, '_>) {
    let Some(title) = draft.title.take() else {
        return;
    };
    if draft.wire_item.headline.is_none() {
        draft.wire_item.headline = Some(title);
        draft.note("headline", "inferred", "from the title of the item");
    }
}
