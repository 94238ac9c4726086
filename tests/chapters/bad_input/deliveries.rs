//! Deliveries that no parser can read, each of one input among good ones.

use std::{collections::BTreeMap, path::PathBuf};

use dateline_runtime::failpoint::PANIC_MARK;
use dateline_schemas::{Codec, EnrichedItem, topic::Topic};
use dateline_tests::{
    stack::process::events_of,
    stand::{Input, Stand},
};

use super::{counted, in_memory, on_kafka, told};

const MIB: usize = 1024 * 1024;
/// Larger than the largest delivery.
const OVERSIZE: usize = 17 * MIB;
/// What is kept of one.
const OVERSIZE_HEAD: usize = 64 * 1024;

fn line(name: &str, headline: &str) -> String {
    format!("{{\"uri\": \"urn:test:{name}\", \"headline\": \"{headline}\"}}\n")
}

/// An item that is within the limit of an item's bytes, and too large for its record: every empty association costs more
/// there than in JSON.
fn swollen() -> String {
    let associations = vec!["{}"; MIB - 64].join(",");
    format!(
        "{{\"uri\": \"urn:test:swollen\", \"headline\": \"Storm\", \"associations\": [{associations}]}}\n"
    )
}

struct Delivery {
    name: &'static str,
    bytes: Vec<u8>,
    /// Reason and bytes of what is put aside.
    aside: Option<(&'static str, Vec<u8>)>,
}

fn taken(name: &'static str, text: String) -> Delivery {
    Delivery {
        name,
        bytes: text.into_bytes(),
        aside: None,
    }
}

/// One of which this part is put aside.
fn aside(name: &'static str, reason: &'static str, bytes: &[u8], part: &[u8]) -> Delivery {
    Delivery {
        name,
        bytes: bytes.to_vec(),
        aside: Some((reason, part.to_vec())),
    }
}

fn deliveries() -> Vec<Delivery> {
    let whole = |name, reason, bytes: &[u8]| aside(name, reason, bytes, bytes);
    let broken = "{\"uri\": \"urn:test:broken\", \"headline\": 7}";
    let (before, behind) = (line("before", "Ships wait"), line("behind", "Ships sail"));
    let mixed = format!("{before}{broken}\n{behind}");
    let panicking = line("panicking", PANIC_MARK);
    let page = "DEN HAAG (ANP) - Het kabinet praat verder over de begroting.";
    let large = vec![b'x'; OVERSIZE];
    let swollen = swollen();
    vec![
        taken("00-first.jsonl", line("first", "Storm ahead")),
        whole("10-zero-bytes.jsonl", "empty", b""),
        whole(
            "11-invalid-utf-8.jsonl",
            "invalid_encoding",
            b"{\"headline\": \"caf\xE9\"}\n",
        ),
        whole("12-page.jsonl", "unparsable", page.as_bytes()),
        whole("13-panicking.jsonl", "defect", panicking.as_bytes()),
        aside(
            "14-large.jsonl",
            "oversize",
            &large,
            &large[..OVERSIZE_HEAD],
        ),
        aside(
            "15-swollen.jsonl",
            "oversize",
            swollen.as_bytes(),
            swollen.trim_end().as_bytes(),
        ),
        aside(
            "16-broken-line.jsonl",
            "unparsable",
            mixed.as_bytes(),
            broken.as_bytes(),
        ),
        taken("17-nul.jsonl", line("nul", "Nul\\u0000led")),
        whole(
            "20-picture.blob",
            "unknown_format",
            b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR",
        ),
        taken("90-last.jsonl", line("last", "Storm over")),
    ]
}

fn check(stand: &impl Stand) {
    let folder = stand.folder().join("deliveries");
    std::fs::create_dir(&folder).unwrap();
    let mut expected = Vec::new();
    for delivery in deliveries() {
        let path = folder.join(delivery.name);
        std::fs::write(&path, delivery.bytes).unwrap();
        let aside = delivery.aside;
        expected.extend(aside.map(|(reason, bytes)| (path, reason, bytes)));
    }
    let input = |format: &str, pattern: &str| Input {
        format: format.to_owned(),
        pattern: folder.join(pattern).display().to_string(),
    };
    let target = format!("jsonl:{}", stand.folder().join("rows.jsonl").display());
    let inputs = [input("jsonl", "*.jsonl"), input("sniff", "*.blob")];
    stand.run(&inputs, &target).unwrap();

    let passed =
        ["before", "behind", "first", "last", "nul"].map(|name| format!("urn:test:{name}"));
    assert_eq!(stand.enriched_uris().unwrap(), passed);
    expect_put_aside(stand, &expected);
    expect_nul_removed(stand);
    let account = stand.account().unwrap();
    assert_eq!(account.problems, [""; 0]);
    let expected = ["annotate emitted", "link emitted", "sink emitted"];
    let expected = expected.map(|outcome| (outcome.to_owned(), 5));
    assert_eq!(account.outcomes, BTreeMap::from(expected));
}

fn expect_put_aside(stand: &impl Stand, expected: &[(PathBuf, &str, Vec<u8>)]) {
    let letters = stand.dead_letters().unwrap();
    assert_eq!(letters.len(), expected.len(), "{:?}", counted(&letters));
    for (path, reason, bytes) in expected {
        let mut found = letters.iter();
        let position = path.display().to_string();
        let letter = found.find(|letter| letter.message.starts_with(&position));
        let letter = letter.unwrap();
        assert_eq!(
            (letter.stage.as_str(), letter.reason.as_str()),
            ("parse", *reason)
        );
        // Not compared by assert_eq: it would print megabytes.
        assert!(
            letter.value.as_ref() == Some(bytes),
            "{position}: other bytes"
        );
        let source = letter.headers.get("dateline_source").map(String::as_bytes);
        assert!(
            source.is_some() && source == letter.key.as_deref(),
            "{letter:?}"
        );
        assert!(letter.headers.contains_key("traceparent"));
    }
    insta::assert_snapshot!("deliveries_that_no_parser_can_read", told(stand, &letters));
}

/// What no database takes is gone, and the item says so.
fn expect_nul_removed(stand: &impl Stand) {
    let records = stand.records(Topic::Enriched).unwrap();
    let codec = Codec::single_object();
    let values = records.iter().filter_map(|record| record.value.as_deref());
    let mut items = values.map(|value| codec.decode::<EnrichedItem>(value).unwrap().item);
    let item = items.find(|item| item.uri == "urn:test:nul").unwrap();
    assert_eq!(item.headline.as_deref(), Some("Nulled"));
    let repaired = item
        .provenance
        .iter()
        .find(|note| note.method == "repaired");
    let note = repaired.and_then(|note| note.note.as_deref()).unwrap();
    assert!(note.contains("U+0000"), "{note}");
}

#[test]
fn deliveries_that_no_parser_can_read_are_put_aside_in_memory() {
    check(&in_memory());
}

#[test]
fn deliveries_that_no_parser_can_read_are_put_aside_on_kafka() {
    let stand = on_kafka("bad-deliveries");
    check(&stand);
    stand.installation().audit().unwrap();
    // The defect alone is for somebody to act on, and what reads the log as JSON can read all of it.
    let files = std::fs::read_dir(stand.folder()).unwrap();
    let mut files = files.map(|entry| entry.unwrap().path());
    let log = files.find(|path| path.to_string_lossy().ends_with("-run.stderr"));
    let log = std::fs::read_to_string(log.unwrap()).unwrap();
    let events = events_of(&log).unwrap();
    let odd = events.iter().filter(|event| event["level"] != "INFO");
    let odd: Vec<_> = odd
        .map(|event| (&event["level"], &event["message"]))
        .collect();
    let error = &serde_json::json!("ERROR");
    let panicked = &serde_json::json!("panic: a defect of Dateline");
    let put_aside = &serde_json::json!("delivery quarantined");
    // `message` is the line's own text; the parser's words have a field beside it.
    assert_eq!(odd, [(error, panicked), (error, put_aside)]);
}
