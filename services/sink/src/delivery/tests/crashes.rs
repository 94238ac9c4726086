//! The process ends at every single step, and at random ones: nothing is lost, nothing is doubled, the ledgers agree.

use proptest::prelude::*;

use super::{
    super::Sink,
    faulty::{FaultyCluster, LogFault},
    memory::TargetFault,
    world::{Fed, World, quick, settle},
};

/// Goes on to the end, or to the crash.
fn until_crash(sink: &mut Sink<FaultyCluster>) -> bool {
    for _ in 0..5_000 {
        if sink.turn().is_err() {
            return true;
        }
        if sink.is_drained().unwrap() {
            return false;
        }
    }
    panic!("neither a crash nor the end");
}

#[test]
fn a_crash_at_any_step_loses_and_doubles_nothing() {
    type Kind = (&'static str, fn(u32) -> Fed);
    let kinds: [Kind; 4] = [
        ("rows", Fed::Row),
        ("undecodable", |index| match index % 3 {
            0 => Fed::Undecodable(index),
            _ => Fed::Row(index),
        }),
        ("refused", |index| match index % 3 {
            0 => Fed::Refused(index),
            _ => Fed::Row(index),
        }),
        ("nothing but dead letters", |index| match index % 2 {
            0 => Fed::Refused(index),
            _ => Fed::UnknownSchema(index),
        }),
    ];
    for (name, kind) in kinds {
        let mut crashes = 0;
        for step in 1.. {
            let mut world = World::new(2);
            for index in 0..9 {
                world.feed(kind(index));
            }
            world.cluster.script.restart(Some(step));
            let mut sink = world.sink(quick(4));
            let crashed = until_crash(&mut sink);
            drop(sink);
            // The next process takes other batches, so that nothing rests on their bounds.
            world.cluster.script.restart(None);
            let mut sink = world.sink(quick(3));
            settle(&mut sink);
            world.check(&mut sink);
            if !crashed {
                break;
            }
            crashes += 1;
        }
        assert!(crashes > 10, "{name}: only {crashes} steps were crashed at");
    }
}

#[derive(Debug, Clone)]
enum Step {
    Feed(u8),
    Turn(u8),
    Crash,
    CrashAt(u8),
    Log(LogFault),
    Target(TargetFault),
    Evict,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0_u8..12).prop_map(Step::Feed),
        6 => (1_u8..12).prop_map(Step::Turn),
        1 => Just(Step::Crash),
        2 => (1_u8..30).prop_map(Step::CrashAt),
        2 => prop_oneof![
            Just(LogFault::BeginFails),
            Just(LogFault::Abort),
            Just(LogFault::UnknownCommitted),
            Just(LogFault::UnknownNotCommitted),
        ].prop_map(Step::Log),
        2 => prop_oneof![
            Just(TargetFault::Down),
            Just(TargetFault::AnswerLost),
            Just(TargetFault::Unwritable),
        ].prop_map(Step::Target),
        1 => Just(Step::Evict),
    ]
}

fn fed(kind: u8, index: u32) -> Fed {
    match kind {
        0 => Fed::Refused(index),
        1 => Fed::Undecodable(index),
        2 => Fed::UnknownSchema(index),
        3 => Fed::Tombstone,
        4 => Fed::Empty(index),
        _ => Fed::Row(index),
    }
}

fn run(steps: &[Step], batch: u64) {
    let mut world = World::new(2);
    let mut sink = world.sink(quick(batch));
    for (index, step) in (0_u32..).zip(steps) {
        match step {
            Step::Feed(kind) => world.feed(fed(*kind, index)),
            Step::Turn(times) => {
                for _ in 0..*times {
                    if sink.turn().is_err() {
                        drop(sink);
                        world.cluster.script.restart(None);
                        sink = world.sink(quick(batch));
                    }
                }
            }
            Step::Crash => {
                drop(sink);
                sink = world.sink(quick(batch + 1));
            }
            Step::CrashAt(step) => world.cluster.script.restart(Some(usize::from(*step))),
            Step::Log(fault) => world.cluster.script.fail_next(*fault),
            Step::Target(fault) => world.store.lock().faults.push_back(*fault),
            Step::Evict => world.cluster.evict_all(),
        }
    }
    drop(sink);
    world.cluster.script.restart(None);
    let mut sink = world.sink(quick(batch));
    settle(&mut sink);
    world.check(&mut sink);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mix_of_faults_gives_what_a_run_without_faults_gives(
        steps in prop::collection::vec(step(), 1..60),
        batch in 1_u64..6,
    ) {
        run(&steps, batch);
    }
}
