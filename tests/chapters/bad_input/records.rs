//! Records that somebody else wrote to the topics between the stages.

use std::collections::BTreeMap;

use dateline_schemas::{Codec, topic::Topic};
use dateline_tests::stand::{FOREIGN_HEADER, Place, Stand};

use super::{annotated, enriched, good_delivery, in_memory, item, on_kafka, told};

/// Single-object encoding with a fingerprint that no schema has.
const UNKNOWN_SCHEMA: &[u8] = b"\xC3\x01\x01\x02\x03\x04\x05\x06\x07\x08some datum";

/// A record that no stage can read.
struct Bad {
    key: Vec<u8>,
    value: Option<Vec<u8>>,
    place: Place,
    reason: &'static str,
}

/// Puts bad records between good ones; the uris of the good ones, and the bad ones.
fn put_between_good_ones(
    stand: &impl Stand,
    topic: Topic,
    good: impl Fn(&str) -> Vec<u8>,
) -> (Vec<String>, Vec<Bad>) {
    let suffix = topic.spec().suffix;
    let whole = good("urn:test:cut");
    let cut = whole[..whole.len() - 9].to_vec();
    let mut cases = vec![
        (Some(Vec::new()), "empty"),
        (None, "empty"),
        (
            Some(b"{\"uri\": \"urn:test:json\"}".to_vec()),
            "undecodable",
        ),
        (Some(cut), "undecodable"),
        (Some(UNKNOWN_SCHEMA.to_vec()), "unknown_schema"),
    ];
    if topic == Topic::Enriched {
        // There a key without a value is what compaction leaves of an item.
        cases.retain(|(value, _)| value.is_some());
    }
    let (mut uris, mut bad) = (Vec::new(), Vec::new());
    for (number, (value, reason)) in cases.into_iter().enumerate() {
        let uri = format!("urn:test:{suffix}:{number}");
        let put = stand.put(topic, Some(uri.as_bytes()), Some(&good(&uri)));
        put.unwrap();
        uris.push(uri);
        let key = format!("bad {number}").into_bytes();
        let place = stand.put(topic, Some(&key), value.as_deref()).unwrap();
        bad.push(Bad {
            key,
            value,
            place,
            reason,
        });
    }
    (uris, bad)
}

/// Runs the chapter; what the audit objects to.
fn check(stand: &impl Stand) -> Vec<String> {
    let codec = Codec::single_object();
    let encoded = |uri: &str| codec.encode(&item(uri)).unwrap();
    let (mut uris, bad_items) = put_between_good_ones(stand, Topic::Items, encoded);
    let encoded = |uri: &str| codec.encode(&annotated(uri)).unwrap();
    let (more, bad_annotated) = put_between_good_ones(stand, Topic::Annotated, encoded);
    uris.extend(more);
    let encoded = |uri: &str| codec.encode(&enriched(uri)).unwrap();
    let (more, bad_enriched) = put_between_good_ones(stand, Topic::Enriched, encoded);
    uris.extend(more);
    uris.push("urn:test:delivered".to_owned());
    uris.sort();

    let rows = stand.folder().join("rows.jsonl");
    let target = format!("jsonl:{}", rows.display());
    stand.run(&[good_delivery(stand)], &target).unwrap();

    assert_eq!(stand.enriched_uris().unwrap(), uris);
    assert_eq!(
        std::fs::read_to_string(rows).unwrap().lines().count(),
        uris.len()
    );
    let letters = stand.dead_letters().unwrap();
    let stages = [
        ("annotate", bad_items),
        ("link", bad_annotated),
        ("sink", bad_enriched),
    ];
    let all = stages.iter().map(|(_, bad)| bad.len()).sum::<usize>();
    assert_eq!(letters.len(), all);
    for (stage, bad) in &stages {
        for bad in bad {
            let mut letters = letters.iter();
            let letter = letters.find(|letter| letter.place.as_ref() == Some(&bad.place));
            let letter = letter.unwrap();
            assert_eq!(
                (&letter.stage, letter.reason.as_str()),
                (&(*stage).to_owned(), bad.reason)
            );
            assert_eq!(letter.key.as_ref(), Some(&bad.key));
            assert_eq!(letter.value, bad.value, "{}", letter.message);
            let (name, value) = FOREIGN_HEADER;
            assert_eq!(letter.headers.get(name).map(String::as_str), Some(value));
        }
    }
    insta::assert_snapshot!("records_that_no_stage_can_read", told(stand, &letters));
    let account = stand.account().unwrap();
    let expected = BTreeMap::from(
        [
            ("annotate emitted", 6),
            ("annotate empty", 2),
            ("annotate undecodable", 2),
            ("annotate unknown_schema", 1),
            ("link emitted", 11),
            ("link empty", 2),
            ("link undecodable", 2),
            ("link unknown_schema", 1),
            ("sink emitted", 15),
            ("sink empty", 1),
            ("sink undecodable", 2),
            ("sink unknown_schema", 1),
        ]
        .map(|(outcome, count)| (outcome.to_owned(), count)),
    );
    assert_eq!(account.outcomes, expected);
    account.problems
}

#[test]
fn records_that_no_stage_can_read_are_put_aside_in_memory() {
    assert_eq!(check(&in_memory()), [""; 0]);
}

#[test]
fn records_that_no_stage_can_read_are_put_aside_on_kafka() {
    let stand = on_kafka("bad-records");
    // Somebody else writes to the topic of items, and the audit tells.
    assert_eq!(
        check(&stand),
        ["the sources wrote 1 items and annotate consumed 11"]
    );
}
