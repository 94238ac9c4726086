//! What each format can tell, and that its parser reads it.

use std::collections::BTreeSet;

use super::*;

/// Which stories each format can tell. What is not here, it has no words for.
const TOLD: [(Format, &[&str]); 11] = [
    (
        Format::Jsonl,
        &["corrected", "embargoed", "killed", "refiled", "withheld"],
    ),
    (
        Format::Dpa,
        &["corrected", "embargoed", "killed", "refiled", "withheld"],
    ),
    (Format::Ninjs, ALL),
    (Format::Newsmlg2, ALL),
    (Format::Newsml1, ALL),
    (Format::Nitf, ALL),
    // No word for withholding, none for embargoes, and none for taking the place of another entry.
    (Format::Feed, &["corrected", "killed", "refiled"]),
    (Format::Iptc7901, ALL),
    // What is sent again keeps its keyword and gets a number, and names no other message.
    (
        Format::Anpa1312,
        &["corrected", "embargoed", "killed", "replaced", "withheld"],
    ),
    (
        Format::Email,
        &[
            "canceled",
            "corrected",
            "embargoed",
            "killed",
            "refiled",
            "replaced",
            "withheld",
        ],
    ),
    // What is printed is published, and has no id.
    (Format::WirePage, &["killed", "replaced", "withheld"]),
];

const ALL: &[&str] = &[
    "corrected",
    "embargoed",
    "killed",
    "refiled",
    "replaced",
    "withheld",
];

fn context() -> DeliveryContext {
    DeliveryContext {
        source: "input-1".to_owned(),
        namespace: "input".to_owned(),
        ..DeliveryContext::default()
    }
}

const UNTIL: Timestamp = Timestamp::from_millis(1_900_000_020_000);

#[test]
fn every_format_tells_what_it_has_words_for() {
    let formats: BTreeSet<Format> = TOLD.iter().map(|(format, _)| *format).collect();
    assert_eq!(formats, BTreeSet::from(Format::ALL));
    let stories = stories(UNTIL);
    for (format, told) in TOLD {
        let of_format = stories.iter().filter(|story| story.format == format);
        let names: BTreeSet<&str> = of_format.map(|story| story.name).collect();
        assert_eq!(Vec::from_iter(names), told, "{format}");
    }
}

#[test]
fn every_wire_is_known_by_its_content_and_nothing_of_it_is_rejected() {
    let mut uris = BTreeSet::new();
    for story in stories(UNTIL) {
        for (i, wire) in story.wires.iter().enumerate() {
            let parsed = parse_any(None, &context(), wire.as_bytes());
            assert_eq!(parsed.rejected, [], "{wire}");
            let sniffed = dateline_producer::formats::sniff(wire.as_bytes());
            let is_first_of_page = story.format == Format::WirePage && i == 0;
            let format = if is_first_of_page {
                Format::Jsonl
            } else {
                story.format
            };
            assert_eq!(sniffed, Some(format), "{wire}");
        }
        for expected in story.expected(&context()).unwrap() {
            assert!(uris.insert(expected.uri), "{story:?}");
        }
    }
}

#[test]
fn every_notice_says_what_it_is_and_whom_it_is_about() {
    for story in stories(UNTIL) {
        let (name, format) = (story.name, story.format);
        let expected = story.expected(&context()).unwrap();
        let last = parse_any(None, &context(), story.wires.last().unwrap().as_bytes());
        let newest = &last.items[0];
        let has = |signal: &str| newest.signals.iter().any(|said| said.signal == signal);
        match name {
            "corrected" => assert!(has("correction"), "{format}: {newest:#?}"),
            "refiled" => assert!(has("refile"), "{format}: {newest:#?}"),
            "embargoed" => assert_eq!(newest.embargoed_until, Some(UNTIL), "{format}: {newest:#?}"),
            _ => {}
        }
        // Where it is not a version of the same uri, it names the first wire's.
        if newest.uri != expected[0].uri {
            let about: Vec<&str> = last.items[1..]
                .iter()
                .map(|item| item.uri.as_str())
                .collect();
            assert_eq!(
                about,
                [expected[0].uri.as_str()],
                "{format} {name}: {last:#?}"
            );
        }
    }
}
