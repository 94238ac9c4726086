//! Any record survives: JSON → type → Avro → type → JSON.

use proptest::{collection, prelude::*, sample::select};
use serde_json::{Map, Value, json};

use crate::{
    AnnotatedItem, Checkpoint, Delivery, EnrichedItem, LineageState, StoryMember, Timestamp,
    WireItem,
    codec::{Codec, Contract, SchemaKey, plan::Node, schema::WriterSchema},
};

/// Any JSON form of a type: made from the schema, so that a field that is added is tested without being listed.
pub(super) fn any_value(node: &Node) -> BoxedStrategy<Value> {
    match node {
        Node::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Node::Long => any::<i64>().prop_map(Value::from).boxed(),
        Node::Double => any::<f64>()
            .prop_filter("JSON has finite numbers only", |number| number.is_finite())
            .prop_map(Value::from)
            .boxed(),
        Node::TimestampMillis => (Timestamp::MIN.as_millis()..=Timestamp::MAX.as_millis())
            .prop_map(|millis| Timestamp::from_millis(millis).to_string().into())
            .boxed(),
        Node::Bytes => collection::vec(any::<u8>(), 0..40)
            .prop_map(|bytes| data_encoding::BASE64.encode(&bytes).into())
            .boxed(),
        Node::Text => any::<String>().prop_map(Value::from).boxed(),
        Node::Enum(schema) => select(schema.symbols.clone()).prop_map(Value::from).boxed(),
        Node::Array(items) => collection::vec(any_value(&items.node), 0..3)
            .prop_map(Value::from)
            .boxed(),
        Node::Map(items) => collection::btree_map(any::<String>(), any_value(&items.node), 0..3)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
            .boxed(),
        Node::Union(branches) => prop_oneof![Just(Value::Null), any_value(&branches[1])].boxed(),
        Node::Record(record) => {
            let names: Vec<String> = record
                .fields
                .iter()
                .map(|field| field.name.clone())
                .collect();
            let values: Vec<_> = record
                .fields
                .iter()
                .map(|field| any_value(&field.node))
                .collect();
            values
                .prop_map(move |values| {
                    names
                        .iter()
                        .cloned()
                        .zip(values)
                        .collect::<Map<_, _>>()
                        .into()
                })
                .boxed()
        }
        other => panic!("the contract has no {other:?}"),
    }
}

pub(super) fn any_record<T: Contract>() -> BoxedStrategy<Value> {
    any_value(&WriterSchema::parse(T::KIND.newest_schema()).unwrap().root)
}

fn survives<T: Contract>(value: &Value) {
    let codec = Codec::single_object();
    let record: T = serde_json::from_str(&value.to_string()).unwrap();
    let bytes = codec.encode(&record).unwrap();
    let dynamic = codec.decode_dynamic(&bytes).unwrap();
    assert_eq!(dynamic.record, T::NAME);
    assert_eq!(dynamic.value, *value);
    let back: T = codec.decode(&bytes).unwrap();
    assert_eq!(serde_json::to_value(&back).unwrap(), *value);
    assert_eq!(codec.encode(&back).unwrap(), bytes);

    // The same schema under a registry's id is read by names instead of positions.
    codec
        .learn_as(SchemaKey::Id(1), T::KIND.newest_schema())
        .unwrap();
    let framed = [&[0, 0, 0, 0, 1], &bytes[10..]].concat();
    let by_name: T = codec.decode(&framed).unwrap();
    assert_eq!(codec.encode(&by_name).unwrap(), bytes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_delivery_survives(value in any_record::<Delivery>()) { survives::<Delivery>(&value); }

    #[test]
    fn every_wire_item_survives(value in any_record::<WireItem>()) { survives::<WireItem>(&value); }

    #[test]
    fn every_annotated_item_survives(value in any_record::<AnnotatedItem>()) { survives::<AnnotatedItem>(&value); }

    #[test]
    fn every_enriched_item_survives(value in any_record::<EnrichedItem>()) { survives::<EnrichedItem>(&value); }

    #[test]
    fn every_lineage_state_survives(value in any_record::<LineageState>()) { survives::<LineageState>(&value); }

    #[test]
    fn every_story_member_survives(value in any_record::<StoryMember>()) { survives::<StoryMember>(&value); }

    #[test]
    fn every_checkpoint_survives(value in any_record::<Checkpoint>()) { survives::<Checkpoint>(&value); }
}

#[test]
fn times_are_rfc_3339_in_utc_and_unknown_is_null() {
    let item: WireItem =
        serde_json::from_value(json!({ "expires": "2026-03-12T18:00:00+01:00" })).unwrap();
    let value = serde_json::to_value(&item).unwrap();
    assert_eq!(value["expires"], "2026-03-12T17:00:00.000Z");
    assert_eq!(value["received_at"], "1970-01-01T00:00:00.000Z");
    assert_eq!(value.get("headline"), Some(&Value::Null));
}
