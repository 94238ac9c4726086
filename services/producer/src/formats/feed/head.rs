//! What a feed of XML says of itself, for all its entries.

use super::{
    draft::Head,
    links,
    names::{Names, Space},
    pieces, text,
};
use crate::formats::xml::Element;

/// Most authors of a feed that its entries get.
const MAX_AUTHORS: usize = 5;

/// What a feed says of itself.
pub(super) fn of(root: Element<'_, '_>, names: &Names) -> Head {
    let mut head = Head {
        language: root.attribute("lang").map(str::to_owned),
        base: links::base_of(root, None),
        ..Head::default()
    };
    let mut own_address = None;
    let channel = root.child("channel");
    if let Some(channel) = channel {
        head.base = links::base_of(channel, head.base.as_ref());
    }
    let elements = channel
        .into_iter()
        .chain([root])
        .flat_map(Element::children);
    for element in elements.filter(|it| !pieces::ENTRIES.contains(&it.name())) {
        take_of_head(&mut head, &mut own_address, element, names);
    }
    if head.base.is_none() {
        let address = head.link.as_deref().or(own_address.as_deref());
        head.base = address.and_then(|address| address.parse().ok());
    }
    head
}

fn take_of_head(
    head: &mut Head,
    own_address: &mut Option<String>,
    element: Element<'_, '_>,
    names: &Names,
) {
    let first = |field: &mut Option<String>, value: Option<String>| {
        *field = field.take().or(value);
    };
    match (names.space(element), element.name()) {
        (Space::Core, "title") => {
            first(&mut head.title, text::line(element, text::kind(element)));
        }
        (Space::Core | Space::DublinCore, "language") => {
            first(&mut head.language, element.text());
        }
        (Space::Core | Space::DublinCore, "copyright" | "rights") => {
            first(&mut head.rights, text::flowed(element, text::kind(element)));
        }
        (Space::Core, "author") => {
            let name = element.text_of("name");
            head.authors.extend(name.or_else(|| element.text()));
            head.authors.truncate(MAX_AUTHORS);
        }
        (Space::DublinCore, "creator") => {
            head.authors.extend(element.text());
            head.authors.truncate(MAX_AUTHORS);
        }
        (Space::Core, "link") => {
            let href = element.attribute("href").map(str::to_owned);
            let address = href.or_else(|| element.text());
            match element.attribute("rel") {
                None | Some("alternate") => first(&mut head.link, address),
                Some("self") => first(own_address, address),
                Some(_) => {}
            }
        }
        _ => {}
    }
}
