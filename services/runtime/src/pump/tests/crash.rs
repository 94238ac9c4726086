//! The process ends at every single call of the log, before it and behind it.

use super::*;

/// Three keys, a hold that ends meanwhile and one that does not, and a bad record.
fn feed_a_bit_of_everything(world: &mut World) {
    for (key, value) in [
        ("a", "x"),
        ("b", "hold:0"),
        ("a", "bad"),
        ("a", "x"),
        ("c", "x"),
        ("c", "hold:10"),
        ("b", "x"),
    ] {
        world.feed(key.as_bytes(), value.as_bytes());
    }
}

/// Runs to the end with a crash at this call; whether it came to that call.
fn run_with_crash(batch: u64, calls: u32, side: Crash) -> bool {
    let mut world = World::new(1);
    feed_a_bit_of_everything(&mut world);
    world.cluster.crash_at(calls, side);
    let mut first = world.pump(quick(batch));
    let survived = try_settle(&mut first).is_ok();
    drop(first);
    if survived {
        assert!(world.cluster.crash_is_ahead());
        return false;
    }
    let mut second = world.pump(quick(batch));
    settle(&mut second);
    world.set_clocks(10);
    settle(&mut second);
    let at = format!("batches of {batch}, {side:?} call {calls}");
    for (key, count) in [(b"a", 2_u64), (b"b", 2), (b"c", 2)] {
        let expected: Vec<String> = (1..=count).map(|count| count.to_string()).collect();
        assert_eq!(world.counts_of(key), expected, "{at}");
    }
    assert_eq!(world.dead(), [b"bad".to_vec()], "{at}");
    assert_eq!(world.cluster.totals(), (7, 7), "{at}");
    true
}

#[test]
fn a_crash_at_any_call_of_the_log_loses_and_doubles_nothing() {
    for batch in [1, 3, 100] {
        for side in [Crash::Before, Crash::After] {
            let calls = (0..).take_while(|calls| run_with_crash(batch, *calls, side));
            assert!(calls.count() > 20);
        }
    }
}
