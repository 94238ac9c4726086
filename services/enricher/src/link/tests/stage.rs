//! Kills, recalls, merges, the window's edge, and records that are none.

use dateline_runtime::{Reason, Undecided};
use dateline_schemas::{Relation, StoryAction, StoryMember};

use super::*;

fn members(desk: &Desk) -> Vec<StoryMember> {
    desk.log
        .iter()
        .map(|(_, value)| desk.codec.decode(value).expect("our own bytes"))
        .collect()
}

#[test]
fn a_kill_takes_the_text_out_of_the_window_and_lists_who_has_it_too() {
    let mut desk = Desk::new();
    let first = desk.feed(&item("anp", 1, 0, "nl", BRIDGE_NL));
    desk.feed(&item(
        "dpa",
        2,
        1,
        "nl",
        &format!("STAD (ANP) - {BRIDGE_NL}"),
    ));
    desk.feed(&item("dpa", 3, 2, "nl", &cut(BRIDGE_NL, 50)));
    let decision = desk.decide(&textless("anp", 1, 3, "nl", LineagePosition::Killed));
    assert_eq!(decision.outcome, Some(Outcome::Killed));
    let killed = desk.public(&decision);
    desk.apply(decision);
    assert_eq!(killed.dedup.story_id, first.dedup.story_id);
    assert_eq!(killed.dedup.containing_uris, ["urn:dateline:dpa:2"]);
    assert_eq!(
        members(&desk).last().map(|member| member.action),
        Some(StoryAction::Removed)
    );
    let copy = desk.feed(&item("afp", 4, 4, "nl", BRIDGE_NL));
    assert_eq!(
        copy.dedup.of.as_deref(),
        Some("urn:dateline:dpa:2"),
        "the killed member is gone"
    );
}

#[test]
fn after_the_kill_of_its_only_member_a_story_is_gone() {
    let mut desk = Desk::new();
    desk.feed(&item("anp", 1, 0, "nl", BRIDGE_NL));
    desk.feed(&textless("anp", 1, 1, "nl", LineagePosition::Killed));
    assert_eq!(
        desk.feed(&item("dpa", 2, 2, "nl", BRIDGE_NL))
            .dedup
            .relation,
        Relation::Original
    );
}

#[test]
fn a_recall_removes_the_member_and_lists_nobody() {
    let mut desk = Desk::new();
    let first = desk.feed(&item("anp", 1, 0, "nl", BRIDGE_NL));
    desk.feed(&item("dpa", 2, 1, "nl", BRIDGE_NL));
    let decision = desk.decide(&textless("anp", 1, 2, "nl", LineagePosition::Recalled));
    assert_eq!(decision.outcome, Some(Outcome::Emitted));
    let recalled = desk.public(&decision);
    assert_eq!(recalled.dedup.story_id, first.dedup.story_id);
    assert!(recalled.dedup.containing_uris.is_empty());
    assert_eq!(decision.state.len(), 1);
}

#[test]
fn a_kill_of_what_the_window_does_not_know_goes_on_without_a_story() {
    let desk = Desk::new();
    let decision = desk.decide(&textless("anp", 1, 2, "nl", LineagePosition::Killed));
    assert_eq!((decision.outputs.len(), decision.state.len()), (1, 0));
    assert_eq!(desk.public(&decision).dedup.story_id, None);
}

#[test]
fn an_item_in_two_stories_merges_them_under_the_older_id() {
    let mut desk = Desk::new();
    let quarters: Vec<&str> = BRIDGE_NL.split_inclusive(". ").collect();
    let older = desk.feed(&item("anp", 1, 0, "nl", &quarters[..3].concat()));
    let younger = desk.feed(&item("dpa", 2, 1, "nl", &quarters[4..].concat()));
    assert_ne!(older.dedup.story_id, younger.dedup.story_id);
    // A later revision of the younger one has the older one's text.
    let joining = revised(
        item("dpa", 2, 5, "nl", &quarters[..3].concat()),
        2,
        LineageChange::Updated,
    );
    let joined = desk.feed(&joining);
    assert_eq!(joined.dedup.story_id, older.dedup.story_id);
    assert_eq!(
        joined.dedup.merged_story_ids,
        Vec::from_iter(younger.dedup.story_id.clone())
    );
    let merge = members(&desk)
        .into_iter()
        .find(|member| member.action == StoryAction::Merged)
        .expect("it is on record");
    assert_eq!(
        (Some(merge.story_id), merge.merged_story_id),
        (older.dedup.story_id.clone(), younger.dedup.story_id)
    );
    assert_eq!(merge.uri, "urn:dateline:anp:1");
    let kill = desk.feed(&textless("anp", 1, 6, "nl", LineagePosition::Killed));
    assert_eq!(kill.dedup.containing_uris, ["urn:dateline:dpa:2"]);
}

