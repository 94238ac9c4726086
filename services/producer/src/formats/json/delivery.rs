//! A delivery of JSON from end to end: every piece of it is an object for its format, or a rejected segment.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::ProvenanceNote;
use serde_json::{Map, Value};

use super::{
    members,
    pieces::{Wrapped, pieces},
    read, text,
};
use crate::formats::{DeliveryContext, Parsed, Rejected, Salvage, decoded::Decoded, item};

/// An object of a delivery, to be read by its format.
#[derive(Debug)]
pub(in crate::formats) struct Part {
    pub(in crate::formats) fields: Map<String, Value>,
    /// Where it stands in the delivery.
    pub(in crate::formats) span: Range<usize>,
    /// What was repaired in it.
    pub(in crate::formats) notes: Vec<ProvenanceNote>,
    /// Keys that stand more than once in it, with values that differ.
    pub(in crate::formats) twice: Vec<String>,
}

/// Keys by which a rejected object may be known.
const IDS: &[&str] = &["uri", "urn", "guid", "id", "entry_id"];
const HEADLINES: &[&str] = &["headline", "title"];

/// Hands the objects of a delivery to `take`, one by one.
pub(in crate::formats) fn parse(
    context: &DeliveryContext,
    bytes: &[u8],
    wrapped: Wrapped,
    take: impl Fn(&mut Parsed, Part),
) -> Parsed {
    let decoded = match Decoded::decode(context, bytes) {
        Ok(decoded) => decoded,
        Err(rejected) => return Parsed::rejected(rejected),
    };
    let mut parsed = Parsed::default();
    for (i, piece) in pieces(decoded.text(), wrapped).enumerate() {
        if parsed.is_full() {
            let span = decoded.span(piece);
            parsed.reject_rest(span.start, bytes.len());
            break;
        }
        match part(&decoded, piece, i == 0) {
            Ok(part) => take(&mut parsed, part),
            Err(rejected) => parsed.rejected.push(rejected),
        }
    }
    if parsed.items.is_empty() && parsed.rejected.is_empty() {
        let size = bytes.len();
        let message = format!(
            "the delivery is a list without members ({size} bytes); nothing is lost, and a source that always answers so \
             is asked for the wrong thing"
        );
        let rejected = Rejected::new(Reason::Empty, 0..size, message);
        parsed.rejected.push(rejected);
    }
    parsed
}

fn part(decoded: &Decoded<'_>, piece: Range<usize>, is_first: bool) -> Result<Part, Rejected> {
    let span = decoded.span(piece.clone());
    item::refuse_large(&span)?;
    let found = read(decoded.text(), piece.clone());
    let fields = found.object.map_err(|error| {
        let message = format!(
            "bytes {}..{} of the delivery are no object of JSON: {error}; its neighbours were taken, have it mended and \
             delivered again",
            span.start, span.end
        );
        let salvage = salvage(decoded.text(), piece.clone());
        Rejected::new(Reason::Unparsable, span.clone(), message).with_salvage(salvage)
    })?;
    let mut notes = decoded.notes(piece, is_first);
    let repairs = found.repairs.iter();
    notes.extend(repairs.map(|what| item::note("raw", "repaired", what)));
    if !found.twice.is_empty() {
        let keys = found.twice.join(", ");
        let what = format!("keys that stood twice, of which the last was taken: {keys}");
        notes.push(item::note("raw", "repaired", &what));
    }
    Ok(Part {
        fields,
        span,
        notes,
        twice: found.twice,
    })
}

/// Id and headline of an object that has a fault somewhere.
fn salvage(whole: &str, piece: Range<usize>) -> Salvage {
    let mut salvage = Salvage::default();
    for member in members(whole, piece) {
        let key = member.key.and_then(|key| whole.get(key));
        let value = whole.get(member.value).unwrap_or_default();
        let value = || serde_json::from_str(value).ok().as_ref().and_then(text);
        match key {
            Some(key) if salvage.id.is_none() && IDS.contains(&key) => salvage.id = value(),
            Some(key) if salvage.headline.is_none() && HEADLINES.contains(&key) => {
                salvage.headline = value();
            }
            _ => {}
        }
    }
    salvage
}
