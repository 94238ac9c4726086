//! A writer's schema: parsed within limits, with the fingerprint that other languages compute for it.

use std::sync::Arc;

use apache_avro::{Schema, rabin::Rabin};
use serde_json::Value;

use crate::codec::{SchemaError, plan::Node, plan::RecordNode};

/// Longest schema that is read. Our largest bundle has 30 KB; `wire.schemas` is read from a topic that others may write.
pub const MAX_SCHEMA_BYTES: usize = 256 * 1024;

/// A schema that data can be read by.
#[derive(Debug, Clone)]
pub(crate) struct WriterSchema {
    pub(crate) fingerprint: u64,
    pub(crate) record: Arc<RecordNode>,
    pub(crate) root: Node,
}

impl WriterSchema {
    pub(crate) fn parse(json: &str) -> Result<Self, SchemaError> {
        let schema = parse_record(json)?;
        let root = Node::compile(&schema).map_err(|refusal| invalid(&refusal))?;
        let Node::Record(record) = &root else {
            return Err(invalid(&"a topic's schema is a record"));
        };
        Ok(Self {
            fingerprint: fingerprint(json)?,
            record: Arc::clone(record),
            root,
        })
    }
}

/// Parses within the limits. serde_json refuses JSON that nests more than 128 deep.
pub(crate) fn parse_record(json: &str) -> Result<Schema, SchemaError> {
    if json.len() > MAX_SCHEMA_BYTES {
        return Err(SchemaError::TooLarge {
            bytes: json.len(),
            limit: MAX_SCHEMA_BYTES,
        });
    }
    Schema::parse_str(json).map_err(|error| invalid(&error))
}

/// CRC-64-AVRO of the canonical form.
///
/// apache-avro keeps `{"type":"long"}` in the canonical form of a field that has a logical type, where the
/// specification, Java and fastavro have `"long"`. So the form is made from a copy without logical types.
pub(crate) fn fingerprint(json: &str) -> Result<u64, SchemaError> {
    let mut schema: Value = serde_json::from_str(json).map_err(|error| invalid(&error))?;
    strip_logical_types(&mut schema);
    let plain = Schema::parse(&schema).map_err(|error| invalid(&error))?;
    let digest = plain.fingerprint::<Rabin>().bytes;
    let bytes = <[u8; 8]>::try_from(digest).map_err(|_| invalid(&"the fingerprint has 64 bits"))?;
    Ok(u64::from_le_bytes(bytes))
}

fn strip_logical_types(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(strip_logical_types),
        Value::Object(members) => {
            members.remove("logicalType");
            for (key, member) in members.iter_mut() {
                if key != "default" {
                    strip_logical_types(member);
                }
            }
        }
        _ => {}
    }
}

fn invalid(reason: &dyn std::fmt::Display) -> SchemaError {
    SchemaError::Invalid(reason.to_string())
}
