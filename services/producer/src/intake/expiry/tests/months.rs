//! Any months of files that come, stay, go and come back, against a model of a few lines.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Hours that pass, and the files that are there then.
fn months() -> impl Strategy<Value = Vec<(i64, BTreeSet<usize>)>> {
    let hours = prop_oneof![1..48_i64, 24 * 25..24 * 40_i64];
    let files = prop::collection::btree_set(0..4_usize, 1..4);
    prop::collection::vec((hours, files), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_file_is_taken_again_if_and_only_if_it_was_forgotten(months in months()) {
        let world = World::new();
        let (mut last_seen, mut taken) = (BTreeMap::new(), 0);
        for (hours, files) in months {
            world.pass(hours * HOUR);
            let now = world.now().as_millis();
            for file in 0..4 {
                if files.contains(&file) {
                    world.put(&file.to_string());
                    let seen = last_seen.entry(file).or_insert_with(|| { taken += 1; now });
                    *seen = if now - *seen >= DAY { now } else { *seen };
                } else if world.path(&file.to_string()).exists() {
                    world.remove(&file.to_string());
                }
            }
            last_seen.retain(|_, seen| now - *seen <= 30 * DAY);
            world.run().unwrap();
        }
        let mut standing = world.standing();
        standing.remove("desk");
        let standing: BTreeMap<_, _> = standing.into_iter().map(|(key, checkpoint)| (key, checkpoint.last_seen.as_millis())).collect();
        let expected: BTreeMap<_, _> = last_seen.into_iter().map(|(file, seen)| (world.key(&file.to_string()), seen)).collect();
        prop_assert_eq!(standing, expected);
        prop_assert_eq!(world.taken(), taken);
    }
}
