//! What a version changed, while the text before it is kept.

use dateline_schemas::PubStatus;

use super::{desk::Desk, *};

/// Changed fields and diff of what was told last.
fn told(desk: &Desk<'_>) -> (Vec<String>, Option<String>) {
    let lineage = &desk.told.last().unwrap().record.lineage;
    (lineage.changed_fields.clone(), lineage.diff.clone())
}

const HEADLINE: &str = "headline: Brug na [-1-] {+2+} dagen weer open";

#[test]
fn a_version_says_what_it_changed() {
    let mut desk = Desk::new(&STAGE);
    desk.take(&item(1));
    assert_eq!(told(&desk), (Vec::new(), None));
    desk.start_again();
    desk.take(&WireItem {
        urgency: Some(2),
        ..item(2)
    });
    let fields = ["headline", "urgency"].map(str::to_owned).to_vec();
    assert_eq!(told(&desk), (fields, Some(HEADLINE.to_owned())));
}

#[test]
fn a_text_is_kept_for_its_window_and_no_longer() {
    for (later_ms, is_kept) in [(DAY_MS, true), (DAY_MS + 1, false)] {
        let mut desk = Desk::new(&STAGE);
        desk.take(&item(1));
        desk.now_ms = later_ms;
        desk.take(&item(2));
        assert_eq!(told(&desk).1.is_some(), is_kept, "{later_ms}");
    }
    let mut desk = Desk::new(&STAGE);
    desk.take(&item(1));
    desk.now_ms = DAY_MS + 1;
    desk.take(&of_uri("urn:dateline:anp:other", item(1)));
    assert_eq!(
        desk.state.kept(URI),
        None,
        "a newer one lets the old text go"
    );
    assert_eq!(desk.restored([CURRENT, EMBARGOED]), desk.state);
}

#[test]
fn after_a_restart_only_what_may_be_kept_is_read_again() {
    let mut desk = Desk::new(&STAGE);
    desk.take(&item(1));
    desk.now_ms = DAY_MS + 1;
    let others = [2, 3].map(|other| format!("urn:dateline:anp:other-{other}"));
    for uri in &others {
        desk.take(&of_uri(uri, item(1)));
    }
    let state = desk.replayed([CURRENT, EMBARGOED]);
    assert_eq!(STAGE.lacks(&state), Some(Offset(1)..=Offset(2)));
}

#[test]
fn what_retention_took_is_not_compared_with() {
    let mut desk = Desk::new(&STAGE);
    desk.take(&item(1));
    desk.input[0].0 = b"urn:dateline:anp:another".to_vec();
    desk.start_again();
    desk.take(&item(2));
    assert_eq!(told(&desk), (Vec::new(), None));
}

#[test]
fn a_kill_takes_the_text_away_at_once() {
    let mut desk = Desk::new(&STAGE);
    desk.take(&item(1));
    desk.take(&with_status(1, PubStatus::Canceled));
    assert_eq!(desk.state.kept(URI), None);
    desk.start_again();
    assert_eq!(desk.state.kept(URI), None);
    desk.take(&item(2));
    assert_eq!(told(&desk), (Vec::new(), None));
}

#[test]
fn a_release_is_compared_with_what_was_public_before() {
    let mut desk = Desk::new(&STAGE);
    desk.take(&item(1));
    desk.take(&embargoed(2, 10));
    desk.now_ms = 10;
    desk.tick();
    assert_eq!(told(&desk).1.as_deref(), Some(HEADLINE));
    for restart in [false, true] {
        let mut desk = desk.clone();
        if restart {
            desk.start_again();
        }
        desk.take(&item(3));
        let after = "headline: Brug na [-2-] {+3+} dagen weer open";
        assert_eq!(told(&desk).1.as_deref(), Some(after), "{restart}");
    }
}

#[test]
fn with_no_window_nothing_is_kept() {
    let config = AnnotateConfig {
        languages: vec!["nl".to_owned(), "en".to_owned()],
        text_window_ms: 0,
        ..AnnotateConfig::default()
    };
    let stage = AnnotateStage::new(&config, "wire", Codec::single_object()).unwrap();
    let mut desk = Desk::new(&stage);
    desk.take(&item(1));
    desk.take(&item(2));
    assert_eq!(told(&desk), (Vec::new(), None));
    assert_eq!(desk.state.kept(URI), None);
    desk.start_again();
    assert_eq!(desk.state.kept(URI), None);
}
