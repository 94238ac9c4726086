//! What a stage counts of its own shows what was committed, and nothing else.

use super::*;

/// The pump of this world with metrics in a registry that the test can look into.
fn watched_pump(
    world: &World,
    config: PumpConfig,
) -> (Pump<CountingStage, FaultyCluster>, Registry) {
    let registry = Registry::new();
    let mut pump = world.pump(config);
    let metrics = PumpMetrics::register(&registry).unwrap();
    let metrics = metrics.of_stage("counting");
    pump.metrics = metrics
        .with_tallies(&registry, pump.stage.tally_families())
        .unwrap();
    (pump, registry)
}

/// Counted records by key.
fn counted(registry: &Registry) -> Vec<(String, u64)> {
    let families = registry.gather();
    let family = families.iter().find(|it| it.name() == "keys_total");
    let metrics = family.unwrap().get_metric().iter();
    metrics
        .map(|metric| {
            let label = metric.get_label()[0].value().to_owned();
            (label, metric.get_counter().get_value() as u64)
        })
        .collect()
}

fn check(fault: Option<Fault>) {
    let mut world = World::new(1);
    for key in [b"a", b"b", b"a", b"c", b"a"] {
        world.feed(key, b"x");
    }
    world.cluster.plan([fault, None, fault]);
    let (mut pump, registry) = watched_pump(&world, quick(2));
    let none = [("a".to_owned(), 0), ("other".to_owned(), 0)];
    assert_eq!(
        counted(&registry),
        none,
        "every value is there from the start"
    );
    settle(&mut pump);
    let all = [("a".to_owned(), 3), ("other".to_owned(), 2)];
    assert_eq!(counted(&registry), all, "{fault:?}");
}

#[test]
fn what_is_taken_back_is_not_counted() {
    let faults = [
        Fault::Abort,
        Fault::UnknownNotCommitted,
        Fault::UnknownCommitted,
        Fault::SendFails,
        Fault::BeginFails,
    ];
    check(None);
    faults.map(Some).into_iter().for_each(check);
}

#[test]
fn an_open_batch_is_not_counted_and_one_that_is_revoked_never_is() {
    let mut world = World::new(1);
    world.feed(b"a", b"x");
    let without_ticks = PumpConfig {
        tick_interval: Duration::from_secs(3_600),
        ..quick(100)
    };
    let (mut pump, registry) = watched_pump(&world, without_ticks);
    for _ in 0..10_000 {
        pump.turn().unwrap();
        if pump.batch.counts.records == 1 {
            break;
        }
    }
    assert_eq!(pump.batch.tallies.len(), 1, "it was consumed");
    assert_eq!(counted(&registry)[0].1, 0);
    pump.revoked(&[0]).unwrap();
    assert_eq!(
        (pump.batch.tallies.len(), pump.batch.counts.records),
        (0, 0)
    );
}
