//! Signals: the words by which agencies say that an item is a correction, an update, a repeat, a kill, in the languages
//! of the wire. The words are kept as evidence.
//!
//! `table` has the words, `words` compares them, `lines` knows where in a line they count, and `notices` reads which other
//! items a text speaks of. Only the head and the tail of a text are looked at, and no text is changed.

use dateline_schemas::{Signal, WireItem};

use super::notice::{Action, Targets};

mod lines;
mod notices;
mod table;
mod words;

pub(super) use notices::notice;

/// Longest line that can be a label, in bytes.
const MAX_LABEL_BYTES: usize = 160;

/// Adds the signals that the words of headline, slugline and editor's note say, each kind once.
pub(super) fn add(wire_item: &mut WireItem) {
    let texts = [
        (&wire_item.headline, Field::Headline),
        (&wire_item.slugline, Field::Slugline),
        (&wire_item.ednote, Field::Note),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(text, field)| Some((text.as_deref()?, field)));
    let found: Vec<Signal> = texts
        .flat_map(|(text, field)| lines::signals(text, field))
        .collect();
    for signal in found {
        push(wire_item, signal);
    }
}

/// Adds a signal of a kind that the item has not got yet.
pub(super) fn push(wire_item: &mut WireItem, signal: Signal) {
    if !wire_item
        .signals
        .iter()
        .any(|known| known.signal == signal.signal)
    {
        wire_item.signals.push(signal);
    }
}

/// The signals that the words at the head or the end of a line say, as in a headline.
pub(super) fn in_text(text: &str) -> Vec<Signal> {
    lines::signals(text, Field::Headline)
}

/// The signal of an item that says what becomes of others, where its words say no more.
pub(super) fn of_notice(targets: &Targets) -> Signal {
    let signal = match targets.action {
        Action::Kill => "kill",
        Action::Withhold => "withdrawal",
        Action::Replace => "update",
    };
    Signal {
        signal: signal.to_owned(),
        evidence: targets.evidence.clone(),
    }
}

/// Whether a line says nothing but what an item is: "N i e u w bericht, vervangt: ANP-0123", "KORREKTUR".
pub(super) fn is_label(line: &str) -> bool {
    line.len() <= MAX_LABEL_BYTES && (notice(line).is_some() || lines::is_signal(line))
}

/// What kind of text words stand in, which decides where they count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    /// A headline, or the lines at the head of a text.
    Headline,
    /// A slugline, whose parts are take keys.
    Slugline,
    /// A note to editors, which says in its own words what was done.
    Note,
}

#[cfg(test)]
mod tests;
