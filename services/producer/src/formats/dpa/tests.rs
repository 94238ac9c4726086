//! dpa digitalwires: fixtures, the published entries, and its grammar.
use crate::formats::{
    tests::{
        data,
        fixtures::{desk, told},
    },
    *,
};

#[test]
fn dump() {
    for (name, bytes) in data::files("formats/dpa/tests/data/input", "json") {
        let parsed = parse(Format::Dpa, &desk(), &bytes);
        eprintln!(
            "=== {name} {:?}\n{}",
            sniff(&bytes),
            serde_json::to_string_pretty(&told(&parsed)).unwrap()
        );
    }
}
