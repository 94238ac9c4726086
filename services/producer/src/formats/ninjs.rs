//! ninjs 1.0 to 3.1: news items as JSON, one by one, in lists, lines, or the wrappers of agencies' interfaces.
//!
//! The generations differ in their names: `body_html` and `headline` (1.x), `bodies[{role, contenttype, value}]` (2.x), the
//! same with capitals in them, `contentType` (3.x). All names are read in any of them, in whatever case they are spelled.
//!
//! | ninjs | item |
//! |---|---|
//! | `uri`, else `guid`, else the `itemid` of `altids` | `uri` |
//! | `pubstatus` absent | usable; a word that is none: unknown, which is held |
//! | `embargoed`, `embargoedUntil` | `embargoed_until`; unreadable: `embargo_text`, and the item is held |
//! | `replaces`, `replacing` | `replaces`, and a record for each item named |
//! | `replacedby` another item | canceled, with the signal `replaced` |
//! | `evolvedfrom`, `derivedfrom` | associations of that role |
//! | several bodies, headlines, descriptions | see `texts` |
//! | `type` `event`, `planning` | no news: rejected as that, with id and headline |
//! | what the contract has no place for | `extensions`, by its own name |
//!
//! Where an item is not what the schema asks for, a note says so, and it is taken: agencies extend ninjs in many ways.

mod concepts;
mod names;
mod reading;
mod relations;
mod texts;

use dateline_runtime::Reason;

use super::{
    DeliveryContext, Parsed, Rejected, Salvage, identity, item,
    json::{
        delivery::{self, Part},
        fields::Fields,
        members,
        pieces::{Wrapped, head, pieces},
    },
    notice::{self, Action, Targets},
};

/// How many of the first pieces are looked at.
const PIECES_TRIED: usize = 3;

/// Keys that an item has and a wrapper has not.
const OF_ITEMS: &[&str] = &[
    "uri",
    "guid",
    "altids",
    "altIds",
    "standard",
    "$standard",
    "pubstatus",
    "pubStatus",
    "headline",
    "headlines",
    "bodies",
    "body_text",
    "body_html",
    "body_xhtml",
];

/// Whether one of the first objects has keys of ninjs that are not the contract's, or is laid out as JSON Lines are not and
/// has the one key that ninjs asks for.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let Some(head) = head(bytes) else {
        return false;
    };
    if is_json_feed(head) {
        return false;
    }
    let first_line = head.split_once('\n').map(|(line, _)| line.trim_end());
    let is_lines = head.starts_with('{') && first_line.is_none_or(|line| line.ends_with('}'));
    let mut tried = pieces(head, Wrapped::Until(OF_ITEMS)).take(PIECES_TRIED);
    tried.any(|piece| {
        let is_cut = piece.end == head.len() && !head.trim_end().ends_with(['}', ']']);
        let keys = members(head, piece).filter_map(|member| head.get(member.key?));
        names::seen(keys).is_ninjs(is_lines, is_cut)
    })
}

fn is_json_feed(head: &str) -> bool {
    members(head, 0..head.len()).any(|member| {
        let key = member.key.and_then(|key| head.get(key));
        let value = head.get(member.value).unwrap_or_default();
        key == Some("version") && value.contains("//jsonfeed.org/version/")
    })
}

/// How the names of fields begin that an item can be known by.
const TELLING: &[&str] = &[
    "uri",
    "url",
    "id",
    "_id",
    "guid",
    "altid",
    "headline",
    "title",
    "name",
    "slug",
    "body",
    "text",
    "content",
    "description",
    "caption",
    "summary",
];

/// The items of the delivery.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    delivery::parse(context, bytes, Wrapped::Until(OF_ITEMS), |parsed, part| {
        if let Err(rejected) = take(context, parsed, part) {
            parsed.rejected.push(rejected);
        }
    })
}

fn take(context: &DeliveryContext, parsed: &mut Parsed, part: Part) -> Result<(), Rejected> {
    let span = part.span;
    let fields = Fields::new(part.fields);
    if let Some(kind) = reading::kind_without_text(&fields) {
        let salvage = reading::salvage(&fields);
        let message = format!(
            "bytes {}..{} of the delivery are ninjs of the type {kind}, which is no news item; it is put aside for whoever \
             works with it",
            span.start, span.end
        );
        return Err(Rejected::new(Reason::NotNews, span, message).with_salvage(salvage));
    }
    // Most of what is wrapped around no news ends here, before it is read field by field.
    if !fields.has_one_like(TELLING) {
        return Err(identity::Nameless.rejected(span));
    }
    let salvage = reading::salvage(&fields);
    let mut read = reading::read(context, fields, &part.twice);
    read.item.provenance.splice(0..0, part.notes);
    let finished = item::finish(context, read.item, span).map_err(|rejected| {
        if rejected.salvage == Salvage::default() {
            rejected.with_salvage(salvage)
        } else {
            rejected
        }
    })?;
    let targets = Targets {
        action: Action::Replace,
        ids: finished.replaces.clone(),
        evidence: read.replaces_by,
    };
    notice::push(context, parsed, finished, &targets);
    Ok(())
}

#[cfg(test)]
mod tests;
