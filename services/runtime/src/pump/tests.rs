//! The pump against a model, on the local log, with faults at every step.

mod counting;
mod faulty;
mod model;
mod tallies;

use std::{sync::Arc, time::Duration};

use prometheus::Registry;

use self::{
    counting::{CountingStage, DEAD, INPUT, OUTPUT, STATE},
    faulty::{Fault, FaultyCluster},
};
use super::*;
use crate::{
    local::{LocalCleanup, LocalCluster, LocalTopic},
    log::{StartAt, Writer as _},
    record::Outgoing,
};

/// A log with the counting stage's topics, a feeder, and pumps that can be crashed.
pub(super) struct World {
    cluster: FaultyCluster,
    feeder: <LocalCluster as Cluster>::Writer,
    partitions: i32,
    fed: u64,
}

impl World {
    fn new(partitions: i32) -> Self {
        let topics = [INPUT, OUTPUT, STATE, DEAD].map(|name| LocalTopic {
            name: TopicName::new(name),
            partitions,
            cleanup: LocalCleanup::KeepBytes(u64::MAX),
        });
        let local = LocalCluster::new(&topics);
        local.create_group("counting", &TopicName::new(INPUT));
        let feeder = local.writer("feeder").unwrap();
        Self {
            cluster: FaultyCluster::new(local),
            feeder,
            partitions,
            fed: 0,
        }
    }

    fn feed(&mut self, key: &[u8], value: &[u8]) {
        self.feeder.begin().unwrap();
        self.feeder
            .send(&Outgoing::keyed(
                &TopicName::new(INPUT),
                key,
                Some(value.to_vec()),
            ))
            .unwrap();
        self.feeder.commit().unwrap();
        self.fed += 1;
    }

    fn pump(&self, config: PumpConfig) -> Pump<CountingStage, FaultyCluster> {
        self.pump_of(CountingStage::default(), config)
    }

    fn pump_of(
        &self,
        stage: CountingStage,
        config: PumpConfig,
    ) -> Pump<CountingStage, FaultyCluster> {
        let spec = MemberSpec {
            group: "counting".to_owned(),
            input: TopicName::new(INPUT),
            transactional_id: "counting-1".to_owned(),
            instance_id: None,
            start: StartAt::Beginning,
        };
        let metrics = PumpMetrics::register(&Registry::new())
            .unwrap()
            .of_stage("counting");
        let schemas = Arc::clone(&stage.schemas);
        let refresh = Box::new(move || schemas.lock().unwrap().refresh());
        {
            let clients = Clients::join(&self.cluster, &spec).unwrap();
            Pump::new(
                stage,
                clients,
                spec,
                config,
                Control::default(),
                metrics,
                refresh,
            )
        }
    }

    /// All committed records of a topic, by partition.
    fn read(&self, topic: &str) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
        let mut table = self.cluster.local.table().unwrap();
        let mut found = Vec::new();
        for partition in 0..self.partitions {
            let name = TopicName::new(topic);
            table.start(&name, partition).unwrap();
            loop {
                let polled = table.poll(Duration::ZERO, &mut |record| {
                    let key = record.key.unwrap_or_default().to_vec();
                    found.push((key, record.value.map(<[u8]>::to_vec)));
                });
                if polled.unwrap() != crate::log::TablePolled::Record {
                    break;
                }
            }
            table.stop(&name, partition).unwrap();
        }
        found
    }
}

/// Commits after every `records` records, ticks at once, and waits for nothing.
fn quick(records: u64) -> PumpConfig {
    PumpConfig {
        transaction_interval: Duration::from_secs(3_600),
        transaction_max_records: records,
        tick_interval: Duration::ZERO,
        schema_wait: Duration::from_secs(3_600),
        schema_retry: Duration::ZERO,
        ..PumpConfig::new(TopicName::new(DEAD))
    }
}

/// Turns the pump until it has consumed all of its input and committed it.
fn settle(pump: &mut Pump<CountingStage, FaultyCluster>) {
    for _ in 0..10_000 {
        pump.turn().unwrap();
        if pump.is_drained().unwrap() {
            return;
        }
    }
    panic!("the pump does not come to the end of its input");
}

fn counts_of(world: &World, key: &[u8]) -> Vec<String> {
    let of_key = world
        .read(OUTPUT)
        .into_iter()
        .filter(|(found, _)| found == key);
    of_key
        .map(|(_, value)| String::from_utf8(value.unwrap()).unwrap())
        .collect()
}

