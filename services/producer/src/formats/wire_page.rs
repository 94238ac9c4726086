//! Wire page: a page of wire texts as a site prints it, a lead and briefs, each with place and credits at its head.
//!
//! The parts, each in a file of its own: `segments` cuts the page, `dateline`, `place`, `credits`, `age`, `heading` and
//! `headline` know what a segment is, `outline` says which segments make an item, and this file makes the items.
//! A language more is one entry in the tables of `age`, `heading` and `place`.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::{Dateline, PubStatus, Representation, WireItem};

use super::{
    DeliveryContext, Parsed, Rejected,
    decoded::Decoded,
    item,
    notice::{self, Action, Targets},
    signals,
};

mod age;
pub(super) mod credits;
pub(super) mod dateline;
#[cfg(any(test, feature = "generator"))]
pub mod generate;
mod heading;
mod headline;
mod outline;
pub(super) mod place;
mod segments;

use outline::{Draft, Outline, Section, Stray, StrayKind};
use segments::{Kind, Segments};

/// How far into a page `recognises` looks, in bytes.
const SNIFFED_BYTES: usize = 64 * 1024;

/// How much of a rejected text its message quotes, in characters.
const QUOTED_LETTERS: usize = 60;

/// Whether the bytes look like a wire page: one line begins with a place and a known agency, or one with a place alone and
/// another is an age. What follows bytes that are no
/// UTF-8 in a line is not looked at: `parse` says where they are.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let head = bytes.get(..SNIFFED_BYTES).unwrap_or(bytes);
    if head.trim_ascii_start().starts_with(b"<") || head.trim_ascii_start().starts_with(b"{") {
        return false;
    }
    let (mut has_place, mut has_age) = (false, false);
    for line in head.split(|byte| *byte == b'\n') {
        let line = std::str::from_utf8(line).unwrap_or_else(|error| {
            let valid = line.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(valid).unwrap_or_default()
        });
        for segment in Segments::of(line) {
            match segment.kind {
                Kind::Dateline(head) if head.has_known_credit() => return true,
                Kind::Dateline(_) => has_place = true,
                Kind::Age(_) => has_age = true,
                Kind::Heading(_) | Kind::Credits(..) | Kind::Text => {}
            }
        }
    }
    has_place && has_age
}

/// The items of the page, and what of it belongs to none.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    let decoded = match Decoded::decode(context, bytes) {
        Ok(decoded) => decoded,
        Err(rejected) => return Parsed::rejected(rejected),
    };
    let page = decoded.text();
    let outline = outline::of(page);
    if outline.drafts.is_empty() {
        return Parsed::rejected(without_items(page, &outline, bytes.len()));
    }
    let mut parsed = Parsed::default();
    let mut unread_from = outline.unread_from;
    for stray in &outline.strays {
        parsed.rejected.push(reject(stray, &decoded));
    }
    for (i, draft) in outline.drafts.iter().enumerate() {
        if parsed.is_full() {
            // Notices have more records than the page has items.
            unread_from = Some(draft.range.start);
            break;
        }
        let mut wire_item = read(draft, i, &outline, context);
        let targets = label(draft, &mut wire_item);
        let notes = decoded.notes(draft.range.clone(), i == 0);
        wire_item.provenance.extend(notes);
        match (
            item::finish(context, wire_item, decoded.span(draft.range.clone())),
            targets,
        ) {
            (Ok(wire_item), Some(targets)) => {
                notice::push(context, &mut parsed, wire_item, &targets)
            }
            (Ok(wire_item), None) => parsed.items.push(wire_item),
            (Err(rejected), _) => parsed.rejected.push(rejected),
        }
    }
    parsed.rejected.sort_by_key(|rejected| rejected.span.start);
    if let Some(from) = unread_from {
        let start = decoded.span(from..page.len()).start;
        parsed.reject_rest(start, bytes.len());
    }
    parsed
}

