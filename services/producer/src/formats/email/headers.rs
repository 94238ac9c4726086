//! The header of a message or of a part: its fields, unfolded and decoded.

use std::ops::Range;

use mail_parser::{HeaderValue, parsers::MessageStream};

use crate::formats::{
    DeliveryContext,
    decoded::{Decoded, Undeclared},
};

/// Longest header, in bytes.
const MAX_BYTES: usize = 256 * 1024;

/// Most fields of one header.
const MAX_FIELDS: usize = 1_000;

/// The fields of a header.
#[derive(Debug, Default)]
pub(super) struct Headers {
    /// Names in small letters, and values as they are written, with their folding and encoded words.
    fields: Vec<(String, String)>,
    /// What was repaired, in words.
    pub(super) repairs: Vec<&'static str>,
}

/// A type of content, or a disposition.
#[derive(Debug, Default)]
pub(super) struct MediaType {
    /// In small letters: `text/plain`, `attachment`.
    pub(super) name: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn is(&self, main: &str) -> bool {
        self.name.split('/').next() == Some(main)
    }
}

const UNDECLARED: &str =
    "letters beyond ASCII that stood unencoded in the header were read as they seem to be meant";
const REPLACED: &str =
    "encoded words that are not in their declared character set have replacement characters";
const LINE: &str = "a line of the header that is no field was taken as the last one's continuation";

/// The name of the field that a line is, in small letters; `None` for a line that is none.
pub(super) fn name_of(line: &[u8]) -> Option<String> {
    let colon = memchr::memchr(b':', line.get(..80).unwrap_or(line))?;
    let name = std::str::from_utf8(line.get(..colon)?).ok()?.trim_end();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    is_name.then(|| name.to_ascii_lowercase())
}

/// Why a header was not read.
#[derive(Debug)]
pub(super) struct TooLarge;

impl Headers {
    /// The header at the head of a range, and where what it is the header of begins.
    pub(super) fn read(
        context: &DeliveryContext,
        bytes: &[u8],
        range: &Range<usize>,
    ) -> Result<(Self, usize), TooLarge> {
        let mut headers = Self::default();
        let mut at = range.start;
        let part = bytes.get(..range.end).unwrap_or(bytes);
        let mut fields: Vec<(String, Range<usize>)> = Vec::new();
        while at < part.len() {
            let line_end = line_end(part, at);
            let line = without_end(part.get(at..line_end).unwrap_or_default());
            if line.is_empty() {
                at = line_end;
                break;
            }
            let is_folded = line.starts_with(b" ") || line.starts_with(b"\t");
            match (name_of(line).filter(|_| !is_folded), fields.last_mut()) {
                (Some(name), _) => fields.push((name, at..line_end)),
                (None, Some((_, last))) if is_folded => last.end = line_end,
                (None, Some((_, last)))
                    if name_of(part.get(line_end..).unwrap_or_default()).is_some() =>
                {
                    last.end = line_end;
                    headers.repaired(LINE);
                }
                // The body begins without a blank line.
                _ => break,
            }
            if line_end - range.start > MAX_BYTES || fields.len() > MAX_FIELDS {
                return Err(TooLarge);
            }
            at = line_end;
        }
        for (name, range) in fields {
            let written = part.get(range).unwrap_or_default();
            let value = memchr::memchr(b':', written).map_or(0, |colon| colon + 1);
            let text = headers.decoded(context, written.get(value..).unwrap_or_default());
            headers.fields.push((name, text));
        }
        Ok((headers, at))
    }

    fn repaired(&mut self, what: &'static str) {
        if !self.repairs.contains(&what) {
            self.repairs.push(what);
        }
    }

    /// The bytes of a field as text: UTF-8 as RFC 6532 has it, and else what is common.
    fn decoded(&mut self, context: &DeliveryContext, written: &[u8]) -> String {
        if let Ok(text) = std::str::from_utf8(written) {
            return text.replace('\0', "");
        }
        self.repaired(UNDECLARED);
        match Decoded::declared(context, written, None, Undeclared::Windows1252) {
            Ok(decoded) => decoded.text().to_owned(),
            Err(_) => String::from_utf8_lossy(written).replace('\0', ""),
        }
    }

    /// All names and values as they are written.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }

    /// The first field of this name, as it is written.
    pub(super) fn written(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first field of this name, decoded and on one line.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let written = format!("{}\n", unfolded(self.written(name)?));
        let value = MessageStream::new(written.as_bytes()).parse_unstructured();
        let text = value.into_text()?;
        if text.contains('\u{fffd}') && !written.contains('\u{fffd}') {
            self.repaired(REPLACED);
        }
        let text: Vec<&str> = text
            .split(|letter: char| letter.is_whitespace() || letter.is_control())
            .filter(|word| !word.is_empty())
            .collect();
        (!text.is_empty()).then(|| text.join(" "))
    }

    /// The ids of messages in the first field of this name, without their brackets.
    pub(super) fn ids(&self, name: &str) -> Vec<String> {
        let Some(written) = self.written(name) else {
            return Vec::new();
        };
        let written = format!("{}\n", unfolded(written));
        let ids = match MessageStream::new(written.as_bytes()).parse_id() {
            HeaderValue::Text(id) => vec![id.into_owned()],
            HeaderValue::TextList(ids) => ids.into_iter().map(|id| id.into_owned()).collect(),
            _ => Vec::new(),
        };
        let ids = ids.into_iter().map(|id| id.trim().to_owned());
        ids.filter(|id| !id.is_empty()).collect()
    }

    /// The type or disposition in the first field of this name.
    pub(super) fn media_type(&self, name: &str) -> Option<MediaType> {
        let written = format!("{}\n", unfolded(self.written(name)?));
        let parsed = MessageStream::new(written.as_bytes()).parse_content_type();
        let parsed = parsed.into_content_type()?;
        let subtype = parsed.subtype().map(|subtype| format!("/{subtype}"));
        let name = format!("{}{}", parsed.ctype(), subtype.unwrap_or_default());
        let parameters = parsed.attributes().unwrap_or_default().iter();
        Some(MediaType {
            name: name.to_ascii_lowercase(),
            parameters: parameters
                .map(|it| (it.name.to_ascii_lowercase(), it.value.to_string()))
                .collect(),
        })
    }
}

fn unfolded(written: &str) -> String {
    written
        .chars()
        .map(|letter| match letter {
            '\r' | '\n' => ' ',
            letter => letter,
        })
        .collect()
}

/// One behind the line that begins here, with its line feed.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let found = memchr::memchr(b'\n', bytes.get(at..).unwrap_or_default());
    found.map_or(bytes.len(), |found| at + found + 1)
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
