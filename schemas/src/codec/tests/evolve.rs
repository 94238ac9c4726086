//! A made-up second version, written by its code and read by ours, and the other way round.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::item;
use crate::{
    EnrichedItem, PubStatus, Representation, WireItem,
    bundle::bless,
    codec::{Codec, Contract, DecodeError, RecordKind, SchemaKey},
};

const V2_ITEM: &str = include_str!("../../../fixtures/v2/WireItem.avsc");
const V2_ENRICHED: &str = include_str!("../../../fixtures/v2/EnrichedItem.avsc");
const V2_JSON: &str = include_str!("../../../fixtures/v2/WireItem.full.json");

fn v2_json() -> Value {
    serde_json::from_str(V2_JSON).unwrap()
}

/// A codec of version 2's code, which knows its schemas.
fn v2_writer() -> (Codec, u64, u64) {
    let codec = Codec::single_object();
    let item = codec.learn(V2_ITEM).unwrap();
    let enriched = codec.learn(V2_ENRICHED).unwrap();
    (codec, item, enriched)
}

#[test]
fn the_second_versions_bytes_are_golden() {
    let (codec, fingerprint, _) = v2_writer();
    let hex = HEXLOWER.encode(&codec.encode_dynamic(fingerprint, &v2_json()).unwrap());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/v2/WireItem.full.hex");
    if bless() {
        std::fs::write(path, hex.clone() + "\n").unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap().trim(), hex);
}

#[test]
fn our_code_reads_what_version_2_wrote_once_it_has_learned_the_schema() {
    let (writer, fingerprint, _) = v2_writer();
    let bytes = writer.encode_dynamic(fingerprint, &v2_json()).unwrap();
    let reader = Codec::single_object();
    let unknown = DecodeError::UnknownSchema(SchemaKey::Fingerprint(fingerprint));
    assert_eq!(reader.decode::<WireItem>(&bytes), Err(unknown));
    assert_eq!(reader.learn(V2_ITEM), Ok(fingerprint));

    let read: WireItem = reader.decode(&bytes).unwrap();
    let expected = WireItem {
        representation: Representation::Unknown,
        pub_status: PubStatus::Unknown,
        ..item()
    };
    assert_eq!(read, expected);
}

#[test]
fn a_nested_record_of_version_2_is_read_too() {
    let (codec, _, fingerprint) = v2_writer();
    let value = serde_json::json!({ "item": v2_json(), "primary_region": "DK" });
    let bytes = codec.encode_dynamic(fingerprint, &value).unwrap();
    let read: EnrichedItem = codec.decode(&bytes).unwrap();
    assert_eq!(read.primary_region.as_deref(), Some("DK"));
    assert_eq!(read.item.associations, item().associations);
    assert_eq!(read.item.extensions, item().extensions);
}

/// Some of version 2's fields, as its code would have them.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct ItemV2 {
    uri: String,
    representation: RepresentationV2,
    dateline: Option<DatelineV2>,
    audience: Option<AudienceV2>,
    contacts: Vec<ContactV2>,
    word_count: Option<i64>,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct DatelineV2 {
    text: String,
    country_hint: Option<String>,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct ContactV2 {
    name: String,
    kinds: Vec<AudienceV2>,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AudienceV2 {
    General,
    Specialist,
    #[default]
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RepresentationV2 {
    Full,
    Summary,
    #[default]
    #[serde(other)]
    Unknown,
}

impl Contract for ItemV2 {
    const KIND: RecordKind = RecordKind::WireItem;
}

#[test]
fn version_2s_code_reads_what_we_write_and_fills_in_defaults() {
    let bytes = Codec::single_object().encode(&item()).unwrap();
    let (reader, fingerprint, _) = v2_writer();
    let read: ItemV2 = reader.decode(&bytes).unwrap();
    let expected = ItemV2 {
        uri: item().uri,
        representation: RepresentationV2::Full,
        dateline: Some(DatelineV2 {
            text: item().dateline.unwrap().text,
            country_hint: None,
        }),
        ..ItemV2::default()
    };
    assert_eq!(read, expected);

    let own = reader.encode_dynamic(fingerprint, &v2_json()).unwrap();
    let read: ItemV2 = reader.decode(&own).unwrap();
    assert_eq!(read.audience, Some(AudienceV2::Specialist));
    assert_eq!(read.representation, RepresentationV2::Summary);
    assert_eq!(read.contacts[0].kinds, [AudienceV2::General]);
    assert_eq!(read.word_count, Some(212));
}

#[test]
fn a_writer_that_was_not_nullable_and_an_int_are_read_where_the_contract_has_more() {
    let schema = r#"{"type":"record","name":"WireItem","namespace":"dev.dateline.wire","fields":[
        {"name":"urgency","type":"int"},{"name":"genre","type":"string"}]}"#;
    let codec = Codec::single_object();
    let fingerprint = codec.learn(schema).unwrap();
    let value = serde_json::json!({ "urgency": 4, "genre": "Nieuws" });
    let bytes = codec.encode_dynamic(fingerprint, &value).unwrap();
    let read: WireItem = codec.decode(&bytes).unwrap();
    assert_eq!(
        (read.urgency, read.genre.as_deref()),
        (Some(4), Some("Nieuws"))
    );
}
