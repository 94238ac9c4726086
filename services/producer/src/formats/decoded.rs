//! The text of a delivery: decoded as declared or refused with its offset, never a guess in silence.
//!
//! Which character set is read, the first that holds:
//! 1. a byte order mark;
//! 2. what is declared, first by the bytes themselves (XML, e-mail, HTTP), then by the source's configuration. Bytes that
//!    are valid UTF-8 with letters beyond ASCII are read as that, whatever is declared, with a note: a text in an 8-bit set
//!    is practically never valid UTF-8 by chance;
//! 3. UTF-8;
//! 4. where a format allows it ([`Undeclared::Windows1252`]), Windows-1252 with a note, if no byte is undefined there and
//!    nothing in the delivery is a letter in UTF-8.

mod charset;
mod offsets;

use std::{borrow::Cow, ops::Range};

use dateline_runtime::Reason;
use dateline_schemas::ProvenanceNote;

pub use self::charset::{Charset, UnknownCharset};
use self::offsets::Offsets;
use super::{DeliveryContext, Rejected, item};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What a format does with bytes that are no UTF-8 and whose character set nobody declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Undeclared {
    /// Refuses them.
    Refused,
    /// Reads them as Windows-1252 with a note: for formats in which that is common dirt.
    Windows1252,
}

/// Text without byte order mark and U+0000, which knows where in the delivery each of its bytes stood.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    text: Cow<'a, str>,
    offsets: Offsets,
    /// Repairs of the whole delivery, told on its first item.
    repairs: Vec<String>,
    /// Where U+0000 was removed: offsets in the text without them, rising, one for each.
    removed: Vec<u32>,
}

/// The bytes behind a byte order mark, if there is one.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

/// The bytes as they are, but for a text whose byte order mark says that it is UTF-16: that one in UTF-8.
pub(super) fn in_utf_8(bytes: &[u8]) -> Cow<'_, [u8]> {
    let recoded = Charset::of_mark(bytes)
        .filter(|(charset, _)| *charset != Charset::UTF_8)
        .and_then(|(charset, mark)| charset.decode(bytes.get(mark..)?, mark).ok());
    match recoded {
        Some((text, _)) => Cow::Owned(text.into_owned().into_bytes()),
        None => Cow::Borrowed(bytes),
    }
}

impl<'a> Decoded<'a> {
    /// Decodes a delivery whose format declares no character set itself and is UTF-8 unless its source says otherwise.
    pub(super) fn decode(context: &DeliveryContext, bytes: &'a [u8]) -> Result<Self, Rejected> {
        Self::declared(context, bytes, None, Undeclared::Refused)
    }

    /// Decodes a delivery; `within` is the character set that its own bytes declare. Its size is within the limit of
    /// deliveries, so that offsets fit into 32 bits.
    pub(super) fn declared(
        context: &DeliveryContext,
        bytes: &'a [u8],
        within: Option<&str>,
        undeclared: Undeclared,
    ) -> Result<Self, Rejected> {
        if let Some((charset, mark)) = Charset::of_mark(bytes) {
            let mut decoded = Self::read(charset, bytes, mark)?;
            let what = "byte order mark at the head of the delivery removed";
            decoded.repairs.insert(0, what.to_owned());
            return Ok(decoded);
        }
        let declared = within.or(context.charset.as_deref());
        let charset = declared.map(|name| known(context, name, bytes.len()));
        let charset = charset.transpose()?;
        let other = charset.filter(|charset| *charset != Charset::UTF_8);
        let Ok(text) = simdutf8::basic::from_utf8(bytes) else {
            return match other {
                Some(charset) => Self::read(charset, bytes, 0),
                None => Self::undeclared(context, bytes, within, undeclared),
            };
        };
        match other {
            Some(charset) if text.is_ascii() => Self::read(charset, bytes, 0),
            Some(_) => {
                let mut decoded = Self::of_text(Cow::Borrowed(text), Offsets::shifted(0));
                let declared = declared.unwrap_or_default();
                let what = format!("declared as {declared}, is UTF-8 and was read as that");
                decoded.repairs.push(what);
                Ok(decoded)
            }
            None => Ok(Self::of_text(Cow::Borrowed(text), Offsets::shifted(0))),
        }
    }

