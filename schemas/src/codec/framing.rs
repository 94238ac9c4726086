//! How a datum says which schema wrote it: Avro single-object encoding, Confluent's prefixes, or a header.

use std::fmt;

use crate::codec::DecodeError;

/// What names a writer's schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchemaKey {
    /// CRC-64-AVRO of the canonical form: single-object encoding, and the key of `wire.schemas`.
    Fingerprint(u64),
    /// A registry's id.
    Id(u32),
    /// A registry's GUID.
    Guid([u8; 16]),
}

impl fmt::Display for SchemaKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fingerprint(fingerprint) => write!(formatter, "fingerprint {fingerprint:016x}"),
            Self::Id(id) => write!(formatter, "registry id {id}"),
            Self::Guid(guid) => write!(
                formatter,
                "registry GUID {:032x}",
                u128::from_be_bytes(*guid)
            ),
        }
    }
}

/// The key of a schema in `wire.schemas`: its fingerprint in 16 lowercase hexadecimal digits.
pub fn fingerprint_key(fingerprint: u64) -> String {
    format!("{fingerprint:016x}")
}

const SINGLE_OBJECT_MAGIC: [u8; 2] = [0xC3, 0x01];
const CONFLUENT_ID_MAGIC: u8 = 0x00;
const CONFLUENT_GUID_MAGIC: u8 = 0x01;

/// Bytes before a datum in single-object encoding.
pub(crate) fn single_object_header(fingerprint: u64) -> [u8; 10] {
    let mut header = [0; 10];
    header[..2].copy_from_slice(&SINGLE_OBJECT_MAGIC);
    header[2..].copy_from_slice(&fingerprint.to_le_bytes());
    header
}

/// Bytes before a datum in Confluent's framing.
pub(crate) fn confluent_header(id: u32) -> [u8; 5] {
    let mut header = [CONFLUENT_ID_MAGIC; 5];
    header[1..].copy_from_slice(&id.to_be_bytes());
    header
}

/// Takes a value apart into what names its schema, and the datum.
pub(crate) fn split(bytes: &[u8]) -> Result<(SchemaKey, &[u8]), DecodeError> {
    let cut = || DecodeError::Malformed("the value ends inside its framing".to_owned());
    match bytes {
        [] => Err(DecodeError::Empty),
        [0xC3, 0x01, rest @ ..] => {
            let (fingerprint, datum) = rest.split_first_chunk().ok_or_else(cut)?;
            let fingerprint = u64::from_le_bytes(*fingerprint);
            Ok((SchemaKey::Fingerprint(fingerprint), datum))
        }
        [CONFLUENT_ID_MAGIC, rest @ ..] => {
            let (id, datum) = rest.split_first_chunk().ok_or_else(cut)?;
            Ok((SchemaKey::Id(u32::from_be_bytes(*id)), datum))
        }
        [CONFLUENT_GUID_MAGIC, rest @ ..] => {
            let (guid, datum) = rest.split_first_chunk().ok_or_else(cut)?;
            Ok((SchemaKey::Guid(*guid), datum))
        }
        [first, ..] => Err(DecodeError::BadMagic { first: *first }),
    }
}

/// Reads the header `__value_schema_id`: a magic byte and an id or a GUID, and nothing else.
pub(crate) fn key_of_header(header: &[u8]) -> Result<SchemaKey, DecodeError> {
    match split(header)? {
        (key @ (SchemaKey::Id(_) | SchemaKey::Guid(_)), []) => Ok(key),
        _ => Err(DecodeError::Malformed(
            "the schema header is neither an id nor a GUID".to_owned(),
        )),
    }
}
