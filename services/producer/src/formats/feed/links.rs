//! Addresses: relative ones against `xml:base`, else against the address of the feed.

use url::Url;

use crate::formats::xml::Element;

/// The base of what is in an element: its own `xml:base` against the one around it.
pub(super) fn base_of(element: Element<'_, '_>, outer: Option<&Url>) -> Option<Url> {
    match element.attribute("base") {
        Some(written) => joined(outer, written).or_else(|| outer.cloned()),
        None => outer.cloned(),
    }
}

/// An address as it is written where it is absolute, else made absolute; and whether it was made so.
pub(super) fn resolved(base: Option<&Url>, written: &str) -> (String, bool) {
    let written = written.trim();
    let is_absolute = Url::parse(written).is_ok();
    match joined(base, written).filter(|_| !is_absolute) {
        Some(joined) => (joined.into(), true),
        None => (written.to_owned(), false),
    }
}

fn joined(base: Option<&Url>, written: &str) -> Option<Url> {
    match base {
        Some(base) => base.join(written).ok(),
        None => Url::parse(written).ok(),
    }
}
