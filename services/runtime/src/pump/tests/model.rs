//! Random feeding, turning, crashing, aborting, evicting and clocks that disagree: the output is always that of a run
//! without faults, and nothing that is held shows before the log's clock allows it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    /// Feeds a record of this key; every seventh is a bad one.
    Feed(u8),
    /// Feeds a record of this key that is held for so long.
    Hold(u8, i64),
    /// Goes round so often.
    Turn(u8),
    /// Moves the local clock and the log's on, by so much each.
    Clocks(i64, i64),
    /// Ends the process with what it has open.
    Crash,
    /// Ends the process at the call of the log that comes after so many.
    CrashAt(u8, Crash),
    /// The next transaction fails like this.
    Fault(Fault),
    /// The group gives the partitions away, and the member learns it at its next poll.
    Evict,
    /// The next restores are not told where the second state topic ends.
    Silence(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let fault = prop_oneof![
        Just(Fault::Abort),
        Just(Fault::BeginFails),
        Just(Fault::SendFails),
        Just(Fault::OffsetsFail),
        Just(Fault::CommitLater),
        Just(Fault::UnknownCommitted),
        Just(Fault::UnknownNotCommitted),
        Just(Fault::Fenced),
    ];
    let side = prop_oneof![Just(Crash::Before), Just(Crash::After)];
    prop_oneof![
        6 => (0_u8..12).prop_map(Step::Feed),
        3 => (0_u8..12, 0_i64..4).prop_map(|(key, time)| Step::Hold(key, time)),
        6 => (1_u8..12).prop_map(Step::Turn),
        2 => (0_i64..3, 0_i64..3).prop_map(|(local, log)| Step::Clocks(local, log)),
        1 => Just(Step::Crash),
        2 => (0_u8..30, side).prop_map(|(calls, side)| Step::CrashAt(calls, side)),
        3 => fault.prop_map(Step::Fault),
        1 => Just(Step::Evict),
        1 => (1_u8..4).prop_map(Step::Silence),
    ]
}

/// A world with its pump, and what must have come out at the end.
struct Run {
    world: World,
    pump: CountingPump,
    batch: u64,
    expected: BTreeMap<Vec<u8>, u64>,
    dead: usize,
}

impl Run {
    fn new(batch: u64) -> Self {
        let world = World::new(2);
        let pump = world.pump(quick(batch));
        Self {
            world,
            pump,
            batch,
            expected: BTreeMap::new(),
            dead: 0,
        }
    }

    fn feed(&mut self, key: u8, value: &str) {
        let key = format!("k{key}").into_bytes();
        self.world.feed(&key, value.as_bytes());
        *self.expected.entry(key).or_default() += 1;
    }

    /// A process that ended, by a crash or because a rival fenced it twice, is started again.
    fn start_again(&mut self) {
        self.pump = self.world.pump(quick(self.batch));
    }

    fn take(&mut self, step: &Step) {
        let plan = &self.world.cluster;
        match step {
            Step::Feed(7) => {
                self.world.feed(b"bad", b"bad");
                self.dead += 1;
            }
            Step::Feed(key) => self.feed(*key, "x"),
            Step::Hold(key, time) => {
                let until = self.world.log_clock.load(Ordering::SeqCst) + time;
                self.feed(*key, &format!("hold:{until}"));
            }
            Step::Turn(times) => {
                if (0..*times).any(|_| self.pump.turn().is_err()) {
                    self.start_again();
                }
            }
            Step::Clocks(local, log) => {
                self.world.local_clock.fetch_add(*local, Ordering::SeqCst);
                self.world.log_clock.fetch_add(*log, Ordering::SeqCst);
            }
            Step::Crash => self.start_again(),
            Step::CrashAt(calls, side) => plan.crash_at(u32::from(*calls), *side),
            Step::Fault(fault) => plan.plan([Some(*fault)]),
            Step::Evict => plan.evict_all(),
            Step::Silence(looks) => plan.silence_watermark_of(HELD, u32::from(*looks)),
        }
    }

    /// Lets every hold end and every input be consumed, with as many starts as that takes.
    fn settle(&mut self) {
        self.world.set_clocks(1_000_000);
        while try_settle(&mut self.pump).is_err() {
            self.start_again();
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let mut found: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
        for record in self.world.read(OUTPUT) {
            prop_assert!(
                record
                    .until
                    .is_none_or(|until| until <= record.append_time_ms),
                "visible early: {record:?}"
            );
            let count = found.entry(record.key).or_default();
            *count += 1;
            prop_assert_eq!(record.value.unwrap(), count.to_string().into_bytes());
        }
        prop_assert_eq!(&found, &self.expected);
        prop_assert_eq!(self.world.dead().len(), self.dead);
        let fed = self.world.fed;
        prop_assert_eq!(self.world.cluster.totals(), (fed, fed));
        Ok(())
    }

    /// What the pump has in memory is what the log has.
    fn check_state(&mut self) {
        let states = |pump: &CountingPump| -> Vec<counting::Counted> {
            let phases = pump.partitions.values();
            let running = phases.filter_map(|phase| match phase {
                Phase::Running(running) => Some(running.state.clone()),
                Phase::Restoring(_) => None,
            });
            running.collect()
        };
        let before = states(&self.pump);
        // Its partitions are free for the next one when it is gone.
        self.start_again();
        self.settle();
        assert_eq!(states(&self.pump), before);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mix_of_faults_gives_what_a_run_without_faults_gives(
        steps in prop::collection::vec(step(), 1..60),
        batch in 1_u64..6,
    ) {
        let mut run = Run::new(batch);
        for step in &steps {
            run.take(step);
        }
        run.settle();
        run.check()?;
        run.check_state();
    }
}
