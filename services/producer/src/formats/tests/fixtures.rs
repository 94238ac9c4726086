//! Fixtures of our own writing: every file of `fixtures/{format}/` is sniffed as its format, and what it gives is a snapshot.

use std::path::PathBuf;

use serde_json::Value;

use super::*;

/// Folder of a format's fixtures.
pub(in crate::formats) fn folder(format: Format) -> PathBuf {
    let name = format.name().replace('-', "_");
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

/// The fixtures of a format by name, in the order of their names.
pub(in crate::formats) fn fixtures(format: Format) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder(format)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    paths.sort();
    let named = paths.iter().map(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read(path).unwrap())
    });
    named.collect()
}

/// Holds every fixture of a format against its snapshot. `context` says, by the name of the fixture, how its source is
/// configured.
pub(in crate::formats) fn check(format: Format, context: impl Fn(&str) -> DeliveryContext) {
    let fixtures = fixtures(format);
    assert!(
        fixtures.len() >= 6,
        "{format} has {} fixtures",
        fixtures.len()
    );
    for (name, bytes) in fixtures {
        assert_eq!(sniff(&bytes), Some(format), "{name}");
        let told = told(&parse(format, &context(&name), &bytes));
        insta::with_settings!({
            snapshot_path => folder(format).join("snapshots"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_json_snapshot!(name, told);
        });
    }
}

pub(in crate::formats) use crate::formats::invariants::desk;

/// What a delivery gave, short enough to be read: without what is null or empty, and without what is ours alone.
pub(in crate::formats) fn told(parsed: &Parsed) -> Value {
    let rejected = parsed.rejected.iter().map(|rejected| {
        let mut told = serde_json::json!({
            "reason": rejected.reason.label(),
            "message": rejected.message,
            "span": format!("{}..{}", rejected.span.start, rejected.span.end),
        });
        if rejected.salvage != Salvage::default() {
            let Salvage { id, headline } = &rejected.salvage;
            told["salvage"] = serde_json::json!({"id": id, "headline": headline});
        }
        told
    });
    serde_json::json!({
        "items": parsed.items.iter().map(told_item).collect::<Vec<Value>>(),
        "rejected": rejected.collect::<Vec<Value>>(),
    })
}

fn told_item(item: &WireItem) -> Value {
    let mut fields = serde_json::to_value(item).unwrap();
    let Some(object) = fields.as_object_mut() else {
        panic!("an item is an object");
    };
    for key in ["content_hash", "source", "fetched_at", "received_at"] {
        object.remove(key);
    }
    let span = item.raw.span.unwrap();
    object.insert(
        "raw".to_owned(),
        format!("{}..{}", span.start, span.end).into(),
    );
    let notes = item.provenance.iter().map(|note| {
        let what = note.note.as_deref().unwrap_or_default();
        format!("{} {}: {what}", note.field, note.method)
    });
    object.insert(
        "provenance".to_owned(),
        notes.collect::<Vec<String>>().into(),
    );
    without_nothing(&mut fields);
    fields
}

fn without_nothing(value: &mut Value) {
    let is_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    match value {
        Value::Array(values) => values.iter_mut().for_each(without_nothing),
        Value::Object(fields) => {
            fields.values_mut().for_each(without_nothing);
            fields.retain(|_, value| !is_nothing(value));
        }
        _ => {}
    }
}
