//! The grammar in tables, the fixtures, and the six messages that dpa's own converter makes.

use super::*;
use crate::formats::{
    Format,
    tests::fixtures::{check, desk, told},
};

mod dpa;
mod grammar;
mod notices;

fn read(text: &str) -> Parsed {
    let mut context = desk();
    context.zone = Some(jiff::tz::TimeZone::get("Europe/Berlin").unwrap());
    crate::formats::parse(Format::Iptc7901, &context, text.as_bytes())
}

fn only(text: &str) -> WireItem {
    let parsed = read(text);
    assert_eq!(parsed.rejected, [], "{text:?}");
    let [item] = parsed.items.as_slice() else {
        panic!("{:#}", told(&parsed));
    };
    item.clone()
}

#[test]
fn the_fixtures_give_their_snapshots() {
    check(Format::Iptc7901, |name| {
        let mut context = desk();
        context.zone = Some(jiff::tz::TimeZone::get("Europe/Berlin").unwrap());
        context.charset = match name {
            "greek" => Some("iso-8859-7".to_owned()),
            "cp437" => Some("cp437".to_owned()),
            "iso6937" => Some("iso-6937".to_owned()),
            _ => None,
        };
        context
    });
}