#[test]
fn every_record_comes_out_once_and_the_ledger_says_so() {
    let mut world = World::new(2);
    for key in [b"a", b"b", b"a", b"a"] {
        world.feed(key, b"x");
    }
    let mut pump = world.pump(quick(3));
    settle(&mut pump);
    assert_eq!(counts_of(&world, b"a"), ["1", "2", "3"]);
    assert_eq!(counts_of(&world, b"b"), ["1"]);
    assert_eq!(world.cluster.totals(), (4, 4));
}

#[test]
fn a_batch_that_aborts_leaves_nothing_and_is_done_again() {
    for fault in [
        Fault::Abort,
        Fault::UnknownNotCommitted,
        Fault::UnknownCommitted,
        Fault::SendFails,
        Fault::BeginFails,
    ] {
        let mut world = World::new(1);
        for _ in 0..5 {
            world.feed(b"a", b"x");
        }
        world.cluster.plan([None, Some(fault), None, Some(fault)]);
        let mut pump = world.pump(quick(2));
        settle(&mut pump);
        assert_eq!(
            counts_of(&world, b"a"),
            ["1", "2", "3", "4", "5"],
            "{fault:?}"
        );
        assert_eq!(world.cluster.totals(), (5, 5), "{fault:?}");
    }
}

#[test]
fn state_is_read_back_up_to_the_high_watermark_of_a_dead_owners_transaction() {
    let mut world = World::new(1);
    world.feed(b"a", b"x");
    let mut dead = world.pump(quick(1));
    settle(&mut dead);
    drop(dead);
    world.feed(b"a", b"x");
    // The dead owner's last transaction is stable only after the restore has asked three times.
    world.cluster.hide_last_state_record_for(3);
    let mut pump = world.pump(quick(1));
    settle(&mut pump);
    assert_eq!(counts_of(&world, b"a"), ["1", "2"]);
}

#[test]
fn a_rivals_fencing_makes_it_join_once_and_give_way_the_second_time() {
    let mut world = World::new(1);
    world.feed(b"a", b"x");
    world.feed(b"a", b"x");
    world.cluster.plan([Some(Fault::Fenced)]);
    let mut pump = world.pump(quick(1));
    settle(&mut pump);
    assert_eq!(counts_of(&world, b"a"), ["1", "2"]);
    world.cluster.plan([Some(Fault::Fenced)]);
    world.feed(b"a", b"x");
    let error = (0..100)
        .find_map(|_| pump.turn().err())
        .expect("the second fencing ends the pump");
    assert!(
        matches!(&error, PumpError::Fenced { transactional_id, .. } if transactional_id == "counting-1"),
        "{error}"
    );
}

#[test]
fn a_tick_alone_is_fenced_by_the_position_of_its_partition() {
    let mut world = World::new(1);
    world.feed(b"a", b"x");
    world.feed(b"tick", b"x");
    let mut pump = world.pump(quick(1));
    settle(&mut pump);
    let positions = world.cluster.sent_positions();
    let tick_output = world
        .read(OUTPUT)
        .iter()
        .filter(|(key, _)| key == b"ticked")
        .count();
    assert_eq!(tick_output, 1);
    assert!(
        positions.iter().all(|sent| !sent.is_empty()),
        "a transaction without positions fences nobody: {positions:?}"
    );
    // The zombie: its partitions went to another member, and it does not know.
    world.feed(b"tick", b"x");
    settle(&mut pump);
    world.cluster.plan([]);
    assert_eq!(
        world
            .read(OUTPUT)
            .iter()
            .filter(|(key, _)| key == b"ticked")
            .count(),
        2
    );
}

#[test]
fn a_zombies_tick_commits_nothing() {
    let mut world = World::new(1);
    world.feed(b"a", b"x");
    let mut pump = world.pump(quick(1));
    settle(&mut pump);
    pump.last_tick = Instant::now();
    let stage = &pump.stage;
    *stage.tick_now.lock().unwrap() = true;
    world.cluster.evict_all();
    // `tick` without a poll: exactly what a process does that was stopped in the middle and goes on.
    pump.tick().unwrap();
    assert!(
        world.read(OUTPUT).iter().all(|(key, _)| key != b"ticked"),
        "a zombie's tick was committed"
    );
}

