//! Bytes and fingerprints that never change, and the agreement of types and schemas.

use std::{fs, path::PathBuf};

use apache_avro::{Schema, reader::datum::GenericDatumReader, writer::datum::GenericDatumWriter};
use data_encoding::HEXLOWER;
use serde_json::Value;

use crate::{
    AnnotatedItem, Checkpoint, Delivery, EnrichedItem, LineageState, StoryMember, WireItem,
    bundle::bless,
    codec::{Codec, Contract, RecordKind, own_schemas, plan::Node, schema::WriterSchema},
};

/// Calls a generic check with each record type.
macro_rules! for_each_record {
    ($check:ident) => {
        $check::<Delivery>();
        $check::<WireItem>();
        $check::<AnnotatedItem>();
        $check::<EnrichedItem>();
        $check::<LineageState>();
        $check::<StoryMember>();
        $check::<Checkpoint>();
    };
}

fn path<T: Contract>(variant: &str) -> PathBuf {
    let short = T::NAME.rsplit('.').next().unwrap();
    let release = T::KIND.released().len();
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join(format!("fixtures/golden/{short}.{release}.{variant}"))
}

fn json<T: Contract>(variant: &str) -> Value {
    let text = fs::read_to_string(path::<T>(&format!("{variant}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn record<T: Contract>(variant: &str) -> T {
    serde_json::from_value(json::<T>(variant)).unwrap()
}

fn bytes_are_golden<T: Contract>() {
    for variant in ["full", "minimal"] {
        let record: T = record(variant);
        let bytes = Codec::single_object().encode(&record).unwrap();
        let file = path::<T>(&format!("{variant}.hex"));
        if bless() {
            fs::write(&file, HEXLOWER.encode(&bytes) + "\n").unwrap();
            let json = serde_json::to_string_pretty(&record).unwrap() + "\n";
            fs::write(path::<T>(&format!("{variant}.json")), json).unwrap();
        }
        let golden = fs::read_to_string(&file).unwrap();
        assert_eq!(HEXLOWER.encode(&bytes), golden.trim(), "{file:?}");
        let back: T = Codec::single_object().decode(&bytes).unwrap();
        assert_eq!(serde_json::to_value(&back).unwrap(), json::<T>(variant));
    }
}

#[test]
fn golden_bytes_and_json_are_the_same_record() {
    for_each_record!(bytes_are_golden);
}

/// JSON in the order of the schema's fields, and `None` where the value has other members than the schema.
fn in_schema_order(node: &Node, value: &Value) -> Option<String> {
    Some(match (node, value) {
        (Node::Union(branches), Value::Null) => {
            branches.contains(&Node::Null).then(|| "null".into())?
        }
        (Node::Union(branches), value) => in_schema_order(branches.get(1)?, value)?,
        (Node::Array(items), Value::Array(values)) => {
            let parts = values
                .iter()
                .map(|value| in_schema_order(&items.node, value));
            format!("[{}]", parts.collect::<Option<Vec<_>>>()?.join(","))
        }
        (Node::Record(record), Value::Object(members)) if members.len() == record.fields.len() => {
            let parts = record.fields.iter().map(|field| {
                let value = in_schema_order(&field.node, members.get(&field.name)?)?;
                Some(format!("\"{}\":{value}", field.name))
            });
            format!("{{{}}}", parts.collect::<Option<Vec<_>>>()?.join(","))
        }
        (_, value) => value.to_string(),
    })
}

/// Whether every nullable has a value somewhere, every list an item: a golden that leaves a field out proves less.
fn unfilled(node: &Node, value: &Value, path: &str, found: &mut Vec<String>) {
    match (node, value) {
        (Node::Union(branches), value) if !value.is_null() => {
            unfilled(&branches[1], value, path, found)
        }
        (Node::Array(items), Value::Array(values)) if !values.is_empty() => {
            unfilled(&items.node, &values[0], path, found);
        }
        (Node::Record(record), value) => {
            for field in &record.fields {
                unfilled(
                    &field.node,
                    &value[&field.name],
                    &format!("{path}.{}", field.name),
                    found,
                );
            }
        }
        (Node::Boolean | Node::Enum(_), _) => {}
        (_, value) => {
            let empty = value.is_null()
                || value == ""
                || value.as_array().is_some()
                || value.as_object().is_some_and(|o| o.is_empty());
            if empty {
                found.push(path.to_owned());
            }
        }
    }
}

fn type_follows_schema<T: Contract>() {
    let schema = WriterSchema::parse(T::KIND.newest_schema()).unwrap();
    let mut found = Vec::new();
    unfilled(&schema.root, &json::<T>("full"), T::NAME, &mut found);
    assert_eq!(
        found,
        Vec::<String>::new(),
        "the full golden leaves fields empty"
    );
    for variant in ["full", "minimal"] {
        let record: T = record(variant);
        let value = serde_json::to_value(&record).unwrap();
        let ordered =
            in_schema_order(&schema.root, &value).unwrap_or_else(|| panic!("{}: {value}", T::NAME));
        assert_eq!(
            serde_json::to_string(&record).unwrap(),
            ordered,
            "{}",
            T::NAME
        );
    }
}

#[test]
fn types_have_the_fields_of_their_schemas_in_the_schemas_order() {
    for_each_record!(type_follows_schema);
}

fn defaults_agree<T: Contract + Default>() {
    let schema = WriterSchema::parse(T::KIND.newest_schema()).unwrap();
    let codec = Codec::single_object();
    let bytes = codec
        .encode_dynamic(schema.fingerprint, &serde_json::json!({}))
        .unwrap();
    assert_eq!(bytes, codec.encode(&T::default()).unwrap(), "{}", T::NAME);
}

#[test]
fn the_schemas_defaults_are_the_types_defaults() {
    for_each_record!(defaults_agree);
}

fn symbols_in_order(node: &Node, found: &mut Vec<(String, Vec<String>)>) {
    match node {
        Node::Union(branches) => branches
            .iter()
            .for_each(|branch| symbols_in_order(branch, found)),
        Node::Array(items) | Node::Map(items) => symbols_in_order(&items.node, found),
        Node::Record(record) => {
            record
                .fields
                .iter()
                .for_each(|field| symbols_in_order(&field.node, found));
        }
        Node::Enum(schema) => found.push((schema.name.clone(), schema.symbols.clone())),
        _ => {}
    }
}

#[test]
fn enums_have_the_symbols_of_their_schemas_in_order() {
    let mut schemas = Vec::new();
    for kind in RecordKind::ALL {
        symbols_in_order(
            &WriterSchema::parse(kind.newest_schema()).unwrap().root,
            &mut schemas,
        );
    }
    schemas.sort();
    schemas.dedup();
    macro_rules! types {
        ($($name:ident),+) => {
            vec![$((
                format!("dev.dateline.wire.{}", stringify!($name)),
                crate::$name::ALL.iter().map(|symbol| symbol.symbol().to_owned()).collect::<Vec<_>>(),
            )),+]
        };
    }
    let mut types = types![
        Representation,
        PubStatus,
        PublishedPrecision,
        PublishedBasis,
        LineagePosition,
        Change,
        LineageStatus,
        RegionRole,
        EvidenceField,
        Relation,
        StoryAction
    ];
    types.sort();
    assert_eq!(schemas, types);
}

/// apache-avro's own reader and writer, as a second opinion on the bytes.
fn another_codec_agrees<T: Contract>() {
    let schema = Schema::parse_str(T::KIND.newest_schema()).unwrap();
    for variant in ["full", "minimal"] {
        let bytes = Codec::single_object()
            .encode(&record::<T>(variant))
            .unwrap();
        let reader = GenericDatumReader::builder(&schema).build().unwrap();
        let value = reader.read_value(&mut &bytes[10..]).unwrap();
        let writer = GenericDatumWriter::builder(&schema).build().unwrap();
        // The order of a map's entries is free; the goldens' maps have two.
        let again = writer.write_value_to_vec(value).unwrap();
        let back: T = Codec::single_object()
            .decode(&[&bytes[..10], &again].concat())
            .unwrap();
        assert_eq!(serde_json::to_value(&back).unwrap(), json::<T>(variant));
    }
}

#[test]
fn apache_avro_reads_and_writes_the_same_data() {
    for_each_record!(another_codec_agrees);
}

#[test]
fn fingerprints_are_those_that_fastavro_computes() {
    let golden: Value =
        serde_json::from_str(include_str!("../../../fixtures/fingerprints.json")).unwrap();
    let mut count = 0;
    for kind in RecordKind::ALL {
        for (i, json) in kind.released().iter().enumerate() {
            let short = kind.full_name().rsplit('.').next().unwrap();
            let fingerprint = WriterSchema::parse(json).unwrap().fingerprint;
            let expected = &golden[format!("released/{short}.{}.avsc", i + 1)];
            assert_eq!(*expected, format!("{fingerprint:016x}"), "{kind}");
            assert!(own_schemas().any(|own| own == (fingerprint, *json)));
            count += 1;
        }
    }
    assert_eq!(own_schemas().count(), count);
}

#[test]
fn a_logical_type_does_not_change_a_fingerprint() {
    // The trap: apache-avro's own fingerprint of this schema is another.
    let schema = RecordKind::LineageState.newest_schema();
    let trapped = Schema::parse_str(schema)
        .unwrap()
        .fingerprint::<apache_avro::rabin::Rabin>();
    let ours = WriterSchema::parse(schema).unwrap().fingerprint;
    assert_ne!(
        trapped.bytes,
        ours.to_le_bytes(),
        "the trap is gone: the detour can go too"
    );
}
