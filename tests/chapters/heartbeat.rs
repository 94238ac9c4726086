//! A heartbeat goes through all stages of the program on real Kafka, is measured at the sink, and shows to nobody who did
//! not ask.

use std::time::Duration;

use dateline_schemas::{Codec, EnrichedItem, Heartbeat, topic::Topic};
use dateline_tests::{
    exposition::Exposition,
    installation::{Installation, Service},
    stack::kafka,
};
use rdkafka::{
    Message as _,
    message::{Headers as _, OwnedMessage},
};

use crate::wires;

/// For anything that a service does on two busy cores.
const WITHIN: Duration = Duration::from_secs(60);

const BEATS: f64 = 2.5;

fn installed(chapter: &str) -> Installation {
    let installation = Installation::shared(crate::PROGRAM, chapter).unwrap();
    let installation = installation
        .with("producer.heartbeat_seconds=1")
        .with("producer.id=desk-1")
        .with("enricher.languages=en,nl");
    installation.apply_topics().unwrap();
    installation
}

fn beats(shown: &Exposition) -> f64 {
    shown.sum("dateline_heartbeat_seconds_count", &[])
}

/// The whole pipeline, until some heartbeats have come through; what it shows then.
fn run(installation: &Installation) -> Exposition {
    wires::deliver_stream(installation, 3, 40, 20);
    let command = [
        "run",
        "--input",
        wires::INPUT,
        "--follow",
        "--sink",
        "jsonl:items.jsonl",
    ];
    let service: Service = installation.start(&command).unwrap();
    let shown = service
        .wait_for_metrics("heartbeats at the sink, and items", WITHIN, |shown| {
            let emitted = [("stage", "sink"), ("outcome", "emitted")];
            let delivered = shown.sum("dateline_outcomes_total", &emitted);
            beats(shown) > BEATS && delivered > 0.5
        })
        .unwrap();
    service.stop(WITHIN).unwrap();
    // What was on its way when it ended is taken on, without another heartbeat: a bounded run ends before its first.
    let command = [
        "run",
        "--input",
        wires::INPUT,
        "--sink",
        "jsonl:items.jsonl",
    ];
    installation
        .clone()
        .with("producer.heartbeat_seconds=0")
        .run(&command, WITHIN)
        .unwrap()
        .successful()
        .unwrap();
    shown
}

fn records(installation: &Installation, topic: Topic) -> Vec<OwnedMessage> {
    let topic = installation.topic(topic);
    kafka::records_of(installation.brokers(), &topic, WITHIN).unwrap()
}

/// The heartbeat that a record's headers tell of.
fn told_by_headers(record: &OwnedMessage) -> Option<Heartbeat> {
    let headers = record.headers()?;
    Heartbeat::of_headers(|name| {
        let mut found = headers.iter().filter(|header| header.key == name);
        found.find_map(|header| header.value)
    })
}

fn items(records: &[OwnedMessage]) -> Vec<EnrichedItem> {
    let values = records.iter().filter_map(|record| record.payload());
    values
        .map(|value| Codec::single_object().decode(value).unwrap())
        .collect()
}

fn file(installation: &Installation) -> String {
    std::fs::read_to_string(installation.folder().join("items.jsonl")).unwrap()
}

#[test]
fn a_heartbeat_is_measured_at_the_sink_and_no_consumer_sees_it() {
    let installation = installed("heartbeat");
    let shown = run(&installation);
    let newest = "dateline_heartbeat_last_timestamp_seconds";
    let newest = shown.by("producer", newest, &[]);
    assert_eq!(newest.keys().collect::<Vec<_>>(), ["desk-1"]);
    assert!(newest["desk-1"] > 1_700_000_000.0);
    let took = shown.sum("dateline_heartbeat_seconds_sum", &[]) / beats(&shown);
    assert!((0.0..60.0).contains(&took), "{took}");
    assert!(shown.sum("dateline_heartbeats_total", &[]) > BEATS);
    let sources = shown.by("source", "dateline_items_total", &[]);
    assert_eq!(sources.keys().collect::<Vec<_>>(), ["input-1"]);

    let enriched = records(&installation, Topic::Enriched);
    let mut hidden = 0;
    for record in enriched.iter().filter(|record| record.payload().is_none()) {
        let heartbeat = told_by_headers(record).expect("only heartbeats have no value");
        assert_eq!(heartbeat.producer, "desk-1");
        assert_eq!(record.key(), Some(heartbeat.uri().as_bytes()));
        hidden += 1;
    }
    assert!(f64::from(hidden) > BEATS);
    let items = items(&enriched);
    assert!(!items.is_empty());
    let is_heartbeat = |item: &EnrichedItem| Heartbeat::of_item(&item.item).is_some();
    assert!(!items.iter().any(is_heartbeat));
    let lines = file(&installation);
    assert_eq!(lines.lines().count(), items.len());
    assert!(!lines.contains("heartbeat"));
    for topic in [Topic::Current, Topic::Fingerprints, Topic::Raw] {
        let records = records(&installation, topic);
        let of_heartbeat = |record: &OwnedMessage| {
            let parts = [record.key(), record.payload()].into_iter().flatten();
            parts
                .map(String::from_utf8_lossy)
                .any(|part| part.contains("heartbeat"))
        };
        assert!(!records.iter().any(of_heartbeat), "{topic:?}");
    }
    installation.audit().unwrap();
}

#[test]
fn a_heartbeat_is_an_item_of_the_target_where_that_is_asked_for() {
    let installation = installed("visible").with("enricher.heartbeat_visible=true");
    let shown = run(&installation);
    assert!(beats(&shown) > BEATS);
    let enriched = records(&installation, Topic::Enriched);
    assert!(enriched.iter().all(|record| record.payload().is_some()));
    let items = items(&enriched);
    let heartbeats = items
        .iter()
        .filter(|item| Heartbeat::of_item(&item.item).is_some());
    let revisions: Vec<i64> = heartbeats.map(|item| item.lineage.revision).collect();
    assert!(revisions.len() > 2 && revisions.is_sorted());
    let lines = file(&installation);
    let seen = lines
        .lines()
        .filter(|line| line.contains("A heartbeat of Dateline"));
    assert_eq!(seen.count(), revisions.len());
    let account = installation.audit().unwrap();
    assert!(account["sources"]["dateline:heartbeat:desk-1"]["items"].as_i64() > Some(2));
}
