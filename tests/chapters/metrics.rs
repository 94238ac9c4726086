//! What the services show at `/metrics`: names that are API, sums that add up, and gauges of what a process owns alone.

mod feed;
mod open_transaction;
mod partitions;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use dateline_schemas::topic::Topic;
use dateline_tests::{
    deadline::wait_for,
    exposition::Exposition,
    installation::{Installation, Service},
    stack::kafka,
    stream::{Expected, Stream},
};
use serde_json::Value;

use self::{
    open_transaction::OpenTransaction,
    partitions::{is_caught_up, owned},
};
use crate::wires;

/// For anything that a service does on two busy cores.
const WITHIN: Duration = Duration::from_secs(60);

/// Inputs of the stream that flows through an installation: enough for every kind and every partition.
const INPUTS: usize = 600;
const INPUTS_PER_DELIVERY: usize = 50;
const DELIVERIES: usize = INPUTS / INPUTS_PER_DELIVERY;

/// The stream, and a delivery that is none.
fn deliver_a_stream(installation: &Installation) -> Stream {
    let stream = wires::deliver_stream(installation, 7, INPUTS, INPUTS_PER_DELIVERY);
    wires::deliver_nonsense(installation);
    stream
}

fn installed(chapter: &str) -> Installation {
    let installation = Installation::shared(crate::PROGRAM, chapter).unwrap();
    let installation = installation.with("pump.schema_wait_ms=4000");
    installation.apply_topics().unwrap();
    installation
}

fn produce(installation: &Installation) -> Service {
    let command = ["produce", "--input", wires::INPUT, "--follow"];
    installation.start(&command).unwrap()
}

fn enricher(installation: &Installation) -> Service {
    installation.start(&["enrich"]).unwrap()
}

fn sink(installation: &Installation) -> Service {
    let command = ["sink", "--sink", "jsonl:items.jsonl"];
    installation.start(&command).unwrap()
}

/// How many committed records a topic has.
fn count(installation: &Installation, topic: Topic) -> f64 {
    let topic = installation.topic(topic);
    let records = kafka::records_of(installation.brokers(), &topic, WITHIN);
    records.unwrap().len() as f64
}

fn sum_of_outcomes(shown: &Exposition, stage: &str) -> f64 {
    shown.sum("dateline_outcomes_total", &[("stage", stage)])
}

fn inputs(shown: &Exposition, stage: &str) -> f64 {
    shown.sum("dateline_inputs_total", &[("stage", stage)])
}

fn assert_same(left: f64, right: f64, what: &str) {
    assert!((left - right).abs() < 0.5, "{what}: {left} and {right}");
}

