//! Facts that the formats of JSON state alike: version, status, urgency, times, signals, and what has no place in the contract.

use dateline_schemas::{PubStatus, Signal, Timestamp, WireItem};
use serde_json::Value;

use super::text;
use crate::formats::{DeliveryContext, dates, item, signals};

/// Keeps a value that the contract has no place for: a text as it is, anything else as JSON.
pub(in crate::formats) fn keep(wire_item: &mut WireItem, name: &str, value: &Value) {
    let kept = match value {
        Value::String(text) if text.trim().is_empty() => return,
        Value::String(text) => text.clone(),
        Value::Array(members) if members.is_empty() => return,
        Value::Object(members) if members.is_empty() => return,
        other => other.to_string(),
    };
    wire_item.extensions.insert(name.to_owned(), kept);
}

/// The provider's version: a number, or else as it is printed.
pub(in crate::formats) fn set_version(wire_item: &mut WireItem, printed: Option<String>) {
    match printed.as_deref().map(str::parse) {
        Some(Ok(version)) if version >= 0 => wire_item.version = Some(version),
        _ => wire_item.version_text = printed,
    }
}

/// Urgency from 1 to 9; anything else is none, with a note that says what stood there.
pub(in crate::formats) fn set_urgency(wire_item: &mut WireItem, value: Option<&Value>) {
    let Some(value) = value else { return };
    let printed = text(value);
    let urgency = printed
        .as_deref()
        .and_then(|printed| printed.parse::<i64>().ok())
        .filter(|urgency| (1..=9).contains(urgency));
    if urgency.is_none() && !value.as_str().is_some_and(|text| text.trim().is_empty()) {
        let what = format!("{value} is no urgency, which goes from 1 (most urgent) to 9");
        wire_item
            .provenance
            .push(item::note("urgency", "repaired", &what));
    }
    wire_item.urgency = urgency;
}

/// Whether the item may be published; usable where nothing is said, unknown for a word that is none.
pub(in crate::formats) fn set_status(wire_item: &mut WireItem, value: Option<&Value>) {
    let word = value.and_then(text).map(|word| word.to_ascii_lowercase());
    let word = word
        .as_deref()
        .map(|word| word.rsplit(':').next().unwrap_or(word));
    let (status, what) = match (value, word) {
        (None, _) => (
            PubStatus::Usable,
            Some("absent, which by the standard means usable".to_owned()),
        ),
        (_, Some("usable")) => (PubStatus::Usable, None),
        (_, Some("withheld")) => (PubStatus::Withheld, None),
        (_, Some("canceled")) => (PubStatus::Canceled, None),
        (Some(value), Some("cancelled" | "killed" | "kill")) => {
            (PubStatus::Canceled, Some(format!("from {value}")))
        }
        (Some(value), _) => (
            PubStatus::Unknown,
            Some(format!(
                "{value} is no status that is known: the item is held"
            )),
        ),
    };
    wire_item.pub_status = status;
    if let Some(what) = what {
        let method = if value.is_none() {
            "inferred"
        } else {
            "normalised"
        };
        wire_item
            .provenance
            .push(item::note("pub_status", method, &what));
    }
}

/// Holds an item of which two statuses or embargoes were delivered, for nobody knows which of them is meant.
pub(in crate::formats) fn hold_if_twice(
    wire_item: &mut WireItem,
    twice: &[String],
    names: &[&str],
) {
    let doubted = twice
        .iter()
        .find(|key| names.iter().any(|name| key.eq_ignore_ascii_case(name)));
    if let Some(key) = doubted
        && wire_item.pub_status != PubStatus::Canceled
    {
        wire_item.pub_status = PubStatus::Unknown;
        let what = format!("{key} stood twice with two values: the item is held");
        wire_item
            .provenance
            .push(item::note("pub_status", "repaired", &what));
    }
}

/// An embargo as a text; one that is none is kept as it stands, and the item is held.
pub(in crate::formats) fn set_embargo(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    value: Option<&Value>,
) {
    match value {
        None | Some(Value::Bool(false)) => {}
        Some(Value::String(text)) if text.trim().is_empty() => {}
        Some(Value::String(text)) => dates::set_embargo(context, wire_item, text),
        Some(other) => dates::set_embargo(context, wire_item, &other.to_string()),
    }
}

