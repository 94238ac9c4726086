//! JSON as agencies send it: one object, a list of objects, or one object behind the other; repaired where what it means
//! cannot be mistaken.

use std::{collections::BTreeSet, fmt, ops::Range};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value};

pub(super) mod delivery;
pub(super) mod facts;
pub(super) mod fields;
pub(super) mod pieces;
mod scan;

use pieces::{Wrapped, pieces};
pub(super) use scan::members;

/// An object of a delivery.
#[derive(Debug)]
pub(super) struct Found {
    /// The object; else why it is none.
    pub(super) object: Result<Map<String, Value>, String>,
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
    /// What was repaired in it, in words.
    pub(super) repairs: Vec<&'static str>,
    /// Keys that stand more than once in it, with values that differ; the last one counts.
    pub(super) twice: Vec<String>,
}

const ESCAPES: &str = "escapes that JSON does not know were read as the character itself";
const CONTROLS: &str = "control characters that stood unescaped in a text were read as they stand";
const SURROGATES: &str = "halves of surrogate pairs were read as U+FFFD";
const NUL: &str = "U+0000 that was written as an escape removed";

/// The objects of a text in their order; a list's members are objects of their own. `most` is how many are looked for.
pub(super) fn objects(text: &str, most: usize) -> Vec<Found> {
    let pieces = pieces(text, Wrapped::No).take(most);
    pieces.map(|piece| read(text, piece)).collect()
}

/// The object that stands at a place of a text.
pub(super) fn read(text: &str, range: Range<usize>) -> Found {
    let piece = text.get(range.clone()).unwrap_or_default();
    let mut repairs = Vec::new();
    let object = object(piece).or_else(|error| {
        let (mended, what) = mend(piece);
        if what.is_empty() {
            return Err(error);
        }
        repairs = what;
        object(&mended).map_err(|_| error)
    });
    let Ok(mut object) = object else {
        return Found {
            object: object.map(|object| object.fields),
            range,
            repairs: Vec::new(),
            twice: Vec::new(),
        };
    };
    if piece.contains("\\u0000") && without_nul(&mut object.fields) {
        repairs.push(NUL);
    }
    Found {
        object: Ok(object.fields),
        range,
        repairs,
        twice: object.twice.into_iter().collect(),
    }
}

fn object(text: &str) -> Result<Object, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// An object that remembers which of its keys stood twice.
struct Object {
    fields: Map<String, Value>,
    twice: BTreeSet<String>,
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Object, A::Error> {
        let mut object = Object {
            fields: Map::new(),
            twice: BTreeSet::new(),
        };
        while let Some((key, value)) = entries.next_entry::<String, Value>()? {
            let differs = object.fields.get(&key).is_some_and(|known| *known != value);
            if differs {
                object.twice.insert(key.clone());
            }
            object.fields.insert(key, value);
        }
        Ok(object)
    }
}

/// Takes U+0000 out of all texts; whether there was one.
fn without_nul(fields: &mut Map<String, Value>) -> bool {
    let mut found = false;
    if fields.keys().any(|key| key.contains('\0')) {
        found = true;
        let renamed = std::mem::take(fields).into_iter();
        *fields = renamed
            .map(|(key, value)| (key.replace('\0', ""), value))
            .collect();
    }
    for value in fields.values_mut() {
        found |= value_without_nul(value);
    }
    found
}

fn value_without_nul(value: &mut Value) -> bool {
    match value {
        Value::String(text) if text.contains('\0') => {
            text.retain(|letter| letter != '\0');
            true
        }
        Value::Array(values) => values
            .iter_mut()
            .fold(false, |found, value| value_without_nul(value) | found),
        Value::Object(fields) => without_nul(fields),
        _ => false,
    }
}

/// The text with its illegal escapes, bare control characters and halves of surrogate pairs mended, and which were there.
fn mend(text: &str) -> (String, Vec<&'static str>) {
    let mut mended = String::with_capacity(text.len());
    let mut repairs = Vec::new();
    let mut in_text = false;
    let mut letters = text.char_indices();
    let mut note = |what| {
        if !repairs.contains(&what) {
            repairs.push(what);
        }
    };
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => {
                in_text = !in_text;
                mended.push(letter);
            }
            '\\' if in_text => match letters.next() {
                Some((_, 'u')) => match text.get(at..).map(unicode_escape) {
                    Some(Escape::Whole(escape)) => {
                        mended.push_str(escape);
                        skip(&mut letters, escape.len() - "\\u".len());
                    }
                    Some(Escape::Half) => {
                        note(SURROGATES);
                        mended.push(char::REPLACEMENT_CHARACTER);
                        skip(&mut letters, "d800".len());
                    }
                    _ => {
                        note(ESCAPES);
                        mended.push('u');
                    }
                },
                Some((_, escaped @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't'))) => {
                    mended.extend(['\\', escaped]);
                }
                Some((_, other)) => {
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

fn skip(letters: &mut std::str::CharIndices<'_>, count: usize) {
    letters.take(count).for_each(drop);
}

enum Escape<'a> {
    /// A character, of one escape or a pair of them.
    Whole(&'a str),
    /// Half a pair.
    Half,
    /// No number.
    None,
}

/// The escape `\u` that a text begins with.
fn unicode_escape(text: &str) -> Escape<'_> {
    let unit = |at: usize| {
        let escape = text.get(at..at + 6)?;
        let digits = escape.strip_prefix("\\u")?;
        let are_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| are_digits)
    };
    match unit(0) {
        None => Escape::None,
        Some(0xd800..0xdc00) => match unit(6) {
            Some(0xdc00..0xe000) => Escape::Whole(text.get(..12).unwrap_or_default()),
            _ => Escape::Half,
        },
        Some(0xdc00..0xe000) => Escape::Half,
        Some(_) => Escape::Whole(text.get(..6).unwrap_or_default()),
    }
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
            (
                "{\"a\":\"\\ud83d\\ude00\\ud83d \\q\\ux\"}",
                &["0..32 {\"a\":\"😀\u{fffd} qux\"} 2"],
            ),
            (
                "[{\"a\":\"\\q\"},{\"a\":\"\\u0000b\"}]",
                &["1..11 {\"a\":\"q\"} 1", "12..27 {\"a\":\"b\"} 1"],
            ),
            ("7", &["0..1 none 0"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(told(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_with_two_values_is_told() {
        let cases: &[(&str, &[&str])] = &[
            ("{\"a\":1,\"a\":1}", &[]),
            ("{\"a\":1,\"b\":1,\"a\":null,\"a\":2}", &["a"]),
        ];
        for (text, expected) in cases {
            let found = read(text, 0..text.len());
            assert_eq!(found.twice, *expected, "{text}");
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
