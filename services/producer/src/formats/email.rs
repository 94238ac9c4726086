//! E-mail: messages of RFC 5322 and MIME, alone or many in an mbox.
//!
//! | in the item | from |
//! |---|---|
//! | uri | `Message-ID`, as a `mid:` URI (RFC 2392) |
//! | headline, body | `Subject`; the text or the HTML, whichever says more; signatures stay, nothing is cut |
//! | published, version_created, expires | `Date`; `Expires` |
//! | replaces | `Supersedes`, `Replaces`, `Obsoletes`: what they name is canceled; `notices` knows what else a mail does to others |
//! | embargoed_until | the subject, or a line at the head of the text: `EMBARGOED until 10:00 GMT, 14 March` |
//! | associations | pictures and other attachments that are no news, by name and `Content-ID` |
//! | extensions | `from`, and all fields but those of transport, by their names in small letters |
//!
//! A part that is of another format here is parsed by that, and its items keep the mail's sender; a message in a message is
//! an item of its own. The sender is who sent it, and no provider. What mail-parser decodes (encoded words, parameters,
//! base64, quoted-printable) it is given piece by piece, behind our own limits on fields, parts and depth.

use std::ops::Range;

use super::{DeliveryContext, Parsed};

mod headers;
mod letter;
mod mbox;
mod mime;
mod nested;
mod notices;
mod sorting;
mod text;

/// How far into a delivery its header is looked for, in bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// Fields by which a header is known, in small letters.
const KNOWN: &[&str] = &[
    "from",
    "to",
    "date",
    "subject",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "delivered-to",
    "reply-to",
    "sender",
    "content-type",
    "list-id",
    "newsgroups",
];

/// How many different ones of them make a header.
const ENOUGH: usize = 2;

/// The bytes that a message stands in: the delivery, or what an attachment of it was decoded to.
#[derive(Debug, Clone)]
struct Source<'x> {
    bytes: &'x [u8],
    /// Where in the delivery all of it stands, if it is not the delivery.
    part: Option<Range<usize>>,
}

impl<'x> Source<'x> {
    fn get(&self, range: &Range<usize>) -> &'x [u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }

    /// Where in the delivery a range of the bytes stands.
    fn span(&self, range: Range<usize>) -> Range<usize> {
        self.part.clone().unwrap_or(range)
    }
}

/// Whether the bytes begin with a header of mail, or with the line that begins a message of an mbox.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes).trim_ascii_start();
    if mbox::begins_message(head) {
        return true;
    }
    let mut known: Vec<String> = Vec::new();
    for line in head.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        match headers::name_of(line) {
            _ if line.starts_with(b" ") || line.starts_with(b"\t") => {}
            Some(name) if KNOWN.contains(&name.as_str()) && !known.contains(&name) => {
                known.push(name);
            }
            Some(_) => {}
            None => break,
        }
    }
    known.len() >= ENOUGH
}

/// The items of the delivery.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    let source = Source { bytes, part: None };
    let mut room = letter::MailRoom::new(context, bytes.len());
    for message in mbox::messages(bytes) {
        if room.parsed.is_full() {
            room.parsed.reject_rest(message.start, bytes.len());
            break;
        }
        room.take(&source, message);
    }
    room.parsed
}

#[cfg(test)]
mod tests;
