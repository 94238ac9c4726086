//! What is repeatable: a decision after undo, after a restart, and after a restart from what retention left.

use proptest::prelude::*;

use super::*;

/// Texts that overlap in many ways: runs of a few long lists of words.
fn text(list: u8, from: usize, length: usize) -> String {
    let words = (from..from + length).map(|word| format!("w{}x{word}", list % 3));
    words.collect::<Vec<_>>().join(" ")
}

fn stream() -> impl Strategy<Value = Vec<AnnotatedItem>> {
    let one = (
        0_u32..12,
        any::<u8>(),
        0_usize..40,
        4_usize..60,
        0_i64..30,
        0_u8..12,
    );
    prop::collection::vec(one, 1..40).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(number, (uri, list, from, length, late, kind))| {
                let minutes = number as i64 * 5 * 60 - late * 9;
                let tag = if uri % 4 == 0 { "en" } else { "nl" };
                let mut annotated = match kind {
                    0 => return textless("anp", uri, minutes, tag, LineagePosition::Killed),
                    1 => return textless("anp", uri, minutes, tag, LineagePosition::Recalled),
                    2 => headed(
                        item("anp", uri, minutes, tag, ""),
                        &text(list, from / 20, 4),
                    ),
                    3 => item(
                        "anp",
                        uri,
                        minutes,
                        tag,
                        &format!("{} {}", text(list, from, length), text(list / 2 + 1, 0, 30)),
                    ),
                    _ => headed(
                        item("anp", uri, minutes, tag, &text(list, from, length)),
                        &text(list, 0, 4),
                    ),
                };
                annotated.item.credits = vec![format!("agency {}", from % 3)];
                revised(annotated, number as i64 + 2, LineageChange::Updated)
            })
            .collect()
    })
}

fn bytes(decision: &Decision<Change>) -> (Vec<dateline_runtime::Outgoing>, Vec<Option<Vec<u8>>>) {
    (
        decision.outputs.clone(),
        decision
            .state
            .iter()
            .map(|record| record.value.clone())
            .collect(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_restart_from_the_state_topic_decides_the_same(items in stream()) {
        let mut desk = Desk::new();
        for item in &items {
            let live = desk.decide(item);
            let restarted = desk.replay(&desk.log).decide(item);
            prop_assert_eq!(bytes(&live), bytes(&restarted));
            desk.apply(live);
        }
    }

    #[test]
    fn a_restart_from_what_retention_left_decides_the_same(items in stream()) {
        let mut desk = Desk::new();
        let mut log = Vec::new();
        for item in &items {
            let received_at = item.item.received_at;
            let live = desk.decide(item);
            // Retention is longer than the window by a day.
            let first = log.iter().position(|(at, _)| *at > received_at.plus_millis(-4 * 24 * HOUR_MS));
            let kept: Vec<_> = log[first.unwrap_or(log.len())..].iter().map(|(_, record): &(Timestamp, _)| Clone::clone(record)).collect();
            prop_assert_eq!(bytes(&live), bytes(&desk.replay(&kept).decide(item)));
            let before = desk.log.len();
            desk.apply(live);
            log.extend(desk.log[before..].iter().map(|record| (received_at, record.clone())));
        }
    }

    #[test]
    fn a_batch_that_is_undone_and_decided_again_gives_the_same_bytes(items in stream(), batch in 1_usize..9) {
        let mut desk = Desk::new();
        for items in items.chunks(batch) {
            let mut undos = Vec::new();
            let mut first = Vec::new();
            for item in items {
                let decision = desk.decide(item);
                first.push(bytes(&decision));
                undos.extend(desk.apply(decision));
            }
            for undo in undos.into_iter().rev() {
                desk.stage.undo(&mut desk.state, undo);
            }
            for (item, first) in items.iter().zip(first) {
                let decision = desk.decide(item);
                prop_assert_eq!(bytes(&decision), first);
                desk.apply(decision);
            }
        }
        prop_assert!(desk.stage.state_size(&desk.state).entries <= items.len() as u64);
    }
}
