//! The parts of a message, within limits: a tree of groups and leaves, by their places.

use std::ops::Range;

use memchr::memmem;

use super::headers::{Headers, MediaType};
use crate::formats::DeliveryContext;

/// Deepest nesting of multiparts.
pub(super) const MAX_DEPTH: usize = 16;

/// Most parts of one message, with those of the messages in it.
pub(super) const MAX_PARTS: usize = 1_000;

/// A message or a part of one.
#[derive(Debug)]
pub(super) enum Node {
    Leaf(Leaf),
    Group {
        /// What is in `multipart/…`.
        kind: String,
        parts: Vec<Node>,
    },
}

/// A part that has no parts.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) headers: Headers,
    pub(super) media_type: MediaType,
    pub(super) body: Range<usize>,
}

/// Why a message was not taken apart: more parts, deeper ones or longer headers than are allowed.
#[derive(Debug)]
pub(super) struct BeyondLimits(pub(super) &'static str);

/// What is left of a message's limits.
#[derive(Debug)]
pub(super) struct Budget {
    parts: usize,
}

impl Budget {
    pub(super) const fn of_message() -> Self {
        Self { parts: MAX_PARTS }
    }

    fn take(&mut self) -> Result<(), BeyondLimits> {
        let left = self.parts.checked_sub(1);
        self.parts = left.ok_or(BeyondLimits("it has more than 1000 parts"))?;
        Ok(())
    }
}

/// The tree of a part whose header was read.
pub(super) fn tree(
    context: &DeliveryContext,
    bytes: &[u8],
    headers: Headers,
    body: Range<usize>,
    budget: &mut Budget,
    depth: usize,
) -> Result<Node, BeyondLimits> {
    budget.take()?;
    let media_type = headers.media_type("content-type").unwrap_or_default();
    let boundary = media_type.parameter("boundary").filter(|it| !it.is_empty());
    let ranges = match boundary.filter(|_| media_type.is("multipart")) {
        Some(boundary) => split(bytes, &body, boundary)?,
        None => Vec::new(),
    };
    if ranges.is_empty() {
        return Ok(Node::Leaf(Leaf {
            headers,
            media_type,
            body,
        }));
    }
    if depth == MAX_DEPTH {
        return Err(BeyondLimits("its parts are nested deeper than 16"));
    }
    let kind = media_type.name.strip_prefix("multipart/");
    let kind = kind.unwrap_or_default().to_owned();
    let mut parts = Vec::new();
    for range in ranges {
        let (headers, start) = Headers::read(context, bytes, &range)
            .map_err(|_| BeyondLimits("the header of a part is too long"))?;
        let part = tree(context, bytes, headers, start..range.end, budget, depth + 1)?;
        parts.push(part);
    }
    Ok(Node::Group { kind, parts })
}

/// The parts between the lines of a boundary; the last may lack its end.
fn split(
    bytes: &[u8],
    body: &Range<usize>,
    boundary: &str,
) -> Result<Vec<Range<usize>>, BeyondLimits> {
    let text = bytes.get(body.clone()).unwrap_or_default();
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut open: Option<usize> = None;
    for at in memmem::find_iter(text, delimiter.as_bytes()) {
        let begins_line = at == 0 || text.get(at - 1) == Some(&b'\n');
        let behind = text.get(at + delimiter.len()..).unwrap_or_default();
        let is_last = behind.starts_with(b"--");
        let ends_word = behind.first().is_none_or(u8::is_ascii_whitespace);
        if !begins_line || !(is_last || ends_word) {
            continue;
        }
        parts.extend(open.map(|start| start..end_of_part(text, start, at)));
        if parts.len() > MAX_PARTS {
            return Err(BeyondLimits("it has more than 1000 parts"));
        }
        let line = memchr::memchr(b'\n', behind);
        let next = line.map_or(text.len(), |line| at + delimiter.len() + line + 1);
        open = Some(next).filter(|_| !is_last);
        if is_last {
            break;
        }
    }
    parts.extend(open.map(|start| start..text.len()));
    let in_bytes = |part: Range<usize>| body.start + part.start..body.start + part.end;
    Ok(parts.into_iter().map(in_bytes).collect())
}

/// The line break before a boundary is the boundary's.
fn end_of_part(text: &[u8], start: usize, boundary: usize) -> usize {
    let before = text.get(..boundary).unwrap_or_default();
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    before.len().max(start)
}
