//! Records to bytes and back: Avro data with a framing that names the writer's schema.
//!
//! Data is read by the schema that wrote it. Decoding arbitrary bytes ends in a record or an error; it takes time
//! and space in proportion to the bytes.

mod cursor;
pub mod dynamic;
mod error;
mod framing;
pub(crate) mod plan;
mod read;
pub(crate) mod schema;
#[cfg(test)]
mod tests;
mod write;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock},
};

use self::{
    cursor::Cursor,
    read::{Matching, Reader},
    schema::WriterSchema,
    write::{Unwritable, Writer},
};
pub use self::{
    error::{DecodeError, EncodeError, SchemaError},
    framing::{SchemaKey, fingerprint_key},
    schema::MAX_SCHEMA_BYTES,
};
pub use crate::contract::{Contract, RecordKind};

/// Most schemas that are kept: each release adds seven at most, so this is a hundred releases in one cluster.
pub const MAX_LEARNED: usize = 1_000;

/// The seam to a schema registry, for writing in Confluent's framing.
pub trait SchemaIds: Send + Sync {
    /// The id under which the registry holds this schema of a record. Asked once for each record, before its first
    /// datum; may block. An error is told as [`EncodeError::NoSchemaId`] and asked again at the next record.
    fn id_of(&self, record: RecordKind, schema_json: &str) -> Result<u32, String>;
}

/// Writes records in one framing, and reads them in every framing. Cheap to clone; clones share what they learn.
#[derive(Clone)]
pub struct Codec(Arc<Inner>);

struct Inner {
    framing: Framing,
    known: RwLock<HashMap<SchemaKey, Arc<WriterSchema>>>,
}

enum Framing {
    SingleObject,
    Confluent {
        registry: Arc<dyn SchemaIds>,
        ids: [OnceLock<u32>; RecordKind::ALL.len()],
    },
}

/// Every released schema of each record, oldest first, by [`RecordKind::index`].
static RELEASED: LazyLock<[Vec<Arc<WriterSchema>>; RecordKind::ALL.len()]> = LazyLock::new(|| {
    let parsed = |json: &&str| WriterSchema::parse(json).expect("a test parses every schema");
    RecordKind::ALL.map(|kind| kind.released().iter().map(parsed).map(Arc::new).collect())
});

/// The schema that this build writes for a record.
fn own_schema(kind: RecordKind) -> &'static Arc<WriterSchema> {
    let released = &RELEASED[kind.index()];
    &released[released.len() - 1]
}

/// Fingerprint and JSON of every schema that this build writes or ever wrote, oldest first for each record: what goes
/// to `wire.schemas` before the first record.
pub fn own_schemas() -> impl Iterator<Item = (u64, &'static str)> {
    RecordKind::ALL.into_iter().flat_map(|kind| {
        let fingerprints = RELEASED[kind.index()].iter();
        let fingerprints = fingerprints.map(|schema| schema.fingerprint);
        fingerprints.zip(kind.released().iter().copied())
    })
}

/// What a datum needs at most in the common case; a longer one grows the buffer.
const COMMON_DATUM_BYTES: usize = 2_048;

impl Codec {
    /// Writes Avro single-object encoding: `C3 01`, the fingerprint, the datum.
    pub fn single_object() -> Self {
        Self::with_framing(Framing::SingleObject)
    }

    /// Writes Confluent's framing: `00`, the registry's id, the datum.
    pub fn confluent(registry: Arc<dyn SchemaIds>) -> Self {
        Self::with_framing(Framing::Confluent {
            registry,
            ids: Default::default(),
        })
    }

    fn with_framing(framing: Framing) -> Self {
        let released = RELEASED.iter().flatten().map(|schema| {
            let key = SchemaKey::Fingerprint(schema.fingerprint);
            (key, Arc::clone(schema))
        });
        Self(Arc::new(Inner {
            framing,
            known: RwLock::new(released.collect()),
        }))
    }

    /// The record's bytes, framing included.
    pub fn encode<T: Contract>(&self, record: &T) -> Result<Vec<u8>, EncodeError> {
        let mut buffer = Vec::with_capacity(COMMON_DATUM_BYTES);
        self.encode_into(record, &mut buffer)?;
        Ok(buffer)
    }

    /// Appends the record's bytes to a buffer that the caller reuses. On an error the buffer is as before.
    pub fn encode_into<T: Contract>(
        &self,
        record: &T,
        buffer: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let before = buffer.len();
        let written = self
            .write_header(T::KIND, buffer)
            .and_then(|()| write_datum(record, buffer));
        written.inspect_err(|_| buffer.truncate(before))
    }

    fn write_header(&self, kind: RecordKind, buffer: &mut Vec<u8>) -> Result<(), EncodeError> {
        match &self.0.framing {
            Framing::SingleObject => {
                let fingerprint = own_schema(kind).fingerprint;
                buffer.extend_from_slice(&framing::single_object_header(fingerprint));
            }
            Framing::Confluent { registry, ids } => {
                let id = match ids[kind.index()].get() {
                    Some(id) => *id,
                    None => {
                        let asked = registry.id_of(kind, kind.newest_schema());
                        let id = asked.map_err(|reason| EncodeError::NoSchemaId {
                            record: kind.full_name(),
                            reason,
                        })?;
                        *ids[kind.index()].get_or_init(|| id)
                    }
                };
                buffer.extend_from_slice(&framing::confluent_header(id));
            }
        }
        Ok(())
    }

