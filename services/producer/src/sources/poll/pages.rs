//! Pages of a list: the items and the next page's address in an answer of JSON, as they are written there.

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::value::RawValue;

/// The value at a JSON pointer (RFC 6901), as it is written; `None` where there is none.
pub(super) fn at<'a>(text: &'a str, pointer: &str) -> Option<&'a str> {
    let mut value = text.trim();
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        value = member(value, &token)?.get();
    }
    Some(value)
}

fn member<'a>(value: &'a str, token: &str) -> Option<&'a RawValue> {
    if value.starts_with('[') {
        let members: Vec<&RawValue> = serde_json::from_str(value).ok()?;
        return members.get(token.parse::<usize>().ok()?).copied();
    }
    let mut members: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(value).ok()?;
    members.remove(token)
}

/// The text at a JSON pointer.
pub(super) fn text_at(text: &str, pointer: &str) -> Option<String> {
    serde_json::from_str(at(text, pointer)?).ok()
}

/// Whether a value is a list without members.
pub(super) fn is_empty_list(value: &str) -> bool {
    let inside = value
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|inside| inside.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_finds_its_value_as_it_is_written() {
        let page = r#" {"data": {"b": 1, "items": [ {"z":1,"a":2} ], "a/b": {"~": "n"}}, "next": "x\u00e9"} "#;
        for (pointer, expected) in [
            ("/data/items", Some(r#"[ {"z":1,"a":2} ]"#)),
            ("/data/items/0", Some(r#"{"z":1,"a":2}"#)),
            ("/data/items/1", None),
            ("/data/a~1b/~0", Some("\"n\"")),
            ("/data/none", None),
            ("/next/x", None),
            ("", Some(page.trim())),
        ] {
            assert_eq!(at(page, pointer), expected, "{pointer}");
        }
        assert_eq!(text_at(page, "/next").as_deref(), Some("xé"));
        assert_eq!(text_at(page, "/data"), None);
        assert!(is_empty_list("[ \n]") && !is_empty_list("[1]") && !is_empty_list("{}"));
    }
}
