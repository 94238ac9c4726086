//! Pictures, sound and video that go with an entry: enclosures and Media RSS.

use dateline_schemas::Association;
use url::Url;

use super::{
    draft::Draft,
    links,
    names::{Names, Space},
    text::{self, Kind},
};
use crate::formats::xml::Element;

/// What a medium is called in the contract, by Media RSS's `medium` or by its media type.
pub(super) fn kind_of(medium: Option<&str>, media_type: Option<&str>) -> Option<String> {
    let of_type = media_type.and_then(|written| written.split('/').next());
    let kind = match medium.or(of_type)?.to_ascii_lowercase().as_str() {
        "image" => "picture",
        "video" => "video",
        "audio" => "audio",
        "document" | "text" => "text",
        _ => return None,
    };
    Some(kind.to_owned())
}

/// An enclosure, whose address is in this attribute.
pub(super) fn take_enclosure(
    draft: &mut Draft,
    enclosure: Element<'_, '_>,
    base: Option<&Url>,
    attribute: &str,
) -> bool {
    let Some(address) = enclosure.attribute(attribute) else {
        return false;
    };
    draft.associate(Association {
        role: Some("enclosure".to_owned()),
        kind: kind_of(None, enclosure.attribute("type")),
        uri: Some(links::resolved(base, address).0),
        title: enclosure.attribute("title").map(str::to_owned),
    });
    true
}

/// A picture, whose address is in this attribute.
pub(super) fn take_picture(
    draft: &mut Draft,
    picture: Element<'_, '_>,
    base: Option<&Url>,
    attribute: &str,
) -> bool {
    let Some(address) = picture.attribute(attribute) else {
        return false;
    };
    draft.associate(Association {
        role: Some(picture.qualified_name().to_owned()),
        kind: Some("picture".to_owned()),
        uri: Some(links::resolved(base, address).0),
        title: None,
    });
    true
}

/// An element of Media RSS that stands in an entry.
pub(super) fn take(
    draft: &mut Draft,
    child: Element<'_, '_>,
    base: Option<&Url>,
    names: &Names,
) -> bool {
    match child.name() {
        "content" => take_medium(draft, child, base, names, None),
        "group" => {
            let caption = caption_of(child, names);
            let media = child
                .children()
                .filter(|it| names.space(*it) == Space::Media);
            for medium in media {
                match medium.name() {
                    "content" => take_medium(draft, medium, base, names, caption.as_deref()),
                    "thumbnail" => take_picture(draft, medium, base, "url"),
                    "credit" => keep_credit(draft, medium),
                    _ => true,
                };
            }
            true
        }
        "thumbnail" => take_picture(draft, child, base, "url"),
        "credit" => {
            if let Some(line) = child.text() {
                draft.credit(line);
            }
            true
        }
        "keywords" => {
            let text = child.text().unwrap_or_default();
            let keywords = text.split(',').map(str::trim).filter(|it| !it.is_empty());
            draft.item.keywords.extend(keywords.map(str::to_owned));
            true
        }
        "category" => {
            if let Some(term) = child.text() {
                draft.category(child.attribute("scheme"), &term, child.attribute("label"));
            }
            true
        }
        _ => false,
    }
}

/// A medium with its own caption, else that of its group; and who is credited for it, which is not who wrote the text.
fn take_medium(
    draft: &mut Draft,
    medium: Element<'_, '_>,
    base: Option<&Url>,
    names: &Names,
    caption: Option<&str>,
) -> bool {
    if let Some(address) = medium.attribute("url") {
        draft.associate(Association {
            role: Some(medium.qualified_name().to_owned()),
            kind: kind_of(medium.attribute("medium"), medium.attribute("type")),
            uri: Some(links::resolved(base, address).0),
            title: caption_of(medium, names).or_else(|| caption.map(str::to_owned)),
        });
    }
    for child in medium
        .children()
        .filter(|it| names.space(*it) == Space::Media)
    {
        match child.name() {
            "thumbnail" => take_picture(draft, child, base, "url"),
            "credit" => keep_credit(draft, child),
            _ => true,
        };
    }
    true
}

fn keep_credit(draft: &mut Draft, credit: Element<'_, '_>) -> bool {
    if let Some(text) = credit.text() {
        draft.extension(credit.qualified_name(), &text);
    }
    true
}

/// The longer of what is said of a medium: its description, else its title.
fn caption_of(medium: Element<'_, '_>, names: &Names) -> Option<String> {
    let said = |name: &str| {
        let mut children = medium.children();
        let found = children.find(|it| it.name() == name && names.space(*it) == Space::Media)?;
        let kind = match text::kind(found) {
            Kind::Foreign => Kind::Undeclared,
            kind => kind,
        };
        text::line(found, kind)
    };
    said("description").or_else(|| said("title"))
}