/// Lines of the sink's file that are whole.
fn items(installation: &Installation) -> Vec<Value> {
    let text =
        std::fs::read_to_string(installation.folder().join("items.jsonl")).unwrap_or_default();
    let whole = text.rsplit_once('\n').map_or("", |(lines, _)| lines);
    let lines = whole.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Waits until each public version of the stream is in the sink's file and every record has been taken on.
fn wait_until_settled(
    installation: &Installation,
    stream: &Stream,
    enrich: &Service,
    sink: &Service,
) {
    let expected = stream.expected();
    wait_for("the stream to have come through", WITHIN, || {
        let items = items(installation);
        let version_of = |item: &Value| {
            let uri = item["item"]["uri"].as_str()?.to_owned();
            Some((uri, item["item"]["version"].as_i64()))
        };
        let public: BTreeSet<_> = items.iter().filter_map(version_of).collect();
        let mut wanted = expected
            .iter()
            .filter_map(|(uri, expected)| match expected {
                Expected::Public { version, .. } => Some((uri.clone(), *version)),
                _ => None,
            });
        let enrich = enrich.metrics().unwrap();
        let taken_on = [
            (
                inputs(&enrich, "annotate"),
                count(installation, Topic::Items),
            ),
            (
                inputs(&enrich, "link"),
                count(installation, Topic::Annotated),
            ),
            (
                inputs(&sink.metrics().unwrap(), "sink"),
                count(installation, Topic::Enriched),
            ),
        ];
        let all_taken_on = taken_on
            .iter()
            .all(|(inputs, records)| (inputs - records).abs() < 0.5);
        Ok((all_taken_on && wanted.all(|wanted| public.contains(&wanted))).then_some(()))
    })
    .unwrap();
}

/// What a service shows when nothing is counted any more.
fn at_rest(service: &Service) -> Exposition {
    let mut before = None;
    wait_for("nothing to be counted any more", WITHIN, || {
        let shown = service.metrics().unwrap();
        let counts = shown.counts();
        let rests = before.as_ref() == Some(&counts);
        before = Some(counts);
        Ok(rests.then_some(shown))
    })
    .unwrap()
}

/// Values of one of the stream's items' fields, counted.
fn counted(items: &[Value], field: impl Fn(&Value) -> Option<String>) -> BTreeMap<String, f64> {
    let mut counts = BTreeMap::new();
    let texts = items.iter().filter(|item| !item["language"].is_null());
    for value in texts.filter_map(field) {
        *counts.entry(value).or_default() += 1.0;
    }
    counts
}

fn assert_found_is_what_was_delivered(shown: &Exposition, items: &[Value]) {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let nonzero = |name: &str, label: &str| {
        let mut values = shown.by(label, name, &[("stage", "link")]);
        values.retain(|_, value| *value > 0.5);
        values
    };
    let languages = counted(items, |item| text(&item["language"]["tag"]));
    let regions = counted(items, |item| {
        text(&item["primary_region"]).or(Some("none".to_owned()))
    });
    let relations = counted(items, |item| text(&item["dedup"]["relation"]));
    assert!(languages.len() > 2 && regions.len() > 3 && relations.len() > 1);
    assert_eq!(
        nonzero("dateline_enriched_languages_total", "language"),
        languages
    );
    assert_eq!(
        nonzero("dateline_enriched_regions_total", "region"),
        regions
    );
    assert_eq!(
        nonzero("dateline_enriched_relations_total", "relation"),
        relations
    );
}

#[test]
fn every_input_is_accounted_for_from_the_delivery_to_the_sink() {
    let installation = installed("accounts");
    let enrich = enricher(&installation);
    let sink = sink(&installation);
    let produce = produce(&installation);
    // Embargoes end soon after they are delivered: whoever is to hold something has to be there.
    enrich
        .wait_for_metrics("the enricher to be ready", WITHIN, |shown| {
            is_caught_up(shown, 2)
        })
        .unwrap();
    let stream = deliver_a_stream(&installation);
    wait_until_settled(&installation, &stream, &enrich, &sink);
    let [produced, enriched, delivered] = [&produce, &enrich, &sink].map(at_rest);

    let deliveries = produced.by("outcome", "dateline_deliveries_total", &[]);
    let expected = [
        ("already_taken", 0.0),
        ("quarantined", 1.0),
        ("taken", DELIVERIES as f64),
    ];
    let expected = expected.map(|(outcome, count)| (outcome.to_owned(), count));
    assert_eq!(deliveries, BTreeMap::from(expected));
    let items_made = produced.sum("dateline_items_total", &[]);
    assert_same(items_made, INPUTS as f64, "lines of the stream and items");
    let rejected = produced.sum("dateline_rejected_segments_total", &[]);
    assert_same(rejected, 1.0, "the delivery that is none has one part");

    assert_same(
        items_made,
        inputs(&enriched, "annotate"),
        "items and inputs of annotate",
    );
    for (shown, stage) in [
        (&enriched, "annotate"),
        (&enriched, "link"),
        (&delivered, "sink"),
    ] {
        assert!(inputs(shown, stage) > 0.5, "{stage}");
        assert_same(inputs(shown, stage), sum_of_outcomes(shown, stage), stage);
        let aside = shown.sum("dateline_quarantined_total", &[("stage", stage)]);
        assert_same(aside, 0.0, stage);
    }
    for outcome in ["emitted", "unchanged", "killed", "held"] {
        let labels = [("stage", "annotate"), ("outcome", outcome)];
        assert!(
            enriched.sum("dateline_outcomes_total", &labels) > 0.5,
            "{outcome}"
        );
    }
    for end in ["released", "killed"] {
        let labels = [("stage", "annotate"), ("end", end)];
        assert!(
            enriched.sum("dateline_holds_ended_total", &labels) > 0.5,
            "{end}"
        );
    }
    assert_found_is_what_was_delivered(&enriched, &items(&installation));
    assert_measured(&produced, &enriched, &delivered);
}

/// Batches, commits, state and ages were measured.
fn assert_measured(produced: &Exposition, enriched: &Exposition, delivered: &Exposition) {
    let count = |shown: &Exposition, name: &str, labels: &[(&str, &str)]| {
        shown.sum(&format!("{name}_count"), labels)
    };
    for (shown, stage) in [
        (enriched, "annotate"),
        (enriched, "link"),
        (delivered, "sink"),
    ] {
        let labels = [("stage", stage)];
        let committed = [("stage", stage), ("result", "committed")];
        let committed = shown.sum("dateline_transactions_total", &committed);
        for name in [
            "dateline_commit_duration_seconds",
            "dateline_batch_duration_seconds",
            "dateline_batch_records",
        ] {
            assert!(committed > 0.5, "{stage}");
            assert_same(count(shown, name, &labels), committed, name);
        }
        let records = shown.sum("dateline_batch_records_sum", &labels);
        assert_same(records, inputs(shown, stage), stage);
        assert!(shown.sum("dateline_input_bytes_total", &labels) > 1_000.0);
    }
    assert!(count(produced, "dateline_intake_commit_duration_seconds", &[]) > 0.5);
    assert!(count(delivered, "dateline_sink_deliver_duration_seconds", &[]) > 0.5);
    for since in ["received", "appended"] {
        let aged = count(
            delivered,
            "dateline_sink_end_to_end_seconds",
            &[("since", since)],
        );
        assert_same(aged, inputs(delivered, "sink"), since);
    }
    for stage in ["annotate", "link"] {
        for name in ["dateline_state_entries", "dateline_state_bytes"] {
            assert!(
                enriched.sum(name, &[("stage", stage)]) > 1.5,
                "{name} of {stage}"
            );
        }
    }
}

#[test]
fn names_types_labels_and_help_texts_are_those_of_the_golden_file() {
    let installation = installed("golden").with("producer.heartbeat_seconds=1");
    feed::configure(&installation);
    deliver_a_stream(&installation);
    let open = OpenTransaction::begin(&installation, Topic::Current, b"never committed");
    let enrich = enricher(&installation);
    let mut all = enrich
        .wait_for_metrics("a restore that waits", WITHIN, |shown| {
            shown.sum("dateline_restore_end_offset", &[]) > 0.5
        })
        .unwrap();
    open.abort();
    let sink = sink(&installation);
    let produce = ["produce", "--config", feed::CONFIGURATION];
    let produce = installation.start(&produce).unwrap();
    produce
        .wait_for_metrics("all kinds of polls", WITHIN, has_polled)
        .unwrap();
    sink.wait_for_metrics("something to be measured", WITHIN, |shown| {
        inputs(shown, "sink") > 0.5
            && has_heartbeats(shown)
            && !shown
                .by("partition", "dateline_lag_seconds", &[])
                .is_empty()
    })
    .unwrap();
    enrich
        .wait_for_metrics("everything of partitions to be shown", WITHIN, |shown| {
            ["annotate", "link"].map(|stage| owned(shown, stage).map(|owned| owned.len()))
                == [Some(2), Some(2)]
        })
        .unwrap();
    for service in [&produce, &enrich, &sink] {
        all.add_families(&service.metrics().unwrap());
    }
    insta::assert_snapshot!(all.describe_families());

    // The whole pipeline in one process shows the same, but for restores, which are over at once without state.
    let arguments = [
        "run",
        "--in-memory",
        "--config",
        feed::CONFIGURATION,
        "--sink",
        "jsonl:again.jsonl",
    ];
    let run = installation.start(&arguments).unwrap();
    let mut shown = run
        .wait_for_metrics("something to be measured", WITHIN, |shown| {
            let lag = shown.by("stage", "dateline_lag_seconds", &[]);
            let is_through = inputs(shown, "sink") > 0.5 && lag.len() == 3;
            is_through && has_polled(shown) && has_heartbeats(shown)
        })
        .unwrap();
    shown.add_families(&run.metrics().unwrap());
    all.families.retain(|name, _| !shown_while_restoring(name));
    shown
        .families
        .retain(|name, _| !shown_while_restoring(name));
    assert_eq!(shown.families, all.families);
}

/// The feed is polled, and has something new once.
fn has_polled(shown: &Exposition) -> bool {
    let polls = shown.by("outcome", "dateline_source_polls_total", &[]);
    let at_least_one = |outcome: &str| polls.get(outcome).is_some_and(|count| *count > 0.5);
    at_least_one("new") && at_least_one("nothing_new")
}

fn has_heartbeats(shown: &Exposition) -> bool {
    shown.sum("dateline_heartbeat_seconds_count", &[]) > 0.5
}

fn shown_while_restoring(name: &str) -> bool {
    ["dateline_restore_offset", "dateline_restore_end_offset"].contains(&name)
}
