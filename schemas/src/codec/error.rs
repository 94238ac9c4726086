//! What can go wrong between a record and its bytes.

use crate::codec::{MAX_LEARNED, SchemaKey};

/// Why bytes are no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No bytes at all.
    #[error("the value is empty")]
    Empty,
    /// Neither single-object encoding nor Confluent framing.
    #[error("the value begins with byte 0x{first:02x}, which is no framing of Avro data")]
    BadMagic {
        /// The first byte.
        first: u8,
    },
    /// The writer's schema is not known yet: ask `wire.schemas` or the registry, then try again.
    #[error("the schema with {0} is not known")]
    UnknownSchema(SchemaKey),
    /// The datum is another record.
    #[error("the value is a {found}, not a {expected}")]
    WrongRecord {
        /// Full name of the record that was asked for.
        expected: &'static str,
        /// Full name of the record in the writer's schema.
        found: String,
    },
    /// Longer than anything that is written.
    #[error("the value has {bytes} bytes, more than {limit}")]
    TooLarge {
        /// Length of the datum.
        bytes: usize,
        /// The record's limit.
        limit: usize,
    },
    /// The bytes do not follow the writer's schema, or the writer's schema cannot be read as the record.
    #[error("the value is malformed: {0}")]
    Malformed(String),
}

/// Why a record cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// Longer than its topic takes.
    #[error("the {record} has {bytes} bytes, more than {limit}")]
    TooLarge {
        /// Full name of the record.
        record: &'static str,
        /// Length of the datum.
        bytes: usize,
        /// The record's limit.
        limit: usize,
    },
    /// A value without a form in the contract: a number that is not finite.
    #[error("the record cannot be written: {0}")]
    Unwritable(String),
    /// The registry gave no id for the record's schema.
    #[error("no schema id for {record}: {reason}")]
    NoSchemaId {
        /// Full name of the record.
        record: &'static str,
        /// What the registry client said.
        reason: String,
    },
}

/// Why a schema cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// Longer than any schema of ours.
    #[error("the schema has {bytes} bytes, more than {limit}")]
    TooLarge {
        /// Its length.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// No Avro schema, or one whose data could not be read in bounded time and space.
    #[error("the schema cannot be used: {0}")]
    Invalid(String),
    /// As many schemas are known as are kept.
    #[error("more than {MAX_LEARNED} schemas")]
    TooMany,
}
