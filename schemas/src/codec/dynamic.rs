//! Data of any known schema as JSON, without a Rust type: for tools that show topics, and for tests that write with schemas that this build does not have.

use std::str::FromStr as _;

use data_encoding::BASE64;
use serde_json::{Map, Number, Value};

use crate::{
    codec::{
        Codec, DecodeError, EncodeError, SchemaError, SchemaKey,
        cursor::{Cursor, Fault},
        framing,
        plan::{Items, Node, RecordNode},
        schema::WriterSchema,
        write::{write_bytes, write_long},
    },
    time::Timestamp,
};

/// A datum with the record that its schema names.
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicRecord {
    /// Full name of the record.
    pub record: String,
    /// The JSON form: the schema's field names, null for unknown, RFC 3339 times, base64 bytes.
    pub value: Value,
}

impl Codec {
    /// The JSON form of a framed datum of any known schema.
    pub fn decode_dynamic(&self, bytes: &[u8]) -> Result<DynamicRecord, DecodeError> {
        let (key, datum) = framing::split(bytes)?;
        let schema = self.schema(key)?;
        let mut cursor = Cursor::new(datum);
        let value = to_json(&mut cursor, &schema.root)
            .map_err(|fault| DecodeError::Malformed(fault.to_string()))?;
        if cursor.left() > 0 {
            let message = format!("{} bytes follow the datum", cursor.left());
            return Err(DecodeError::Malformed(message));
        }
        Ok(DynamicRecord {
            record: schema.record.name.clone(),
            value,
        })
    }

    /// Writes a JSON form by a schema that was learned, in single-object encoding. Absent fields take the schema's default.
    pub fn encode_dynamic(&self, fingerprint: u64, value: &Value) -> Result<Vec<u8>, EncodeError> {
        let schema = self
            .schema(SchemaKey::Fingerprint(fingerprint))
            .map_err(|error| EncodeError::Unwritable(error.to_string()))?;
        let mut buffer = framing::single_object_header(fingerprint).to_vec();
        from_json(&mut buffer, &schema.root, value)?;
        Ok(buffer)
    }
}

/// Full name of the record that a schema is for, and the schema's fingerprint.
pub fn describe(schema_json: &str) -> Result<(String, u64), SchemaError> {
    let schema = WriterSchema::parse(schema_json)?;
    Ok((schema.record.name.clone(), schema.fingerprint))
}

fn to_json(cursor: &mut Cursor<'_>, node: &Node) -> Result<Value, Fault> {
    Ok(match node {
        Node::Null => Value::Null,
        Node::Boolean => cursor.boolean()?.into(),
        Node::Int => cursor.int()?.into(),
        Node::Long => cursor.long()?.into(),
        Node::TimestampMillis => {
            let millis = cursor.long()?;
            let time = Timestamp::try_from_millis(millis)
                .ok_or_else(|| Fault::new(format!("{millis} ms is no time")))?;
            time.to_string().into()
        }
        Node::Float => number(cursor.float()?.into()),
        Node::Double => number(cursor.double()?),
        Node::Bytes => BASE64.encode(cursor.bytes()?).into(),
        Node::Fixed(size) => BASE64.encode(cursor.take(*size)?).into(),
        Node::Text => cursor.text()?.into(),
        Node::Array(items) => Value::Array(array_to_json(cursor, items)?),
        Node::Map(items) => Value::Object(map_to_json(cursor, items)?),
        Node::Union(branches) => {
            let index = cursor.index(branches.len())?;
            to_json(cursor, &branches[index])?
        }
        Node::Record(record) => {
            let members = record.fields.iter().map(|field| {
                let value = to_json(cursor, &field.node)?;
                Ok((field.name.clone(), value))
            });
            Value::Object(members.collect::<Result<_, Fault>>()?)
        }
        Node::Enum(schema) => schema.symbols[cursor.index(schema.symbols.len())?]
            .as_str()
            .into(),
    })
}

