//! What may change and what may not, tried on the real schemas.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::*;
use crate::contract::RecordKind;

fn v2(kind: RecordKind) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/v2");
    fs::read_to_string(path.join(format!("{}.avsc", short(kind.full_name())))).unwrap()
}

fn item_schema() -> Value {
    serde_json::from_str(RecordKind::WireItem.newest_schema()).unwrap()
}

fn field<'a>(schema: &'a mut Value, name: &str) -> &'a mut Value {
    let fields = schema["fields"].as_array_mut().unwrap();
    fields
        .iter_mut()
        .find(|field| field["name"] == name)
        .unwrap()
}

fn refused(old: &Value, new: &Value) -> Vec<String> {
    let violations = compatible(&old.to_string(), &new.to_string()).expect_err("is refused");
    violations.iter().map(ToString::to_string).collect()
}

#[test]
fn every_newest_schema_is_compatible_with_every_released_one() {
    for kind in RecordKind::ALL {
        for released in kind.released() {
            assert_eq!(compatible(released, kind.newest_schema()), Ok(()), "{kind}");
        }
    }
}

#[test]
fn every_schema_follows_the_rules_that_keep_it_open() {
    for kind in RecordKind::ALL {
        assert_eq!(well_formed(kind.newest_schema()), Ok(()), "{kind}");
    }
}

#[test]
fn new_fields_symbols_and_nested_records_are_allowed() {
    for kind in [
        RecordKind::WireItem,
        RecordKind::AnnotatedItem,
        RecordKind::EnrichedItem,
    ] {
        assert_eq!(
            compatible(kind.newest_schema(), &v2(kind)),
            Ok(()),
            "{kind}"
        );
    }
}

#[test]
fn going_back_is_refused_because_fields_and_symbols_are_removed() {
    let kind = RecordKind::EnrichedItem;
    let violations = compatible(&v2(kind), kind.newest_schema()).expect_err("fields are removed");
    assert!(
        violations
            .iter()
            .all(|violation| violation.message.contains("removed")),
        "{violations:?}"
    );
}

#[test]
fn a_definition_may_move_to_another_place() {
    let old = json!({ "type": "record", "name": "R", "fields": [
        { "name": "a", "default": null, "type": ["null", { "type": "record", "name": "P", "fields": [
            { "name": "x", "type": "long", "default": 0 } ] }] } ] });
    let new = json!({ "type": "record", "name": "R", "fields": [
        { "name": "b", "default": null, "type": ["null", { "type": "record", "name": "P", "fields": [
            { "name": "x", "type": "long", "default": 0 } ] }] },
        { "name": "a", "default": null, "type": ["null", "P"] } ] });
    assert_eq!(compatible(&old.to_string(), &new.to_string()), Ok(()));
}

/// A change, and words of the refusal that it must meet with.
type Forbidden = (&'static str, fn(&mut Value), &'static str);

