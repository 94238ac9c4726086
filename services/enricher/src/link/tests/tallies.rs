//! What link counts of the texts that it lets go on.

use dateline_schemas::Language;

use super::*;

/// An item in the language of this tag, about this region.
fn found(number: u32, tag: &str, region: Option<&str>) -> AnnotatedItem {
    AnnotatedItem {
        language: Some(Language {
            tag: tag.to_owned(),
            ..Language::default()
        }),
        primary_region: region.map(str::to_owned),
        ..item("anp", number, 0, "nl", BRIDGE_NL)
    }
}

/// Label and value of all that a decision counts.
fn tallies(desk: &Desk, item: &AnnotatedItem) -> Vec<(&'static str, &'static str)> {
    let families = desk.stage.tally_families();
    let decision = desk.decide(item);
    let tallies = decision.tallies.iter();
    tallies
        .map(|tally| {
            let family = &families[tally.family];
            (family.label, family.values()[tally.value])
        })
        .collect()
}

#[test]
fn a_text_counts_under_its_language_its_region_and_its_relation() {
    let mut desk = Desk::new();
    let first = found(1, "nl", Some("BO"));
    let expected = [
        ("language", "nl"),
        ("region", "BO"),
        ("relation", "original"),
    ];
    assert_eq!(tallies(&desk, &first), expected);
    desk.feed(&first);
    let copy = found(2, "nl", None);
    let expected = [
        ("language", "nl"),
        ("region", "none"),
        ("relation", "exact_duplicate"),
    ];
    assert_eq!(tallies(&desk, &copy), expected);
}

#[test]
fn what_no_table_knows_counts_as_other() {
    let desk = Desk::new();
    let odd = found(1, "tlh", Some("ATLANTIS"));
    let expected = [
        ("language", "other"),
        ("region", "other"),
        ("relation", "original"),
    ];
    assert_eq!(tallies(&desk, &odd), expected);
}

#[test]
fn a_kill_is_no_text_and_counts_nowhere() {
    let desk = Desk::new();
    let kill = textless("anp", 1, 2, "nl", LineagePosition::Killed);
    assert_eq!(tallies(&desk, &kill), []);
}
