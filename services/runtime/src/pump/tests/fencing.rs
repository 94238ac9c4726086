//! Rivals, zombies and moving partitions.

use super::*;
use crate::record::NextOffset;

#[test]
fn a_rivals_fencing_makes_it_join_once_and_give_way_the_second_time() {
    let mut world = World::new(1);
    world.feed(b"a", b"x");
    world.feed(b"a", b"x");
    world.cluster.plan([Some(Fault::Fenced)]);
    let mut pump = world.pump(quick(1));
    settle(&mut pump);
    assert_eq!(world.counts_of(b"a"), ["1", "2"]);
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

/// A pump that has counted one record and holds another until both clocks read 10.
fn holding(world: &mut World) -> CountingPump {
    world.feed(b"a", b"x");
    world.feed(b"b", b"hold:10");
    let mut pump = world.pump(quick(1));
    settle(&mut pump);
    pump
}

#[test]
fn a_tick_alone_is_fenced_by_the_position_of_its_partition() {
    let mut world = World::new(1);
    let mut pump = holding(&mut world);
    let before = world.cluster.sent_positions().len();
    world.set_clocks(10);
    settle(&mut pump);
    assert_eq!(world.counts_of(b"b"), ["1"]);
    let positions = world.cluster.sent_positions();
    assert_eq!(positions.len(), before + 1, "one transaction: the tick's");
    let end = NextOffset(2);
    assert_eq!(
        positions[before]
            .iter()
            .map(|position| position.next)
            .collect::<Vec<_>>(),
        [end],
        "a transaction without positions fences nobody"
    );
}

#[test]
fn a_zombies_tick_commits_nothing() {
    let mut world = World::new(1);
    let mut pump = holding(&mut world);
    world.set_clocks(10);
    world.cluster.evict_all();
    // `tick` without a poll: exactly what a process does that was stopped in the middle and goes on.
    pump.tick().unwrap();
    assert_eq!(
        world.counts_of(b"b"),
        Vec::<String>::new(),
        "a zombie's tick was committed"
    );
    let mut heir = world.pump_of(CountingStage::new(), "counting-2", quick(1));
    settle(&mut heir);
    assert_eq!(world.counts_of(b"b"), ["1"]);
}

#[test]
fn a_tick_whose_commit_has_no_answer_is_done_once() {
    for fault in [Fault::UnknownCommitted, Fault::UnknownNotCommitted] {
        let mut world = World::new(1);
        let mut pump = holding(&mut world);
        world.cluster.plan([Some(fault)]);
        world.set_clocks(10);
        settle(&mut pump);
        world.feed(b"b", b"x");
        settle(&mut pump);
        assert_eq!(world.counts_of(b"b"), ["1", "2"], "{fault:?}");
    }
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
    let mut second = world.pump_of(CountingStage::new(), "counting-2", quick(3));
    for index in 0..400 {
        first.turn().unwrap();
        second.turn().unwrap();
        if index < 40 {
            world.feed(format!("k{}", index % 10).as_bytes(), b"x");
        }
    }
    for pump in [&mut first, &mut second] {
        pump.commit().unwrap();
    }
    assert_eq!((first.partitions.len(), second.partitions.len()), (2, 2));
    for key in 0..10 {
        let expected: Vec<String> = (1..=8).map(|count| count.to_string()).collect();
        assert_eq!(
            world.counts_of(format!("k{key}").as_bytes()),
            expected,
            "k{key}"
        );
    }
}
