//! From a record of `wire.items` to an item that lineage can judge, or the reason why not.

use dateline_runtime::{Outcome, Reason, Record, Undecided};
use dateline_schemas::{Codec, DecodeError, WireItem};

use super::lineage::Notice;

/// What a record of `wire.items` holds.
pub enum Received {
    /// An item, and what it says about its uri. Boxed: an item is large.
    Item(Box<WireItem>, Notice),
    /// Nothing to work with.
    Rejected(Outcome),
}

/// Reads a record.
///
/// # Errors
/// `Undecided` while the writer's schema is not known.
pub fn receive(codec: &Codec, record: &Record<'_>) -> Result<Received, Undecided> {
    let Some(bytes) = record.value else {
        return Ok(rejected(Reason::Empty, "the record has no value"));
    };
    let item: Box<WireItem> = match codec.decode(bytes) {
        Ok(item) => Box::new(item),
        Err(DecodeError::UnknownSchema(key)) => {
            return Err(Undecided::UnknownSchema(key.to_string()));
        }
        Err(error) => return Ok(rejected(reason_of(&error), &error.to_string())),
    };
    if item.uri.is_empty() {
        return Ok(rejected(Reason::Unparsable, "the item has no uri"));
    }
    if record.key != Some(item.uri.as_bytes()) {
        let message =
            "the record's key is not the item's uri, so its versions may be in several partitions";
        return Ok(rejected(Reason::Unparsable, message));
    }
    Ok(match Notice::of(&item) {
        Some(notice) => Received::Item(item, notice),
        None => rejected(
            Reason::Unparsable,
            "the item's content_hash is not a SHA-256 in hex",
        ),
    })
}

fn rejected(reason: Reason, message: &str) -> Received {
    Received::Rejected(Outcome::Quarantined(reason, message.to_owned()))
}

fn reason_of(error: &DecodeError) -> Reason {
    match error {
        DecodeError::Empty => Reason::Empty,
        DecodeError::TooLarge { .. } => Reason::Oversize,
        DecodeError::UnknownSchema(_) => Reason::UnknownSchema,
        _ => Reason::Undecodable,
    }
}
