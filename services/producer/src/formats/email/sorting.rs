//! What the parts of a message are: its text, what is news in a format of its own, messages, and what only goes with it.

use std::{borrow::Cow, ops::Range};

use dateline_schemas::Association;

use super::{
    Source,
    mime::{Leaf, Node},
    text,
};
use crate::formats::{DeliveryContext, Format, Rejected, sniff};

/// A part that another format reads.
#[derive(Debug)]
pub(super) struct Inner<'x> {
    pub(super) format: Format,
    pub(super) bytes: Cow<'x, [u8]>,
    pub(super) charset: Option<String>,
    pub(super) body: Range<usize>,
    /// Whether it is the text of the message, and no attachment.
    pub(super) is_text: bool,
}

/// A message within a message.
#[derive(Debug)]
pub(super) struct Enclosed<'x> {
    /// `None` where it stands in its part as it is.
    pub(super) decoded: Option<Cow<'x, [u8]>>,
    pub(super) body: Range<usize>,
}

/// The parts of a message by what they are.
#[derive(Debug, Default)]
pub(super) struct Sorted<'x> {
    pub(super) texts: Vec<String>,
    pub(super) inner: Vec<Inner<'x>>,
    pub(super) messages: Vec<Enclosed<'x>>,
    pub(super) associations: Vec<Association>,
    pub(super) repairs: Vec<String>,
    /// Texts that could not be decoded.
    pub(super) rejected: Vec<Rejected>,
    is_html: bool,
}

/// Types that say something about another part, and nothing of their own.
const FURNITURE: &[&str] = &[
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
];

/// A text without markup that is so many times shorter than the one with it is a stub.
const STUB: usize = 5;

/// Sorts the parts of one message.
#[derive(Debug)]
pub(super) struct Sorter<'c, 'x> {
    pub(super) context: &'c DeliveryContext,
    pub(super) source: &'c Source<'x>,
}

impl<'x> Sorter<'_, 'x> {
    pub(super) fn sort(&self, node: Node) -> Sorted<'x> {
        match node {
            Node::Leaf(leaf) => self.leaf(leaf),
            Node::Group { kind, parts } => {
                let sorted = parts.into_iter().map(|part| self.sort(part));
                if kind == "alternative" {
                    best(sorted.collect())
                } else {
                    sorted.reduce(Sorted::and).unwrap_or_default()
                }
            }
        }
    }

    fn leaf(&self, mut leaf: Leaf) -> Sorted<'x> {
        let mut sorted = Sorted::default();
        let body = self.source.get(&leaf.body);
        let content = text::content(&mut leaf, body);
        sorted.repairs.extend(content.repair.map(str::to_owned));
        let repairs = leaf.headers.repairs.iter();
        sorted
            .repairs
            .extend(repairs.map(|what| (*what).to_owned()));
        let name = leaf.media_type.name.clone();
        if content.bytes.trim_ascii().is_empty() || FURNITURE.contains(&name.as_str()) {
            return sorted;
        }
        let disposition = leaf.headers.media_type("content-disposition");
        let is_attached = disposition
            .as_ref()
            .is_some_and(|it| it.name == "attachment");
        let is_medium = ["image", "audio", "video"]
            .iter()
            .any(|main| leaf.media_type.is(main));
        let format = if is_medium {
            None
        } else {
            sniff(&content.bytes)
        };
        let is_message = matches!(name.as_str(), "message/rfc822" | "message/global");
        let is_text = !is_attached && (name.is_empty() || leaf.media_type.is("text"));
        match format {
            _ if is_message => sorted.messages.push(enclosed(content.bytes, leaf.body)),
            Some(Format::Email) if !is_text => {
                sorted.messages.push(enclosed(content.bytes, leaf.body));
            }
            Some(format) if format != Format::Email => sorted.inner.push(Inner {
                format,
                charset: text::charset(&leaf).map(str::to_owned),
                bytes: content.bytes,
                body: leaf.body,
                is_text,
            }),
            _ if is_text => self.take_text(&mut sorted, &leaf, &content.bytes),
            _ => sorted
                .associations
                .push(association(&mut leaf, is_attached)),
        }
        sorted
    }

    fn take_text(&self, sorted: &mut Sorted<'x>, leaf: &Leaf, bytes: &[u8]) {
        match text::text(self.context, leaf, bytes) {
            Ok((text, repairs)) => {
                sorted.is_html = leaf.media_type.name == "text/html";
                sorted.texts.extend(text);
                sorted.repairs.extend(repairs);
            }
            Err(mut rejected) => {
                let part = self.source.span(leaf.body.clone());
                rejected.message = format!(
                    "the text part at bytes {}..{} of the delivery: {}",
                    part.start, part.end, rejected.message
                );
                rejected.span = part;
                sorted.rejected.push(rejected);
            }
        }
    }
}

fn enclosed(bytes: Cow<'_, [u8]>, body: Range<usize>) -> Enclosed<'_> {
    let decoded = match bytes {
        Cow::Borrowed(_) => None,
        owned => Some(owned),
    };
    Enclosed { decoded, body }
}

fn association(leaf: &mut Leaf, is_attached: bool) -> Association {
    let disposition = leaf.headers.media_type("content-disposition");
    let file_name = disposition
        .as_ref()
        .and_then(|it| it.parameter("filename"))
        .or_else(|| leaf.media_type.parameter("name"))
        .map(str::to_owned);
    let kind = match leaf.media_type.name.split('/').next().unwrap_or_default() {
        "image" => Some("picture"),
        "audio" => Some("audio"),
        "video" => Some("video"),
        "text" => Some("text"),
        _ => None,
    };
    let content_id = leaf.headers.ids("content-id").into_iter().next();
    Association {
        role: Some(if is_attached { "attachment" } else { "inline" }.to_owned()),
        kind: kind.map(str::to_owned),
        uri: content_id.map(|id| format!("cid:{id}")),
        title: leaf.headers.text("content-description").or(file_name),
    }
}

/// The best of the forms that a text is given in: news in a format of its own; else the plain one, unless it is a stub. What
/// goes with the others goes with it.
fn best(forms: Vec<Sorted<'_>>) -> Sorted<'_> {
    let length = |form: &Sorted<'_>| form.texts.iter().map(String::len).sum::<usize>();
    let longest = forms.iter().map(length).max().unwrap_or_default();
    let rank = |form: &Sorted<'_>| {
        let is_stub = length(form) * STUB < longest;
        match (form.inner.is_empty(), form.texts.is_empty()) {
            (false, _) => 4,
            (true, false) if !form.is_html && !is_stub => 3,
            (true, false) if form.is_html => 2,
            (true, false) => 1,
            (true, true) => 0,
        }
    };
    let ranks: Vec<usize> = forms.iter().map(rank).collect();
    let highest = ranks.iter().max().copied().unwrap_or_default();
    let chosen = ranks.iter().position(|rank| *rank == highest);
    let mut whole = Sorted::default();
    for (i, form) in forms.into_iter().enumerate() {
        if Some(i) == chosen {
            whole = whole.and(form);
        } else {
            whole.associations.extend(form.associations);
            whole.messages.extend(form.messages);
        }
    }
    whole
}

impl Sorted<'_> {
    fn and(mut self, other: Self) -> Self {
        self.texts.extend(other.texts);
        self.inner.extend(other.inner);
        self.messages.extend(other.messages);
        self.associations.extend(other.associations);
        self.repairs.extend(other.repairs);
        self.rejected.extend(other.rejected);
        self.is_html |= other.is_html;
        self
    }
}
