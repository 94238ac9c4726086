//! What is shown of partitions: of those that a process owns, as long as it owns them, and of restores while they last.

use std::collections::BTreeSet;

use dateline_schemas::topic::Topic;
use dateline_tests::exposition::Exposition;

use super::{
    DELIVERIES, INPUTS, OpenTransaction, WITHIN, assert_same, deliver_a_stream, enricher, inputs,
    installed, produce,
};

/// Partitions of the topics that items flow through.
const PARTITIONS: [&str; 2] = ["0", "1"];

/// Gauges of an owned partition, by stage.
const OF_PARTITIONS: [&str; 5] = [
    "dateline_lag_messages",
    "dateline_lag_seconds",
    "dateline_state_entries",
    "dateline_state_bytes",
    "dateline_restore_duration_seconds",
];

/// Partitions of a stage that a service shows this gauge of.
fn shown_partitions(shown: &Exposition, stage: &str, name: &str) -> BTreeSet<String> {
    let values = shown.by("partition", name, &[("stage", stage)]);
    values.into_keys().collect()
}

/// The partitions of a stage that a service shows everything of, if it is the same ones for every gauge.
pub(super) fn owned(shown: &Exposition, stage: &str) -> Option<BTreeSet<String>> {
    let mut shown = OF_PARTITIONS
        .map(|name| shown_partitions(shown, stage, name))
        .into_iter();
    let first = shown.next()?;
    shown.all(|partitions| partitions == first).then_some(first)
}

/// Whether a service owns so many partitions of both stages, has restored them, and is at their ends.
pub(super) fn is_caught_up(shown: &Exposition, partitions: usize) -> bool {
    ["annotate", "link"].into_iter().all(|stage| {
        let labels = [("stage", stage)];
        owned(shown, stage).is_some_and(|owned| owned.len() == partitions)
            && shown.sum("dateline_lag_messages", &labels).abs() < 0.5
            && shown.sum("dateline_lag_seconds", &labels).abs() < f64::EPSILON
    })
}

#[test]
fn lag_is_zero_when_caught_up_and_shown_for_owned_partitions_alone() {
    let installation = installed("owned");
    deliver_a_stream(&installation);
    let first = enricher(&installation);
    let produce = produce(&installation);
    produce
        .wait_for_metrics("all deliveries to be taken", WITHIN, |shown| {
            shown.sum("dateline_deliveries_total", &[]) > DELIVERIES as f64
        })
        .unwrap();
    first
        .wait_for_metrics("the only enricher to have caught up", WITHIN, |shown| {
            inputs(shown, "annotate") > INPUTS as f64 - 0.5 && is_caught_up(shown, 2)
        })
        .unwrap();

    let second = enricher(&installation);
    second
        .wait_for_metrics("the second enricher to have its share", WITHIN, |shown| {
            is_caught_up(shown, 1)
        })
        .unwrap();
    first
        .wait_for_metrics("the first enricher to have given it up", WITHIN, |shown| {
            is_caught_up(shown, 1)
        })
        .unwrap();
    for stage in ["annotate", "link"] {
        let owners =
            [first.metrics(), second.metrics()].map(|shown| owned(&shown.unwrap(), stage).unwrap());
        let both: Vec<&String> = owners[0].union(&owners[1]).collect();
        assert_eq!(both, PARTITIONS, "{stage}: {owners:?}");
    }
    second.stop(WITHIN).unwrap();
    first
        .wait_for_metrics(
            "the first enricher to have all of it again",
            WITHIN,
            |shown| is_caught_up(shown, 2),
        )
        .unwrap();
}

#[test]
fn a_record_that_is_waited_for_shows_as_lag_in_messages_and_seconds() {
    let installation = installed("waits");
    let enrich = enricher(&installation);
    enrich
        .wait_for_metrics("an empty partition to be no lag", WITHIN, |shown| {
            is_caught_up(shown, 2)
        })
        .unwrap();
    // Single-object encoding with a fingerprint that nobody will ever announce.
    let unknown = [&[0xC3, 0x01][..], &[7; 8], b"datum"].concat();
    OpenTransaction::begin(&installation, Topic::Items, &unknown).commit();
    let labels = [("stage", "annotate"), ("partition", "0")];
    let shown = enrich
        .wait_for_metrics(
            "the lag of a record that waits for its schema",
            WITHIN,
            |shown| {
                shown.sum("dateline_lag_messages", &labels) > 0.5
                    && shown.sum("dateline_lag_seconds", &labels) > 0.5
            },
        )
        .unwrap();
    assert!(shown.sum("dateline_schema_waits_total", &[]) > 0.5);
    let shown = enrich
        .wait_for_metrics("the end of the patience", WITHIN, |shown| {
            is_caught_up(shown, 2)
        })
        .unwrap();
    let aside = [("stage", "annotate"), ("reason", "unknown_schema")];
    assert_same(
        shown.sum("dateline_quarantined_total", &aside),
        1.0,
        "quarantined",
    );
}

#[test]
fn a_restore_shows_how_far_it_is_and_then_no_more() {
    let installation = installed("restores");
    deliver_a_stream(&installation);
    let produce = produce(&installation);
    let enrich = enricher(&installation);
    enrich
        .wait_for_metrics("state to be restored later", WITHIN, |shown| {
            inputs(shown, "annotate") > INPUTS as f64 - 0.5
        })
        .unwrap();
    enrich.stop(WITHIN).unwrap();
    produce.stop(WITHIN).unwrap();

    // Annotate reads `current` to its end, and then waits until `embargoed` is stable.
    let open = OpenTransaction::begin(&installation, Topic::Embargoed, b"never committed");
    let enrich = enricher(&installation);
    let current = installation.topic(Topic::Current);
    let embargoed = installation.topic(Topic::Embargoed);
    let at = |shown: &Exposition, name: &str, topic: &str| {
        let labels = [("stage", "annotate"), ("partition", "0"), ("topic", topic)];
        shown.sum(name, &labels)
    };
    let shown = enrich
        .wait_for_metrics("a restore that waits", WITHIN, |shown| {
            at(shown, "dateline_restore_end_offset", &embargoed) > 0.5
        })
        .unwrap();
    let read = at(&shown, "dateline_restore_offset", &current);
    assert!(read > 10.0, "{read}");
    assert_same(
        read,
        at(&shown, "dateline_restore_end_offset", &current),
        "all was read",
    );
    assert_same(
        at(&shown, "dateline_restore_offset", &embargoed),
        0.0,
        "nothing was read",
    );
    assert!(!is_caught_up(&shown, 2));
    open.abort();
    let shown = enrich
        .wait_for_metrics("the end of the restore", WITHIN, |shown| {
            is_caught_up(shown, 2)
        })
        .unwrap();
    assert!(shown.by("topic", "dateline_restore_offset", &[]).is_empty());
    assert!(
        shown
            .by("topic", "dateline_restore_end_offset", &[])
            .is_empty()
    );
    let restored = shown.sum("dateline_restored_records_total", &[("stage", "annotate")]);
    assert!(restored > 10.0, "{restored}");
}
