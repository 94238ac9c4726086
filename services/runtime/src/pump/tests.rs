//! The pump against a model, on the local log, with faults at every step.

mod clocks;
mod counting;
mod crash;
mod faulty;
mod fencing;
mod model;
mod tallies;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use prometheus::Registry;

use self::{
    counting::{CountingStage, DEAD, HELD, INPUT, OUTPUT, STATE, UNTIL},
    faulty::{Crash, Fault, FaultyCluster},
};
use super::*;
use crate::{
    local::{Clock, DEFAULT_UNCONSUMED_LIMIT, LocalCleanup, LocalCluster, LocalTopic},
    log::{StartAt, TablePolled, Writer as _},
    record::{Offset, Outgoing},
};

/// Longer than any test turns a pump that comes to its end at all.
const WITHIN: Duration = Duration::from_secs(60);

/// A log with the counting stage's topics, a feeder, and pumps that can be crashed.
struct World {
    cluster: FaultyCluster,
    feeder: <LocalCluster as Cluster>::Writer,
    partitions: i32,
    fed: u64,
    /// What pumps take for the local clock, in milliseconds.
    local_clock: Arc<AtomicI64>,
    /// What the log stamps records with.
    log_clock: Arc<AtomicI64>,
}

type CountingPump = Pump<CountingStage, FaultyCluster>;

/// A committed record of the output.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    key: Vec<u8>,
    value: Option<Vec<u8>>,
    /// Before when it must not be there, for what was held.
    until: Option<i64>,
    append_time_ms: i64,
}

impl World {
    fn new(partitions: i32) -> Self {
        let topics = [INPUT, OUTPUT, STATE, HELD, DEAD].map(|name| LocalTopic {
            name: TopicName::new(name),
            partitions,
            cleanup: LocalCleanup::KeepBytes(u64::MAX),
        });
        let log_clock = Arc::new(AtomicI64::new(0));
        let told = Arc::clone(&log_clock);
        let clock: Clock = Arc::new(move || told.load(Ordering::SeqCst));
        let local = LocalCluster::with_clock(&topics, clock, DEFAULT_UNCONSUMED_LIMIT);
        local.create_group("counting", &TopicName::new(INPUT));
        let feeder = local.writer("feeder").unwrap();
        Self {
            cluster: FaultyCluster::new(local),
            feeder,
            partitions,
            fed: 0,
            local_clock: Arc::default(),
            log_clock,
        }
    }

    fn feed(&mut self, key: &[u8], value: &[u8]) {
        let record = Outgoing::keyed(&TopicName::new(INPUT), key, Some(value.to_vec()));
        self.write(record);
        self.fed += 1;
    }

    fn write(&mut self, record: Outgoing) {
        self.feeder.begin().unwrap();
        self.feeder.send(record).unwrap();
        self.feeder.commit().unwrap();
    }

    /// Both clocks stand here.
    fn set_clocks(&self, now_ms: i64) {
        self.local_clock.store(now_ms, Ordering::SeqCst);
        self.log_clock.store(now_ms, Ordering::SeqCst);
    }

    fn pump(&self, config: PumpConfig) -> CountingPump {
        self.pump_of(CountingStage::new(), "counting-1", config)
    }

    fn pump_of(
        &self,
        stage: CountingStage,
        transactional_id: &str,
        config: PumpConfig,
    ) -> CountingPump {
        let spec = MemberSpec {
            group: "counting".to_owned(),
            input: TopicName::new(INPUT),
            transactional_id: transactional_id.to_owned(),
            instance_id: None,
            start: StartAt::Beginning,
        };
        let metrics = PumpMetrics::register(&Registry::new())
            .unwrap()
            .of_stage("counting");
        let schemas = Arc::clone(&stage.schemas);
        let refresh = Box::new(move || schemas.lock().unwrap().refresh());
        let clients = Clients::join(&self.cluster, &spec).unwrap();
        let mut pump = Pump::new(
            stage,
            clients,
            spec,
            config,
            Control::default(),
            metrics,
            refresh,
        );
        let clock = Arc::clone(&self.local_clock);
        pump.clock = Box::new(move || clock.load(Ordering::SeqCst));
        pump
    }

