//! What is one item to another: the table of relations, and what must stay apart.

use dateline_schemas::{Relation, Signal};

use super::*;

const TEXTS: [(&str, &str); 3] = [("nl", BRIDGE_NL), ("en", FERRY_EN), ("de", MILL_DE)];

/// The sentences of a text.
fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(". ").map(str::trim).collect()
}

fn light_edit(text: &str) -> String {
    let mut sentences = sentences(text);
    sentences.remove(2);
    sentences.insert(
        3,
        "This one sentence is new and was not in the first take at all.",
    );
    sentences
        .join(" ")
        .replace("14,2", "14,6")
        .replace("211", "213")
        .replace("120", "130")
}

#[test]
fn a_variant_of_a_text_joins_its_story_with_the_relation_that_it_has() {
    for (tag, text) in TEXTS {
        let variants: [(&str, String, &[Relation]); 9] = [
            (
                "other dress",
                format!("STAD, 3 mei (ANP/DPA) - {text}\n(c) ANP"),
                &[Relation::ExactDuplicate],
            ),
            (
                "other quotes and case",
                text.replace(". ", ".  ").to_uppercase(),
                &[Relation::ExactDuplicate],
            ),
            ("75 %", cut(text, 75), &[Relation::ExcerptOf]),
            ("50 %", cut(text, 50), &[Relation::ExcerptOf]),
            ("33 %", cut(text, 33), &[Relation::ExcerptOf]),
            (
                "lead only",
                sentences(text)[..2].join(" "),
                &[Relation::ExcerptOf],
            ),
            (
                "appended",
                format!(
                    "{text} {}",
                    sentences(text)
                        .iter()
                        .rev()
                        .map(|s| s.replace(' ', " x "))
                        .collect::<String>()
                ),
                &[Relation::Supersedes],
            ),
            (
                "light edit",
                light_edit(text),
                &[
                    Relation::NearDuplicate,
                    Relation::Supersedes,
                    Relation::ExcerptOf,
                ],
            ),
            (
                "middle only",
                sentences(text)[1..5].join(" "),
                &[Relation::ExcerptOf],
            ),
        ];
        for (name, variant, expected) in variants {
            let mut desk = Desk::new();
            let original = desk.feed(&item("anp", 1, 0, tag, text));
            assert_eq!(original.dedup.relation, Relation::Original);
            let found = desk.feed(&item("dpa", 2, 30, tag, &variant));
            assert!(
                expected.contains(&found.dedup.relation),
                "{tag} {name}: {:?}",
                found.dedup
            );
            assert_eq!(
                found.dedup.story_id, original.dedup.story_id,
                "{tag} {name}"
            );
            assert_eq!(
                found.dedup.of.as_deref(),
                Some("urn:dateline:anp:1"),
                "{tag} {name}"
            );
            let evidence = found.dedup.evidence.expect("a relation has evidence");
            assert_eq!(evidence.time_distance_ms, 30 * MINUTE_MS, "{tag} {name}");
        }
    }
}

#[test]
fn the_whole_after_its_excerpt_supersedes_it() {
    let mut desk = Desk::new();
    let brief = desk.feed(&item("anp", 1, 0, "nl", &cut(BRIDGE_NL, 40)));
    let whole = desk.feed(&item("anp", 2, 9, "nl", BRIDGE_NL));
    assert_eq!(
        (whole.dedup.relation, &whole.dedup.story_id),
        (Relation::Supersedes, &brief.dedup.story_id)
    );
    let (containment, reverse) = (whole.dedup.containment, whole.dedup.containment_reverse);
    assert!(
        containment < Some(0.6) && reverse > Some(0.8),
        "{containment:?} {reverse:?}"
    );
}

