//! `contentSet`: the text of an item in its renditions, and the media that are elsewhere.

use dateline_schemas::{Association, Representation};

use super::{draft::Draft, inline, links};
use crate::formats::xml::Element;

/// Takes the content. All in a content set are forms of the same: the first that has a text, in the item's language, gives
/// the body, and a text in another language stays beside it.
pub(super) fn read<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, item: Element<'d, 'a>) {
    let contents = item.all("contentSet").flat_map(Element::children);
    let (mut texts, media): (Vec<_>, Vec<_>) =
        contents.partition(|content| matches!(content.name(), "inlineXML" | "inlineData"));
    texts.sort_by_key(|text| draft.language.distance(*text));
    let mut has_body = false;
    let mut left = 0;
    for text in texts {
        if has_body {
            left += usize::from(!keep_translation(draft, text));
        } else {
            has_body = take_body(draft, text);
        }
    }
    if left > 0 {
        let what = format!("{left} more renditions of the text were not read");
        draft.note("body", "inferred", &what);
    }
    for medium in media {
        take_medium(draft, medium);
    }
}

fn take_body(draft: &mut Draft<'_, '_, '_>, content: Element<'_, '_>) -> bool {
    inline::fill(draft.context, &mut draft.wire_item, content);
    let has_body = draft.wire_item.body.is_some();
    if has_body {
        let representation = &mut draft.wire_item.representation;
        if *representation == Representation::Unknown {
            *representation = Representation::Full;
        }
    } else if content.texts().any(|text| !text.trim().is_empty()) {
        let kind = content.attribute("contenttype").unwrap_or("no type");
        let what = format!("the {} of {kind} has no text", content.name());
        draft.note("body", "inferred", &what);
    }
    has_body
}

fn keep_translation<'d>(draft: &mut Draft<'_, 'd, '_>, content: Element<'d, '_>) -> bool {
    let Some(tag) = draft.language.other(content) else {
        return false;
    };
    let Some(text) = inline::text(draft.context, content) else {
        return false;
    };
    draft.extend_by(&format!("contentSet.{tag}"), &text);
    true
}

fn take_medium<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, medium: Element<'d, 'a>) {
    let Some(target) = links::target(medium) else {
        return draft.extend(medium);
    };
    let role = draft.role(medium, "rendition");
    let association = links::association(draft, medium, role, target);
    let association = Association {
        kind: association.kind.or_else(|| draft.media_class()),
        ..association
    };
    draft.wire_item.associations.push(association);
}
