//! Signals: the words by which agencies say that an item is a correction, an update, a repeat, a kill, in the languages
//! of the wire. The words are kept as evidence.

use dateline_schemas::{Signal, WireItem};

/// Adds the signals that the words of headline, slugline and editor's note say, each kind once.
pub(super) fn add(wire_item: &mut WireItem) {
    let texts = [&wire_item.headline, &wire_item.slugline, &wire_item.ednote];
    let found: Vec<Signal> = texts
        .into_iter()
        .flatten()
        .flat_map(|text| in_text(text))
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

/// The signals that the words at the head or the end of a line say.
pub(super) fn in_text(_text: &str) -> Vec<Signal> {
    Vec::new()
}
