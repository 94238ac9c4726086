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
    desk.tick();
    assert_eq!(desk.log[TEXTS].len(), 1, "the tick lets the old text go");
}

#[test]
fn a_kill_takes_the_text_away_at_once() {
    let mut desk = Desk::new(&STAGE);
    desk.take(&item(1));
    desk.take(&with_status(1, PubStatus::Canceled));
    assert_eq!(desk.log[TEXTS].len(), 0);
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
    assert_eq!(desk.log[TEXTS].len(), 0);
}
