//! dpa digitalwires: entries of JSON, one by one, in lines, or in the lists of the wireQ interface (`{"entries": […]}`).
//!
//! | digitalwires | item |
//! |---|---|
//! | `urn`, `version`, `version_created` | `uri`, `version`, `version_created` |
//! | `pubstatus` `canceled` | a kill of the urn |
//! | `embargoed` | `embargoed_until`; unreadable: `embargo_text`, and the item is held |
//! | `signal`, the categories `dnltype:signal` | `signals`, with the editors' words as evidence |
//! | `kicker`, `subhead` | headlines of that role |
//! | `dateline` (`Berlin (dpa/lni) - `) | `dateline` and `credits` |
//! | `article_html`; without it a caption or the `teaser` | `body` |
//! | `notepad`, else `ednotes` | `ednote` |
//! | `categories` | by their types `subjects`, `keywords`, `section`, `genre`, `located`, `provider` |
//! | `associations` | references |
//! | the rest | `extensions`, by its own name |

mod categories;
mod entry;
mod heading;

use dateline_schemas::WireItem;

use super::{
    DeliveryContext, Parsed, Rejected, Salvage, item,
    json::{
        delivery::{self, Part},
        fields::Fields,
        members,
        pieces::{Wrapped, head, pieces},
    },
};

/// How many of the first pieces are looked at.
const PIECES_TRIED: usize = 3;

/// Keys that an entry has and a wrapper has not.
const OF_ENTRIES: &[&str] = &["urn", "entry_id", "article_html", "pubstatus"];

/// Keys beside the urn by which an entry is known.
const TELLING: &[&str] = &[
    "article_html",
    "creditline",
    "dateline",
    "ednotes",
    "entry_id",
    "kicker",
    "notepad",
    "pubstatus",
    "teaser",
    "version_created",
];

/// Whether one of the first objects says that it is of digitalwires, or has a urn and another key of theirs.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let Some(head) = head(bytes) else {
        return false;
    };
    let mut tried = pieces(head, Wrapped::Until(OF_ENTRIES)).take(PIECES_TRIED);
    tried.any(|piece| {
        let mut has_urn = false;
        let mut telling = 0;
        for member in members(head, piece) {
            let key = member.key.and_then(|key| head.get(key)).unwrap_or_default();
            let value = head.get(member.value).unwrap_or_default();
            if key == "format" && value.starts_with("\"digitalwires") {
                return true;
            }
            has_urn |= key == "urn";
            telling += usize::from(TELLING.contains(&key));
        }
        has_urn && telling > 0
    })
}

/// The items of the delivery.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    let wrapped = Wrapped::Until(OF_ENTRIES);
    delivery::parse(context, bytes, wrapped, |parsed, part| {
        match take(context, part) {
            Ok(item) => parsed.items.push(item),
            Err(rejected) => parsed.rejected.push(rejected),
        }
    })
}

fn take(context: &DeliveryContext, part: Part) -> Result<WireItem, Rejected> {
    let fields = Fields::new(part.fields);
    let mut wire_item = entry::read(context, fields, &part.twice);
    let salvage = Salvage {
        id: Some(wire_item.uri.clone()).filter(|uri| !uri.is_empty()),
        headline: wire_item.headline.clone(),
    };
    wire_item.provenance.splice(0..0, part.notes);
    item::finish(context, wire_item, part.span).map_err(|rejected| {
        if rejected.salvage == Salvage::default() {
            rejected.with_salvage(salvage)
        } else {
            rejected
        }
    })
}

#[cfg(test)]
mod tests;