#[test]
fn an_item_older_than_the_window_is_linked_to_nothing() {
    let mut desk = Desk::new();
    desk.feed(&item("anp", 1, 3 * 24 * 60, "nl", BRIDGE_NL));
    for (minutes, outside) in [(0, true), (1, false)] {
        let decision = desk.decide(&item("dpa", 2, minutes, "nl", BRIDGE_NL));
        let public = desk.public(&decision);
        assert_eq!(public.dedup.outside_window, outside, "{minutes}");
        assert_eq!(public.dedup.story_id.is_none(), outside);
        assert_eq!(decision.state.is_empty(), outside);
    }
}

#[test]
fn the_window_is_as_long_as_configured() {
    let mut desk = Desk::new();
    desk.stage = desk.stage.with_window_hours(168);
    desk.state = desk.stage.empty_state(0);
    let week = 7 * 24 * 60;
    let first = desk.feed(&item("anp", 1, 0, "nl", BRIDGE_NL));
    let later = desk.decide(&item("dpa", 2, week - 1, "nl", BRIDGE_NL));
    let too_late = desk.decide(&item("dpa", 2, week, "nl", BRIDGE_NL));
    assert_eq!(desk.public(&later).dedup.story_id, first.dedup.story_id);
    assert_ne!(desk.public(&too_late).dedup.story_id, first.dedup.story_id);
}

#[test]
fn members_expire_by_stream_time() {
    let mut desk = Desk::new();
    desk.feed(&item("anp", 1, 0, "nl", BRIDGE_NL));
    for (hours, expected) in [(71, Relation::ExactDuplicate), (72, Relation::Original)] {
        let decision = desk.decide(&item("dpa", 2, hours * 60, "nl", BRIDGE_NL));
        assert_eq!(desk.public(&decision).dedup.relation, expected, "{hours}");
    }
}

#[test]
fn a_revision_of_what_has_expired_is_an_update_in_a_story_of_its_own() {
    let mut desk = Desk::new();
    let first = desk.feed(&item("anp", 1, 0, "nl", BRIDGE_NL));
    let late = desk.feed(&revised(
        item("anp", 1, 100 * 60, "nl", BRIDGE_NL),
        2,
        LineageChange::Updated,
    ));
    assert_eq!(
        (late.dedup.relation, late.dedup.of.as_deref()),
        (Relation::Update, Some("urn:dateline:anp:1"))
    );
    assert_ne!(late.dedup.story_id, first.dedup.story_id);
}

#[test]
fn the_public_record_is_keyed_by_uri_and_carries_its_headers() {
    let desk = Desk::new();
    let decision = desk.decide(&item("anp", 1, 0, "nl", BRIDGE_NL));
    let output = &decision.outputs[0];
    assert_eq!(
        (output.topic.as_str(), output.key.as_deref()),
        ("wire.enriched", Some(b"urn:dateline:anp:1".as_slice()))
    );
    let names: Vec<&str> = output
        .headers
        .iter()
        .map(|(name, _)| name.as_ref())
        .collect();
    assert_eq!(
        names,
        [
            "traceparent",
            "dateline_source",
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_time",
            "ce_subject"
        ]
    );
    assert_eq!(decision.state[0].key, b"nl");
    assert_eq!(desk.public(&decision).enrichment.dedup, "winnow-2 story-4");
}

#[test]
fn an_item_without_fingerprints_or_group_is_linked_all_the_same() {
    let mut desk = Desk::new();
    let mut bare = item("anp", 1, 0, "nl", BRIDGE_NL);
    bare.fingerprints = None;
    bare.link_group.clear();
    let first = desk.feed(&bare);
    let copy = desk.feed(&item("dpa", 2, 1, "und", BRIDGE_NL));
    assert_eq!(
        (copy.dedup.relation, copy.dedup.story_id),
        (Relation::ExactDuplicate, first.dedup.story_id)
    );
}