    /// All committed records of a topic, by partition.
    fn read(&self, topic: &str) -> Vec<Found> {
        let mut table = self.cluster.local.table().unwrap();
        let mut found = Vec::new();
        for partition in 0..self.partitions {
            let name = TopicName::new(topic);
            table.start(&name, partition, Offset::FIRST).unwrap();
            loop {
                let polled = table.poll(Duration::ZERO, &mut |record| {
                    let until = record.headers.get(UNTIL).map(|text| {
                        let text = std::str::from_utf8(text).unwrap();
                        text.parse().unwrap()
                    });
                    found.push(Found {
                        key: record.key.unwrap_or_default().to_vec(),
                        value: record.value.map(<[u8]>::to_vec),
                        until,
                        append_time_ms: record.append_time_ms,
                    });
                });
                if polled.unwrap() != TablePolled::Record {
                    break;
                }
            }
            table.stop(&name, partition).unwrap();
        }
        found
    }

    /// Values of the dead letters.
    fn dead(&self) -> Vec<Vec<u8>> {
        let dead = self.read(DEAD).into_iter();
        dead.map(|found| found.value.unwrap()).collect()
    }

    /// What came out for a key, in order.
    fn counts_of(&self, key: &[u8]) -> Vec<String> {
        let of_key = self.read(OUTPUT).into_iter();
        of_key
            .filter(|found| found.key == key)
            .map(|found| String::from_utf8(found.value.unwrap()).unwrap())
            .collect()
    }
}

/// Commits after every `records` records, ticks at once, and waits for nothing.
fn quick(records: u64) -> PumpConfig {
    PumpConfig {
        transaction_interval: Duration::from_secs(3_600),
        transaction_max_records: records,
        tick_interval: Duration::ZERO,
        tick_limit: 2,
        schema_wait: Duration::from_secs(3_600),
        schema_retry: Duration::ZERO,
        ..PumpConfig::new(TopicName::new(DEAD))
    }
}

/// Turns the pump until it has consumed all of its input, committed it, and let go what is due.
fn try_settle(pump: &mut CountingPump) -> Result<(), PumpError> {
    let start = Instant::now();
    while start.elapsed() < WITHIN {
        pump.turn()?;
        let now = (pump.clock)().unsigned_abs();
        let nothing_due = pump.partitions.values().all(|phase| match phase {
            Phase::Running(running) => running.state.held.values().all(|until| *until > now),
            Phase::Restoring(_) => false,
        });
        if nothing_due && pump.is_drained()? {
            return Ok(());
        }
    }
    panic!("the pump does not come to the end of its input");
}

fn settle(pump: &mut CountingPump) {
    try_settle(pump).unwrap();
}

#[test]
fn every_record_comes_out_once_and_the_ledger_says_so() {
    let mut world = World::new(2);
    for key in [b"a", b"b", b"a", b"a"] {
        world.feed(key, b"x");
    }
    let mut pump = world.pump(quick(3));
    settle(&mut pump);
    assert_eq!(world.counts_of(b"a"), ["1", "2", "3"]);
    assert_eq!(world.counts_of(b"b"), ["1"]);
    assert_eq!(world.cluster.totals(), (4, 4));
}

#[test]
fn a_tick_with_nothing_due_leaves_the_batch_open() {
    let mut world = World::new(1);
    let mut pump = world.pump(quick(100));
    for _ in 0..3 {
        world.feed(b"a", b"x");
    }
    // Each turn ticks.
    for _ in 0..50 {
        pump.turn().unwrap();
    }
    assert_eq!(pump.batch.counts.records, 3);
    assert!(world.counts_of(b"a").is_empty());
    settle(&mut pump);
    assert_eq!(world.counts_of(b"a"), ["1", "2", "3"]);
}

