//! The sink's loop on the local log, with a target in memory and with a file, and with faults at every step.

mod crashes;
mod faulty;
mod memory;
mod outages;
mod world;

use std::{collections::BTreeMap, time::Duration};

use dateline_runtime::{NextOffset, Totals, log::TableReader as _};

use self::world::{Fed, World, quick, settle};
use super::*;
use crate::targets::{Position, jsonl::JsonlTarget};

#[test]
fn every_record_arrives_once_and_both_ledgers_say_so() {
    let mut world = World::new(2);
    for index in 0..20 {
        world.feed(Fed::Row(index));
    }
    world.feed(Fed::Tombstone);
    let mut sink = world.sink(quick(3));
    settle(&mut sink);
    world.check(&mut sink);
    let totals = world.target_totals();
    assert_eq!(totals.outcomes.get("emitted"), Some(&20));
    assert_eq!(totals.outcomes.get("filtered"), Some(&1));
    assert_eq!(totals.inputs, 21);
}

#[test]
fn a_heartbeat_is_no_row_and_is_measured_when_its_batch_is_committed_and_not_before() {
    let mut world = World::new(1);
    for fed in [Fed::Row(1), Fed::Heartbeat, Fed::Refused(2), Fed::Tombstone] {
        world.feed(fed);
    }
    let mut sink = world.sink(quick(100));
    // The first time the target refuses the batch, and all of it is read again.
    settle(&mut sink);
    world.check(&mut sink);
    assert_eq!(sink.setup.sink_metrics.heartbeats(), 1);
    assert_eq!(world.target_totals().outcomes.get("filtered"), Some(&2));
}

#[test]
fn bad_records_are_put_aside_once_while_their_neighbours_pass() {
    let mut world = World::new(1);
    for fed in [
        Fed::Row(1),
        Fed::Undecodable(2),
        Fed::Refused(3),
        Fed::Empty(4),
        Fed::Row(5),
        Fed::Refused(6),
    ] {
        world.feed(fed);
    }
    let mut sink = world.sink(quick(100));
    settle(&mut sink);
    world.check(&mut sink);
    let totals = world.target_totals();
    let dead = [("empty", 1), ("refused", 2), ("undecodable", 1)];
    let dead = dead.map(|(reason, count)| (reason.to_owned(), count));
    assert_eq!(totals.quarantined, BTreeMap::from(dead));
}

#[test]
fn a_restart_goes_on_where_the_target_stands_and_not_where_the_group_does() {
    let mut world = World::new(1);
    world.feed(Fed::Row(1));
    world.feed(Fed::Row(2));
    let mut sink = world.sink(quick(1));
    settle(&mut sink);
    drop(sink);
    world.feed(Fed::Row(3));
    // Put back to an older copy of the target: the group is ahead of it.
    world.store.lock().put_back_to(0, NextOffset(1));
    let mut sink = world.sink(quick(1));
    settle(&mut sink);
    world.check(&mut sink);
}

#[test]
fn a_position_outside_the_log_stops_with_what_to_do() {
    for (position, kept_bytes, expected) in [
        (7, u64::MAX, "but the log ends at 3"),
        (1, 0, "but the log begins at 2"),
    ] {
        let mut world = World::keeping(1, kept_bytes);
        for index in 0..3 {
            world.feed(Fed::Row(index));
            if index == 1 {
                world.consume_all();
            }
        }
        let ledger = Totals::default().to_metadata();
        let next = NextOffset(position);
        world
            .store
            .lock()
            .positions
            .insert(0, Position { next, ledger });
        let mut sink = world.sink(quick(1));
        let error = (0..50).find_map(|_| sink.turn().err());
        let error = error.expect("the sink stops").to_string();
        assert!(
            error.contains(expected) && error.contains("Name another target"),
            "{error}"
        );
        assert!(world.store.lock().rows.is_empty());
    }
}

#[test]
fn what_a_rival_delivered_is_not_delivered_again() {
    let mut world = World::new(1);
    for index in 0..4 {
        world.feed(Fed::Row(index));
    }
    let mut sink = world.sink(quick(2));
    while sink.batch.counts.records < 1 {
        sink.turn().unwrap();
    }
    world
        .store
        .lock()
        .deliver_as_a_rival(0, &["row-0", "row-1", "row-2"]);
    settle(&mut sink);
    assert_eq!(
        world.store.lock().uris(),
        ["row-0", "row-1", "row-2", "row-3"]
    );
}

