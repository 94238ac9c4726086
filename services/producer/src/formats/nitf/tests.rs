//! NITF: how an article is read, alone and within an item of another format.

use dateline_schemas::PubStatus;

use super::*;
use crate::formats::{
    Format,
    tests::fixtures::{check, desk},
};

const EMBEDDED: &str = "<nitf xml:lang='en'><head><docdata management-status='canceled'><doc-id id-string='N1' regsrc='AP'/>\
    <urgency ed-urg='3'/><date.release norm='20260314T080000Z'/></docdata></head><body><body.head>\
    <hedline><hl1>Bridge open</hl1><hl2>Again</hl2></hedline><byline>By <person>Ann Example</person><byttl>Staff</byttl></byline>\
    <dateline><location><city>LEIDEN</city><country iso-cc='NL'>Netherlands</country></location></dateline></body.head>\
    <body.content><p>The bridge\n is open.</p><p>It was shut.</p></body.content></body></nitf>";

#[test]
fn an_article_within_an_item_fills_what_the_item_does_not_say() {
    let document = Document::parse(EMBEDDED).unwrap();
    let mut wire_item = WireItem {
        headline: Some("The wrapper's".to_owned()),
        uri: "urn:x".to_owned(),
        ..WireItem::default()
    };
    fill(&desk(), &mut wire_item, document.roots().next().unwrap());
    assert_eq!(wire_item.headline.as_deref(), Some("The wrapper's"));
    assert_eq!(wire_item.uri, "urn:x");
    assert_eq!(wire_item.version, None);
    assert_eq!(
        wire_item.body.as_deref(),
        Some("The bridge is open.\nIt was shut.")
    );
    assert_eq!(wire_item.representation, Representation::Full);
    assert_eq!(wire_item.byline.as_deref(), Some("By Ann Example, Staff"));
    assert_eq!(
        wire_item.dateline.unwrap().place.as_deref(),
        Some("LEIDEN, Netherlands")
    );
    assert_eq!(wire_item.located.unwrap().code.as_deref(), Some("NL"));
    assert_eq!(wire_item.language_declared.as_deref(), Some("en"));
    assert_eq!(wire_item.headlines.len(), 1);
    assert_eq!(wire_item.urgency, Some(3));
    assert_eq!(wire_item.alt_ids[0].value, "N1");
    assert_eq!(wire_item.pub_status, PubStatus::Canceled);
    assert_eq!(
        wire_item.embargoed_until,
        "2026-03-14T08:00:00Z".parse().ok()
    );
}

#[test]
fn an_item_keeps_what_it_says_itself() {
    let document = Document::parse(EMBEDDED).unwrap();
    let own = WireItem {
        body: Some("Own text.".to_owned()),
        representation: Representation::Partial,
        byline: Some("Own".to_owned()),
        pub_status: PubStatus::Usable,
        urgency: Some(1),
        ..WireItem::default()
    };
    let mut wire_item = own.clone();
    fill(&desk(), &mut wire_item, document.roots().next().unwrap());
    assert_eq!(
        (wire_item.body, wire_item.representation, wire_item.byline),
        (own.body, own.representation, own.byline)
    );
    assert_eq!(
        (wire_item.pub_status, wire_item.urgency),
        (own.pub_status, own.urgency)
    );
}

#[test]
fn fixtures_read_as_they_are_meant() {
    check(Format::Nitf, |_| desk());
}
