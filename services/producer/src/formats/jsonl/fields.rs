//! The fields of one line: a JSON object in which no key may stand twice.

use std::fmt;

use dateline_schemas::{ProvenanceNote, Timestamp, WireItem};
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::{Map, Value};

use super::{LineError, item};

/// What is Dateline's to say, and is never believed.
const OURS: &[&str] = &["source", "received_at", "raw", "content_hash"];

const EMBARGO: &str = "embargoed_until";

/// The fields of a line by key.
#[derive(Debug)]
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// Whether a key of the contract is among them.
    pub(super) fn has_one_of_ours(&self) -> bool {
        let known = serde_json::to_value(WireItem::default()).unwrap_or_default();
        self.0.keys().any(|key| known.get(key).is_some())
    }

    pub(super) fn drop_ours(&mut self) {
        self.0.retain(|key, _| !OURS.contains(&key.as_str()));
    }

    pub(super) fn drop_null(&mut self) {
        self.0.retain(|_, value| !value.is_null());
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.0.remove(key)
    }

    /// An embargo that is no instant, taken out as it is printed.
    pub(super) fn take_unreadable_embargo(&mut self) -> Option<String> {
        let readable = match self.0.get(EMBARGO)? {
            Value::Null => true,
            Value::String(text) => text.parse::<Timestamp>().is_ok(),
            _ => false,
        };
        if readable {
            return None;
        }
        self.0.remove(EMBARGO).map(|printed| match printed {
            Value::String(text) if !text.trim().is_empty() => text,
            other => other.to_string(),
        })
    }

    /// Takes U+0000 out of all texts, which databases cannot hold, with a note for each field.
    pub(super) fn remove_nul(&mut self) -> Vec<ProvenanceNote> {
        let mut notes = Vec::new();
        for (key, value) in &mut self.0 {
            let removed = remove_nul(value);
            if removed > 0 {
                let what = format!("U+0000 removed {removed} times");
                notes.push(item::note(key, "repaired", &what));
            }
        }
        notes
    }

    /// Writes numbers like `1.0` and `1e3` as the integers that they are in JSON, whatever a sender's language calls them.
    pub(super) fn make_whole(&mut self) {
        self.0.values_mut().for_each(make_whole);
    }

    /// The item that the fields make.
    pub(super) fn into_item(self) -> Result<WireItem, LineError> {
        let mut unknown = None;
        let fields = Value::Object(self.0);
        let read = serde_ignored::deserialize(&fields, |path| {
            // An optional record is a `?` of its own in the path.
            unknown.get_or_insert_with(|| path.to_string().replace(".?", ""));
        });
        if let Some(key) = unknown {
            return Err(LineError::UnknownKey(key));
        }
        read.map_err(|error| LineError::Value {
            key: first_unfit(&fields),
            error,
        })
    }
}

/// The first field whose value its type does not take, which serde's message does not name.
fn first_unfit(fields: &Value) -> String {
    let mut fields = fields.as_object().into_iter().flatten();
    let unfit = fields.find(|(key, value)| {
        let alone = Map::from_iter([((*key).clone(), (*value).clone())]);
        WireItem::deserialize(Value::Object(alone)).is_err()
    });
    unfit.map(|(key, _)| key.clone()).unwrap_or_default()
}

/// Beyond this a number with a fraction in its type has lost digits, and is none that was meant whole: 2⁵³.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let whole = number
                .as_f64()
                .filter(|float| float.fract() == 0.0 && float.abs() <= LARGEST_EXACT);
            let whole = whole.and_then(|float| format!("{float:.0}").parse::<i64>().ok());
            if let Some(whole) = whole {
                *number = whole.into();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        _ => {}
    }
}

fn remove_nul(value: &mut Value) -> usize {
    match value {
        Value::String(text) => {
            let removed = text.matches('\0').count();
            if removed > 0 {
                text.retain(|letter| letter != '\0');
            }
            removed
        }
        Value::Array(values) => values.iter_mut().map(remove_nul).sum(),
        Value::Object(fields) => {
            let mut removed = fields.values_mut().map(remove_nul).sum();
            if fields.keys().any(|key| key.contains('\0')) {
                let renamed = std::mem::take(fields).into_iter().map(|(key, value)| {
                    removed += key.matches('\0').count();
                    (key.replace('\0', ""), value)
                });
                *fields = renamed.collect();
            }
            removed
        }
        _ => 0,
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("one JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Fields, A::Error> {
        let mut fields = Map::new();
        while let Some((key, value)) = entries.next_entry::<String, Value>()? {
            if fields.contains_key(&key) {
                return Err(A::Error::custom(format_args!(
                    "the key {key:?} stands twice"
                )));
            }
            fields.insert(key, value);
        }
        Ok(Fields(fields))
    }
}
