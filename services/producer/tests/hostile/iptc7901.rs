//! IPTC 7901 that wants to be large, nested or slow.

use dateline_producer::formats::Format;

use crate::{MEBIBYTE, read, repeated};

fn each(text: &str) {
    read(Some(Format::Iptc7901), text.as_bytes());
    read(None, text.as_bytes());
}

const HEADER: &str = "\u{1}bdt0123 4 pl 110  dpa 0456\nA/B/\n\u{2}";

#[test]
fn a_million_beginnings_are_no_messages() {
    each(&repeated("\u{1}"));
    each(&repeated("\u{1}\u{4}"));
    each(&repeated("^A"));
    each(&repeated("ZCZC\n"));
}

#[test]
fn a_headline_block_without_an_end_is_read_in_a_line() {
    each(&format!("{HEADER}{}", repeated("(")));
    each(&format!("{HEADER}{}", repeated("Zeile =\n")));
}

#[test]
fn a_text_of_one_line_is_read_in_a_line() {
    each(&format!("{HEADER}Titel =\n\n{}", repeated("Wort (dpa - ")));
    each(&format!("{HEADER}Titel =\n\n{}", repeated("- ")));
    each(&format!("{HEADER}Titel =\n\n{}", repeated("\r")));
}

#[test]
fn a_paragraph_of_notices_is_read_in_a_line() {
    each(&format!(
        "{HEADER}Titel =\n\n{}",
        repeated("bitte streichen dpa 0110 ")
    ));
}

#[test]
fn fill_alone_is_no_message() {
    let parsed = read(Some(Format::Iptc7901), "\u{7f}".repeat(MEBIBYTE).as_bytes());
    assert_eq!(parsed.items, []);
    each(&repeated("^?"));
    each(&format!("^A{}", repeated("^?")));
}
