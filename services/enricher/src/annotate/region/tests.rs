//! Regions of our own sample items, of the traps that names set, and of arbitrary text.

mod samples;
mod seed;
mod traps;
mod unspaced;

use dateline_schemas::{Dateline, EvidenceField, Located, RegionRole, WireItem};
use proptest::prelude::*;

use crate::annotate::region::{
    RegionAnnotator, RegionFindings,
    entry::Meaning,
    gazetteer::Gazetteer,
    key::Key,
    tokens::{Case, Tokens},
};

/// An item as the producer would deliver it.
fn item(dateline: &str, headline: &str, body: &str) -> WireItem {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    WireItem {
        headline: some(headline),
        body: some(body),
        dateline: some(dateline).map(|text| Dateline {
            place: Some(text.clone()),
            text,
            date: None,
        }),
        ..WireItem::default()
    }
}

/// Codes in one role, strongest first, with spaces between.
fn codes(findings: &RegionFindings, role: RegionRole) -> String {
    let of_role = findings.regions.iter().filter(|region| region.role == role);
    let codes: Vec<&str> = of_role.map(|region| region.code.as_str()).collect();
    codes.join(" ")
}

/// Codes of the countries and unions that the item is about, in the alphabet's order.
fn about(findings: &RegionFindings) -> Vec<&str> {
    let about = findings
        .regions
        .iter()
        .filter(|region| region.role == RegionRole::About);
    let countries = about.filter(|region| region.scheme == "iso3166-1" || region.code == "EU");
    let mut codes: Vec<&str> = countries.map(|region| region.code.as_str()).collect();
    codes.sort_unstable();
    codes
}

