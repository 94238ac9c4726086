//! Clocks that disagree, step and drift: what is held goes on within a second of the time at which both say that it may, and
//! never before.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const HOUR_MS: i64 = 3_600_000;

/// Turns enough for a tick that is refused and the one that knows better, whatever the limit of a tick.
const TURNS: usize = 60;

/// A world that has stood for an hour, and a pump that holds a record until each of these times.
fn holding(untils: &[i64]) -> (World, CountingPump) {
    let mut world = World::new(1);
    world.set_clocks(HOUR_MS);
    for until in untils {
        let key = format!("u{until}");
        world.feed(key.as_bytes(), format!("hold:{until}").as_bytes());
    }
    let mut pump = world.pump(quick(100));
    turn(&mut pump);
    (world, pump)
}

fn turn(pump: &mut CountingPump) {
    for _ in 0..TURNS {
        pump.turn().unwrap();
    }
}

/// Looks at the clocks as a pump does every second.
fn measure(pump: &mut CountingPump) {
    pump.last_lag = pump.last_lag.checked_sub(Duration::from_secs(60)).unwrap();
    pump.turn().unwrap();
}

/// The times until which the released were held; none of them is in the log before its own.
fn released(world: &World) -> BTreeSet<i64> {
    let released = world.read(OUTPUT).into_iter().map(|found| {
        let until = found.until.unwrap();
        assert!(until <= found.append_time_ms, "early: {found:?}");
        until
    });
    released.collect()
}

fn set(world: &World, local_ms: i64, log_ms: i64) {
    world.local_clock.store(local_ms, Ordering::SeqCst);
    world.log_clock.store(log_ms, Ordering::SeqCst);
}

#[test]
fn a_clock_that_is_an_hour_ahead_holds_nothing_back_that_both_clocks_let_go() {
    let [first, second, third] = [1_000, 2_000, 30_000].map(|ms| HOUR_MS + ms);
    let (world, mut pump) = holding(&[first, second, third]);
    for (log_ms, expected) in [
        (first - 1, &[][..]),
        (first, &[first]),
        (first + 500, &[first]),
        (second + 300, &[first, second]),
        (third - 1, &[first, second]),
    ] {
        set(&world, log_ms + HOUR_MS, log_ms);
        turn(&mut pump);
        assert_eq!(Vec::from_iter(released(&world)), expected, "at {log_ms}");
    }
    assert!(pump.metrics.clock_alarms() > 0);
    // Put right, it goes on.
    set(&world, third, third);
    turn(&mut pump);
    assert_eq!(released(&world).len(), 3);
}

#[test]
fn a_clock_that_was_put_back_holds_until_it_is_right_and_says_so() {
    let until = HOUR_MS + 1_000;
    let (mut world, mut pump) = holding(&[until]);
    set(&world, until - HOUR_MS, until);
    turn(&mut pump);
    measure(&mut pump);
    assert_eq!(released(&world), BTreeSet::new());
    assert!(
        pump.metrics.clock_alarms() > 0,
        "records were stamped by the log's clock"
    );
    set(&world, until + 5, until + 5);
    turn(&mut pump);
    assert_eq!(released(&world), BTreeSet::from([until]));
    // Right again, it is no reason for an alarm.
    let before = pump.metrics.clock_alarms();
    world.feed(b"a", b"bad");
    turn(&mut pump);
    measure(&mut pump);
    assert_eq!(pump.metrics.clock_alarms(), before);
}

#[test]
fn two_seconds_apart_are_no_alarm() {
    for (ahead_ms, is_alarm) in [(1, false), (2_000, false), (2_001, true)] {
        let until = HOUR_MS + 10_000;
        let (world, mut pump) = holding(&[until]);
        set(&world, until - 1 + ahead_ms, until - 1);
        turn(&mut pump);
        assert_eq!(released(&world), BTreeSet::new());
        assert_eq!(pump.metrics.clock_alarms() > 0, is_alarm, "{ahead_ms}");
        set(&world, until + ahead_ms, until);
        turn(&mut pump);
        assert_eq!(released(&world), BTreeSet::from([until]), "{ahead_ms}");
    }
}

#[test]
fn what_is_due_beyond_the_limit_of_a_tick_does_not_wait_for_the_next_interval() {
    let untils: Vec<i64> = (1..=9).map(|ms| HOUR_MS + ms).collect();
    let (world, mut pump) = holding(&untils);
    pump.config.tick_interval = Duration::from_secs(3_600);
    pump.last_tick = pump
        .last_tick
        .checked_sub(Duration::from_secs(3_600))
        .unwrap();
    world.set_clocks(HOUR_MS + 9);
    turn(&mut pump);
    assert_eq!(released(&world).len(), untils.len());
}

/// How far the local clock moves, and the log's.
fn steps() -> impl Strategy<Value = Vec<(i64, i64)>> {
    let jump = prop_oneof![
        4 => 0..3_000_i64,
        1 => Just(HOUR_MS),
        1 => Just(-HOUR_MS),
        1 => -3_000..0_i64,
    ];
    prop::collection::vec((jump, 0..3_000_i64), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn steps_and_drifts_of_the_clocks_delay_nothing_that_both_let_go_by_more_than_a_second(
        offsets in prop::collection::btree_set(0..20_000_i64, 1..12),
        steps in steps(),
    ) {
        let untils: Vec<i64> = offsets.iter().map(|offset| HOUR_MS + offset).collect();
        let (world, mut pump) = holding(&untils);
        let (mut local_ms, mut log_ms) = (HOUR_MS, HOUR_MS);
        for (local_step, log_step) in steps {
            local_ms += local_step;
            log_ms += log_step;
            set(&world, local_ms, log_ms);
            turn(&mut pump);
            let agreed_ms = local_ms.min(log_ms);
            // A second later by both.
            local_ms += 1_000;
            log_ms += 1_000;
            set(&world, local_ms, log_ms);
            turn(&mut pump);
            let released = released(&world);
            for until in untils.iter().filter(|until| **until <= agreed_ms) {
                prop_assert!(released.contains(until), "{until} is held at {local_ms}, {log_ms}");
            }
        }
    }
}
