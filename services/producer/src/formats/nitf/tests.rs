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

/// The one item of a document whose `docdata` is this, read by a source in this zone.
fn item_of(context: &DeliveryContext, docdata: &str) -> WireItem {
    let document = format!(
        "<nitf><head><docdata{docdata}</docdata></head><body><body.content><p>Text.</p></body.content></body></nitf>"
    );
    let mut parsed = parse(context, document.as_bytes());
    assert_eq!(parsed.rejected, [], "{docdata}");
    parsed.items.remove(0)
}

#[test]
fn a_release_is_an_embargo_where_it_is_behind_the_issue() {
    const UNTIL: &str = "2026-03-13T17:00:00Z";
    let cases: &[(&str, &str, Option<&str>, Option<&str>)] = &[
        // Issue, release, embargo as an instant and as text.
        ("20260313T150000Z", "20260313T170000Z", Some(UNTIL), None),
        (
            "20260313T150000Z",
            "20260313T180000+0100",
            Some(UNTIL),
            None,
        ),
        ("20260313T150000Z", "20260313T150000Z", None, None),
        ("20260313T150000Z", "20260313T120000Z", None, None),
        ("20260313", "20260313T170000Z", Some(UNTIL), None),
        ("20260313T150000Z", "20260313", None, None),
        ("20260313T150000Z", "20260314", None, Some("20260314")),
        ("20260313T150000Z", "tonight", None, Some("tonight")),
        ("", "20260313T170000Z", Some(UNTIL), None),
        ("", "20260313T140000Z", None, None),
        ("", "tonight", None, Some("tonight")),
        ("at noon", "20260313T170000Z", Some(UNTIL), None),
        // Without a zone.
        ("20260313T1500", "20260313T1800", Some(UNTIL), None),
        ("20260313T1500", "20260313T1400", None, None),
    ];
    for (issue, release, until, text) in cases {
        let docdata = format!("><date.issue norm='{issue}'/><date.release norm='{release}'/>");
        let wire_item = item_of(&desk(), &docdata);
        assert_eq!(
            wire_item.embargoed_until,
            until.map(|until| until.parse().unwrap()),
            "{docdata}"
        );
        assert_eq!(wire_item.embargo_text.as_deref(), *text, "{docdata}");
    }
}

#[test]
fn a_release_without_a_zone_is_compared_in_any() {
    let nowhere = DeliveryContext {
        zone: None,
        ..desk()
    };
    let cases = [
        ("20260313T1500", "20260313T1800", true),
        ("20260313T1500", "20260313T1400", false),
        ("20260313T150000Z", "20260313T1400", true),
        ("", "20260313T0300", false),
        ("", "20260313T0400", true),
    ];
    for (issue, release, is_held) in cases {
        let docdata = format!("><date.issue norm='{issue}'/><date.release norm='{release}'/>");
        let wire_item = item_of(&nowhere, &docdata);
        assert_eq!(
            wire_item.embargo_text.as_deref() == Some(release),
            is_held,
            "{docdata}"
        );
        assert_eq!(wire_item.embargoed_until, None);
    }
}

#[test]
fn a_key_is_an_identity_where_it_is_no_slug() {
    let cases = [
        (
            "<doc-id id-string='D1'/><du-key key='urn:publicid:a:1'/>",
            "urn:publicid:a:1",
            None,
        ),
        (
            "<doc-id id-string='D1'/><du-key key='nns-20260313-a'/>",
            "urn:dateline:desk:nns-20260313-a",
            None,
        ),
        (
            "<doc-id id-string='D1'/><du-key key='Euro2028'/>",
            "urn:dateline:desk:D1",
            Some("Euro2028"),
        ),
        (
            "<doc-id id-string='D1'/><du-key key='Storm 20260313'/>",
            "urn:dateline:desk:D1",
            Some("Storm 20260313"),
        ),
        ("<doc-id id-string='D1'/>", "urn:dateline:desk:D1", None),
        (
            "<doc-id id-string=''/><doc-id id-string='D2'/>",
            "urn:dateline:desk:D2",
            None,
        ),
        (
            "<date.issue norm='2026-03-13'/><du-key key='Storm'/>",
            "urn:dateline:desk:Storm:20260313",
            Some("Storm"),
        ),
        (
            "<doc-id id-string='D1'/><du-key part='3'/>",
            "urn:dateline:desk:D1:part3",
            None,
        ),
    ];
    for (docdata, uri, slugline) in cases {
        let wire_item = item_of(&desk(), &format!(">{docdata}"));
        assert_eq!(wire_item.uri, uri, "{docdata}");
        assert_eq!(wire_item.slugline.as_deref(), slugline, "{docdata}");
    }
}

