//! The codec against goldens, properties, hostile bytes and schemas of another version.

mod evolve;
mod golden;
mod hostile;
mod property;

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::{Checkpoint, LineageState, WireItem};

fn item() -> WireItem {
    serde_json::from_str(include_str!("../../fixtures/golden/WireItem.1.full.json")).unwrap()
}

/// A registry that counts what it is asked.
#[derive(Default)]
struct Registry {
    asked: AtomicU32,
    down: bool,
}

impl SchemaIds for Registry {
    fn id_of(&self, record: RecordKind, _: &str) -> Result<u32, String> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.down {
            return Err("connection refused".into());
        }
        Ok(0x0102_0300 + record.index() as u32)
    }
}

#[test]
fn single_object_encoding_names_the_schema_by_its_fingerprint() {
    let codec = Codec::single_object();
    let bytes = codec.encode(&item()).unwrap();
    let (fingerprint, _) = own_schemas().nth(RecordKind::WireItem.index()).unwrap();
    assert_eq!(bytes[..2], [0xC3, 0x01]);
    assert_eq!(bytes[2..10], fingerprint.to_le_bytes());
    assert_eq!(codec.decode::<WireItem>(&bytes), Ok(item()));
}

#[test]
fn confluent_framing_asks_the_registry_once_a_record_and_is_read_after_learning() {
    let registry = Arc::new(Registry::default());
    let writer = Codec::confluent(registry.clone());
    let bytes = writer.encode(&item()).unwrap();
    writer.encode(&item()).unwrap();
    writer.encode(&Checkpoint::default()).unwrap();
    assert_eq!(registry.asked.load(Ordering::Relaxed), 2);
    assert_eq!(bytes[..5], [0, 1, 2, 3, 1]);

    let reader = Codec::single_object();
    let key = SchemaKey::Id(0x0102_0301);
    assert_eq!(
        reader.decode::<WireItem>(&bytes),
        Err(DecodeError::UnknownSchema(key))
    );
    reader
        .learn_as(key, RecordKind::WireItem.newest_schema())
        .unwrap();
    assert_eq!(reader.record_name(key).as_deref(), Some(WireItem::NAME));
    assert_eq!(reader.decode::<WireItem>(&bytes), Ok(item()));
}

#[test]
fn a_registry_that_is_down_is_an_error_that_leaves_the_buffer_alone() {
    let codec = Codec::confluent(Arc::new(Registry {
        down: true,
        ..Registry::default()
    }));
    let mut buffer = vec![7];
    let error = codec.encode_into(&item(), &mut buffer).unwrap_err();
    let expected = "no schema id for dev.dateline.wire.WireItem: connection refused";
    assert_eq!(error.to_string(), expected);
    assert_eq!(buffer, [7]);
}

#[test]
fn a_guid_names_a_schema_in_the_header_or_before_the_datum() {
    let codec = Codec::single_object();
    let datum = codec.encode(&item()).unwrap().split_off(10);
    let guid = [9; 16];
    let mut header = vec![1];
    header.extend(guid);
    let unknown = DecodeError::UnknownSchema(SchemaKey::Guid(guid));
    assert_eq!(
        codec.decode_with_header::<WireItem>(Some(&header), &datum),
        Err(unknown)
    );
    codec
        .learn_as(SchemaKey::Guid(guid), RecordKind::WireItem.newest_schema())
        .unwrap();
    assert_eq!(
        codec.decode_with_header::<WireItem>(Some(&header), &datum),
        Ok(item())
    );
    let framed = [header.as_slice(), &datum].concat();
    assert_eq!(codec.decode::<WireItem>(&framed), Ok(item()));
    assert!(
        codec
            .decode_with_header::<WireItem>(Some(&framed), &datum)
            .is_err()
    );
}

#[test]
fn what_is_no_record_says_why() {
    let codec = Codec::single_object();
    let good = codec.encode(&LineageState::default()).unwrap();
    let unknown = [&[0xC3, 0x01][..], &[0x11; 8], &[0]].concat();
    let cases: [(&[u8], &str); 8] = [
        (&[], "the value is empty"),
        (
            b"{\"uri\":1}",
            "the value begins with byte 0x7b, which is no framing of Avro data",
        ),
        (
            &[0xC3],
            "the value begins with byte 0xc3, which is no framing of Avro data",
        ),
        (
            &[0xC3, 0x01, 5],
            "the value is malformed: the value ends inside its framing",
        ),
        (
            &[0, 0, 0, 1],
            "the value is malformed: the value ends inside its framing",
        ),
        (
            &[0, 0, 0, 0, 42, 0],
            "the schema with registry id 42 is not known",
        ),
        (
            &unknown,
            "the schema with fingerprint 1111111111111111 is not known",
        ),
        (
            &good,
            "the value is a dev.dateline.wire.LineageState, not a dev.dateline.wire.WireItem",
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(
            codec.decode::<WireItem>(bytes).unwrap_err().to_string(),
            expected
        );
    }
}

#[test]
fn a_record_that_its_topic_would_not_take_is_refused() {
    let codec = Codec::single_object();
    let limit = RecordKind::WireItem.max_datum_bytes();
    let mut large = WireItem {
        body: Some("a".repeat(limit)),
        ..WireItem::default()
    };
    let mut buffer = Vec::new();
    let error = codec.encode_into(&large, &mut buffer).unwrap_err();
    assert!(matches!(error, EncodeError::TooLarge { limit: told, .. } if told == limit));
    assert!(buffer.is_empty());
    large.body = Some("a".repeat(limit - 100));
    let bytes = codec.encode(&large).unwrap();
    assert_eq!(codec.decode::<WireItem>(&bytes), Ok(large));
    let padded = [bytes, vec![0; 200]].concat();
    assert!(matches!(
        codec.decode::<WireItem>(&padded),
        Err(DecodeError::TooLarge { .. })
    ));
}

#[test]
fn a_number_without_a_form_in_json_is_not_written() {
    let codec = Codec::single_object();
    for weight in [f64::NAN, f64::INFINITY] {
        let region = crate::Region {
            weight,
            ..crate::Region::default()
        };
        let item = crate::EnrichedItem {
            regions: vec![region],
            ..crate::EnrichedItem::default()
        };
        assert!(matches!(
            codec.encode(&item),
            Err(EncodeError::Unwritable(_))
        ));
    }
}

#[test]
fn clones_share_what_they_learn_and_learning_is_bounded() {
    let codec = Codec::single_object();
    let clone = codec.clone();
    let schema = |i: usize| {
        format!(r#"{{"type":"record","name":"R{i}","fields":[{{"name":"a","type":"long"}}]}}"#)
    };
    let fingerprint = codec.learn(&schema(0)).unwrap();
    assert_eq!(
        clone
            .record_name(SchemaKey::Fingerprint(fingerprint))
            .as_deref(),
        Some("R0")
    );
    let refused = (1..=MAX_LEARNED)
        .map(|i| codec.learn(&schema(i)))
        .find(Result::is_err);
    assert_eq!(refused, Some(Err(SchemaError::TooMany)));
    assert_eq!(
        codec.learn(&schema(0)),
        Ok(fingerprint),
        "known ones are still fine"
    );
}
