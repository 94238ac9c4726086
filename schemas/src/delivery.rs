//! `wire.raw`: bytes as received from a source, with where, how and when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Bytes as received from a source: what replay reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Delivery {
    /// SHA-256 over source, position and bytes, lowercase hex.
    pub delivery_id: String,
    /// Name of the configured source.
    pub source: String,
    /// Where in the source: a path, a URL, a message id; stable over re-deliveries.
    pub position: String,
    /// Format set for the source (`wire-page`, `jsonl`), or null when it is to be sniffed.
    pub format: Option<String>,
    /// Media type (IANA) as declared by the transport.
    pub media_type: Option<String>,
    /// Character set (IANA) as declared by the transport or the source's configuration.
    pub charset: Option<String>,
    /// The bytes, after the transport's own encodings (chunking, compression) were undone.
    pub bytes: Bytes,
    /// When Dateline got it, by Dateline's clock; stamped once and reused by replay.
    pub received_at: Timestamp,
    /// When the bytes were fetched from the provider; base of relative ages; null where nobody knows.
    pub fetched_at: Option<Timestamp>,
    /// The delivery_id that this one replays, or null.
    pub replay_of: Option<String>,
    /// What else the transport said: HTTP or mail header fields, sidecar values.
    pub attributes: BTreeMap<String, String>,
}

/// Attribute of a delivery that no parser was given, since it was too large or an archive that was not opened: why. No
/// transport can set it.
pub const UNPARSED_ATTRIBUTE: &str = "dateline:unparsed";

impl Delivery {
    /// Why no parser was given the delivery, of which the bytes may be the first ones only; `None` for one that is whole.
    pub fn unparsed_because(&self) -> Option<&str> {
        self.attributes.get(UNPARSED_ATTRIBUTE).map(String::as_str)
    }
}

/// Bytes of a delivery: Avro `bytes`, base64 in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&data_encoding::BASE64.encode(&self.0))
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            let bytes = data_encoding::BASE64.decode(text.as_bytes());
            return bytes.map(Self).map_err(serde::de::Error::custom);
        }
        deserializer.deserialize_byte_buf(BytesVisitor).map(Self)
    }
}

struct BytesVisitor;

impl serde::de::Visitor<'_> for BytesVisitor {
    type Value = Vec<u8>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("bytes")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(bytes.to_vec())
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Self::Value, E> {
        Ok(bytes)
    }
}
