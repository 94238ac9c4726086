//! JSON Lines of our own `WireItem`: one object a line, with the contract's field names.
//!
//! A bad line is rejected and its neighbours pass. What is Dateline's is never believed: `source`, `received_at`, `raw` and
//! `content_hash` of a line are replaced; `fetched_at` is kept where a line has one.
//!
//! - A key that the contract does not have, at any depth, and a key given twice refuse the line.
//! - `null` is as good as absent, but for `pub_status`: absent means usable (a plain list of texts is there to be used),
//!   while `null` and an unknown word mean unknown, which is treated as withheld.
//! - `embargoed_until` that is no RFC 3339 instant with an offset goes to `embargo_text`, and the item is held.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::{PubStatus, WireItem};
use serde_json::Value;

use super::{DeliveryContext, Parsed, Rejected, decoded::Decoded, item};

mod fields;

use fields::Fields;

/// How many lines `recognises` tries before it gives up.
const LINES_TRIED: usize = 8;

/// Whether one of the first lines is a JSON object with a key of ours, and the first of them begins like one.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    let mut tried = lines.take(LINES_TRIED).peekable();
    let begins = tried.peek().is_some_and(|line| line.starts_with(b"{"));
    begins
        && tried.any(|line| {
            serde_json::from_slice::<Fields>(line).is_ok_and(|fields| fields.has_one_of_ours())
        })
}

/// The items of the delivery, one a line.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    let decoded = match Decoded::decode(context, bytes) {
        Ok(decoded) => decoded,
        Err(rejected) => return Parsed::rejected(rejected),
    };
    let mut parsed = Parsed::default();
    let mut start = 0;
    for (i, line) in decoded.text().split('\n').enumerate() {
        let next = start + line.len() + 1;
        let text = line.trim_ascii();
        if !text.is_empty() {
            let indent = line.len() - line.trim_ascii_start().len();
            let range = start + indent..start + indent + text.len();
            if parsed.is_full() {
                let span = decoded.span(range);
                parsed.reject_rest(span.start, bytes.len());
                break;
            }
            match take_line(context, &decoded, text, range, i + 1) {
                Ok(item) => parsed.items.push(item),
                Err(rejected) => parsed.rejected.push(rejected),
            }
        }
        start = next;
    }
    parsed
}

fn take_line(
    context: &DeliveryContext,
    decoded: &Decoded<'_>,
    text: &str,
    range: Range<usize>,
    line_number: usize,
) -> Result<WireItem, Rejected> {
    let span = decoded.span(range.clone());
    let mut wire_item = read(text).map_err(|error| {
        let message = format!(
            "line {line_number} (bytes {}..{}) is no wire item: {error}; its neighbours were taken, mend the line and \
             deliver it again",
            span.start, span.end
        );
        Rejected::new(Reason::Unparsable, span.clone(), message)
    })?;
    let is_first = text_starts_at(decoded, range.start);
    wire_item.provenance.extend(decoded.notes(range, is_first));
    item::normalise_credits(&mut wire_item);
    item::finish(context, wire_item, span)
}

/// Whether nothing but blanks stands before this place.
fn text_starts_at(decoded: &Decoded<'_>, start: usize) -> bool {
    decoded
        .text()
        .get(..start)
        .is_some_and(|before| before.len() <= 1 && before.trim_ascii().is_empty())
}

/// Why a line is no item.
#[derive(Debug, thiserror::Error)]
enum LineError {
    /// Not one JSON object.
    #[error("{} (column {})", without_position(.0), .0.column())]
    NotAnObject(serde_json::Error),
    /// A key that the contract does not have.
    #[error("the key {0:?} is none of a wire item's")]
    UnknownKey(String),
    /// A value that its field does not take.
    #[error("the value of {key:?} does not fit: {error}")]
    Value {
        key: String,
        error: serde_json::Error,
    },
    /// A number outside of its vocabulary.
    #[error("`urgency` is {0}, and goes from 1 (most urgent) to 9")]
    Urgency(i64),
}

/// What serde says without its place, which counts from the line's own head.
fn without_position(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let end = said.rfind(" at line ").unwrap_or(said.len());
    said.get(..end).unwrap_or_default().to_owned()
}

fn read(text: &str) -> Result<WireItem, LineError> {
    let mut fields: Fields = serde_json::from_str(text).map_err(LineError::NotAnObject)?;
    fields.drop_ours();
    let mut notes = fields.remove_nul();
    let status = fields.take("pub_status");
    let embargo = fields.take_unreadable_embargo();
    fields.drop_null();
    fields.make_whole();
    let mut wire_item = fields.into_item()?;
    wire_item.pub_status = match status {
        None => {
            let what = "absent, which in JSON Lines means usable";
            notes.push(item::note("pub_status", "inferred", what));
            PubStatus::Usable
        }
        Some(word) => read_status(word)?,
    };
    if let Some(printed) = embargo {
        let text = wire_item.embargo_text.get_or_insert(printed);
        let what = format!("embargoed_until could not be read as an instant; held as {text:?}");
        notes.push(item::note("embargo_text", "repaired", &what));
    }
    if let Some(urgency) = wire_item
        .urgency
        .filter(|urgency| !(1..=9).contains(urgency))
    {
        return Err(LineError::Urgency(urgency));
    }
    wire_item.provenance.append(&mut notes);
    Ok(wire_item)
}

fn read_status(word: Value) -> Result<PubStatus, LineError> {
    if word.is_null() {
        return Ok(PubStatus::Unknown);
    }
    serde_json::from_value(word).map_err(|error| LineError::Value {
        key: "pub_status".to_owned(),
        error,
    })
}

#[cfg(test)]
mod tests;
