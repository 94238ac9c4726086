//! JSON as agencies send it: one object, a list of objects, or one object behind the other; repaired where what it means
//! cannot be mistaken.

use std::ops::Range;

use serde_json::{Map, Value, value::RawValue};

/// An object of a delivery.
#[derive(Debug)]
pub(super) struct Found {
    /// The object; else why it is none.
    pub(super) object: Result<Map<String, Value>, String>,
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
    /// What was repaired in it, in words.
    pub(super) repairs: Vec<&'static str>,
}

const ESCAPES: &str = "escapes that JSON does not know were read as the character itself";
const CONTROLS: &str = "control characters that stood unescaped in a text were read as they stand";

/// The objects of a text in their order; a list's members are objects of their own. `most` is how many are looked for.
pub(super) fn objects(text: &str, most: usize) -> Vec<Found> {
    let mut found = Vec::new();
    let mut start = 0;
    while found.len() < most {
        let rest = text.get(start..).unwrap_or_default();
        let blank = rest.len()
            - rest
                .trim_start_matches([' ', '\t', '\r', '\n', ',', '\u{1e}'])
                .len();
        start += blank;
        let rest = text.get(start..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        match values.next() {
            Some(Ok(raw)) => {
                let end = start + values.byte_offset();
                take(raw.get(), start..end, most, &mut found);
                start = end;
            }
            // The whole rest, repaired where that helps: there is no telling where its next object begins.
            _ => {
                found.push(repaired(rest, start..text.len()));
                break;
            }
        }
    }
    found
}

/// A value of the text: a list's members, each with its place, or the value itself.
fn take(raw: &str, range: Range<usize>, most: usize, found: &mut Vec<Found>) {
    if !raw.starts_with('[') {
        let repairs = Vec::new();
        return found.push(Found {
            object: object(raw),
            range,
            repairs,
        });
    }
    let members: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
    let mut at = 0;
    for member in members {
        if found.len() >= most {
            break;
        }
        let member = member.get();
        // Members stand in their order, and nothing but commas and blanks stands between them.
        let offset = raw
            .get(at..)
            .and_then(|rest| rest.find(member))
            .unwrap_or_default();
        let start = range.start + at + offset;
        at += offset + member.len();
        let object = object(member);
        found.push(Found {
            object,
            range: start..start + member.len(),
            repairs: Vec::new(),
        });
    }
}

fn object(text: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn repaired(text: &str, range: Range<usize>) -> Found {
    let first = object(text);
    let (mended, repairs) = mend(text);
    let object = match first {
        Err(_) if !repairs.is_empty() => object(&mended).or(first),
        first => first,
    };
    let repairs = if object.is_ok() { repairs } else { Vec::new() };
    Found {
        object,
        range,
        repairs,
    }
}

/// The text with its illegal escapes and bare control characters mended, and which were there.
fn mend(text: &str) -> (String, Vec<&'static str>) {
    let mut mended = String::with_capacity(text.len());
    let mut repairs = Vec::new();
    let mut in_text = false;
    let mut letters = text.chars().peekable();
    let mut note = |what| {
        if !repairs.contains(&what) {
            repairs.push(what);
        }
    };
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                in_text = !in_text;
                mended.push(letter);
            }
            '\\' if in_text => match letters.next() {
                Some(escaped @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                    mended.extend(['\\', escaped]);
                }
                Some(other) => {
                    note(ESCAPES);
                    mended.push(other);
                }
                None => mended.push(letter),
            },
            control if in_text && control < ' ' => {
                note(CONTROLS);
                mended.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => mended.push(other),
        }
    }
    (mended, repairs)
}

/// A text, or a number as one; `None` for what is blank or neither.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The text of a key.
pub(super) fn text_of(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key).and_then(text)
}

/// The objects of a key that is a list of them, or one of them alone.
pub(super) fn objects_of<'a>(
    object: &'a Map<String, Value>,
    key: &str,
) -> Vec<&'a Map<String, Value>> {
    match object.get(key) {
        Some(Value::Array(members)) => members.iter().filter_map(Value::as_object).collect(),
        Some(Value::Object(member)) => vec![member],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let told = objects(text, 100).into_iter().map(|found| {
            let object = match found.object {
                Ok(object) => Value::Object(object).to_string(),
                Err(_) => "none".to_owned(),
            };
            format!("{:?} {object} {}", found.range, found.repairs.len())
        });
        told.collect()
    }

    #[test]
    fn objects_are_found_with_their_places() {
        let cases: &[(&str, &[&str])] = &[
            (" {\"a\":1}\n", &["1..8 {\"a\":1} 0"]),
            (
                "[{\"a\":1}, {\"a\":1},\n3]",
                &["1..8 {\"a\":1} 0", "10..17 {\"a\":1} 0", "19..20 none 0"],
            ),
            (
                "{\"a\":1}\n{\"b\":2}",
                &["0..7 {\"a\":1} 0", "8..15 {\"b\":2} 0"],
            ),
            ("{\"a\":1}\n{\"b\":", &["0..7 {\"a\":1} 0", "8..13 none 0"]),
            ("{\"a\":\"x\ty\\'\"}", &["0..13 {\"a\":\"x\\ty'\"} 2"]),
            (
                "{\"a\":\"\\q\\u00e9\\\\\"}",
                &["0..18 {\"a\":\"qé\\\\\"} 1"],
            ),
            ("7", &["0..1 none 0"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(told(text), *expected, "{text}");
        }
    }

    #[test]
    fn no_more_objects_are_looked_for_than_asked() {
        assert_eq!(objects(&"{}".repeat(1_000), 10).len(), 10);
        assert_eq!(
            objects(&format!("[{}{{}}]", "{},".repeat(1_000)), 10).len(),
            10
        );
    }
}
