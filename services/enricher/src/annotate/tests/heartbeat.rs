//! A heartbeat goes on with all that the stage finds out, and leaves the partition as it was.

use dateline_schemas::Heartbeat;

use super::*;

fn beat(desk: &mut Desk<'_>) -> Outcome {
    let heartbeat = Heartbeat {
        producer: "main".to_owned(),
        emitted_at: Timestamp::from_millis(desk.now_ms),
    };
    desk.take(&heartbeat.to_item())
}

#[test]
fn a_heartbeat_is_worked_on_and_nothing_of_it_is_remembered() {
    let mut desk = Desk::new(&STAGE);
    for now_ms in [60_000, 120_000] {
        desk.now_ms = now_ms;
        assert_eq!(beat(&mut desk), Outcome::Emitted);
    }
    let [first, second] = &desk.told[..] else {
        panic!("{:?}", desk.told)
    };
    let found = &first.record;
    assert_eq!(found.language.as_ref().unwrap().tag, "en");
    assert!(found.fingerprints.is_some());
    assert_eq!(found.lineage.position, LineagePosition::Newest);
    assert!(first.record.lineage.revision < second.record.lineage.revision);
    assert_eq!(desk.state, STAGE.empty_state(0));
    assert!(desk.log.iter().all(BTreeMap::is_empty));
}

#[test]
fn a_heartbeat_passes_where_its_language_is_not_wanted_and_moves_no_time() {
    let stage = stage(&["nl"]);
    let mut desk = Desk::new(&stage);
    desk.now_ms = 1_000;
    desk.take(&item(1));
    let before = desk.state.clone();
    desk.now_ms = 400 * DAY_MS;
    assert_eq!(beat(&mut desk), Outcome::Emitted);
    // What the partition forgets by the time of its items is not forgotten by a heartbeat's.
    assert_eq!(desk.state, before);
}