const FORBIDDEN: [Forbidden; 12] = [
    (
        "a field without default",
        |schema| {
            schema["fields"]
                .as_array_mut()
                .unwrap()
                .push(json!({ "name": "mood", "type": "string" }))
        },
        "WireItem.mood: a field without default is added",
    ),
    (
        "a wider union",
        |schema| field(schema, "urgency")["type"] = json!(["null", "long", "string"]),
        "WireItem.urgency: a union is widened or narrowed",
    ),
    (
        "a nullable that was not",
        |schema| field(schema, "source")["type"] = json!(["null", "string"]),
        "WireItem.source: a union is widened or narrowed",
    ),
    (
        "an enum without default",
        |schema| {
            drop(
                field(schema, "representation")["type"]
                    .as_object_mut()
                    .unwrap()
                    .remove("default"),
            )
        },
        "WireItem.representation: the enum has no default",
    ),
    (
        "a removed symbol",
        |schema| {
            drop(
                field(schema, "pub_status")["type"]["symbols"]
                    .as_array_mut()
                    .unwrap()
                    .remove(1),
            )
        },
        "WireItem.pub_status: the symbol withheld is removed",
    ),
    (
        "another type",
        |schema| field(schema, "urgency")["type"] = json!(["null", "string"]),
        "WireItem.urgency: long becomes string",
    ),
    (
        "a promotion",
        |schema| field(schema, "urgency")["type"] = json!(["null", "double"]),
        "WireItem.urgency: long becomes double",
    ),
    (
        "an int",
        |schema| field(schema, "version")["type"] = json!(["null", "int"]),
        "WireItem.version: long becomes int",
    ),
    (
        "a removed field",
        |schema| drop(schema["fields"].as_array_mut().unwrap().remove(0)),
        "WireItem.uri: a field is removed or renamed",
    ),
    (
        "another default",
        |schema| field(schema, "source")["default"] = json!("wire"),
        "WireItem.source: the default changes",
    ),
    (
        "another record name",
        |schema| schema["name"] = json!("NewsItem"),
        "the record has another name",
    ),
    (
        "a nested field without default",
        |schema| {
            let span = &mut field(schema, "dateline")["type"][1]["fields"];
            span.as_array_mut()
                .unwrap()
                .push(json!({ "name": "era", "type": "long" }));
        },
        "WireItem.dateline.era: a field without default is added",
    ),
];

#[test]
fn every_forbidden_change_is_refused_with_its_reason() {
    for (what, change, expected) in FORBIDDEN {
        let mut new = item_schema();
        change(&mut new);
        let messages = refused(&item_schema(), &new);
        assert!(
            messages.iter().any(|message| message.contains(expected)),
            "{what}: {messages:?}"
        );
    }
}

#[test]
fn avros_own_resolution_is_asked_both_ways() {
    let mut new = item_schema();
    field(&mut new, "urgency")["type"] = json!(["null", "string"]);
    let messages = refused(&item_schema(), &new);
    for direction in ["new schema reading old data", "old schema reading new data"] {
        assert!(
            messages
                .iter()
                .any(|message| message.starts_with(direction)),
            "{messages:?}"
        );
    }
}

#[test]
fn rules_of_form_are_refused_by_name() {
    type Case = (fn(&mut Value), &'static str);
    let cases: [Case; 7] = [
        (
            |schema| drop(field(schema, "uri").as_object_mut().unwrap().remove("doc")),
            "WireItem.uri: has no doc",
        ),
        (
            |schema| {
                drop(
                    field(schema, "uri")
                        .as_object_mut()
                        .unwrap()
                        .remove("default"),
                )
            },
            "WireItem.uri: has no default",
        ),
        (
            |schema| field(schema, "urgency")["type"] = json!(["null", "int"]),
            "WireItem.urgency: is an int",
        ),
        (
            |schema| field(schema, "urgency")["type"] = json!(["null", "float"]),
            "WireItem.urgency: is a float",
        ),
        (
            |schema| {
                *field(schema, "genre") = json!({ "name": "genre", "type": ["string", "null"], "default": "", "doc": "x" })
            },
            "WireItem.genre: is a union other than null and one type",
        ),
        (
            |schema| field(schema, "keywords")["default"] = json!(["a"]),
            "WireItem.keywords: is an array, and its default is not empty",
        ),
        (
            |schema| field(schema, "pub_status")["type"]["default"] = json!("usable"),
            "WireItem.pub_status: is an enum whose default is not unknown",
        ),
    ];
    for (change, expected) in cases {
        let mut schema = item_schema();
        change(&mut schema);
        let violations = well_formed(&schema.to_string()).expect_err(expected);
        assert!(
            violations
                .iter()
                .any(|violation| violation.to_string().contains(expected)),
            "{violations:?}"
        );
    }
}

#[test]
fn what_is_no_schema_is_a_violation() {
    assert!(compatible("{", "\"string\"").is_err());
}