/// That each body, in its language, is about these countries.
fn expect_about(texts: &[(&str, &str, &[&str])]) {
    let annotator = RegionAnnotator::new();
    let mut wrong = Vec::new();
    for (language, body, expected) in texts {
        let findings = annotator.annotate(&item("", "", body), language);
        if about(&findings) != *expected {
            wrong.push(format!(
                "{body}\n  found {:?}, wanted {expected:?}",
                about(&findings)
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn names_are_folded_and_hashed_as_the_tool_does() {
    let folded = |word: &str| {
        let tokens = Tokens::of(word);
        String::from_utf8(tokens.folded(&tokens.list()[0]).to_owned()).unwrap()
    };
    let cases = [
        ("Oekraïne", "oekraine"),
        ("İSTANBUL", "istanbul"),
        ("Łódź", "lodz"),
        ("Київ", "киів"),
        ("القاهرة", "قاهره"),
        ("الألبانية", "بانيه"),
        ("ألبانية", "بانيه"),
        ("Straße", "strasse"),
        ("ガ", "ガ"),
    ];
    for (word, expected) in cases {
        assert_eq!(folded(word), expected);
    }
    assert_eq!(
        Key::of(b"santa").and(Key::of(b"cruz")).hash(),
        SANTA_CRUZ_BY_THE_TOOL
    );
}

/// `key_hash("santa cruz")` in `data/folding.py`.
const SANTA_CRUZ_BY_THE_TOOL: u64 = 0xBCD1_9F40_DCFB_9D4F;

#[test]
fn the_table_loads_and_knows_a_capital() {
    let gazetteer = Gazetteer::embedded();
    let found = gazetteer
        .find(Key::of(b"beiroet"))
        .expect("a name of Beirut");
    let capital = gazetteer.meanings(found).any(|meaning| match meaning {
        Meaning::City(city, _) => {
            gazetteer.city(city).capital && gazetteer.city(city).name == "Beirut"
        }
        Meaning::Use(_) => false,
    });
    assert!(capital);
    assert!(gazetteer.find(Key::of(b"beiroetx")).is_none());
}

#[test]
fn an_abbreviation_with_stops_is_one_word() {
    let tokens = Tokens::of("the U.S. and St. Louis");
    let words: Vec<&[u8]> = tokens
        .list()
        .iter()
        .map(|token| tokens.folded(token))
        .collect();
    let expected: [&[u8]; 5] = [b"the", b"us", b"and", b"st", b"louis"];
    assert_eq!(words, expected);
}

#[test]
fn evidence_points_at_the_words_in_their_field() {
    let item = item(
        "GENÈVE",
        "Overleg over Syrië",
        "In Genève praten zij over Syrië.",
    );
    let findings = RegionAnnotator::new().annotate(&item, "nl");
    let mut words = Vec::new();
    for region in &findings.regions {
        for span in &region.evidence {
            let field = match span.field {
                EvidenceField::Dateline => item
                    .dateline
                    .as_ref()
                    .map(|dateline| dateline.text.as_str()),
                EvidenceField::Headline => item.headline.as_deref(),
                _ => item.body.as_deref(),
            };
            let range = usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap();
            words.push((region.code.as_str(), &field.unwrap()[range]));
        }
    }
    assert_eq!(
        words,
        [
            ("CH", "GENÈVE"),
            ("SY", "Syrië"),
            ("SY", "Syrië"),
            ("CH", "Genève")
        ]
    );
}

#[test]
fn the_providers_own_location_is_kept_apart_from_the_dateline() {
    let mut item = item("LONDON", "", "The report named no one.");
    item.located = Some(Located {
        name: Some("Nairobi".to_owned()),
        scheme: Some("iso3166-1a2".to_owned()),
        code: Some("KE".to_owned()),
    });
    let findings = RegionAnnotator::new().annotate(&item, "en");
    assert_eq!(codes(&findings, RegionRole::Located), "KE");
    assert_eq!(codes(&findings, RegionRole::Dateline), "GB");
}

#[test]
fn an_item_without_places_has_no_region() {
    let findings = RegionAnnotator::new().annotate(&item("", "", "Het was stil."), "nl");
    assert_eq!(findings, RegionFindings::default());
}

proptest! {
    #[test]
    fn any_text_is_annotated_without_a_panic_and_twice_the_same(
        dateline in "\\PC{0,40}",
        headline in "[ \\PC]{0,60}",
        body in "([A-ZÀ-žа-яА-Я]{0,8}|Paris|U\\.S\\.|ال|ـ|,|\\.|\\n|\\PC| ){0,60}",
    ) {
        let item = item(&dateline, &headline, &body);
        let annotator = RegionAnnotator::new();
        for tag in ["nl", "ar", "und", "xx"] {
            let findings = annotator.annotate(&item, tag);
            for span in findings.regions.iter().flat_map(|region| &region.evidence) {
                let text = match span.field {
                    EvidenceField::Dateline => &dateline,
                    EvidenceField::Headline => &headline,
                    _ => &body,
                };
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            }
            prop_assert_eq!(findings, annotator.annotate(&item, tag));
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_cut_into_words_between_characters_and_no_letter_is_lost(
        text in "([A-Za-z0-9]{1,70}|[À-žа-яА-Я]{1,8}|[ぁ-ヿ一-龥ก-์]{1,6}|U\\.S\\.|ال|[“”’·・—]|,|\\.|\\n|\\PC| ){0,40}",
    ) {
        let tokens = Tokens::of(&text);
        let mut end_before = 0;
        for token in tokens.list() {
            prop_assert!(end_before <= token.start() && token.start() < token.end());
            prop_assert!(text.get(token.start()..token.end()).is_some());
            let between = &text[end_before..token.start()];
            prop_assert!(!between.contains(|lost: char| lost.is_ascii_alphanumeric()));
            prop_assert!(std::str::from_utf8(tokens.folded(token)).is_ok());
            prop_assert_eq!(token.key, Key::of(tokens.folded(token)));
            let word = &text[token.start()..token.end()];
            if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                let small = word.to_ascii_lowercase();
                prop_assert_eq!(tokens.folded(token), small.as_bytes());
                prop_assert_eq!(token.case, case_by_letters(word), "{}", word);
            }
            end_before = token.end();
        }
        let rest = &text[end_before..];
        prop_assert!(!rest.contains(|lost: char| lost.is_ascii_alphanumeric()));
    }
}

/// The definition of a word's case, letter by letter.
fn case_by_letters(word: &str) -> Case {
    let letters: Vec<char> = word.chars().filter(|it| it.is_alphabetic()).collect();
    match letters[..] {
        [] => Case::None,
        [first, ..] if first.is_lowercase() => Case::Lower,
        [_, _, ..] if letters.iter().all(|it| it.is_uppercase()) => Case::Upper,
        _ => Case::Capital,
    }
}
