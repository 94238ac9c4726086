//! From a text to its tree, within the limits.

use std::{borrow::Cow, ops::Range};

use dateline_runtime::Reason;
use quick_xml::{
    Reader,
    escape::{resolve_html5_entity, unescape_with},
    events::{BytesRef, BytesStart, Event, attributes::Attributes},
};

use super::{
    Content, Document, MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, MAX_TAG_BYTES, Node,
    error::{XmlError, salvage},
    local,
};

const UNKNOWN_ENTITY: &str = "an entity that nobody defines was kept as it is written";
const DANGLING: &str = "an ampersand that begins no entity was kept as it is";

/// What parts begin and end with that their events leave out.
const END: &str = "</";
const CDATA: &str = "<![CDATA[";
const CDATA_END: &str = "]]>";

/// How much of a name a message quotes, in bytes.
const MAX_QUOTED_BYTES: usize = 100;

/// A byte order mark between documents is no text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Why reading stops, before its place is known.
struct Fault(Reason, String);

pub(super) fn read(text: &str) -> Result<Document<'_>, Box<XmlError>> {
    let plain = in_ascii(text);
    let mut reader = Reader::from_reader(plain.as_ref());
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.check_comments = false;
    // By the tree, which has the names as they are.
    config.check_end_names = false;
    // About as many as there are tags: an element has two and mostly a text.
    let tags = memchr::memchr_iter(b'<', text.as_bytes()).count();
    let document = Document {
        nodes: Vec::with_capacity(tags.min(MAX_NODES)),
        ..Document::default()
    };
    let mut tree = Tree {
        source: text,
        document,
        open: Vec::new(),
    };
    loop {
        let start = position(reader.buffer_position());
        let event = reader.read_event();
        let end = position(reader.buffer_position());
        let taken = match event {
            Ok(Event::Eof) => tree.finish(),
            Ok(event) => tree.take(event, start, end),
            Err(error) => Err(Fault(Reason::Unparsable, error.to_string())),
        };
        match taken {
            Ok(true) => {}
            Ok(false) => return Ok(tree.document),
            Err(fault) => return Err(Box::new(tree.failed(fault, start))),
        }
    }
}

/// The text with a letter for each byte beyond ASCII, so that it has the same marks in the same places: the reader makes
/// sure anew that all it sees is UTF-8, which for other scripts than Latin costs more than all else it does.
fn in_ascii(text: &str) -> Cow<'_, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text.as_bytes());
    }
    let plain = text
        .bytes()
        .map(|byte| if byte.is_ascii() { byte } else { b'x' });
    Cow::Owned(plain.collect())
}

fn position(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// A tree that grows.
struct Tree<'a> {
    source: &'a str,
    document: Document<'a>,
    /// Indexes of the elements that are not yet closed.
    open: Vec<usize>,
}

impl<'a> Tree<'a> {
    /// Takes the next part, which says what stands where in the source; whether there may be another.
    fn take(&mut self, event: Event<'_>, start: usize, end: usize) -> Result<bool, Fault> {
        match event {
            Event::Start(tag) => {
                self.element(&tag, start, end)?;
                if self.open.len() == MAX_DEPTH {
                    return Err(beyond(format!(
                        "elements are nested deeper than {MAX_DEPTH}"
                    )));
                }
                self.open.push(self.document.nodes.len() - 1);
            }
            Event::Empty(tag) => self.element(&tag, start, end)?,
            Event::End(tag) => {
                let name = start + END.len()..start + END.len() + tag.name().into_inner().len();
                self.close(self.within(name), end)?;
            }
            Event::Text(_) => {
                let part = self.within(start..end);
                if part.contains('&') {
                    self.repaired(DANGLING);
                }
                self.text(Cow::Borrowed(part), start, end)?;
            }
            Event::CData(_) => {
                let part = self.within(start + CDATA.len()..end - CDATA_END.len());
                self.text(Cow::Borrowed(part), start, end)?;
            }
            Event::GeneralRef(_) => {
                let text = self.entity(self.within(start + 1..end - 1));
                self.text(text, start, end)?;
            }
            Event::DocType(declared) if declared.contains('[') => {
                let what = "the document defines a document type of its own, which could define what any name stands for; \
                            have it delivered without";
                return Err(Fault(Reason::Unparsable, what.to_owned()));
            }
            Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return self.finish(),
        }
        Ok(true)
    }

    fn finish(&self) -> Result<bool, Fault> {
        let element = |node: &Node<'a>| matches!(node.content, Content::Element { .. });
        if let Some(node) = self
            .open
            .last()
            .and_then(|index| self.document.nodes.get(*index))
        {
            let name = match &node.content {
                Content::Element { name, .. } => name,
                Content::Text(_) => "",
            };
            let what = format!(
                "the document ends within <{}>, which began at byte {}",
                shortened(name),
                node.start
            );
            return Err(Fault(Reason::Unparsable, what));
        }
        if !self.document.nodes.iter().any(element) {
            return Err(Fault(Reason::Unparsable, "there is no element".to_owned()));
        }
        Ok(false)
    }

