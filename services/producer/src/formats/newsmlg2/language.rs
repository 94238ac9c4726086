//! Languages: which one an item is in, and which of several forms of a name or a text is in it.

use crate::formats::xml::Element;

/// The language that an item says it is in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Language<'d> {
    pub(super) tag: Option<&'d str>,
    /// What says so, where it is not the metadata of the content.
    pub(super) inferred_from: Option<&'static str>,
}

impl<'d> Language<'d> {
    /// The language of an item's content: as its metadata says, else as what stands around the text says.
    pub(super) fn of(item: Element<'d, '_>) -> Self {
        let declared = |metadata: &str| {
            let mut languages = item
                .all(metadata)
                .flat_map(|metadata| metadata.all("language"));
            languages.find_map(|language| language.attribute("tag"))
        };
        let of_content = || {
            let mut contents = item.all("contentSet").flat_map(Element::children);
            contents.find_map(|content| content.attribute("lang"))
        };
        let inferred = |tag: Option<&'d str>, from| {
            let tag = tag?;
            Some(Self {
                tag: Some(tag),
                inferred_from: Some(from),
            })
        };
        if let Some(tag) = declared("contentMeta") {
            return Self {
                tag: Some(tag),
                inferred_from: None,
            };
        }
        let of_headline = || {
            let mut headlines = item
                .all("contentMeta")
                .flat_map(|metadata| metadata.all("headline"));
            headlines.find_map(|headline| headline.attribute("lang"))
        };
        inferred(of_content(), "xml:lang of the content")
            .or_else(|| inferred(declared("partMeta"), "the language of its first part"))
            .or_else(|| inferred(item.attribute("lang"), "xml:lang of the item"))
            .or_else(|| inferred(of_headline(), "xml:lang of the headline"))
            .unwrap_or_default()
    }

    /// Of several elements that say the same in several languages, the one in the item's own; then the one that names
    /// none; then the first.
    pub(super) fn best<'a>(
        self,
        elements: impl Iterator<Item = Element<'d, 'a>>,
    ) -> Option<Element<'d, 'a>> {
        elements.min_by_key(|element| self.distance(*element))
    }

    /// How far an element is from the item's own language.
    pub(super) fn distance(self, element: Element<'_, '_>) -> u8 {
        match element.attribute("lang") {
            Some(tag) if self.tag.is_some_and(|own| is_same(own, tag)) => 0,
            None => 1,
            Some(_) => 2,
        }
    }

    /// The language of an element where it says that it is in another than the item.
    pub(super) fn other(self, element: Element<'d, '_>) -> Option<&'d str> {
        let tag = element.attribute("lang")?;
        self.tag
            .is_some_and(|own| !is_same(own, tag))
            .then_some(tag)
    }
}

/// Whether two tags have the same primary language.
fn is_same(one: &str, other: &str) -> bool {
    let primary = |tag: &str| tag.find(['-', '_']).unwrap_or(tag.len());
    let (one, other) = (one.get(..primary(one)), other.get(..primary(other)));
    matches!((one, other), (Some(one), Some(other)) if one.eq_ignore_ascii_case(other))
}