#[test]
fn items_that_share_a_form_or_a_city_stay_apart() {
    let fixing = |day: &str, euro: &str, pound: &str, yen: &str, franc: &str| {
        format!(
            "De centrale bank heeft de koersen voor {day} vastgesteld. De euro noteert {euro} tegen de dollar, het pond \
             {pound}, de yen {yen} en de frank {franc}, zo maakte de bank bekend."
        )
    };
    let pairs = [
        (fixing("maandag", "1,0834", "0,8571", "161,22", "0,9412"), fixing("dinsdag", "1,0799", "0,8604", "160,87", "0,9388")),
        (
            "PARIJS (ANP/AFP) - In het zuiden van Parijs is een metrolijn stilgelegd na rook in een tunnel bij een halte.".to_owned(),
            "PARIJS (ANP/RTR) - De Franse minister van Landbouw sprak in Parijs met boeren over de prijs van melk en graan.".to_owned(),
        ),
        (
            "De wedstrijd begon om 20.00 uur voor 4300 toeschouwers. Doelpunten van Jansen en Pieterse beslisten het duel.".to_owned(),
            "De zitting begon om 20.00 uur voor een volle zaal. De wethouder trok het plan voor de parkeergarage terug.".to_owned(),
        ),
        ("Meer volgt.".to_owned(), "Meer volgt.".to_owned()),
    ];
    for (one, other) in pairs {
        let mut desk = Desk::new();
        let first = desk.feed(&item("anp", 1, 0, "nl", &one));
        let second = desk.feed(&item("anp", 2, 24 * 60, "nl", &other));
        assert_eq!(second.dedup.relation, Relation::Original, "{other}");
        assert_ne!(first.dedup.story_id, second.dedup.story_id);
    }
}

#[test]
fn what_recurs_in_many_stories_says_nothing() {
    let mut desk = Desk::new();
    let boilerplate = "Dit bericht is met zorg samengesteld door de nieuwsdienst en mag zonder schriftelijke toestemming niet \
        worden overgenomen of verspreid";
    let lead = |number: i64| {
        let words = (0..14).map(|word| format!("woord{}", number * 100 + word));
        format!(
            "{}. {boilerplate} in regio {number}.",
            words.collect::<Vec<_>>().join(" ")
        )
    };
    let stories: Vec<_> = (1..=6)
        .map(|number| desk.feed(&item("anp", number as u32, number, "nl", &lead(number))))
        .collect();
    let last = stories.last().expect("there are six");
    assert_eq!(last.dedup.relation, Relation::Original, "{:?}", last.dedup);
    let copy = desk.feed(&item(
        "dpa",
        10,
        10,
        "nl",
        &lead(6).replace("woord600", "anders"),
    ));
    assert_eq!(copy.dedup.story_id, last.dedup.story_id);
}

#[test]
fn headline_only_items_are_one_story_for_a_day() {
    let alert = |agency: &str, number: u32, minutes: i64| {
        headed(
            item(agency, number, minutes, "nl", ""),
            "Hefbrug Westerveen geopend",
        )
    };
    for (minutes, expected) in [
        (30, Relation::ExactDuplicate),
        (25 * 60, Relation::Original),
    ] {
        let mut desk = Desk::new();
        desk.feed(&alert("anp", 1, 0));
        assert_eq!(
            desk.feed(&alert("dpa", 2, minutes)).dedup.relation,
            expected,
            "{minutes}"
        );
    }
    let mut desk = Desk::new();
    let first = desk.feed(&alert("anp", 1, 0));
    let story = desk.feed(&headed(
        item("anp", 2, 5, "nl", BRIDGE_NL),
        "HEFBRUG WESTERVEEN GEOPEND",
    ));
    assert_eq!(
        (story.dedup.relation, &story.dedup.story_id),
        (Relation::Supersedes, &first.dedup.story_id)
    );
    assert_eq!(
        story
            .dedup
            .evidence
            .expect("a relation has evidence")
            .method,
        "headline_hash"
    );
    let late = desk.feed(&alert("dpa", 3, 9));
    assert_eq!(late.dedup.of.as_deref(), Some("urn:dateline:anp:1"));
    let one_word = headed(item("anp", 4, 10, "nl", ""), "Weerbericht");
    desk.feed(&one_word);
    assert_eq!(
        desk.feed(&headed(item("dpa", 5, 11, "nl", ""), "Weerbericht"))
            .dedup
            .relation,
        Relation::Original
    );
}

#[test]
fn two_stories_with_one_headline_and_different_texts_stay_apart() {
    let mut desk = Desk::new();
    desk.feed(&headed(
        item("anp", 1, 0, "nl", BRIDGE_NL),
        "Nieuws uit de regio",
    ));
    let other = headed(
        item(
            "anp",
            2,
            1,
            "nl",
            "Een kudde schapen blokkeerde urenlang het spoor bij een dorp in de heuvels.",
        ),
        "Nieuws uit de regio",
    );
    assert_eq!(desk.feed(&other).dedup.relation, Relation::Original);
}

