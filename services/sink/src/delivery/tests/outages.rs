//! The target does not answer: at start, in the middle, and when the sink is to stop.

use std::time::{Duration, Instant};

use super::{
    super::{DeliveryConfig, DeliveryError},
    faulty::LogFault,
    memory::TargetFault,
    world::{Fed, World, quick, settle},
};

#[test]
fn a_target_that_is_away_is_waited_for_and_the_sink_is_not_ready() {
    for already_delivered in [0, 3] {
        let mut world = World::new(2);
        for index in 0..already_delivered {
            world.feed(Fed::Row(index));
        }
        let mut sink = world.sink(quick(2));
        if already_delivered > 0 {
            settle(&mut sink);
            assert_eq!(sink.setup.control.ready(), Ok(()));
        }
        world.store.lock().away = true;
        for index in 10..20 {
            world.feed(Fed::Row(index));
        }
        for _ in 0..100 {
            sink.turn().unwrap();
        }
        let reason = sink.setup.control.ready().unwrap_err();
        assert!(
            reason.contains("the memory is not available: no answer"),
            "{reason}"
        );
        assert_eq!(world.store.lock().rows.len(), already_delivered as usize);
        world.store.lock().away = false;
        settle(&mut sink);
        assert_eq!(sink.setup.control.ready(), Ok(()));
        world.check(&mut sink);
    }
}

#[test]
fn nothing_more_is_read_while_the_target_is_away() {
    let mut world = World::new(1);
    for index in 0..100 {
        world.feed(Fed::Row(index));
    }
    let mut sink = world.sink(quick(2));
    while !sink.is_open {
        sink.turn().unwrap();
    }
    while sink
        .partitions
        .values()
        .all(|phase| phase.running().is_none())
    {
        sink.turn().unwrap();
    }
    world.store.lock().away = true;
    for _ in 0..100 {
        sink.turn().unwrap();
    }
    assert_eq!(sink.batch.counts.records, 2);
}

#[test]
fn a_lost_answer_doubles_nothing() {
    for fault in [
        TargetFault::Down,
        TargetFault::AnswerLost,
        TargetFault::Unwritable,
    ] {
        let mut world = World::new(1);
        for index in 0..6 {
            world.feed(Fed::Row(index));
            world.feed(Fed::Undecodable(index));
        }
        world.store.lock().faults.extend([fault, fault]);
        let mut sink = world.sink(quick(4));
        settle(&mut sink);
        world.check(&mut sink);
    }
}

#[test]
fn an_outage_that_loses_its_partitions_is_over() {
    let mut world = World::new(1);
    world.feed(Fed::Row(1));
    world.feed(Fed::Row(2));
    let mut sink = world.sink(quick(1));
    world.store.lock().faults.extend([TargetFault::Down]);
    while sink.outage.is_none() {
        sink.turn().unwrap();
    }
    world.cluster.evict_all();
    settle(&mut sink);
    world.check(&mut sink);
}

#[test]
fn a_transaction_that_fails_leaves_nothing_and_is_done_again() {
    for fault in [
        LogFault::BeginFails,
        LogFault::Abort,
        LogFault::UnknownCommitted,
        LogFault::UnknownNotCommitted,
        LogFault::Fenced,
    ] {
        let mut world = World::new(1);
        for index in 0..6 {
            world.feed(Fed::Row(index));
            world.feed(Fed::Refused(index));
        }
        world.cluster.script.fail_next(fault);
        let mut sink = world.sink(quick(4));
        settle(&mut sink);
        world.check(&mut sink);
    }
}

#[test]
fn fenced_twice_it_gives_way() {
    let mut world = World::new(1);
    world.feed(Fed::Row(1));
    world.cluster.script.fail_next(LogFault::Fenced);
    let mut sink = world.sink(quick(1));
    settle(&mut sink);
    world.feed(Fed::Row(2));
    world.cluster.script.fail_next(LogFault::Fenced);
    let error = (0..100).find_map(|_| sink.turn().err());
    assert!(
        matches!(&error, Some(DeliveryError::Fenced { transactional_id, .. }) if transactional_id == "sink-1"),
        "{error:?}"
    );
}

#[test]
fn a_stop_delivers_the_last_batch_or_says_that_it_could_not() {
    let mut world = World::new(1);
    world.feed(Fed::Row(1));
    let mut sink = world.sink(quick(100));
    while sink.batch.is_empty() {
        sink.turn().unwrap();
    }
    sink.setup.control.stop();
    sink.run().unwrap();
    assert_eq!(world.store.lock().uris(), ["row-1"]);

    world.feed(Fed::Row(2));
    let hurried = DeliveryConfig {
        shutdown_budget: Duration::from_millis(50),
        ..quick(100)
    };
    let mut sink = world.sink(hurried);
    while sink.batch.is_empty() {
        sink.turn().unwrap();
    }
    world.store.lock().away = true;
    sink.setup.control.stop();
    let started = Instant::now();
    let error = sink.run().unwrap_err();
    assert!(matches!(error, DeliveryError::Abandoned { .. }), "{error}");
    assert!(started.elapsed() < Duration::from_secs(5));
    world.store.lock().away = false;
    let mut sink = world.sink(quick(100));
    settle(&mut sink);
    world.check(&mut sink);
}
