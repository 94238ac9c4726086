//! Random feeding, turning, crashing, aborting, evicting and rejoining: the output is always that of a run without faults.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{DEAD, Fault, OUTPUT, World, quick, settle};

#[derive(Debug, Clone)]
enum Step {
    /// Feeds a record of this key; every seventh is a bad one.
    Feed(u8),
    /// Goes round so often.
    Turn(u8),
    /// Ends the process with what it has open.
    Crash,
    /// The next transaction fails like this.
    Fault(Fault),
    /// The group gives the partitions away, and the member learns it at its next poll.
    Evict,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0_u8..12).prop_map(Step::Feed),
        6 => (1_u8..12).prop_map(Step::Turn),
        1 => Just(Step::Crash),
        2 => prop_oneof![
            Just(Fault::Abort),
            Just(Fault::BeginFails),
            Just(Fault::SendFails),
            Just(Fault::UnknownCommitted),
            Just(Fault::UnknownNotCommitted),
        ].prop_map(Step::Fault),
        1 => Just(Step::Evict),
    ]
}

fn run(steps: &[Step], batch: u64) -> Result<(), TestCaseError> {
    let mut world = World::new(2);
    let mut expected: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    let mut dead = 0;
    let mut pump = world.pump(quick(batch));
    for step in steps {
        match step {
            Step::Feed(7) => {
                world.feed(b"bad", b"bad");
                dead += 1;
            }
            Step::Feed(key) => {
                let key = format!("k{key}").into_bytes();
                world.feed(&key, b"x");
                *expected.entry(key).or_default() += 1;
            }
            Step::Turn(times) => {
                for _ in 0..*times {
                    pump.turn().unwrap();
                }
            }
            Step::Crash => {
                drop(pump);
                pump = world.pump(quick(batch));
            }
            Step::Fault(fault) => world.cluster.plan([Some(*fault)]),
            Step::Evict => world.cluster.evict_all(),
        }
    }
    settle(&mut pump);
    let mut found: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    for (key, value) in world.read(OUTPUT) {
        let count = found.entry(key).or_default();
        *count += 1;
        prop_assert_eq!(value.unwrap(), count.to_string().into_bytes());
    }
    prop_assert_eq!(found, expected);
    prop_assert_eq!(world.read(DEAD).len(), dead);
    prop_assert_eq!(world.cluster.totals(), (world.fed, world.fed));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mix_of_faults_gives_what_a_run_without_faults_gives(
        steps in prop::collection::vec(step(), 1..60),
        batch in 1_u64..6,
    ) {
        run(&steps, batch)?;
    }
}
