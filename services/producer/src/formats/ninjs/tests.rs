//! ninjs: fixtures, and its grammar.
use crate::formats::{
    tests::{
        data,
        fixtures::{desk, told},
    },
    *,
};

#[test]
fn dump() {
    for (name, bytes) in data::files("formats/ninjs/examples", "json")
        .into_iter()
        .chain(data::files("formats/ninjs/validation", "json"))
    {
        let parsed = parse(Format::Ninjs, &desk(), &bytes);
        eprintln!(
            "=== {name} {:?}\n{}",
            sniff(&bytes),
            serde_json::to_string_pretty(&told(&parsed)).unwrap()
        );
    }
}
