//! ANPA 1312 that wants to be large or slow.

use dateline_producer::formats::Format;

use crate::{MEBIBYTE, read, repeated};

const HEADER: &str =
    "\u{16}\u{16}\u{1}a0123\u{1f}us---\r\nr i\u{13}\u{11}BC-Bridge 03-12 0456\r\n\u{2}";

fn each(text: &str) {
    read(Some(Format::Anpa1312), text.as_bytes());
}

#[test]
fn a_million_beginnings_are_no_messages() {
    let parsed = read(Some(Format::Anpa1312), "\u{1}".repeat(MEBIBYTE).as_bytes());
    assert_eq!(parsed.items, []);
    each(&repeated("^A"));
}

#[test]
fn a_text_of_one_line_is_read_in_a_line() {
    each(&format!("{HEADER}{}", repeated("^")));
    each(&format!("{HEADER}{}", repeated("<")));
    each(&format!("{HEADER}\t{}", repeated("word _ (AP) ")));
}