/// The cursor refuses what is not finite.
fn number(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

fn array_to_json(cursor: &mut Cursor<'_>, items: &Items) -> Result<Vec<Value>, Fault> {
    let mut values = Vec::new();
    loop {
        let count = cursor.block(items.minimum_bytes)?;
        if count == 0 {
            return Ok(values);
        }
        for _ in 0..count {
            values.push(to_json(cursor, &items.node)?);
        }
    }
}

fn map_to_json(cursor: &mut Cursor<'_>, items: &Items) -> Result<Map<String, Value>, Fault> {
    let mut members = Map::new();
    loop {
        let count = cursor.block(items.minimum_bytes)?;
        if count == 0 {
            return Ok(members);
        }
        for _ in 0..count {
            let key = cursor.text()?.to_owned();
            members.insert(key, to_json(cursor, &items.node)?);
        }
    }
}

fn from_json(buffer: &mut Vec<u8>, node: &Node, value: &Value) -> Result<(), EncodeError> {
    let wrong = || EncodeError::Unwritable(format!("{value} where the schema has another type"));
    match node {
        Node::Null => return value.as_null().ok_or_else(wrong),
        Node::Boolean => buffer.push(value.as_bool().ok_or_else(wrong)?.into()),
        Node::Int | Node::Long => write_long(buffer, value.as_i64().ok_or_else(wrong)?),
        Node::TimestampMillis => {
            let time = match value {
                Value::String(text) => Timestamp::from_str(text).map_err(|_| wrong())?,
                other => Timestamp::from_millis(other.as_i64().ok_or_else(wrong)?),
            };
            write_long(buffer, time.as_millis());
        }
        Node::Float => {
            let number = value.as_f64().ok_or_else(wrong)? as f32;
            buffer.extend_from_slice(&number.to_le_bytes());
        }
        Node::Double => {
            buffer.extend_from_slice(&value.as_f64().ok_or_else(wrong)?.to_le_bytes());
        }
        Node::Bytes | Node::Fixed(_) => {
            let text = value.as_str().ok_or_else(wrong)?;
            let bytes = BASE64.decode(text.as_bytes()).map_err(|_| wrong())?;
            match node {
                Node::Fixed(size) if *size != bytes.len() => return Err(wrong()),
                Node::Fixed(_) => buffer.extend_from_slice(&bytes),
                _ => write_bytes(buffer, &bytes),
            }
        }
        Node::Text => write_bytes(buffer, value.as_str().ok_or_else(wrong)?.as_bytes()),
        Node::Array(items) => array_from_json(buffer, items, value.as_array().ok_or_else(wrong)?)?,
        Node::Map(items) => map_from_json(buffer, items, value.as_object().ok_or_else(wrong)?)?,
        Node::Union(branches) => union_from_json(buffer, branches, value)?,
        Node::Record(record) => {
            record_from_json(buffer, record, value.as_object().ok_or_else(wrong)?)?;
        }
        Node::Enum(schema) => {
            let symbol = value.as_str().ok_or_else(wrong)?;
            let index = schema.symbols.iter().position(|known| known == symbol);
            write_long(buffer, index.ok_or_else(wrong)? as i64);
        }
    }
    Ok(())
}

fn array_from_json(
    buffer: &mut Vec<u8>,
    items: &Items,
    values: &[Value],
) -> Result<(), EncodeError> {
    if !values.is_empty() {
        write_long(buffer, values.len() as i64);
    }
    for value in values {
        from_json(buffer, &items.node, value)?;
    }
    buffer.push(0);
    Ok(())
}

fn map_from_json(
    buffer: &mut Vec<u8>,
    items: &Items,
    members: &Map<String, Value>,
) -> Result<(), EncodeError> {
    if !members.is_empty() {
        write_long(buffer, members.len() as i64);
    }
    for (key, value) in members {
        write_bytes(buffer, key.as_bytes());
        from_json(buffer, &items.node, value)?;
    }
    buffer.push(0);
    Ok(())
}

/// Takes the first branch that the value fits.
fn union_from_json(
    buffer: &mut Vec<u8>,
    branches: &[Node],
    value: &Value,
) -> Result<(), EncodeError> {
    let before = buffer.len();
    for (i, branch) in branches.iter().enumerate() {
        write_long(buffer, i as i64);
        if from_json(buffer, branch, value).is_ok() {
            return Ok(());
        }
        buffer.truncate(before);
    }
    let message = format!("{value} fits no branch of the schema's union");
    Err(EncodeError::Unwritable(message))
}

fn record_from_json(
    buffer: &mut Vec<u8>,
    record: &RecordNode,
    members: &Map<String, Value>,
) -> Result<(), EncodeError> {
    if let Some(unknown) = members
        .keys()
        .find(|key| !record.fields.iter().any(|field| field.name == **key))
    {
        let message = format!("{} has no field {unknown}", record.name);
        return Err(EncodeError::Unwritable(message));
    }
    for field in &record.fields {
        let given = members.get(&field.name).or(field.default.as_ref());
        let value = given.ok_or_else(|| {
            EncodeError::Unwritable(format!("{}.{} is missing", record.name, field.name))
        })?;
        from_json(buffer, &field.node, value)?;
    }
    Ok(())
}
