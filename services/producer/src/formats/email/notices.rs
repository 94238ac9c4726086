//! What a mail does to other mails, and until when it may not be used.
//!
//! | said by | what becomes of the other |
//! |---|---|
//! | `Supersedes`, `Replaces`, `Obsoletes` | it is replaced |
//! | `Control: cancel` (RFC 5537) | it is killed |
//! | a subject that begins with the word for it, and `In-Reply-To` | killed, withheld or replaced, as the word says |
//! | a subject that names items by their ids | the same |
//!
//! An embargo is a line of its own at the head of the text, or the beginning of the subject.

use dateline_schemas::{Signal, WireItem};
use jiff::{civil::Date, tz::TimeZone};

use super::{headers::Headers, letter::mid};
use crate::formats::{
    DeliveryContext,
    notice::{Action, Targets},
    signals,
    teletype::embargo,
};

/// Fields that name messages which this one takes the place of.
const REPLACING: &[&str] = &["supersedes", "replaces", "obsoletes"];

/// What stands before the subject of an answer or of what is passed on: those are about a notice, and none themselves.
const ANSWERS: &[&str] = &[
    "re", "fw", "fwd", "aw", "wg", "antw", "tr", "rv", "sv", "vs", "rif", "res", "enc", "odp", "на",
];

/// How many lines at the head of a text may say an embargo.
const EMBARGO_LINES: usize = 6;

/// Most words of a line that says an embargo and nothing of its end.
const MAX_BARE_WORDS: usize = 3;

/// The messages that a mail cancels, holds back or takes the place of.
pub(super) fn targets(headers: &mut Headers) -> Option<Targets> {
    let replaced = REPLACING
        .iter()
        .find_map(|name| named(headers, name, Action::Replace));
    let canceled = |headers: &mut Headers| {
        let text = headers.written("control")?.trim_start();
        text.starts_with("cancel ").then_some(())?;
        named(headers, "control", Action::Kill)
    };
    replaced
        .or_else(|| canceled(headers))
        .or_else(|| of_subject(headers))
}

fn named(headers: &mut Headers, name: &str, action: Action) -> Option<Targets> {
    let ids = headers.ids(name);
    let said = headers.text(name).filter(|_| !ids.is_empty())?;
    Some(Targets {
        action,
        ids: ids.iter().map(|id| mid(id)).collect(),
        evidence: Some(format!("{name}: {said}")),
    })
}

/// `KILL: Mayor resigns`, in answer to the mail that it is about, or with the id of an item.
fn of_subject(headers: &mut Headers) -> Option<Targets> {
    let subject = headers.text("subject")?;
    if is_answer(&subject) {
        return None;
    }
    let said = signals::in_text(&subject);
    let action = said.iter().find_map(action_of);
    let ids: Vec<String> = headers.ids("in-reply-to");
    match action.filter(|_| !ids.is_empty()) {
        Some(action) => Some(Targets {
            action,
            ids: ids.iter().map(|id| mid(id)).collect(),
            evidence: Some(subject),
        }),
        None => signals::notice(&subject),
    }
}

fn is_answer(subject: &str) -> bool {
    let before = subject.split(':').next().unwrap_or_default();
    let word = before.split('[').next().unwrap_or_default().trim();
    before.len() < subject.len() && ANSWERS.contains(&word.to_lowercase().as_str())
}

/// What the mail that is answered becomes by a signal of the answer. A repeat or an update leaves it as it is: the one says
/// the same, and the other may say less.
fn action_of(signal: &Signal) -> Option<Action> {
    match signal.signal.as_str() {
        "kill" => Some(Action::Kill),
        "withdrawal" => Some(Action::Withhold),
        "correction" | "refile" => Some(Action::Replace),
        _ => None,
    }
}

/// Puts the embargo into the item that the subject or a line at the head of the text says; the mail's own date tells the
/// year where none is printed.
pub(super) fn set_embargo(context: &DeliveryContext, wire_item: &mut WireItem) {
    let head = wire_item.body.iter().flat_map(|body| body.lines());
    let filled = head.filter(|line| !line.trim().is_empty());
    let mut lines = wire_item
        .headline
        .iter()
        .map(|subject| without_title(subject))
        .chain(filled.take(EMBARGO_LINES));
    let stated = lines.find_map(|line| embargo::stated(line).filter(|stated| says_when(stated)));
    if let Some(stated) = stated.map(str::to_owned) {
        let near = day_of(wire_item);
        embargo::set(context, wire_item, &stated, near);
    }
}

fn day_of(wire_item: &WireItem) -> Option<Date> {
    let instant = jiff::Timestamp::from_millisecond(wire_item.version_created?.as_millis());
    Some(TimeZone::UTC.to_datetime(instant.ok()?).date())
}

/// A subject goes on behind the end of the embargo: "Embargoed until 10:00 GMT, 15 March: Prize goes to the harbour".
fn without_title(subject: &str) -> &str {
    let (end, _) = subject.rsplit_once(": ").unwrap_or((subject, ""));
    let says_end = end.contains(|letter: char| letter.is_ascii_digit());
    if says_end { end } else { subject }
}

/// A sentence may begin with the words too: "Embargoed goods were found on Friday".
fn says_when(stated: &str) -> bool {
    let says_end = stated.contains(|letter: char| letter.is_ascii_digit() || letter == ':');
    says_end || stated.split_whitespace().count() <= MAX_BARE_WORDS
}
