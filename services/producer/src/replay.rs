//! Deliveries of the log, parsed again with today's parsers and today's configuration of their source.
//!
//! What the intake knew beside these stands in the delivery, so that the same parser and configuration make the same items
//! out of it, byte for byte. No clock is read.

use dateline_runtime::{Outgoing, TopicName};
use dateline_schemas::{Codec, Delivery, EncodeError, WireItem};

use crate::{
    formats::Parsed,
    intake::{parse::parse_whole, records::item_record},
    source::SourceSpec,
};

/// A delivery that no parser was given when it was taken, and that none is given now: its first bytes are not all of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unparsed(String);

/// What today's parser makes of a delivery. Character set and media type are those of its transport, unless its source's
/// configuration says otherwise; the format is the configured one, whatever it was then.
///
/// # Errors
/// `Unparsed`, with the words of its dead letter.
pub fn parse(spec: &SourceSpec, delivery: &Delivery) -> Result<Parsed, Unparsed> {
    match delivery.unparsed_because() {
        Some(why) => Err(Unparsed(why.to_owned())),
        None => Ok(parse_whole(spec, delivery)),
    }
}

/// The record of an item of a source, as the intake writes it.
///
/// # Errors
/// An item that is too large.
pub fn record(
    item: &WireItem,
    source: &str,
    codec: &Codec,
    topic: &TopicName,
) -> Result<Outgoing, EncodeError> {
    item_record(item, source, codec, topic)
}
