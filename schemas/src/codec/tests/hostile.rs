//! Bytes and schemas that somebody else made: an error, never a panic, never more work than they are long.

use proptest::{collection, prelude::*};

use super::property::any_record;
use crate::{
    AnnotatedItem, Delivery, EnrichedItem, LineageState, StoryMember, WireItem,
    codec::{
        Codec, Contract, DecodeError, MAX_SCHEMA_BYTES, RecordKind, SchemaError, SchemaKey,
        framing::single_object_header, own_schemas, write::write_long,
    },
};

fn framed<T: Contract>(datum: &[u8]) -> Vec<u8> {
    let (fingerprint, _) = own_schemas().nth(T::KIND.index()).unwrap();
    [&single_object_header(fingerprint)[..], datum].concat()
}

fn long(value: i64) -> Vec<u8> {
    let mut buffer = Vec::new();
    write_long(&mut buffer, value);
    buffer
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in collection::vec(any::<u8>(), 0..200)) {
        let codec = Codec::single_object();
        let _ = codec.decode::<WireItem>(&bytes);
        let _ = codec.decode::<WireItem>(&framed::<WireItem>(&bytes));
        let _ = codec.decode::<EnrichedItem>(&framed::<EnrichedItem>(&bytes));
        let _ = codec.decode::<Delivery>(&framed::<Delivery>(&bytes));
        let _ = codec.decode::<StoryMember>(&framed::<StoryMember>(&bytes));
        let _ = codec.decode_dynamic(&framed::<AnnotatedItem>(&bytes));
    }

    #[test]
    fn arbitrary_text_is_no_schema(text in "\\PC*") {
        prop_assert!(Codec::single_object().learn(&text).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_truncation_and_every_trailing_byte_is_an_error(value in any_record::<LineageState>()) {
        let codec = Codec::single_object();
        let record: LineageState = serde_json::from_value(value).unwrap();
        let mut bytes = codec.encode(&record).unwrap();
        for end in 0..bytes.len() {
            prop_assert!(codec.decode::<LineageState>(&bytes[..end]).is_err(), "cut at {}", end);
        }
        bytes.push(0);
        let error = codec.decode::<LineageState>(&bytes).unwrap_err();
        prop_assert_eq!(error.to_string(), "the value is malformed: 1 bytes follow the datum");
    }

    #[test]
    fn mutated_data_never_panic(
        value in any_record::<EnrichedItem>(),
        changes in collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let codec = Codec::single_object();
        let record: EnrichedItem = serde_json::from_value(value).unwrap();
        let mut bytes = codec.encode(&record).unwrap();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
            if let Ok(record) = codec.decode::<EnrichedItem>(&bytes) {
                // What was accepted can be written and shown.
                codec.encode(&record).unwrap();
                serde_json::to_string(&record).unwrap();
            }
        }
    }
}

#[test]
fn every_cut_of_a_full_item_is_an_error() {
    let codec = Codec::single_object();
    let bytes = codec.encode(&super::item()).unwrap();
    for end in 0..bytes.len() {
        assert!(
            codec.decode::<WireItem>(&bytes[..end]).is_err(),
            "cut at {end}"
        );
    }
}

