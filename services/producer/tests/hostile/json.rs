//! JSON that wants to be large, deep or slow, in every format that is JSON.

use dateline_producer::formats::{Format, Parsed};

use crate::{MEBIBYTE, read, repeated};

fn each(bytes: &str) -> Vec<Parsed> {
    let formats = [Format::Jsonl, Format::Ninjs, Format::Dpa, Format::Feed];
    formats
        .map(|format| read(Some(format), bytes.as_bytes()))
        .into()
}

#[test]
fn lists_in_lists_are_refused() {
    for parsed in each(&"[".repeat(MEBIBYTE)) {
        assert_eq!(parsed.items, []);
    }
}

#[test]
fn objects_in_objects_are_refused() {
    for parsed in each(&repeated("{\"a\":")) {
        assert_eq!(parsed.items, []);
    }
}

#[test]
fn a_million_tiny_objects_are_cut_off() {
    for parsed in each(&format!("[{}{{}}]", repeated("{},"))) {
        assert_eq!(parsed.items, []);
    }
    each(&repeated("{}\n"));
}

#[test]
fn a_text_of_escapes_is_read_in_a_line() {
    each(&format!(
        "{{\"uri\":\"urn:x:1\",\"headline\":\"{}\"}}",
        repeated("\\u0061\\q")
    ));
}

#[test]
fn a_number_of_a_million_digits_is_no_number() {
    each(&format!(
        "{{\"uri\":\"urn:x:1\",\"version\":{}}}",
        repeated("9")
    ));
}