    /// The record in the bytes, whatever framing they have.
    pub fn decode<T: Contract>(&self, bytes: &[u8]) -> Result<T, DecodeError> {
        let (key, datum) = framing::split(bytes)?;
        let own = own_schema(T::KIND);
        if key == SchemaKey::Fingerprint(own.fingerprint) {
            let matching = match T::FOLLOWS_NEWEST {
                true => Matching::ByPosition,
                false => Matching::ByName,
            };
            return read_datum(own, datum, matching);
        }
        read_datum(self.schema(key)?.as_ref(), datum, Matching::ByName)
    }

    /// The record in a value that may be without framing: the header `__value_schema_id` then names its schema.
    pub fn decode_with_header<T: Contract>(
        &self,
        schema_header: Option<&[u8]>,
        bytes: &[u8],
    ) -> Result<T, DecodeError> {
        match schema_header {
            Some(header) => {
                let schema = self.schema(framing::key_of_header(header)?)?;
                read_datum(&schema, bytes, Matching::ByName)
            }
            None => self.decode(bytes),
        }
    }

    fn schema(&self, key: SchemaKey) -> Result<Arc<WriterSchema>, DecodeError> {
        let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
        let schema = known.get(&key).cloned();
        schema.ok_or(DecodeError::UnknownSchema(key))
    }

    /// Adds a writer's schema, as read from `wire.schemas`; its fingerprint. Learning it again changes nothing.
    pub fn learn(&self, schema_json: &str) -> Result<u64, SchemaError> {
        let schema = WriterSchema::parse(schema_json)?;
        let fingerprint = schema.fingerprint;
        self.remember(SchemaKey::Fingerprint(fingerprint), schema)?;
        Ok(fingerprint)
    }

    /// Adds a writer's schema under the name that a registry has for it.
    pub fn learn_as(&self, key: SchemaKey, schema_json: &str) -> Result<u64, SchemaError> {
        let schema = WriterSchema::parse(schema_json)?;
        let fingerprint = schema.fingerprint;
        self.remember(key, schema)?;
        Ok(fingerprint)
    }

    fn remember(&self, key: SchemaKey, schema: WriterSchema) -> Result<(), SchemaError> {
        let mut known = self.0.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_LEARNED && !known.contains_key(&key) {
            return Err(SchemaError::TooMany);
        }
        known.entry(key).or_insert_with(|| Arc::new(schema));
        Ok(())
    }

    /// Full name of the record that a known schema is for.
    pub fn record_name(&self, key: SchemaKey) -> Option<String> {
        let schema = self.schema(key).ok()?;
        Some(schema.record.name.clone())
    }
}

impl fmt::Debug for Codec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let framing = match self.0.framing {
            Framing::SingleObject => "single object",
            Framing::Confluent { .. } => "Confluent",
        };
        write!(formatter, "Codec({framing})")
    }
}

fn write_datum<T: Contract>(record: &T, buffer: &mut Vec<u8>) -> Result<(), EncodeError> {
    let before = buffer.len();
    record
        .serialize(Writer::datum(buffer))
        .map_err(|Unwritable(reason)| EncodeError::Unwritable(reason))?;
    let bytes = buffer.len() - before;
    let limit = T::KIND.max_datum_bytes();
    if bytes > limit {
        return Err(EncodeError::TooLarge {
            record: T::NAME,
            bytes,
            limit,
        });
    }
    Ok(())
}

fn read_datum<T: Contract>(
    schema: &WriterSchema,
    datum: &[u8],
    matching: Matching,
) -> Result<T, DecodeError> {
    if schema.record.name != T::NAME {
        return Err(DecodeError::WrongRecord {
            expected: T::NAME,
            found: schema.record.name.clone(),
        });
    }
    let limit = T::KIND.max_datum_bytes();
    if datum.len() > limit {
        return Err(DecodeError::TooLarge {
            bytes: datum.len(),
            limit,
        });
    }
    let mut cursor = Cursor::new(datum);
    let record =
        T::deserialize(Reader::new(&mut cursor, &schema.root, matching)).map_err(|fault| {
            DecodeError::Malformed(format!("{fault} (near byte {})", cursor.position()))
        })?;
    match cursor.left() {
        0 => Ok(record),
        left => Err(DecodeError::Malformed(format!(
            "{left} bytes follow the datum"
        ))),
    }
}

/// Appends a value for hashing: equal values have equal bytes, and every value says where it ends.
pub(crate) fn canonical_bytes<T: serde::Serialize + ?Sized>(value: &T, buffer: &mut Vec<u8>) {
    let written = value.serialize(Writer::canonical(buffer));
    written.expect("texts, lists and integers of the contract can be written");
}
