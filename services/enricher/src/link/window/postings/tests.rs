//! The table against a plain list for each key.

use proptest::prelude::*;

use super::{bucket::LEVEL_MIN, *};
use crate::link::hash::mix32;

#[derive(Debug, Clone)]
enum Act {
    Push(u32, u32),
    Remove(usize),
    PutBack,
}

/// Postings in a table that splits its first chain with the next one.
const FULL: u32 = 7 << LEVEL_MIN;

/// A table that is about to grow, with nothing under the keys of `acts`.
fn filled(count: u32) -> Postings {
    let mut table = Postings::new();
    for number in 0..count {
        table.push(mix32(number) | (1 << 31), number, |_| true);
    }
    table
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    // Few chains and crowded keys, so that chains grow long, and split and join while they are.
    let key = (0_u32..2, 0_u32..60).prop_map(|(chain, rest)| chain | (rest & 3) << LEVEL_MIN);
    let act = prop_oneof![
        5 => (key, 0_u32..60).prop_map(|(key, slot)| Act::Push(key, slot)),
        3 => any::<usize>().prop_map(Act::Remove),
        1 => Just(Act::PutBack),
    ];
    prop::collection::vec(act, 0..600)
}

proptest! {
    #[test]
    fn the_table_holds_what_a_plain_list_per_key_holds(acts in acts(), filled_with in FULL - 200..FULL) {
        let mut table = filled(filled_with);
        let mut model = std::collections::BTreeMap::<u32, Vec<u32>>::new();
        let mut taken = None;
        for act in acts {
            match act {
                Act::Push(key, slot) => {
                    let list = model.entry(key).or_default();
                    let is_needed = |slot: u32| !slot.is_multiple_of(5);
                    let pushed_out = (list.len() == POSTINGS_PER_KEY).then(|| {
                        let rank = list.iter().position(|slot| !is_needed(*slot)).unwrap_or(0);
                        PushedOut { slot: list.remove(rank), rank: Rank(rank as u8) }
                    });
                    list.push(slot);
                    prop_assert_eq!(table.push(key, slot, is_needed), pushed_out);
                    taken = None;
                }
                Act::Remove(choice) => {
                    let all: Vec<(u32, u32)> = model.iter().flat_map(|(key, list)| list.iter().map(|slot| (*key, *slot))).collect();
                    if all.is_empty() { continue }
                    let (key, slot) = all[choice % all.len()];
                    let list = model.entry(key).or_default();
                    let rank = list.iter().rposition(|found| *found == slot).expect("it was chosen from the list");
                    list.remove(rank);
                    prop_assert_eq!(table.remove(key, slot), Some(Rank(rank as u8)));
                    taken = Some((key, slot, rank));
                }
                Act::PutBack => if let Some((key, slot, rank)) = taken.take() {
                    model.entry(key).or_default().insert(rank, slot);
                    table.insert(key, slot, Rank(rank as u8));
                }
            }
            for (key, list) in &model {
                prop_assert_eq!(&table.of(*key).collect::<Vec<_>>(), list);
            }
            prop_assert_eq!(table.count(), filled_with as usize + model.values().map(Vec::len).sum::<usize>());
        }
    }
}

#[test]
fn a_full_table_gives_its_memory_back() {
    let mut table = Postings::new();
    let empty = table.bytes();
    let keys: Vec<u32> = (0..1_000_000_u32).map(mix32).collect();
    for (slot, key) in keys.iter().enumerate() {
        table.push(*key, slot as u32, |_| true);
    }
    let full = table.bytes() - empty;
    assert!(full < 1_000_000 * 11, "{full} bytes");
    for (slot, key) in keys.iter().enumerate() {
        assert_eq!(table.of(*key).collect::<Vec<_>>(), [slot as u32]);
        table.remove(*key, slot as u32);
    }
    assert!(table.bytes() - empty < full / 3);
    assert_eq!(table.remove(keys[0], 0), None);
}
