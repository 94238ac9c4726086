//! Strict reading of a record's JSON form, where a person or a foreign program wrote it.

use crate::{contract::Contract, item::WireItem};

/// Why a JSON text is no record.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// No JSON, or a value of another type than the contract's.
    #[error("not a {record}: {reason}")]
    Malformed {
        /// Full name of the record.
        record: &'static str,
        /// What is wrong, with line and column.
        reason: String,
    },
    /// Fields that the contract does not have: a typing error would otherwise lose them in silence.
    #[error("unknown fields: {}", .0.join(", "))]
    UnknownFields(Vec<String>),
}

/// Reads a record strictly: absent fields take their defaults, unknown fields are refused with their paths.
pub fn from_json<T: Contract>(text: &str) -> Result<T, JsonError> {
    let mut unknown = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let record = serde_ignored::deserialize(&mut deserializer, |path| {
        unknown.push(path.to_string());
    });
    let malformed = |error: serde_json::Error| JsonError::Malformed {
        record: T::NAME,
        reason: error.to_string(),
    };
    let record = record.map_err(malformed)?;
    deserializer.end().map_err(malformed)?;
    if unknown.is_empty() {
        return Ok(record);
    }
    Err(JsonError::UnknownFields(unknown))
}

impl WireItem {
    /// Reads a line of JSON Lines input strictly.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        from_json(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_read_and_written_as_the_same_json() {
        let text = include_str!("../fixtures/golden/WireItem.1.full.json");
        let item = WireItem::from_json(text).unwrap();
        let before: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_value(&item).unwrap(), before);
    }

    #[test]
    fn what_is_not_an_item_is_refused_with_its_place() {
        let cases = [
            (r#"{"uri":"u","headlin":"x"}"#, "unknown fields: headlin"),
            (
                r#"{"dateline":{"plaats":"P"},"x":{"y":1}}"#,
                "unknown fields: dateline.?.plaats, x",
            ),
            (r#"{"urgency":"high"}"#, "line 1 column 17"),
            (r#"{"received_at":"yesterday"}"#, "line 1 column 27"),
            (r#"{"uri":"u"} {"uri":"v"}"#, "trailing characters"),
            (r#"{"uri":"u","uri":"v"}"#, "duplicate field"),
            ("", "EOF"),
        ];
        for (text, expected) in cases {
            let message = WireItem::from_json(text).unwrap_err().to_string();
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
