//! XML: the elements of a document as a bounded tree that borrows its text.
//!
//! Nothing is loaded and no entity is expanded but the predefined ones, numbers and HTML's names: an external DTD is
//! passed over, one that stands in the document is refused. Names are compared without their namespace prefix.

mod element;
mod error;
mod reading;

use std::{borrow::Cow, ops::Range};

pub(super) use self::{
    element::{Child, Element},
    error::XmlError,
};
use super::{
    DeliveryContext, Parsed, Rejected,
    decoded::{Decoded, Undeclared},
};

/// Deepest nesting of elements.
pub(super) const MAX_DEPTH: usize = 128;

/// Most attributes of one tag.
pub(super) const MAX_ATTRIBUTES: usize = 1_000;

/// Longest tag, in bytes.
pub(super) const MAX_TAG_BYTES: usize = 64 * 1024;

/// Most elements and texts of one document: what a delivery of the limit can have in earnest.
pub(super) const MAX_NODES: usize = 1_500_000;

/// How far into a delivery its root element is looked for, in bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// A document: its elements in the order of their start tags.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    nodes: Vec<Node<'a>>,
    attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// What was repaired, in words, each once.
    repairs: Vec<&'static str>,
}

#[derive(Debug)]
struct Node<'a> {
    content: Content<'a>,
    start: u32,
    end: u32,
    /// Index of the first node behind it and all that is in it.
    next: u32,
}

#[derive(Debug)]
enum Content<'a> {
    Element {
        /// With its prefix.
        name: &'a str,
        /// Where in it the name without prefix begins; a tag is shorter than 64 KiB.
        local: u16,
        attribute_count: u16,
        first_attribute: u32,
    },
    Text(Cow<'a, str>),
}

impl<'a> Document<'a> {
    /// The tree of a text.
    ///
    /// # Errors
    /// It is not well-formed, has a document type definition in it, or is beyond a limit.
    pub(super) fn parse(text: &'a str) -> Result<Self, Box<XmlError>> {
        reading::read(text)
    }

    /// The outermost elements: one, but for files in which several documents stand behind each other.
    pub(super) fn roots(&self) -> impl Iterator<Item = Element<'_, 'a>> {
        element::within(self, 0, self.nodes.len()).filter_map(Child::element)
    }

    /// What was repaired in the document, in words.
    pub(super) fn repairs(&self) -> &[&'static str] {
        &self.repairs
    }
}

/// What `read` makes of the documents in a delivery; one that is no XML is rejected whole.
pub(super) fn parse(
    context: &DeliveryContext,
    bytes: &[u8],
    read: impl FnOnce(&Decoded<'_>, &Document<'_>) -> Parsed,
) -> Parsed {
    let decoded = match decode(context, bytes) {
        Ok(decoded) => decoded,
        Err(rejected) => return Parsed::rejected(rejected),
    };
    match Document::parse(decoded.text()) {
        Ok(document) => read(&decoded, &document),
        Err(error) => Parsed::rejected(error.rejected(&decoded, bytes.len())),
    }
}

/// Decodes a delivery of XML as it declares itself.
pub(super) fn decode<'a>(
    context: &DeliveryContext,
    bytes: &'a [u8],
) -> Result<Decoded<'a>, Rejected> {
    let declared = declared_encoding(bytes);
    Decoded::declared(context, bytes, declared, Undeclared::Windows1252)
}

/// The encoding that the XML declaration names; UTF-16 shows itself by its mark.
fn declared_encoding(bytes: &[u8]) -> Option<&str> {
    let head = bytes.trim_ascii_start();
    let declaration = head.strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(declaration, b"?>")?;
    let declaration = std::str::from_utf8(declaration.get(..end)?).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

/// Name of the root element without its prefix, as far as the head of the delivery shows it: what a format is known by.
pub(super) fn root_name(bytes: &[u8]) -> Option<&str> {
    let (start, end) = root_tag(bytes)?;
    let name = std::str::from_utf8(bytes.get(start..end)?).ok()?;
    let name = name
        .split(|letter: char| letter.is_ascii_whitespace() || matches!(letter, '/' | '>'))
        .next()?;
    Some(local(name))
}

/// The root element's start tag as it is written, from its name on: for formats that share a name.
pub(super) fn root_tag_text(bytes: &[u8]) -> Option<&str> {
    let (start, end) = root_tag(bytes)?;
    std::str::from_utf8(bytes.get(start..end)?).ok()
}

fn root_tag(bytes: &[u8]) -> Option<(usize, usize)> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let mut at = head.len() - head.trim_ascii_start().len();
    loop {
        let rest = head.get(at..)?;
        if !rest.starts_with(b"<") {
            return None;
        }
        let (ending, is_root): (&[u8], bool) = match rest.get(1)? {
            b'?' => (b"?>", false),
            b'!' if rest.starts_with(b"<!--") => (b"-->", false),
            // A document type that stands in the document has declarations in it.
            b'!' if rest.split(|byte| *byte == b'>').next()?.contains(&b'[') => (b"]>", false),
            b'!' => (b">", false),
            _ => (b">", true),
        };
        let end = memchr::memmem::find(rest, ending);
        if is_root {
            // A long start tag may go on behind the head.
            return Some((at + 1, at + end.unwrap_or(rest.len())));
        }
        at += end? + ending.len();
        let blanks = head.get(at..)?;
        at += blanks.len() - blanks.trim_ascii_start().len();
    }
}

/// A name without its namespace prefix.
pub(super) fn local(name: &str) -> &str {
    let colon = name.bytes().rposition(|byte| byte == b':');
    let local = colon.and_then(|colon| name.get(colon + 1..));
    local.unwrap_or(name)
}

fn span_of(node: &Node<'_>) -> Range<usize> {
    node.start as usize..node.end as usize
}

#[cfg(test)]
mod tests;
