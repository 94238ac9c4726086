//! Bytes that nobody prints: no panic, no glue, no more than linear work.

use std::time::Duration;

use super::*;
use crate::formats::MAX_SEGMENTS;

const MEBIBYTE: usize = 1024 * 1024;

/// Quadratic work on a mebibyte is minutes even when optimised; linear work is a fraction of a second even when not.
const BOUND: Duration = Duration::from_secs(10);

#[test]
fn a_hostile_mebibyte_takes_linear_work() {
    let parts = [
        "\n",
        "\r",
        "(",
        ")",
        "() ",
        "(\n",
        "A(",
        "PARIJS (",
        "(ANP)",
        "PARIJS (ANP) ",
        "PARIJS (ANP) - ",
        "PARIJS (ANP) - x\n",
        "- ",
        " -",
        "1 uur geleden",
        "1 uur geleden\n",
        "1 uur ",
        "1",
        "een ",
        "gisteren",
        "Meer uit Buitenland\n",
        "Sport\n",
        "x\nSport\n",
        "A b c\n",
        "A b c\n\n",
        ". 1 uur geleden ",
        "\u{a0}",
        "'",
        "é",
        "\0",
        "x\0\n",
        "ANP/",
        "PARIJS (ANP en ANP en ",
        "- Reuters\n",
        "(AP) - ",
        "PARIS - AP - ",
        "KORREKTUR\n",
        "vervangt: ANP-0123\n",
        "vervangt: ANP-0123\nPARIJS (ANP) - x\n",
        "vor 2 Stunden",
        "il y a une ",
        "hace una\n",
    ];
    for part in parts {
        let page = part.repeat(MEBIBYTE / part.len());
        let start = Instant::now();
        let parsed = parse_delivery(Format::WirePage, &context(), page.as_bytes());
        let took = start.elapsed();
        assert!(took < BOUND, "{part:?} took {took:?}");
        assert!(
            parsed.items.len() + parsed.rejected.len() <= MAX_SEGMENTS + 1,
            "{part:?}"
        );
        recognises(page.as_bytes());
    }
}

#[test]
fn items_beyond_the_limit_are_one_rejected_segment() {
    let item = "PARIJS (ANP) - Woord.\n";
    let page = item.repeat(MAX_SEGMENTS + 500);
    let parsed = parse_delivery(Format::WirePage, &context(), page.as_bytes());
    assert_eq!(parsed.items.len(), MAX_SEGMENTS);
    let [rest] = parsed.rejected.as_slice() else {
        panic!("{} rejected", parsed.rejected.len());
    };
    assert_eq!(rest.reason, Reason::Oversize);
    assert_eq!(rest.span, item.len() * MAX_SEGMENTS..page.len());
}

#[test]
fn an_item_larger_than_a_record_is_rejected_and_its_neighbours_pass() {
    let long = "woord ".repeat(item::MAX_ITEM_BYTES / 6 + 1);
    let page = format!(
        "PARIJS (ANP) - Een.\nzojuist\nPARIJS (AP) - {long}\nzojuist\nPARIJS (AFP) - Twee."
    );
    let parsed = parse_delivery(Format::WirePage, &context(), page.as_bytes());
    let bodies: Vec<&str> = parsed
        .items
        .iter()
        .filter_map(|item| item.body.as_deref())
        .collect();
    assert_eq!(bodies, ["Een.", "Twee."]);
    assert_eq!(parsed.rejected.len(), 1);
    assert_eq!(parsed.rejected.first().unwrap().reason, Reason::Oversize);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
        let parsed = parse_delivery(Format::WirePage, &context(), &bytes);
        prop_assert!(parsed.rejected.iter().all(|rejected| rejected.reason != Reason::Defect));
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,200}", part in "[A-Zé'(/)\n –-]{0,40}") {
        let page = format!("{part}{text}{part}");
        let parsed = parse_delivery(Format::WirePage, &context(), page.as_bytes());
        prop_assert!(parsed.rejected.iter().all(|rejected| rejected.reason != Reason::Defect));
    }
}
