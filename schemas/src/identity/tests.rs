//! Identities are frozen: these values never change.

use serde_json::{Value, json};

use super::*;
use crate::{codec::plan::Node, contract::RecordKind, item::Dateline};

fn brief() -> WireItem {
    WireItem {
        credits: vec!["ANP".into(), "AFP".into(), "Reuters".into()],
        dateline: Some(Dateline {
            text: "HAARLEMMERMEER".into(),
            ..Dateline::default()
        }),
        body: Some(
            "De dijk langs de ringvaart  wordt dit najaar verhoogd.\nDat kost\u{a0}vier maanden."
                .into(),
        ),
        ..WireItem::default()
    }
}

#[test]
fn an_item_without_id_has_a_frozen_uri() {
    let uri = idless_uri("buitenland", &brief());
    assert_eq!(uri, "urn:dateline:c1:buitenland:ntprgwm6xjrjl3wk4cwdcmg7ce");
}

#[test]
fn a_recrawl_finds_the_same_uri() {
    let uri = idless_uri("p", &brief());
    let mut again = brief();
    again.section = Some("Buitenland".into());
    again.headline = Some(String::new());
    again.received_at = crate::Timestamp::from_millis(1);
    again.fetched_at = Some(crate::Timestamp::from_millis(2));
    again.published = Some(crate::PublishedInterval::default());
    again.body = Some(
        "De dijk langs de ring\u{ad}vaart wordt dit najaar verhoogd.  Dat kost vier maanden.\n"
            .into(),
    );
    assert_eq!(idless_uri("p", &again), uri);
}

#[test]
fn another_text_credit_dateline_headline_or_namespace_is_another_item() {
    let changes: [fn(&mut WireItem); 5] = [
        |item| item.body = Some("De dijk".into()),
        |item| item.credits.reverse(),
        |item| item.credits = vec!["ANP AFP Reuters".into()],
        |item| item.dateline = None,
        |item| item.headline = Some("Dijk verhoogd".into()),
    ];
    let mut uris = vec![idless_uri("p", &brief()), idless_uri("q", &brief())];
    for change in changes {
        let mut item = brief();
        change(&mut item);
        uris.push(idless_uri("p", &item));
    }
    uris.sort();
    uris.dedup();
    assert_eq!(uris.len(), 7);
}

#[test]
fn a_provider_id_becomes_a_urn() {
    let cases = [
        (("ANP", "20240101-17"), "urn:dateline:anp:20240101-17"),
        (
            ("Reuters News", " L1N2:a/b "),
            "urn:dateline:reuters-news:L1N2:a/b",
        ),
        (("a:b", "één #2"), "urn:dateline:a%3Ab:%C3%A9%C3%A9n%20%232"),
        (("dpa", "100%"), "urn:dateline:dpa:100%25"),
    ];
    for ((namespace, id), expected) in cases {
        assert_eq!(provider_uri(namespace, id), expected);
    }
}

#[test]
fn a_delivery_id_is_frozen_and_its_parts_do_not_run_together() {
    let id = delivery_id("desk", "in/page-1.txt", b"PARIJS (ANP) - Tekst");
    assert_eq!(
        id,
        "b013d86b8e359b11a94860f1704b5084e8548367eb3c035fbc4f99af67029329"
    );
    assert_ne!(delivery_id("ab", "c", b""), delivery_id("a", "bc", b""));
    assert_ne!(delivery_id("a", "b", b"c"), delivery_id("a", "bc", b""));
}

#[test]
fn a_content_hash_is_frozen() {
    assert_eq!(
        content_hash(&brief()),
        "a6946a8794107e7d074fe0adf3447e22821bf5706950620804e4357fdf7c2399"
    );
}

/// A value of the type that is not its default.
fn other(node: &Node) -> Value {
    match node {
        Node::Boolean => json!(true),
        Node::Int | Node::Long => json!(7),
        Node::TimestampMillis => json!("2024-05-01T10:00:00.000Z"),
        Node::Float | Node::Double => json!(0.5),
        Node::Bytes | Node::Fixed(_) | Node::Text => json!("eA=="),
        Node::Array(items) => json!([other(&items.node)]),
        Node::Map(items) => json!({ "key": other(&items.node) }),
        Node::Union(branches) => other(&branches[1]),
        Node::Enum(schema) => json!(schema.symbols[0]),
        Node::Record(record) => {
            let members = record.fields.iter();
            members
                .map(|field| (field.name.clone(), other(&field.node)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        Node::Null => Value::Null,
    }
}

#[test]
fn a_content_hash_covers_the_listed_fields_and_no_other() {
    let before = content_hash(&WireItem::default());
    let schema =
        crate::codec::schema::WriterSchema::parse(RecordKind::WireItem.newest_schema()).unwrap();
    let mut covered = Vec::new();
    for field in &schema.record.fields {
        let mut json = serde_json::to_value(WireItem::default()).unwrap();
        json[&field.name] = other(&field.node);
        let item: WireItem = serde_json::from_value(json).unwrap();
        assert_ne!(item, WireItem::default(), "{}", field.name);
        let changed = changed_fields(&WireItem::default(), &item);
        assert_eq!(changed.is_empty(), content_hash(&item) == before);
        covered.extend(changed);
    }
    insta::assert_compact_json_snapshot!(covered);
}

#[test]
fn fields_that_differ_are_named() {
    let before = WireItem {
        headline: Some("Brug open".to_owned()),
        body: Some("De brug is open.".to_owned()),
        urgency: Some(3),
        version: Some(1),
        ..WireItem::default()
    };
    let after = WireItem {
        headline: Some("Brug dicht".to_owned()),
        urgency: Some(2),
        version: Some(2),
        ..before.clone()
    };
    assert_eq!(changed_fields(&before, &after), ["headline", "urgency"]);
}

#[test]
fn a_value_in_one_field_is_not_the_same_value_in_another() {
    let genre = WireItem {
        genre: Some("feature".into()),
        ..WireItem::default()
    };
    let slugline = WireItem {
        slugline: Some("feature".into()),
        ..WireItem::default()
    };
    assert_ne!(content_hash(&genre), content_hash(&slugline));
}