#[test]
fn a_generation_counts_above_its_versions() {
    let cases = [
        ("version='2'", Some(2), None),
        ("generation='1' version='2'", Some(2), None),
        ("generation='2' version='0'", Some(20_000), Some("2.0")),
        ("generation='2'", Some(2), None),
        ("version='b'", None, Some("b")),
        ("generation='x' version='3'", Some(3), None),
        (
            "version='99999999999999999999'",
            None,
            Some("99999999999999999999"),
        ),
        ("version='-1'", None, Some("-1")),
        ("", None, None),
    ];
    for (key, version, text) in cases {
        let wire_item = item_of(
            &desk(),
            &format!("><doc-id id-string='D1'/><du-key {key}/>"),
        );
        assert_eq!(
            (wire_item.version, wire_item.version_text.as_deref()),
            (version, text),
            "{key}"
        );
    }
}

#[test]
fn a_status_is_what_the_standard_says_or_held() {
    use PubStatus::{Canceled, Unknown, Usable, Withheld};
    let cases = [
        (">", Usable),
        (" management-status='usable'>", Usable),
        (" management-status='Embargoed'>", Usable),
        (" management-status='withheld'>", Withheld),
        (" management-status='cancelled'>", Canceled),
        (" management-status='live'>", Unknown),
        ("><ed-msg msg-type='Mandatory Kill'/>", Canceled),
        (
            " management-status='usable'><ed-msg msg-type='withhold'/>",
            Withheld,
        ),
        (
            " management-status='canceled'><ed-msg msg-type='withhold'/>",
            Canceled,
        ),
        (
            " management-status='withheld'><ed-msg msg-type='kill'/>",
            Canceled,
        ),
        (
            "><ed-msg msg-type='Advisory' info='Kill the lights'/>",
            Usable,
        ),
    ];
    for (docdata, status) in cases {
        assert_eq!(
            item_of(&desk(), &format!("{docdata}<doc-id id-string='D1'/>")).pub_status,
            status,
            "{docdata}"
        );
    }
}

#[test]
fn a_dateline_is_place_and_date_without_credits_and_dash() {
    let cases = [
        (
            "LEIDEN, March 13 (AP) _",
            "LEIDEN, March 13",
            Some("LEIDEN"),
            Some("March 13"),
            Some("AP"),
        ),
        (
            "WASHINGTON, D.C., 3 mars 2026 --",
            "WASHINGTON, D.C., 3 mars 2026",
            Some("WASHINGTON, D.C."),
            Some("3 mars 2026"),
            None,
        ),
        ("TROY, N.C.", "TROY, N.C.", Some("TROY, N.C."), None, None),
        (
            "Fri March 13, 2026 01:57 PM ET",
            "Fri March 13, 2026 01:57 PM ET",
            None,
            Some("Fri March 13, 2026 01:57 PM ET"),
            None,
        ),
        (
            "HENGELO (gld)",
            "HENGELO (gld)",
            Some("HENGELO (gld)"),
            None,
            None,
        ),
        (
            "القاهرة، 13 مارس",
            "القاهرة، 13 مارس",
            Some("القاهرة"),
            Some("13 مارس"),
            None,
        ),
    ];
    for (line, text, place, date, credit) in cases {
        let head = dateline::read(line);
        let read = head.dateline.unwrap();
        assert_eq!(
            (
                read.text.as_str(),
                read.place.as_deref(),
                read.date.as_deref()
            ),
            (text, place, date),
            "{line}"
        );
        assert_eq!(head.credit_line.as_deref(), credit, "{line}");
    }
    assert_eq!(dateline::read(" - "), dateline::Head::default());
}
