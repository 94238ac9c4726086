//! What the targets share: bytes of the fuzzer to what a parser takes, and a panic where something does not hold.

use dateline_producer::formats::{Format, invariants};

/// Character sets of each kind: of one byte and of several, with states, with combining accents before their letters.
const CHARSETS: [&str; 16] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1252",
    "iso-8859-5",
    "koi8-r",
    "cp437",
    "cp850",
    "cp1251",
    "iso-6937",
    "shift_jis",
    "iso-2022-jp",
    "gb18030",
    "big5",
    "euc-kr",
    "iso-8859-8-i",
];

const ENCODINGS: [&str; 4] = ["identity", "gzip", "br", "zstd"];

/// A delivery in this format.
pub fn format(format: Format, bytes: &[u8]) {
    held(invariants::of_format(format, &invariants::desk(), bytes));
}

/// A delivery whose format its content tells.
pub fn sniffed(bytes: &[u8]) {
    held(invariants::of_sniffed(&invariants::desk(), bytes));
}

/// What of the bytes is a text.
pub fn text(bytes: &[u8], hold: impl Fn(&str) -> Result<(), String>) {
    held(hold(&String::from_utf8_lossy(bytes)));
}

/// Bytes behind one that chooses their character set.
pub fn charset(bytes: &[u8]) {
    if let Some((name, bytes)) = chosen(&CHARSETS, bytes) {
        held(invariants::of_charset(name, bytes));
    }
}

/// A body behind a byte that chooses what it is packed with.
pub fn packed(bytes: &[u8]) {
    if let Some((name, body)) = chosen(&ENCODINGS, bytes) {
        held(invariants::of_packed(name, body));
    }
}

fn chosen<'a>(names: &[&'static str], bytes: &'a [u8]) -> Option<(&'static str, &'a [u8])> {
    let (first, rest) = bytes.split_first()?;
    Some((names[usize::from(*first) % names.len()], rest))
}

fn held<T>(result: Result<T, String>) {
    if let Err(what) = result {
        panic!("this does not hold: {what}");
    }
}
