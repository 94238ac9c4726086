//! Whose names a feed uses: the namespaces of its modules, by what the document declares and else by the usual prefixes.

use std::collections::HashMap;

use crate::formats::xml::{Document, Element};

/// The vocabularies that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS and Atom themselves, which borrow from each other.
    Core,
    /// Dublin Core, elements and terms.
    DublinCore,
    /// `content:encoded`.
    Content,
    /// Media RSS.
    Media,
    Itunes,
    /// Tombstones (RFC 6721).
    Deleted,
    Xhtml,
    Other,
}

const ATOM: [&str; 2] = ["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"];

/// Beginnings of the names of namespaces.
const SPACES: &[(&str, Space)] = &[
    (ATOM[0], Space::Core),
    (ATOM[1], Space::Core),
    ("http://purl.org/rss/1.0/modules/content", Space::Content),
    ("http://purl.org/rss/1.0/modules/", Space::Other),
    ("http://purl.org/rss/1.0/", Space::Core),
    ("http://my.netscape.com/rdf/simple/0.9/", Space::Core),
    ("http://channel.netscape.com/rdf/simple/0.9/", Space::Core),
    ("http://backend.userland.com/rss", Space::Core),
    ("http://purl.org/dc/", Space::DublinCore),
    ("http://search.yahoo.com/mrss", Space::Media),
    ("http://www.itunes.com/dtds/podcast", Space::Itunes),
    ("http://purl.org/atompub/tombstones/", Space::Deleted),
    ("http://www.w3.org/1999/xhtml", Space::Xhtml),
];

/// What a prefix stands for that a feed forgot to declare.
const USUAL: &[(&str, Space)] = &[
    ("atom", Space::Core),
    ("rss", Space::Core),
    ("dc", Space::DublinCore),
    ("dcterms", Space::DublinCore),
    ("content", Space::Content),
    ("media", Space::Media),
    ("itunes", Space::Itunes),
    ("at", Space::Deleted),
    ("xhtml", Space::Xhtml),
];

/// Whether a start tag declares a namespace of Atom.
pub(super) fn has_atom(tag: &str) -> bool {
    ATOM.iter().any(|name| tag.contains(name))
}

fn space_of(name: &str) -> Option<Space> {
    let name = name.trim();
    let found = SPACES.iter().find(|(start, _)| {
        let head = name.get(..start.len()).unwrap_or_default();
        head.eq_ignore_ascii_case(start)
    });
    found.map(|(_, space)| *space)
}

/// What the prefixes of a document stand for. A prefix that is declared twice is what it was declared first.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, Space>);

impl Names {
    /// Takes what a document declares, wherever it does.
    pub(super) fn add(&mut self, document: &Document<'_>) {
        let elements = document
            .roots()
            .flat_map(|root| std::iter::once(root).chain(root.descendants()));
        for (prefix, value) in elements.flat_map(Element::attributes) {
            if prefix != "xmlns"
                && value.starts_with("http")
                && let Some(space) = space_of(value)
                && !self.0.contains_key(prefix)
            {
                self.0.insert(prefix.to_owned(), space);
            }
        }
    }

    /// The vocabulary that an element's name is of.
    pub(super) fn space(&self, element: Element<'_, '_>) -> Space {
        if let Some((prefix, _)) = element.qualified_name().split_once(':') {
            let usual = || USUAL.iter().find(|(name, _)| *name == prefix);
            let declared = self.0.get(prefix).copied();
            return declared
                .or_else(|| usual().map(|(_, space)| *space))
                .unwrap_or(Space::Other);
        }
        match element.attribute("xmlns") {
            Some(name) => space_of(name).unwrap_or(Space::Other),
            None => Space::Core,
        }
    }
}
