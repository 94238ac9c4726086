//! An element, and what is in it.

use std::{borrow::Cow, ops::Range};

use super::{Content, Document, local, span_of};
use crate::formats::blanks::folded;

/// An element of a document.
#[derive(Debug, Clone, Copy)]
pub(in crate::formats) struct Element<'d, 'a> {
    document: &'d Document<'a>,
    index: usize,
}

/// What stands in an element.
#[derive(Debug, Clone, Copy)]
pub(in crate::formats) enum Child<'d, 'a> {
    /// An element.
    Element(Element<'d, 'a>),
    /// A text, or a part of one.
    Text(&'d str),
}

impl<'d, 'a> Child<'d, 'a> {
    pub(super) fn element(self) -> Option<Element<'d, 'a>> {
        match self {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        }
    }
}

/// The nodes from one index to another, without what is in them.
pub(super) fn within<'d, 'a>(
    document: &'d Document<'a>,
    start: usize,
    end: usize,
) -> impl Iterator<Item = Child<'d, 'a>> {
    let mut index = start;
    std::iter::from_fn(move || {
        let node = document.nodes.get(index).filter(|_| index < end)?;
        let child = match &node.content {
            Content::Element { .. } => Child::Element(Element { document, index }),
            Content::Text(text) => Child::Text(text),
        };
        index = node.next as usize;
        Some(child)
    })
}

impl<'d, 'a> Element<'d, 'a> {
    /// Its name without the namespace prefix.
    pub(in crate::formats) fn name(self) -> &'a str {
        match self
            .document
            .nodes
            .get(self.index)
            .map(|node| &node.content)
        {
            Some(Content::Element { name, local, .. }) => {
                name.get(usize::from(*local)..).unwrap_or(name)
            }
            _ => "",
        }
    }

    /// Its name as it is written, with its prefix: for formats whose modules share names.
    pub(in crate::formats) fn qualified_name(self) -> &'a str {
        match self
            .document
            .nodes
            .get(self.index)
            .map(|node| &node.content)
        {
            Some(Content::Element { name, .. }) => name,
            _ => "",
        }
    }

    /// Its attributes by their names, without namespace prefix (`xml:lang` is `lang`).
    pub(in crate::formats) fn attributes(self) -> impl Iterator<Item = (&'a str, &'d str)> {
        let attributes = self.written_attributes().iter();
        attributes.map(|(name, value)| (local(name), value.as_ref()))
    }

    fn written_attributes(self) -> &'d [(&'a str, Cow<'a, str>)] {
        let range = match self
            .document
            .nodes
            .get(self.index)
            .map(|node| &node.content)
        {
            Some(Content::Element {
                first_attribute,
                attribute_count,
                ..
            }) => {
                let first = *first_attribute as usize;
                first..first + usize::from(*attribute_count)
            }
            _ => 0..0,
        };
        self.document.attributes.get(range).unwrap_or_default()
    }

    /// The first attribute of this name that is not blank, trimmed. One without a prefix goes before those with one, which
    /// may be anybody's, and what declares a namespace is none.
    pub(in crate::formats) fn attribute(self, name: &str) -> Option<&'d str> {
        let attributes = self.written_attributes().iter();
        let named = attributes.filter(|(key, _)| is_local(key, name) && !key.starts_with("xmlns"));
        let filled = named.filter(|(_, value)| !value.trim().is_empty());
        let found = filled.min_by_key(|(key, _)| key.len())?;
        Some(found.1.trim())
    }

    /// Elements and texts directly in it.
    pub(in crate::formats) fn nodes(self) -> impl Iterator<Item = Child<'d, 'a>> {
        let end = self.end();
        within(self.document, self.index + 1, end)
    }

    fn end(self) -> usize {
        let node = self.document.nodes.get(self.index);
        node.map_or(self.index, |node| node.next as usize)
    }

    /// Elements directly in it.
    pub(in crate::formats) fn children(self) -> impl Iterator<Item = Self> {
        self.nodes().filter_map(Child::element)
    }

    /// Elements of this name directly in it.
    pub(in crate::formats) fn all<'n>(
        self,
        name: &'n str,
    ) -> impl Iterator<Item = Self> + use<'n, 'd, 'a> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first element of this name directly in it.
    pub(in crate::formats) fn child(self, name: &str) -> Option<Self> {
        self.children().find(|child| child.name() == name)
    }

    /// The first element down this path of names.
    pub(in crate::formats) fn at(self, path: &[&str]) -> Option<Self> {
        path.iter()
            .try_fold(self, |element, name| element.child(name))
    }

    /// All elements in it, at any depth, in the order of the document.
    pub(in crate::formats) fn descendants(self) -> impl Iterator<Item = Self> {
        let document = self.document;
        (self.index + 1..self.end()).filter_map(move |index| {
            let node = document.nodes.get(index)?;
            let is_element = matches!(node.content, Content::Element { .. });
            is_element.then_some(Element { document, index })
        })
    }

    /// The first element of this name in it, at any depth.
    pub(in crate::formats) fn find(self, name: &str) -> Option<Self> {
        self.descendants().find(|element| element.name() == name)
    }

    /// All text in it at any depth, white space folded; `None` where there is none.
    pub(in crate::formats) fn text(self) -> Option<String> {
        let mut parts = self.texts();
        let first = parts.next()?;
        let Some(second) = parts.next() else {
            return folded(first);
        };
        let parts = [first, second].into_iter().chain(parts);
        folded(&parts.collect::<String>())
    }

    /// Whether there is a text in it.
    pub(in crate::formats) fn has_text(self) -> bool {
        self.texts().any(|part| !part.trim_start().is_empty())
    }

    /// All texts in it at any depth, as they stand.
    pub(in crate::formats) fn texts(self) -> impl Iterator<Item = &'d str> {
        let nodes = self.document.nodes.get(self.index + 1..self.end());
        let nodes = nodes.unwrap_or_default().iter();
        nodes.filter_map(|node| match &node.content {
            Content::Text(text) => Some(text.as_ref()),
            Content::Element { .. } => None,
        })
    }

    /// Text of the first element of this name directly in it.
    pub(in crate::formats) fn text_of(self, name: &str) -> Option<String> {
        self.all(name).find_map(Self::text)
    }

    /// Where it stands in the document's text, start tag to end tag.
    pub(in crate::formats) fn span(self) -> Range<usize> {
        self.document
            .nodes
            .get(self.index)
            .map(span_of)
            .unwrap_or_default()
    }
}

/// Whether a name is this one without its prefix.
fn is_local(written: &str, name: &str) -> bool {
    let prefix = written.strip_suffix(name);
    prefix.is_some_and(|prefix| prefix.is_empty() || prefix.ends_with(':'))
}