    /// Bytes that are no UTF-8, although that is what they are declared to be or what holds without a declaration.
    fn undeclared(
        context: &DeliveryContext,
        bytes: &'a [u8],
        within: Option<&str>,
        undeclared: Undeclared,
    ) -> Result<Self, Rejected> {
        let configured = context.charset.as_deref();
        let configured = configured.map(|name| known(context, name, bytes.len()));
        let fallback = match configured.transpose()? {
            Some(charset) if charset != Charset::UTF_8 => charset,
            _ if undeclared == Undeclared::Windows1252 && !has_utf8_letters(bytes) => {
                Charset::WINDOWS_1252
            }
            _ => return Self::read(Charset::UTF_8, bytes, 0),
        };
        // Where the fallback does not hold either, the message is the one about UTF-8.
        let Ok(mut decoded) = Self::read(fallback, bytes, 0) else {
            return Self::read(Charset::UTF_8, bytes, 0);
        };
        let name = fallback.name();
        decoded.repairs.push(match within {
            Some(within) => format!("declared as {within}, is none and was read as {name}"),
            None => format!("no character set declared and no UTF-8: read as {name}"),
        });
        Ok(decoded)
    }

    fn read(charset: Charset, bytes: &'a [u8], mark: usize) -> Result<Self, Rejected> {
        let content = bytes.get(mark..).unwrap_or_default();
        let (text, offsets) = charset
            .decode(content, mark)
            .map_err(|at| invalid(charset, bytes, mark + at))?;
        Ok(Self::of_text(text, offsets))
    }

    fn of_text(text: Cow<'a, str>, offsets: Offsets) -> Self {
        let (text, removed) = without_nul(text);
        Self {
            text,
            offsets,
            repairs: Vec::new(),
            removed,
        }
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
        let start = self.offsets.in_delivery(range.start + before_start);
        let end = self.offsets.in_delivery(range.end + before_end);
        start..end.max(start)
    }

    /// What was repaired within a range of the text, as notes for its item.
    pub(super) fn notes(&self, range: Range<usize>, is_first: bool) -> Vec<ProvenanceNote> {
        let repairs = self.repairs.iter().filter(|_| is_first);
        let mut notes: Vec<_> = repairs
            .map(|what| item::note("raw", "repaired", what))
            .collect();
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

/// The text without U+0000, and where in it each one stood.
fn without_nul(text: Cow<'_, str>) -> (Cow<'_, str>, Vec<u32>) {
    if !text.contains('\0') {
        return (text, Vec::new());
    }
    let mut kept = String::with_capacity(text.len());
    let mut removed = Vec::new();
    for (i, part) in text.split('\0').enumerate() {
        if i > 0 {
            removed.push(u32::try_from(kept.len()).unwrap_or(u32::MAX));
        }
        kept.push_str(part);
    }
    (Cow::Owned(kept), removed)
}

/// Whether some bytes beyond ASCII are letters in UTF-8: then the text is UTF-8 with a fault, and no 8-bit set.
fn has_utf8_letters(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

fn known(context: &DeliveryContext, name: &str, size: usize) -> Result<Charset, Rejected> {
    name.parse().map_err(|UnknownCharset(name)| {
        let message = format!(
            "the delivery of source {:?} is declared as {name:?}, which is no character set that is read here; \
             deliver UTF-8 or set the source's charset to what its bytes are",
            context.source
        );
        Rejected::new(Reason::InvalidEncoding, 0..size, message)
    })
}

fn invalid(charset: Charset, bytes: &[u8], offset: usize) -> Rejected {
    let line = 1 + bytes
        .iter()
        .take(offset)
        .filter(|byte| **byte == b'\n')
        .count();
    let byte = bytes.get(offset).copied().unwrap_or_default();
    let name = charset.name();
    let message = format!(
        "byte {offset} (line {line}) is 0x{byte:02X}, which is not {name} there; nothing of the delivery was taken, \
         because a guess would change its words: have it delivered as UTF-8, or set the source's charset"
    );
    Rejected::new(Reason::InvalidEncoding, 0..bytes.len(), message)
}

#[cfg(test)]
mod tests;