/// The instant that a field says; what is no instant, such as a day, is kept in the extensions.
pub(in crate::formats) fn instant(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    (field, name): (&str, &str),
    printed: Option<String>,
) -> Option<Timestamp> {
    let printed = printed?;
    let notes = wire_item.provenance.len();
    let instant = dates::instant(context, wire_item, field, &printed);
    if instant.is_none() {
        wire_item.provenance.truncate(notes);
        let what = format!("{printed:?} is no instant, and is kept as {name}");
        wire_item
            .provenance
            .push(item::note(field, "inferred", &what));
        wire_item.extensions.insert(name.to_owned(), printed);
    }
    instant
}

/// Words of providers for the kinds of signals, in small letters.
const SIGNALS: &[(&str, &[&str])] = &[
    (
        "correction",
        &[
            "correction",
            "corrected",
            "korr",
            "korrektur",
            "berichtigung",
            "rättelse",
            "retting",
            "rectification",
        ],
    ),
    ("update", &["update", "updated", "uppdatering", "upd"]),
    ("refile", &["refile", "rewrite"]),
    ("repeat", &["repeat", "resend", "wiederholung"]),
    ("alert", &["alert", "flash", "eilmeldung", "newsalert"]),
    ("advisory", &["advisory", "advice"]),
];

/// Adds the signal that a provider's code (`sig:correction`) or word says.
pub(in crate::formats) fn add_signal(wire_item: &mut WireItem, code: &str, evidence: &str) {
    let word = code.rsplit([':', '/']).next().unwrap_or(code).trim();
    let folded = word.to_lowercase();
    if folded.is_empty() {
        return;
    }
    let known = SIGNALS
        .iter()
        .find(|(_, words)| words.contains(&folded.as_str()));
    let signal = known.map_or(word, |(signal, _)| signal).to_owned();
    let evidence = Some(evidence.trim().to_owned()).filter(|words| !words.is_empty());
    signals::push(wire_item, Signal { signal, evidence });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_believed_as_far_as_it_is_known() {
        let cases = [
            ("null", PubStatus::Usable, 1),
            ("\"usable\"", PubStatus::Usable, 0),
            ("\"stat:usable\"", PubStatus::Usable, 0),
            ("\"withheld\"", PubStatus::Withheld, 0),
            ("\"canceled\"", PubStatus::Canceled, 0),
            ("\"cancelled\"", PubStatus::Canceled, 1),
            ("\"perhaps\"", PubStatus::Unknown, 1),
            ("7", PubStatus::Unknown, 1),
            ("{}", PubStatus::Unknown, 1),
        ];
        for (value, expected, notes) in cases {
            let mut item = WireItem::default();
            let value: Value = serde_json::from_str(value).unwrap();
            set_status(&mut item, Some(&value).filter(|value| !value.is_null()));
            assert_eq!(
                (item.pub_status, item.provenance.len()),
                (expected, notes),
                "{value}"
            );
        }
    }

    #[test]
    fn an_urgency_is_a_whole_number_from_1_to_9() {
        let cases = [
            ("1", Some(1), 0),
            ("\"9\"", Some(9), 0),
            ("0", None, 1),
            ("11", None, 1),
            ("0.1", None, 1),
            ("\"high\"", None, 1),
            ("[]", None, 1),
            ("\"\"", None, 0),
        ];
        for (value, expected, notes) in cases {
            let mut item = WireItem::default();
            set_urgency(&mut item, Some(&serde_json::from_str(value).unwrap()));
            assert_eq!(
                (item.urgency, item.provenance.len()),
                (expected, notes),
                "{value}"
            );
        }
    }

    #[test]
    fn signals_are_named_alike() {
        let cases = [
            ("sig:correction", "correction"),
            ("http://cv.iptc.org/newscodes/signal/update", "update"),
            ("KORR", "correction"),
            ("whitelisted", "whitelisted"),
        ];
        for (code, expected) in cases {
            let mut item = WireItem::default();
            add_signal(&mut item, code, code);
            assert_eq!(item.signals.first().unwrap().signal, expected, "{code}");
        }
    }
}