#[test]
fn what_is_no_annotated_item_is_put_aside_with_the_reason() {
    let desk = Desk::new();
    let other = desk.codec.encode(&StoryMember::default()).expect("it fits");
    let mut whole = desk
        .codec
        .encode(&item("anp", 1, 0, "nl", BRIDGE_NL))
        .expect("it fits");
    whole.truncate(40);
    for (value, expected) in [
        (None, Reason::Empty),
        (Some([].as_slice()), Reason::Empty),
        (Some(b"plain text".as_slice()), Reason::Undecodable),
        (Some(other.as_slice()), Reason::Undecodable),
        (Some(whole.as_slice()), Reason::Undecodable),
    ] {
        let decision = desk.decide_bytes(value).expect("no schema is missing");
        let Some(Outcome::Quarantined(reason, message)) = decision.outcome else {
            panic!("{value:?} went through")
        };
        assert_eq!(reason, expected, "{message}");
        assert!(decision.outputs.is_empty() && decision.state.is_empty());
    }
    let unknown = [0xC3, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, 0];
    assert!(matches!(
        desk.decide_bytes(Some(&unknown)),
        Err(Undecided::UnknownSchema(_))
    ));
}

#[test]
fn state_that_cannot_be_read_is_an_error_and_a_tombstone_says_nothing() {
    let desk = Desk::new();
    assert!(
        desk.stage
            .decode_change(0, &record(Some(b"nl"), Some(b"x")))
            .is_err()
    );
    let unknown = desk.codec.encode(&StoryMember::default()).expect("it fits");
    assert!(
        desk.stage
            .decode_change(0, &record(Some(b"nl"), Some(&unknown)))
            .is_err()
    );
    assert!(
        desk.stage
            .decode_change(0, &record(None, Some(&unknown)))
            .is_err()
    );
    assert_eq!(
        desk.stage.decode_change(0, &record(Some(b"nl"), None)),
        Ok(None)
    );
}

/// A text of so many made-up words, no two alike; `from` tells two texts apart.
fn long_text(from: usize, words: usize) -> String {
    let words: Vec<String> = (from..from + words)
        .map(|word| format!("woord{word}"))
        .collect();
    words.join(" ")
}

#[test]
fn a_state_record_stays_small_however_long_the_text() {
    for words in [120, 500, 20_000] {
        let desk = Desk::new();
        let decision = desk.decide(&item("anp", 1, 0, "nl", &long_text(0, words)));
        let [state] = decision.state.as_slice() else {
            panic!("one member: {decision:?}")
        };
        let size = state.value.as_ref().map(Vec::len);
        assert!(size.is_some_and(|size| size <= 400), "{size:?} for {words}");
    }
}

#[test]
fn a_long_text_is_found_again_in_its_copies_and_cuts() {
    let text = long_text(0, 4_000);
    let words: Vec<&str> = text.split(' ').collect();
    for (name, copy, expected) in [
        (
            "edited",
            text.replace("woord7 ", "wort7 "),
            Relation::NearDuplicate,
        ),
        ("half", words[..2_000].join(" "), Relation::ExcerptOf),
        (
            "its second half",
            words[2_000..].join(" "),
            Relation::ExcerptOf,
        ),
        ("lead", words[..40].join(" "), Relation::ExcerptOf),
        ("another", long_text(9_000, 4_000), Relation::Original),
        (
            "another below its lead",
            format!("{} {}", words[..30].join(" "), long_text(9_000, 4_000)),
            Relation::Original,
        ),
    ] {
        let mut desk = Desk::new();
        desk.feed(&item("anp", 1, 0, "nl", &text));
        let public = desk.feed(&item("dpa", 2, 1, "nl", &copy));
        assert_eq!(
            public.dedup.relation, expected,
            "{name}: {:?}",
            public.dedup
        );
    }
}

#[test]
fn records_of_an_older_release_are_compared_by_what_this_one_keeps() {
    let text = long_text(0, 400);
    let mut desk = Desk::new();
    let mut older = item("anp", 1, 0, "nl", &text);
    let prints = older.fingerprints.as_mut().expect("the text has some");
    let kept = prints.shingles.clone();
    let more = (0..300).map(|more| i64::from(u32::MAX) - more);
    prints.shingles.extend(more);
    desk.feed(&older);
    let [member] = &members(&desk)[..] else {
        panic!("one member")
    };
    let stored = member.fingerprints.as_ref().map(|prints| &prints.shingles);
    assert_eq!(stored, Some(&kept));
}