#[test]
fn a_batch_that_aborts_leaves_nothing_and_is_done_again() {
    for fault in [
        Fault::Abort,
        Fault::UnknownNotCommitted,
        Fault::UnknownCommitted,
        Fault::SendFails,
        Fault::BeginFails,
        Fault::OffsetsFail,
        Fault::CommitLater,
    ] {
        let mut world = World::new(1);
        for _ in 0..5 {
            world.feed(b"a", b"x");
        }
        world.cluster.plan([None, Some(fault), None, Some(fault)]);
        let mut pump = world.pump(quick(2));
        settle(&mut pump);
        assert_eq!(
            world.counts_of(b"a"),
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
    assert_eq!(world.counts_of(b"a"), ["1", "2"]);
}

#[test]
fn what_a_state_leaves_to_the_input_is_read_there_again() {
    let mut world = World::new(2);
    for value in ["x", "hold:20", "x", "hold:10"] {
        world.feed(b"a", value.as_bytes());
    }
    settle(&mut world.pump(quick(2)));
    world.set_clocks(20);
    settle(&mut world.pump(quick(2)));
    let found = world.read(OUTPUT).into_iter();
    let until: Vec<_> = found.filter_map(|found| found.until).collect();
    assert_eq!(until, [20, 10], "in the order of their keys");
    assert_eq!(world.counts_of(b"a"), ["1", "2", "3", "4"]);
}

#[test]
fn a_log_that_goes_away_and_comes_back_while_nothing_happens_is_noticed() {
    let mut world = World::new(2);
    world.feed(b"a", b"x");
    let mut pump = world.pump(quick(1));
    settle(&mut pump);
    for is_away in [true, false, true] {
        world.cluster.set_away(is_away);
        let start = Instant::now();
        while pump.control.ready().is_err() != is_away {
            assert!(start.elapsed() < WITHIN, "away: {is_away}");
            pump.turn().unwrap();
        }
    }
}

#[test]
fn a_state_partition_with_nothing_in_it_is_not_read() {
    let mut world = World::new(3);
    settle(&mut world.pump(quick(5)));
    assert_eq!(world.cluster.tables_read(), 0);
    world.feed(b"a", b"1");
    settle(&mut world.pump(quick(5)));
    settle(&mut world.pump(quick(5)));
    assert_eq!(world.cluster.tables_read(), 1);
}

#[test]
fn an_unknown_schema_is_waited_for_and_loses_nothing() {
    let mut world = World::new(1);
    for value in ["x", "schema:7", "x"] {
        world.feed(b"a", value.as_bytes());
    }
    let stage = CountingStage::new();
    stage.schemas.lock().unwrap().appears_after(7, 3);
    let mut pump = world.pump_of(stage, "counting-1", quick(10));
    settle(&mut pump);
    assert_eq!(world.counts_of(b"a"), ["1", "2", "3"]);
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
    assert_eq!(world.counts_of(b"a"), ["1", "2"]);
    assert_eq!(world.dead(), [b"schema:7".to_vec()]);
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
    assert_eq!(world.counts_of(b"a"), ["1", "2"]);
    assert_eq!(world.dead(), [b"panic".to_vec(), b"bad".to_vec()]);
    assert_eq!(world.cluster.totals(), (4, 4));
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
    let foreign = Outgoing::keyed(&TopicName::new(STATE), b"a", Some(b"many".to_vec()));
    world.write(foreign);
    let mut pump = world.pump(quick(1));
    let error = (0..100)
        .find_map(|_| pump.turn().err())
        .expect("state is never guessed");
    assert!(error.to_string().contains("state/0@0"), "{error}");
}

#[test]
fn a_log_that_is_away_between_two_state_topics_only_delays_the_restore() {
    let mut world = World::new(1);
    world.feed(b"a", b"x");
    world.feed(b"b", b"hold:5");
    let mut first = world.pump(quick(1));
    settle(&mut first);
    drop(first);
    world.set_clocks(5);
    world.cluster.silence_watermark_of(HELD, 3);
    let mut second = world.pump(quick(1));
    settle(&mut second);
    assert_eq!(world.counts_of(b"b"), ["1"]);
}

#[test]
fn records_that_are_read_again_after_an_abort_count_once_for_the_breaker() {
    let mut world = World::new(1);
    for value in ["bad", "x", "x", "x"] {
        world.feed(b"a", value.as_bytes());
    }
    world.cluster.plan([Some(Fault::Abort); 20]);
    let config = PumpConfig {
        breaker_window: 4,
        ..quick(1)
    };
    let mut pump = world.pump(config);
    settle(&mut pump);
    assert_eq!(pump.halted, None);
    assert_eq!(world.counts_of(b"a"), ["1", "2", "3"]);
    assert_eq!(world.dead().len(), 1);
}

#[test]
fn a_partition_that_cannot_be_sought_after_an_abort_is_read_again_from_where_it_stood() {
    for committed_before in [0, 2] {
        let mut world = World::new(1);
        for _ in 0..committed_before {
            world.feed(b"a", b"x");
        }
        // Without ticks, which would commit the end of the empty input.
        let config = PumpConfig {
            tick_interval: Duration::from_secs(3_600),
            ..quick(2)
        };
        let mut pump = world.pump(config);
        settle(&mut pump);
        for _ in 0..2 {
            world.feed(b"a", b"x");
        }
        world.cluster.plan([Some(Fault::Abort)]);
        world.cluster.fail_rewinds(1);
        settle(&mut pump);
        let expected: Vec<String> = (1..=committed_before + 2)
            .map(|it| it.to_string())
            .collect();
        assert_eq!(world.counts_of(b"a"), expected);
        let fed = world.fed;
        assert_eq!(world.cluster.totals(), (fed, fed));
    }
}
