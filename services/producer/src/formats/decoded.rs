//! The text of a delivery: UTF-8 or a refusal with its offset, never a guess.

use std::{borrow::Cow, ops::Range};

use dateline_runtime::Reason;
use dateline_schemas::ProvenanceNote;

use super::{DeliveryContext, Rejected, item};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Text without byte order mark and U+0000, which knows where in the delivery each of its bytes stood.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    text: Cow<'a, str>,
    /// Length of the byte order mark, or 0.
    mark: usize,
    /// Where U+0000 was removed: offsets in the text without them, rising, one for each.
    removed: Vec<u32>,
}

/// The bytes behind a byte order mark, if there is one.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

impl<'a> Decoded<'a> {
    /// Decodes a delivery. Its size is within the limit of deliveries, so that offsets fit into 32 bits.
    pub(super) fn decode(context: &DeliveryContext, bytes: &'a [u8]) -> Result<Self, Rejected> {
        refuse_charset(context, bytes.len())?;
        let content = without_mark(bytes);
        let mark = bytes.len() - content.len();
        let text = std::str::from_utf8(content)
            .map_err(|error| invalid(bytes, mark + error.valid_up_to()))?;
        if !text.contains('\0') {
            let removed = Vec::new();
            let text = Cow::Borrowed(text);
            return Ok(Self {
                text,
                mark,
                removed,
            });
        }
        let mut kept = String::with_capacity(text.len());
        let mut removed = Vec::new();
        for (i, part) in text.split('\0').enumerate() {
            if i > 0 {
                removed.push(u32::try_from(kept.len()).unwrap_or(u32::MAX));
            }
            kept.push_str(part);
        }
        let text = Cow::Owned(kept);
        Ok(Self {
            text,
            mark,
            removed,
        })
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the text stood in the delivery.
    pub(super) fn span(&self, range: Range<usize>) -> Range<usize> {
        let before_start = self
            .removed
            .partition_point(|at| *at as usize <= range.start);
        let before_end = self
            .removed
            .partition_point(|at| (*at as usize) < range.end);
        let start = self.mark + range.start + before_start;
        let end = self.mark + range.end + before_end;
        start..end.max(start)
    }

    /// What was repaired within a range of the text, as notes for its item.
    pub(super) fn notes(&self, range: Range<usize>, is_first: bool) -> Vec<ProvenanceNote> {
        let mut notes = Vec::new();
        if is_first && self.mark > 0 {
            let what = "byte order mark at the head of the delivery removed";
            notes.push(item::note("raw", "repaired", what));
        }
        let from = self
            .removed
            .partition_point(|at| *at as usize <= range.start);
        let to = self
            .removed
            .partition_point(|at| (*at as usize) < range.end);
        if to > from {
            let what = format!("U+0000 removed {} times", to - from);
            notes.push(item::note("raw", "repaired", &what));
        }
        notes
    }
}

fn refuse_charset(context: &DeliveryContext, size: usize) -> Result<(), Rejected> {
    let Some(charset) = &context.charset else {
        return Ok(());
    };
    let known = ["utf-8", "utf8", "us-ascii", "ascii"];
    if known.iter().any(|name| charset.eq_ignore_ascii_case(name)) {
        return Ok(());
    }
    let message = format!(
        "the delivery of source {:?} is declared as {charset:?}, which this format does not read; \
         deliver UTF-8 or set the source's charset to what its bytes are",
        context.source
    );
    Err(Rejected::new(Reason::InvalidEncoding, 0..size, message))
}

fn invalid(bytes: &[u8], offset: usize) -> Rejected {
    let line = 1 + bytes
        .iter()
        .take(offset)
        .filter(|byte| **byte == b'\n')
        .count();
    let byte = bytes.get(offset).copied().unwrap_or_default();
    let message = format!(
        "byte {offset} (line {line}) is 0x{byte:02X}, which is not UTF-8 there; nothing of the delivery was taken, \
         because a guess would change its words: have it delivered as UTF-8"
    );
    Rejected::new(Reason::InvalidEncoding, 0..bytes.len(), message)
}
