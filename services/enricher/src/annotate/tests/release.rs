//! The desk lets go what is held.

use dateline_schemas::PubStatus;

use super::{desk::Desk, *};

fn release(desk: &mut Desk<'_>) -> Outcome {
    let now = Timestamp::from_millis(desk.now_ms);
    desk.take(&WireItem::release(URI, "the speech has begun", now))
}

/// Versions and changes of what went on with its text.
fn told(desk: &Desk<'_>) -> Vec<(Option<i64>, Change)> {
    let told = desk.told.iter().map(|told| &told.record);
    told.filter(|record| record.lineage.position == LineagePosition::Newest)
        .map(|record| (record.item.version, record.lineage.change))
        .collect()
}

#[test]
fn the_desk_lets_go_whatever_is_held() {
    let unreadable = WireItem {
        embargo_text: Some("until the speech begins".to_owned()),
        ..item(1)
    };
    for held in [
        embargoed(1, 50_000),
        unreadable,
        with_status(1, PubStatus::Withheld),
    ] {
        let mut desk = Desk::new(&STAGE);
        desk.now_ms = 1_000;
        assert_eq!(desk.take(&held), Outcome::Held);
        desk.tick();
        assert_eq!(desk.told.len(), 0);
        assert_eq!(release(&mut desk), Outcome::Unchanged);
        desk.start_again();
        desk.tick();
        let record = &desk.told.last().unwrap().record;
        assert_eq!(record.lineage.change, Change::Released);
        assert_eq!(record.item.body, held.body);
        let reason = record.lineage.reason.as_deref();
        assert_eq!(reason, Some("released by the desk: the speech has begun"));
        assert_eq!(desk.holds_ended, [HoldEnd::Released]);
        assert_eq!(desk.state.held(URI), None);
        // The provider sends the same again: it stays let go.
        assert_eq!(desk.take(&held), Outcome::Unchanged);
        desk.tick();
        assert_eq!(desk.told.len(), 1);
    }
}

#[test]
fn a_release_is_for_the_newest_text_alone() {
    let mut desk = Desk::new(&STAGE);
    desk.take(&with_status(1, PubStatus::Withheld));
    release(&mut desk);
    desk.tick();
    assert_eq!(
        desk.take(&with_status(2, PubStatus::Withheld)),
        Outcome::Held
    );
    assert_eq!(
        desk.told.last().unwrap().record.lineage.change,
        Change::Recalled
    );
    assert_eq!(desk.take(&item(3)), Outcome::Emitted);
    assert_eq!(
        told(&desk),
        [(Some(1), Change::Released), (Some(3), Change::Updated)]
    );
}

#[test]
fn a_release_of_what_is_not_held_changes_nothing() {
    let mut desk = Desk::new(&STAGE);
    assert_eq!(release(&mut desk), Outcome::Unchanged);
    desk.take(&item(1));
    assert_eq!(release(&mut desk), Outcome::Unchanged);
    desk.take(&with_status(1, PubStatus::Canceled));
    assert_eq!(release(&mut desk), Outcome::Unchanged);
    desk.tick();
    assert_eq!(told(&desk), [(Some(1), Change::New)]);
}

#[test]
fn only_the_desk_can_release() {
    let mut desk = Desk::new(&STAGE);
    desk.take(&embargoed(1, 50_000));
    let of_a_source = WireItem {
        source: "desk".to_owned(),
        ..WireItem::release(URI, "please", Timestamp::from_millis(0))
    };
    desk.take(&of_a_source);
    desk.tick();
    assert_eq!(desk.told.len(), 0);
}

/// An embargo that is over for the log and for later records is over for what is replayed, though that came before it.
#[test]
fn a_replay_does_not_recall_what_was_released_long_ago() {
    let mut desk = Desk::new(&STAGE);
    desk.now_ms = 1_000;
    desk.take(&embargoed(1, 50_000));
    desk.now_ms = 50_000;
    desk.tick();
    desk.now_ms = 60_000;
    let mut improved = WireItem {
        headline: Some("Brug weer open".to_owned()),
        ..embargoed(1, 50_000)
    };
    improved.note_replay("parsed again");
    let mut recalled = desk.clone();
    recalled.take_late(&improved, 59_000);
    let change = |desk: &Desk<'_>| desk.told.last().unwrap().record.lineage.change;
    assert_eq!(
        change(&recalled),
        Change::Recalled,
        "no later record tells the time"
    );
    desk.take(&of_uri("urn:dateline:anp:brug-2", item(1)));
    desk.take_late(&improved, 59_000);
    assert_eq!(change(&desk), Change::Reparsed);
    let mut running = embargoed(1, 70_000);
    running.note_replay("parsed again");
    desk.take_late(&running, 59_000);
    assert_eq!(change(&desk), Change::Recalled, "one that runs holds");
}