#[test]
fn an_evicted_member_writes_no_dead_letter() {
    let mut world = World::new(1);
    world.feed(Fed::Undecodable(1));
    let mut sink = world.sink(quick(100));
    while sink.batch.counts.records < 1 {
        sink.turn().unwrap();
    }
    world.cluster.evict_all();
    // Without a poll: what a process does that was stopped in the middle and goes on.
    let trouble = sink
        .deliver()
        .expect_err("the member is not the owner any more");
    assert!(
        matches!(trouble, Trouble::Log(LogError::Abort(_))),
        "{trouble:?}"
    );
    assert_eq!(world.dead(), Vec::<String>::new());
    sink.overcome(trouble).unwrap();
    settle(&mut sink);
    world.check(&mut sink);
}

#[test]
fn an_unknown_schema_is_waited_for_and_then_put_aside() {
    let mut world = World::new(1);
    for fed in [Fed::Row(1), Fed::UnknownSchema(2), Fed::Row(3)] {
        world.feed(fed);
    }
    let patient = DeliveryConfig {
        schema_wait: Duration::from_secs(3_600),
        ..quick(1)
    };
    let mut sink = world.sink(patient);
    for _ in 0..50 {
        sink.turn().unwrap();
    }
    assert_eq!(world.store.lock().uris(), ["row-1"]);
    assert!(world.dead().is_empty() && world.refreshed() > 1);
    drop(sink);
    let mut sink = world.sink(quick(1));
    settle(&mut sink);
    world.check(&mut sink);
    let reasons = world.target_totals().quarantined;
    assert_eq!(reasons.get("unknown_schema"), Some(&1), "{reasons:?}");
}

#[test]
fn more_refused_rows_than_one_slice_can_put_aside_all_arrive_in_the_dead_letters() {
    let mut world = World::new(1);
    for index in 0..400 {
        world.feed(Fed::Refused(index));
        world.feed(Fed::Row(index));
    }
    let mut sink = world.sink(quick(5_000));
    settle(&mut sink);
    world.check(&mut sink);
    assert_eq!(world.dead().len(), 400);
}

#[test]
fn the_breaker_stops_the_flood_and_says_why() {
    let mut world = World::new(1);
    for index in 0..60 {
        world.feed(Fed::Undecodable(index));
    }
    let config = DeliveryConfig {
        breaker_window: 20,
        ..quick(2)
    };
    let mut sink = world.sink(config);
    for _ in 0..300 {
        sink.turn().unwrap();
    }
    assert_eq!(world.dead().len(), 12);
    let reason = sink.setup.control.ready().unwrap_err();
    let expected = "of the last 20 records of partition 0 were quarantined as undecodable";
    assert!(reason.contains(expected), "{reason}");
    assert!(matches!(sink.is_drained(), Err(DeliveryError::Breaker(_))));
}

#[test]
fn a_file_has_every_item_once_over_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("items.jsonl");
    let mut world = World::new(2);
    for round in 0..3 {
        for index in 0..10 {
            world.feed(Fed::Row(round * 10 + index));
            world.feed(Fed::Undecodable(round * 10 + index));
        }
        let sink = world.sink_into(Box::new(JsonlTarget::new(path.clone())), quick(4));
        sink.setup.control.drain();
        sink.run().unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    let mut uris: Vec<String> = text
        .lines()
        .map(|line| {
            let item: serde_json::Value = serde_json::from_str(line).unwrap();
            item["item"]["uri"].as_str().unwrap().to_owned()
        })
        .collect();
    uris.sort();
    assert_eq!(uris, world.expected_rows());
    assert_eq!(world.dead(), world.expected_dead());
}

#[test]
fn two_sinks_of_one_target_share_the_partitions_and_double_nothing() {
    let mut world = World::new(4);
    let mut first = world.sink(quick(3));
    let mut second = world.rival(quick(3));
    for index in 0..100 {
        world.feed(Fed::Row(index));
        world.feed(Fed::Undecodable(index));
        first.turn().unwrap();
        second.turn().unwrap();
    }
    for _ in 0..1_000 {
        first.turn().unwrap();
        second.turn().unwrap();
    }
    assert_eq!((first.partitions.len(), second.partitions.len()), (2, 2));
    world.check_rows_and_dead();
    let end: i64 = (0..4)
        .map(|partition| {
            let topic = first.setup.spec.input.clone();
            first.table.high_watermark(&topic, partition).unwrap().0
        })
        .sum();
    assert_eq!(end, 200);
    assert_eq!(world.target_totals().inputs, 200);
}