#[test]
fn a_later_revision_keeps_its_story() {
    for (change, expected) in [
        (LineageChange::Updated, Relation::Update),
        (LineageChange::Corrected, Relation::Correction),
    ] {
        let mut desk = Desk::new();
        let first = desk.feed(&item("anp", 1, 0, "nl", BRIDGE_NL));
        let other_text = revised(
            item(
                "anp",
                1,
                8,
                "nl",
                "De opening van de hefbrug is op het laatste moment afgelast wegens storm.",
            ),
            2,
            change,
        );
        let second = desk.feed(&other_text);
        assert_eq!(
            (second.dedup.relation, &second.dedup.story_id),
            (expected, &first.dedup.story_id)
        );
        assert_eq!(second.dedup.of.as_deref(), Some("urn:dateline:anp:1"));
        let of_old_text = desk.feed(&item("dpa", 2, 9, "nl", BRIDGE_NL));
        assert_eq!(
            of_old_text.dedup.relation,
            Relation::Original,
            "the first revision's text is gone"
        );
    }
}

#[test]
fn an_edit_of_an_item_without_identity_is_an_update() {
    let mut desk = Desk::new();
    let with_uri = |mut item: AnnotatedItem, uri: &str| {
        item.item.uri = uri.to_owned();
        item
    };
    let first = desk.feed(&with_uri(
        item("page", 1, 0, "nl", BRIDGE_NL),
        "urn:dateline:c1:page:aaaa",
    ));
    let edited = light_edit(BRIDGE_NL);
    let edit = desk.feed(&with_uri(
        item("page", 2, 5, "nl", &edited),
        "urn:dateline:c1:page:bbbb",
    ));
    assert_eq!(
        (edit.dedup.relation, &edit.dedup.story_id),
        (Relation::Update, &first.dedup.story_id)
    );
    let mut correction = with_uri(
        item("page", 3, 9, "nl", &edited.replace("6800", "6900")),
        "urn:dateline:c1:page:cccc",
    );
    correction.item.signals.push(Signal {
        signal: "correction".to_owned(),
        evidence: None,
    });
    assert_eq!(desk.feed(&correction).dedup.relation, Relation::Correction);
    let elsewhere = desk.feed(&with_uri(
        item("other", 4, 10, "nl", &edited),
        "urn:dateline:c1:other:dddd",
    ));
    assert_eq!(elsewhere.dedup.relation, Relation::ExactDuplicate);
}

#[test]
fn an_item_that_replaces_another_by_uri_joins_its_story() {
    let mut desk = Desk::new();
    let first = desk.feed(&item("anp", 1, 0, "nl", BRIDGE_NL));
    let mut second = item(
        "anp",
        2,
        3,
        "nl",
        "De opening van de hefbrug is op het laatste moment afgelast wegens storm.",
    );
    second.item.replaces.push("urn:dateline:anp:1".to_owned());
    let second = desk.feed(&second);
    assert_eq!(
        (second.dedup.relation, second.dedup.story_id),
        (Relation::Update, first.dedup.story_id)
    );
}

#[test]
fn groups_of_languages_are_apart() {
    let mut desk = Desk::new();
    desk.feed(&item("anp", 1, 0, "nl", BRIDGE_NL));
    assert_eq!(
        desk.feed(&item("anp", 2, 1, "de", BRIDGE_NL))
            .dedup
            .relation,
        Relation::Original
    );
}

#[test]
fn an_item_with_two_texts_joins_one_story_and_merges_none() {
    let mut desk = Desk::new();
    let bridge = desk.feed(&item("anp", 1, 0, "nl", BRIDGE_NL));
    let ferry = desk.feed(&item("anp", 2, 1, "nl", FERRY_EN));
    let roundup = desk.feed(&item("anp", 3, 2, "nl", &format!("{BRIDGE_NL} {FERRY_EN}")));
    assert_eq!(roundup.dedup.relation, Relation::Supersedes);
    assert_eq!(roundup.dedup.story_id, bridge.dedup.story_id);
    assert_ne!(ferry.dedup.story_id, bridge.dedup.story_id);
    assert!(roundup.dedup.merged_story_ids.is_empty());
}
