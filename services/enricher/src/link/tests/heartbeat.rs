//! A heartbeat goes on as a record that no reader of items sees, or as an item where that is asked for.

use dateline_schemas::{Heartbeat, Lineage, Relation};

use super::*;
use crate::link::Heartbeats;

fn heartbeat() -> Heartbeat {
    Heartbeat {
        producer: "main".to_owned(),
        emitted_at: Timestamp::from_millis(1_780_000_000_000),
    }
}

fn annotated() -> AnnotatedItem {
    let item = heartbeat().to_item();
    AnnotatedItem {
        fingerprints: Some(fingerprint(&item, "en")),
        link_group: "en".to_owned(),
        lineage: Lineage {
            revision: 7,
            position: LineagePosition::Newest,
            ..Lineage::default()
        },
        item,
        ..AnnotatedItem::default()
    }
}

#[test]
fn it_is_a_record_without_a_value_that_says_what_it_is_and_leaves_no_trace() {
    let desk = Desk::new();
    let decision = desk.decide(&annotated());
    assert_eq!(decision.outcome, Some(Outcome::Emitted));
    assert!(decision.state.is_empty() && decision.tallies.is_empty());
    let [output] = &decision.outputs[..] else {
        panic!("one record: {decision:?}")
    };
    assert_eq!(output.key.as_deref(), Some(heartbeat().uri().as_bytes()));
    assert_eq!(output.value, None);
    let headers = Headers::owned(&output.headers);
    let found = Heartbeat::of_headers(|name| headers.get(name));
    assert_eq!(found, Some(heartbeat()));
}

#[test]
fn it_is_an_item_where_that_is_asked_for_and_leaves_no_trace_either() {
    let mut desk = Desk::new();
    desk.stage = desk.stage.with_heartbeats(Heartbeats::Visible);
    let decision = desk.decide(&annotated());
    assert!(decision.state.is_empty() && decision.tallies.is_empty());
    let public = desk.public(&decision);
    assert_eq!(public.item, heartbeat().to_item());
    assert_eq!(public.lineage.revision, 7);
    assert_eq!(
        (public.dedup.relation, public.dedup.story_id),
        (Relation::Unknown, None)
    );
}
