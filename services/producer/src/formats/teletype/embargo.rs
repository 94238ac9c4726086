//! Embargoes in words: `Sperrfrist: 12. März, 10.00 Uhr`, `EMBARGOED until 1000 GMT March 12`.
//!
//! One that cannot be read to the minute is kept as text, and the item is held: an embargo fails closed.

use dateline_schemas::WireItem;
use jiff::civil::Date;

use super::{begins, is, loose};
use crate::formats::{DeliveryContext, dates, item};

/// Words that say an embargo by themselves at the head of a line, and such that need one of `UNTIL` or a colon behind them.
const SURE: &[&str] = &[
    "sperrfrist",
    "embargoed",
    "under embargo",
    "sous embargo",
    "bajo embargo",
    "con embargo",
    "onder embargo",
    "not for release before",
    "not for publication before",
    "not for publication until",
    "not for use before",
    "hold for release",
    "быть опубликовано не ранее",
];
const UNSURE: &[&str] = &["embargo", "эмбарго", "حظر"];

/// Words that say one only with a date behind them: `For release of the film` is a sentence.
const DATED: &[&str] = &["for release", "for use", "frei für", "frei ab"];

const UNTIL: &[&str] = &[
    "until", "till ", "before", "bis ", "jusqu", "hasta", "fino", "tot ", "até", "до ", "حتى",
];

/// Words that say that there is none any more.
const LIFTED: &[&str] = &[
    "lifted",
    "aufgehoben",
    "abgelaufen",
    "levé",
    "levantado",
    "opgeheven",
    "for immediate release",
    "for release immediately",
];

/// How far into a line the words of an embargo may stand, and their reasons behind them, in bytes.
const MAX_HEAD_BYTES: usize = 80;

/// What may stand before the words: marks and calls for attention.
const CALLS: &[&str] = &[
    "achtung",
    "attention",
    "eds",
    "editors",
    "note",
    "atencion",
    "advisory",
];

/// The part of a line that states an embargo.
pub(in crate::formats) fn stated(line: &str) -> Option<&str> {
    let bare = without_calls(line);
    let mut words = SURE.iter().chain(DATED).chain(UNSURE);
    if !words.any(|words| begins(bare, words)) {
        return None;
    }
    let lower = bare
        .get(..bare.floor_char_boundary(4 * MAX_HEAD_BYTES))?
        .to_lowercase();
    let is_sure = SURE.iter().any(|words| lower.starts_with(words));
    let is_dated = DATED.iter().any(|words| lower.starts_with(words))
        && lower.contains(|letter: char| letter.is_ascii_digit());
    let is_stated = is_sure
        || is_dated
        || UNSURE.iter().any(|words| {
            lower.strip_prefix(words).is_some_and(|behind| {
                behind.trim_start().starts_with(':')
                    || UNTIL.iter().any(|word| behind.contains(word))
            })
        });
    let is_lifted = || LIFTED.iter().any(|words| lower.contains(words));
    (is_stated && !is_lifted()).then_some(bare)
}

/// The same, where a line may say something else first: `KORR-Bericht Sperrfrist 9. Oktober 14.20 Uhr`.
pub(in crate::formats) fn stated_within(line: &str) -> Option<&str> {
    let head = line.get(..line.floor_char_boundary(2 * MAX_HEAD_BYTES))?;
    let within = ["Sperrfrist", "SPERRFRIST", "EMBARGO", "Embargo", "Эмбарго"]
        .iter()
        .filter_map(|word| head.find(word))
        .min()
        .and_then(|at| line.get(at..));
    stated(line).or_else(|| within.and_then(stated))
}

fn without_calls(line: &str) -> &str {
    let marks = |letter: char| !letter.is_alphabetic();
    let mut bare = line.trim_start_matches(marks);
    for _ in 0..2 {
        let first = bare.split(|letter: char| !letter.is_alphabetic()).next();
        let first = first.unwrap_or_default();
        if !CALLS.iter().any(|call| is(first, call)) {
            break;
        }
        bare = bare
            .get(first.len()..)
            .unwrap_or_default()
            .trim_start_matches(marks);
    }
    bare.trim_end()
}

/// Puts an embargo into the item; `near` is the date of its message.
pub(in crate::formats) fn set(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    stated: &str,
    near: Option<Date>,
) {
    let stated = stated.trim().trim_end_matches(')');
    let read = loose::read(stated, near).filter(|loose| loose.time.is_some());
    let Some((written, loose)) = read.and_then(|loose| Some((loose.written()?, loose))) else {
        let what = format!("{stated:?} is no time to the minute");
        wire_item.embargo_text = Some(stated.to_owned());
        wire_item
            .provenance
            .push(item::note("embargoed_until", "inferred", &what));
        return;
    };
    dates::set_embargo(context, wire_item, &written);
    if wire_item.embargo_text.as_deref() == Some(written.as_str()) {
        wire_item.embargo_text = Some(stated.to_owned());
        return;
    }
    let year = if loose.is_year_inferred {
        "; the year is the nearest to the message"
    } else {
        ""
    };
    let what = format!("from {stated:?}{year}");
    wire_item
        .provenance
        .push(item::note("embargoed_until", "computed", &what));
}