    /// Closes the innermost open element; the reader knows that there is one.
    fn close(&mut self, name: &str, end: usize) -> Result<(), Fault> {
        let next = offset(self.document.nodes.len());
        let Some(index) = self.open.pop() else {
            return Ok(());
        };
        let Some(node) = self.document.nodes.get_mut(index) else {
            return Ok(());
        };
        match &node.content {
            Content::Element { name: opened, .. } if *opened != name => {
                let what = format!(
                    "</{}> stands where <{}> has to be closed",
                    shortened(name),
                    shortened(opened)
                );
                self.open.push(index);
                Err(Fault(Reason::Unparsable, what))
            }
            _ => {
                node.end = offset(end);
                node.next = next;
                Ok(())
            }
        }
    }

    fn within(&self, range: Range<usize>) -> &'a str {
        self.source.get(range).unwrap_or_default()
    }

    fn element(&mut self, tag: &BytesStart<'_>, start: usize, end: usize) -> Result<(), Fault> {
        if end - start > MAX_TAG_BYTES {
            return Err(beyond(format!(
                "a tag is longer than {MAX_TAG_BYTES} bytes"
            )));
        }
        let name_length = tag.name().into_inner().len();
        let written = start + 1..start + 1 + name_length + tag.attributes_raw().len();
        let written = self.within(written);
        let name = written.get(..name_length).unwrap_or_default();
        let first = self.document.attributes.len();
        self.take_attributes(Attributes::new(written, name_length))?;
        let count = self.document.attributes.len() - first;
        let content = Content::Element {
            name,
            local: short(name.len() - local(name).len()),
            attribute_count: short(count),
            first_attribute: offset(first),
        };
        self.push(content, start, end)
    }

    fn take_attributes(&mut self, mut written: Attributes<'a>) -> Result<(), Fault> {
        // Of an attribute that stands twice the first counts; to look for it costs the square of their number.
        written.with_checks(false);
        for (i, attribute) in written.enumerate() {
            if i == MAX_ATTRIBUTES {
                return Err(beyond(format!(
                    "a tag has more than {MAX_ATTRIBUTES} attributes"
                )));
            }
            let attribute =
                attribute.map_err(|error| Fault(Reason::Unparsable, error.to_string()))?;
            let value = self.attribute_value(attribute.value);
            self.document
                .attributes
                .push((attribute.key.into_inner(), value));
        }
        Ok(())
    }

    fn attribute_value(&mut self, value: Cow<'a, str>) -> Cow<'a, str> {
        if !value.contains('&') {
            return value;
        }
        let unescaped = unescape_with(&value, resolve_html5_entity).map(Cow::into_owned);
        unescaped.map_or_else(
            |_| {
                self.repaired(DANGLING);
                value.clone()
            },
            Cow::Owned,
        )
    }

    fn entity(&mut self, name: &'a str) -> Cow<'a, str> {
        if let Ok(Some(letter)) = BytesRef::new(name).resolve_char_ref() {
            return Cow::Owned(letter.to_string());
        }
        if let Some(text) = resolve_html5_entity(name) {
            return Cow::Borrowed(text);
        }
        self.repaired(UNKNOWN_ENTITY);
        Cow::Owned(format!("&{name};"))
    }

    fn text(&mut self, text: Cow<'a, str>, start: usize, end: usize) -> Result<(), Fault> {
        if self.open.is_empty() {
            // Blanks between documents; more than that is no XML, and nothing that would be missed.
            let is_blank = |letter: char| letter.is_whitespace() || letter == BYTE_ORDER_MARK;
            return if text.chars().all(is_blank) {
                Ok(())
            } else {
                Err(Fault(
                    Reason::Unparsable,
                    "a text stands outside of all elements".to_owned(),
                ))
            };
        }
        self.push(Content::Text(text), start, end)
    }

    fn push(&mut self, content: Content<'a>, start: usize, end: usize) -> Result<(), Fault> {
        if self.document.nodes.len() == MAX_NODES {
            return Err(beyond(format!(
                "the document has more than {MAX_NODES} elements and texts"
            )));
        }
        let next = offset(self.document.nodes.len() + 1);
        self.document.nodes.push(Node {
            content,
            start: offset(start),
            end: offset(end),
            next,
        });
        Ok(())
    }

    fn repaired(&mut self, what: &'static str) {
        if !self.document.repairs.contains(&what) {
            self.document.repairs.push(what);
        }
    }

    /// The fault with its place, and what could be saved.
    fn failed(mut self, Fault(reason, what): Fault, at: usize) -> XmlError {
        let end = offset(self.document.nodes.len());
        for index in self.open.drain(..) {
            if let Some(node) = self.document.nodes.get_mut(index) {
                node.next = end;
            }
        }
        XmlError {
            at,
            reason,
            what,
            salvage: salvage(&self.document),
        }
    }
}

/// A name as a message quotes it.
fn shortened(name: &str) -> &str {
    name.get(..name.floor_char_boundary(MAX_QUOTED_BYTES))
        .unwrap_or(name)
}

fn beyond(what: String) -> Fault {
    Fault(Reason::Oversize, what)
}

/// A delivery is smaller than 4 GiB.
fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// A tag and the number of its attributes are within their limits.
fn short(value: usize) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}