#[test]
fn an_unknown_schema_is_waited_for_and_loses_nothing() {
    let mut world = World::new(1);
    for value in ["x", "schema:7", "x"] {
        world.feed(b"a", value.as_bytes());
    }
    let stage = CountingStage::default();
    stage.schemas.lock().unwrap().appears_after(7, 3);
    let mut pump = world.pump_of(stage, quick(10));
    settle(&mut pump);
    assert_eq!(counts_of(&world, b"a"), ["1", "2", "3"]);
    assert_eq!(world.read(DEAD).len(), 0);
}

#[test]
fn an_unknown_schema_is_quarantined_when_the_patience_ends() {
    let mut world = World::new(1);
    for value in ["x", "schema:7", "x"] {
        world.feed(b"a", value.as_bytes());
    }
    let config = PumpConfig {
        schema_wait: Duration::ZERO,
        ..quick(10)
    };
    let mut pump = world.pump(config);
    settle(&mut pump);
    assert_eq!(counts_of(&world, b"a"), ["1", "2"]);
    assert_eq!(
        world.read(DEAD),
        [(b"a".to_vec(), Some(b"schema:7".to_vec()))]
    );
    assert_eq!(world.cluster.totals(), (3, 3));
}

#[test]
fn a_panic_and_a_bad_record_are_quarantined_while_their_neighbours_pass() {
    let mut world = World::new(1);
    for value in ["x", "panic", "bad", "x"] {
        world.feed(b"a", value.as_bytes());
    }
    let mut pump = world.pump(quick(10));
    settle(&mut pump);
    assert_eq!(counts_of(&world, b"a"), ["1", "2"]);
    let dead: Vec<_> = world
        .read(DEAD)
        .into_iter()
        .map(|(_, value)| value.unwrap())
        .collect();
    assert_eq!(dead, [b"panic".to_vec(), b"bad".to_vec()]);
}

#[test]
fn the_breaker_stops_the_flood_and_says_why() {
    let mut world = World::new(1);
    for _ in 0..30 {
        world.feed(b"a", b"bad");
    }
    let config = PumpConfig {
        breaker_window: 20,
        ..quick(1)
    };
    let mut pump = world.pump(config);
    for _ in 0..200 {
        pump.turn().unwrap();
    }
    assert_eq!(world.read(DEAD).len(), 11);
    let reason = pump.control.ready().unwrap_err();
    assert!(
        reason.contains("11 of the last 20 records of partition 0 were quarantined as undecodable"),
        "{reason}"
    );
}

#[test]
fn a_state_record_that_cannot_be_read_stops_the_pump() {
    let mut world = World::new(1);
    world.feeder.begin().unwrap();
    world
        .feeder
        .send(&Outgoing::keyed(
            &TopicName::new(STATE),
            b"a",
            Some(b"many".to_vec()),
        ))
        .unwrap();
    world.feeder.commit().unwrap();
    let mut pump = world.pump(quick(1));
    let error = (0..100)
        .find_map(|_| pump.turn().err())
        .expect("state is never guessed");
    assert!(error.to_string().contains("state/0@0"), "{error}");
}

#[test]
fn two_members_share_the_partitions_and_nothing_is_doubled() {
    let mut world = World::new(4);
    for index in 0..40 {
        world.feed(format!("k{}", index % 10).as_bytes(), b"x");
    }
    let mut first = world.pump(quick(3));
    for _ in 0..30 {
        first.turn().unwrap();
    }
    let second_spec = MemberSpec {
        transactional_id: "counting-2".to_owned(),
        ..first.spec.clone()
    };
    let metrics = PumpMetrics::register(&Registry::new())
        .unwrap()
        .of_stage("counting");
    let control = Control::default();
    let stage = CountingStage::default();
    let clients = Clients::join(&world.cluster, &second_spec).unwrap();
    let mut second = Pump::new(
        stage,
        clients,
        second_spec,
        quick(3),
        control,
        metrics,
        Box::new(|| {}),
    );
    for index in 0..400 {
        first.turn().unwrap();
        second.turn().unwrap();
        if index < 40 {
            world.feed(format!("k{}", index % 10).as_bytes(), b"x");
        }
    }
    assert_eq!((first.partitions.len(), second.partitions.len()), (2, 2));
    for key in 0..10 {
        let expected: Vec<String> = (1..=8).map(|count| count.to_string()).collect();
        assert_eq!(
            counts_of(&world, format!("k{key}").as_bytes()),
            expected,
            "k{key}"
        );
    }
}
