//! The bytes of a part: out of their transfer encoding, and as text out of their character set.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;

use super::mime::Leaf;
use crate::formats::{
    DeliveryContext, Rejected,
    decoded::{Charset, Decoded, Undeclared},
    flow, html,
};

/// A part that was decoded.
#[derive(Debug)]
pub(super) struct Content<'x> {
    pub(super) bytes: Cow<'x, [u8]>,
    pub(super) repair: Option<&'static str>,
}

/// The bytes of a part as they were before they were encoded for transfer.
pub(super) fn content<'x>(leaf: &mut Leaf, body: &'x [u8]) -> Content<'x> {
    let encoding = leaf.headers.text("content-transfer-encoding");
    let encoding = encoding.unwrap_or_default().to_ascii_lowercase();
    let plain = |repair| Content {
        bytes: Cow::Borrowed(body),
        repair,
    };
    let decoded = match encoding.trim() {
        "base64" => base64_decode(body).map(|bytes| (bytes, None)).or_else(|| {
            let what = "what is no base64 was left out of a part in base64";
            base64_decode(&in_alphabet(body)).map(|bytes| (bytes, Some(what)))
        }),
        "quoted-printable" => {
            let (bytes, has_stray) = unquoted(body);
            let what = "an equals sign that begins no code was kept in a part in quoted-printable";
            Some((bytes, has_stray.then_some(what)))
        }
        _ => return plain(None),
    };
    match decoded {
        Some((bytes, repair)) => Content {
            bytes: Cow::Owned(bytes),
            repair,
        },
        None => plain(Some(
            "a part that is not encoded as it says was read as it stands",
        )),
    }
}

/// The bytes that quoted-printable stands for, and whether there were equals signs that begin nothing, which are kept:
/// mail-parser's decoder loses what stands behind one.
fn unquoted(body: &[u8]) -> (Vec<u8>, bool) {
    let digit = |at: usize| char::from(*body.get(at)?).to_digit(16);
    let mut bytes = Vec::with_capacity(body.len());
    let mut has_stray = false;
    let mut at = 0;
    while let Some(byte) = body.get(at) {
        at += 1;
        if *byte != b'=' {
            bytes.push(*byte);
        } else if let (Some(high), Some(low)) = (digit(at), digit(at + 1)) {
            bytes.extend(u8::try_from(high * 16 + low));
            at += 2;
        } else if let Some(length) = soft_break(body.get(at..).unwrap_or_default()) {
            at += length;
        } else {
            has_stray = true;
            bytes.push(b'=');
        }
    }
    (bytes, has_stray)
}

/// Longest run of blanks between an equals sign and the end of its line.
const MAX_BLANKS: usize = 80;

/// Length of the line break that an equals sign takes away, with the blanks before it; the end of the part is one.
fn soft_break(rest: &[u8]) -> Option<usize> {
    let window = rest.get(..MAX_BLANKS).unwrap_or(rest);
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r');
    let blanks = window.iter().take_while(|byte| is_blank(byte)).count();
    match window.get(blanks) {
        Some(b'\n') => Some(blanks + 1),
        None if blanks == rest.len() => Some(blanks),
        _ => None,
    }
}

fn in_alphabet(body: &[u8]) -> Vec<u8> {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    body.iter().copied().filter(is_base64).collect()
}

/// The character set that a part declares, if it is one that is read here: mails declare `unknown-8bit` and the like.
pub(super) fn charset(leaf: &Leaf) -> Option<&str> {
    let declared = leaf.media_type.parameter("charset")?;
    declared.parse::<Charset>().is_ok().then_some(declared)
}

/// How far into a page its character set is looked for, in bytes: as far as browsers do.
const PAGE_HEAD_BYTES: usize = 1_024;

/// The character set that a page of HTML declares itself, in a `meta`.
fn charset_of_page(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..PAGE_HEAD_BYTES).unwrap_or(bytes);
    let at = memchr::memmem::find(head, b"charset=")?;
    let value = head.get(at + "charset=".len()..)?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").unwrap_or(value);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let length = value.iter().take_while(|byte| is_name(byte)).count();
    let name = std::str::from_utf8(value.get(..length)?).ok()?;
    name.parse::<Charset>().is_ok().then_some(name)
}

/// A text part as plain text; and what was repaired in it.
pub(super) fn text(
    context: &DeliveryContext,
    leaf: &Leaf,
    bytes: &[u8],
) -> Result<(Option<String>, Vec<String>), Rejected> {
    let is_html = leaf.media_type.name == "text/html";
    let within = charset(leaf).or_else(|| charset_of_page(bytes).filter(|_| is_html));
    let decoded = Decoded::declared(context, bytes, within, Undeclared::Windows1252)?;
    let notes = decoded.notes(0..decoded.text().len(), true).into_iter();
    let repairs = notes.filter_map(|note| note.note).collect();
    let text = decoded.text();
    let text = if is_html {
        html::to_text(text)
    } else if leaf.media_type.parameter("format") == Some("flowed") {
        flow::plain(&unflowed(
            text,
            leaf.media_type.parameter("delsp") == Some("yes"),
        ))
    } else {
        flow::plain(text)
    };
    Ok((text, repairs))
}

/// The delimiter of signatures, which ends in a blank and flows nowhere.
const SIGNATURE: &str = "-- ";

/// Flowed text (RFC 3676) with its soft line breaks taken out.
fn unflowed(text: &str, deletes_space: bool) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut flows_on: Option<usize> = None;
    for line in text.lines() {
        let depth = line.len() - line.trim_start_matches('>').len();
        let rest = line.get(depth..).unwrap_or_default();
        let content = rest.strip_prefix(' ').unwrap_or(rest);
        let flows = content.ends_with(' ') && content != SIGNATURE;
        let joins = flows_on == Some(depth) && content != SIGNATURE;
        if !joins {
            if !whole.is_empty() || flows_on.is_some() {
                whole.push('\n');
            }
            whole.push_str(line.get(..depth).unwrap_or_default());
            whole.push_str(if depth > 0 { " " } else { "" });
        }
        let kept = content.strip_suffix(' ').filter(|_| flows && deletes_space);
        whole.push_str(kept.unwrap_or(content));
        flows_on = flows.then_some(depth);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_line_breaks_are_taken_out_of_flowed_text() {
        let cases = [
            ("One \ntwo\nthree\n", "One two\nthree"),
            ("> a \n> b\nc", "> a b\nc"),
            ("> a \nb", "> a \nb"),
            (" From here \non", "From here on"),
            ("Text \n-- \nName", "Text \n-- \nName"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(unflowed(text, false), expected, "{text:?}");
        }
        assert_eq!(unflowed("大阪 \n港", true), "大阪港");
    }
}
