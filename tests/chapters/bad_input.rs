//! Bad input: each is put aside with its bytes and headers, says what to do, and its neighbours pass.
//!
//! Every chapter runs on the log in memory and on real Kafka. What can come as a delivery does; what only somebody else
//! could write to a topic of Dateline's is put there.

mod deliveries;
mod records;
mod rows;

use std::collections::BTreeMap;

use dateline_schemas::{
    AnnotatedItem, Change, EnrichedItem, Language, Lineage, LineagePosition, PubStatus,
    RawReference, Timestamp, WireItem, identity,
};
use dateline_tests::stand::{DeadLetter, InMemory, Input, OnKafka, Stand};

fn on_kafka(chapter: &str) -> OnKafka {
    OnKafka::new(crate::PROGRAM, chapter).unwrap()
}

fn in_memory() -> InMemory {
    InMemory::new().unwrap()
}

/// A delivery that nothing is wrong with, so that the pipeline has something to take in.
fn good_delivery(stand: &impl Stand) -> Input {
    let path = stand.folder().join("good.jsonl");
    let line = r#"{"uri": "urn:test:delivered", "headline": "Harbour reopens after the storm"}"#;
    std::fs::write(&path, line).unwrap();
    Input {
        format: "jsonl".to_owned(),
        pattern: path.display().to_string(),
    }
}

/// An item that nothing is wrong with.
fn item(uri: &str) -> WireItem {
    let mut item = WireItem {
        uri: uri.to_owned(),
        version: Some(1),
        provider: Some("Harbour Wire".to_owned()),
        source: "test".to_owned(),
        headline: Some(format!("Talks about {uri} resume in the capital")),
        body: Some(format!(
            "Ministers agreed overnight to resume the talks about {uri}."
        )),
        pub_status: PubStatus::Usable,
        received_at: Timestamp::from_millis(1_700_000_000_000),
        raw: RawReference {
            delivery_id: identity::delivery_id("test", uri, b""),
            span: None,
        },
        ..WireItem::default()
    };
    item.content_hash = identity::content_hash(&item);
    item
}

fn annotated(uri: &str) -> AnnotatedItem {
    AnnotatedItem {
        item: item(uri),
        language: Some(english()),
        lineage: first_revision(),
        link_group: "en".to_owned(),
        ..AnnotatedItem::default()
    }
}

fn enriched(uri: &str) -> EnrichedItem {
    EnrichedItem {
        item: item(uri),
        language: Some(english()),
        lineage: first_revision(),
        ..EnrichedItem::default()
    }
}

fn english() -> Language {
    Language {
        tag: "en".to_owned(),
        ..Language::default()
    }
}

fn first_revision() -> Lineage {
    Lineage {
        revision: 1,
        position: LineagePosition::Newest,
        change: Change::New,
        ..Lineage::default()
    }
}

/// What the dead letters say, a line each in a stable order, without what differs from run to run.
fn told(stand: &impl Stand, letters: &[DeadLetter]) -> String {
    let folder = stand.folder().display().to_string();
    let prefix = stand.topic(dateline_schemas::topic::Topic::Dead);
    let prefix = prefix.trim_end_matches("dead");
    let lines = letters.iter().map(|letter| {
        let message = letter.message.replace(&folder, "FOLDER");
        let message = message.replace(prefix, "PREFIX.");
        format!("{} {}\n  {message}\n", letter.stage, letter.reason)
    });
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines.concat()
}

/// How many dead letters there are by stage and reason, as an account counts them.
fn counted(letters: &[DeadLetter]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for letter in letters {
        let key = format!("{} {}", letter.stage, letter.reason);
        *counts.entry(key).or_default() += 1;
    }
    counts
}