fn read(
    draft: &Draft<'_>,
    index: usize,
    outline: &Outline<'_>,
    context: &DeliveryContext,
) -> WireItem {
    let head = &draft.head;
    let mut wire_item = WireItem {
        credits: head
            .credits
            .iter()
            .map(|credit| credit.name().to_owned())
            .collect(),
        credit_line: head.credit_line.map(str::to_owned),
        headline: draft.headline.map(str::to_owned),
        dateline: head.text.map(|text| Dateline {
            text: text.to_owned(),
            place: head.place.map(str::to_owned),
            date: head.date.map(str::to_owned),
        }),
        body: Some(draft.body.clone()),
        representation: representation(draft, index, outline),
        pub_status: PubStatus::Usable,
        published: draft
            .age
            .as_ref()
            .map(|age| age::published(age, context.fetched_at)),
        ..WireItem::default()
    };
    let changed: Vec<String> = head
        .credits
        .iter()
        .filter(|credit| credit.name() != credit.printed)
        .map(|credit| format!("{} is {}", credit.printed, credit.name()))
        .collect();
    let notes = &mut wire_item.provenance;
    if !changed.is_empty() {
        notes.push(item::note("credits", "normalised", &changed.join(", ")));
    }
    notes.push(item::note(
        "pub_status",
        "inferred",
        "printed on a page that is published",
    ));
    let section = match draft.section {
        Some(Section::Inferred(section)) => {
            let what = "from the heading over the further items of the page";
            notes.push(item::note("section", "inferred", what));
            Some(section)
        }
        Some(Section::Printed(section)) => Some(section),
        None => None,
    };
    wire_item.section = section.map(str::to_owned);
    wire_item
}

/// What a line above the text, or the head of the text, says of the item and of others: signals, and the items that it
/// replaces. No text is changed by that.
fn label(draft: &Draft<'_>, wire_item: &mut WireItem) -> Option<Targets> {
    wire_item.ednote = draft.label.map(str::to_owned);
    let first_line = draft.body.lines().next().unwrap_or_default();
    let opening = signals::in_text(first_line);
    let says = draft.label.or((!opening.is_empty()).then_some(first_line));
    let targets = says.and_then(signals::notice);
    for signal in says.map(signals::in_text).into_iter().flatten() {
        signals::push(wire_item, signal);
    }
    signals::add(wire_item);
    if let Some(targets) = targets.as_ref().filter(|_| wire_item.signals.is_empty()) {
        signals::push(wire_item, signals::of_notice(targets));
    }
    if let Some(targets) = targets.as_ref().filter(|it| it.action == Action::Replace) {
        wire_item.replaces.clone_from(&targets.ids);
        let what = "printed by the line that says what the item replaces";
        let note = item::note("replaces", "inferred", what);
        wire_item.provenance.push(note);
    }
    targets
}

/// A teaser is partial. On a page that has teasers the first item is the lead, whatever it looks like; else a text counts
/// as whole if it has several paragraphs, or heads the page with a headline of its own and without an age.
fn representation(draft: &Draft<'_>, index: usize, outline: &Outline<'_>) -> Representation {
    let is_first = index == 0;
    let looks_whole =
        draft.paragraphs > 1 || is_first && draft.headline.is_some() && draft.age.is_none();
    let is_lead = is_first && outline.has_teasers;
    if !draft.is_teaser && (is_lead || looks_whole) {
        Representation::Full
    } else {
        Representation::Partial
    }
}

fn without_items(page: &str, outline: &Outline<'_>, size: usize) -> Rejected {
    let found = match outline.strays.first() {
        Some(Stray {
            line,
            kind: StrayKind::NoText,
            ..
        }) => format!("the dateline in line {line} has no text"),
        _ => "no line begins with a place, credits in parentheses and a dash".to_owned(),
    };
    let message = format!(
        "the page ({size} bytes) has no recognisable wire text: {found}; it begins {:?}; set the source's format if it is \
         not a wire page, or report the page's shape",
        quoted(page.trim_start())
    );
    Rejected::new(Reason::Unparsable, 0..size, message)
}

fn reject(stray: &Stray, decoded: &Decoded<'_>) -> Rejected {
    let text = decoded.text().get(stray.range.clone()).unwrap_or_default();
    let span: Range<usize> = decoded.span(stray.range.clone());
    let what = match stray.kind {
        StrayKind::Text => "a text that belongs to no item, since no dateline stands at its head",
        StrayKind::Age => "an age that no item above it can have",
        StrayKind::NoText => "a dateline without a text",
    };
    let message = format!(
        "line {} (bytes {}..{}) has {what}: {:?}; the items around it were taken, and nothing is to be done if it is \
         furniture of the page",
        stray.line,
        span.start,
        span.end,
        quoted(text)
    );
    Rejected::new(Reason::Unparsable, span, message)
}

fn quoted(text: &str) -> &str {
    let end = text.char_indices().nth(QUOTED_LETTERS).map(|(at, _)| at);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests;