#[test]
fn an_announced_size_beyond_the_bytes_is_refused_before_anything_is_allocated() {
    let huge_text = long(i64::MAX);
    // An empty uri, then alt_ids with 2^40 items.
    let huge_list = [long(0), long(1 << 40), vec![0; 60]].concat();
    let huge_negative = [long(0), long(i64::MIN), long(i64::MAX), vec![0; 60]].concat();
    let cases: [(&[u8], &str); 5] = [
        (
            &huge_text,
            "uri: 9223372036854775807 bytes are announced, 0 are there",
        ),
        (&long(-1), "uri: length -1"),
        (&huge_list, "alt_ids: 1099511627776 items in 60 bytes"),
        (
            &huge_negative,
            "alt_ids: 9223372036854775808 items in 60 bytes",
        ),
        (&[0xFF; 11], "uri: a long has more than 64 bits"),
    ];
    for (datum, expected) in cases {
        let error = Codec::single_object()
            .decode::<WireItem>(&framed::<WireItem>(datum))
            .unwrap_err();
        let message = error.to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_list_may_come_in_blocks_with_their_sizes() {
    let codec = Codec::single_object();
    let item = WireItem {
        alt_ids: vec![Default::default(); 2],
        ..WireItem::default()
    };
    let whole = codec.encode(&item).unwrap();
    let tail = &whole[10 + 1 + 1 + 4 + 1..];
    let blocks = [
        long(0),
        long(-1),
        long(2),
        vec![0, 0],
        long(1),
        vec![0, 0],
        vec![0],
    ]
    .concat();
    let bytes = framed::<WireItem>(&[&blocks, tail].concat());
    assert_eq!(codec.decode::<WireItem>(&bytes), Ok(item));
}

#[test]
fn a_time_that_json_cannot_say_is_refused() {
    let codec = Codec::single_object();
    let mut datum = codec
        .encode(&LineageState::default())
        .unwrap()
        .split_off(10);
    // The last fields are this time and two offsets, a byte each.
    datum.truncate(datum.len() - 3);
    datum.extend(long(i64::MAX));
    datum.extend([0, 0]);
    let error = codec
        .decode::<LineageState>(&framed::<LineageState>(&datum))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("changed_at: 9223372036854775807 ms is no time"),
        "{error}"
    );
}

#[test]
fn text_that_is_no_utf_8_is_refused() {
    let error = Codec::single_object().decode::<WireItem>(&framed::<WireItem>(&[4, 0xC3, 0x28]));
    assert!(matches!(error, Err(DecodeError::Malformed(reason)) if reason.contains("UTF-8")));
}

fn record_of(field_type: &str) -> String {
    format!(r#"{{"type":"record","name":"R","fields":[{{"name":"a","type":{field_type}}}]}}"#)
}

/// A chain of records, each with a field of the one before: deep in types, shallow in JSON.
fn chain(links: usize) -> String {
    let mut fields = r#"{"name":"f0","type":{"type":"record","name":"L0","fields":[{"name":"x","type":"long"}]}}"#.to_owned();
    for i in 1..links {
        fields += &format!(
            r#",{{"name":"f{i}","type":{{"type":"record","name":"L{i}","fields":[{{"name":"x","type":"L{}"}}]}}}}"#,
            i - 1
        );
    }
    format!(r#"{{"type":"record","name":"R","fields":[{fields}]}}"#)
}

#[test]
fn schemas_that_would_make_reading_unbounded_are_refused() {
    let deep_json = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let cases = [
        (record_of(r#"["null","R"]"#), "the type R contains itself"),
        (
            record_of(r#"{"type":"array","items":"null"}"#),
            "takes no bytes",
        ),
        (
            record_of(r#"{"type":"array","items":{"type":"record","name":"E","fields":[]}}"#),
            "takes no bytes",
        ),
        (record_of("\"null\""), "takes no bytes"),
        (chain(40), "more than 32 deep"),
        (
            r#"{"type":"array","items":"long"}"#.to_owned(),
            "a topic's schema is a record",
        ),
        (record_of("\"Nothing\""), "cannot be used"),
        (deep_json, "cannot be used"),
    ];
    for (schema, expected) in cases {
        let error = Codec::single_object().learn(&schema).expect_err(expected);
        assert!(error.to_string().contains(expected), "{error}");
    }
    let long = record_of("\"long\"") + &" ".repeat(MAX_SCHEMA_BYTES);
    assert!(matches!(
        Codec::single_object().learn(&long),
        Err(SchemaError::TooLarge { .. })
    ));
}

#[test]
fn mutated_schemas_never_panic() {
    let codec = Codec::single_object();
    let schema = RecordKind::StoryMember.newest_schema();
    let places: Vec<usize> = schema.char_indices().map(|(place, _)| place).collect();
    for place in places.into_iter().step_by(7) {
        for with in ["", "\"", "{", "null", "0"] {
            let mut mutated = schema.to_owned();
            mutated.replace_range(place..=place, with);
            let _ = codec.learn_as(SchemaKey::Id(1), &mutated);
        }
    }
}
