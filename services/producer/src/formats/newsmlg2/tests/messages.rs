//! Messages and what items do to others: links, packages, limits, authority.

use dateline_runtime::Reason;
use dateline_schemas::PubStatus;

use super::*;
use crate::formats::MAX_SEGMENTS;

#[test]
fn a_link_says_what_becomes_of_the_other_item() {
    let cases = [
        ("irel:seeAlso", 0, None),
        ("irel:previousVersion", 1, None),
        ("own:replaces", 1, Some((PubStatus::Canceled, "replaced"))),
        ("own:retracts", 0, Some((PubStatus::Canceled, "kill"))),
        ("own:withholds", 0, Some((PubStatus::Withheld, "withhold"))),
        ("own:isReplacedBy", 0, None),
    ];
    for (relation, replaces, record) in cases {
        let xml = format!(
            "<newsItem guid='urn:x:1' version='2'><itemMeta><provider literal='P'/>\
             <link rel='{relation}' residref='urn:x:0'/></itemMeta></newsItem>"
        );
        let parsed = parse_delivery(Format::Newsmlg2, &desk(), xml.as_bytes());
        let (item, records) = parsed.items.split_first().unwrap();
        assert_eq!(item.pub_status, PubStatus::Usable, "{relation}");
        assert_eq!(item.replaces.len(), replaces, "{relation}");
        assert_eq!(item.associations.len(), 1, "{relation}");
        let told: Vec<_> = records
            .iter()
            .map(|it| {
                (
                    it.uri.as_str(),
                    it.pub_status,
                    it.signals[0].signal.as_str(),
                )
            })
            .collect();
        let expected: Vec<_> = record
            .into_iter()
            .map(|(status, signal)| ("urn:x:0", status, signal))
            .collect();
        assert_eq!(told, expected, "{relation}");
        assert!(
            records
                .iter()
                .all(|it| it.caused_by.as_deref() == Some("urn:x:1"))
        );
    }
}

#[test]
fn a_resend_in_another_message_has_the_same_content() {
    let sent = |time: &str| {
        format!(
            "<newsMessage><header><sent>{time}</sent></header><itemSet><newsItem guid='urn:x:1' version='2'><itemMeta>\
             <provider literal='P'/></itemMeta><contentMeta><headline>H</headline></contentMeta></newsItem></itemSet></newsMessage>"
        )
    };
    let (first, again) = (
        only(&sent("2026-03-13T10:00:00Z")),
        only(&sent("2026-03-13T11:00:00Z")),
    );
    assert_ne!(first.extensions, again.extensions);
    assert_eq!(first.content_hash, again.content_hash);
    assert_eq!(first.version, again.version);
}

#[test]
fn a_version_that_is_no_number_stays_text() {
    for (printed, version, text) in [
        ("7", Some(7), None),
        ("0", Some(0), None),
        ("-1", None, Some("-1")),
        ("1.2", None, Some("1.2")),
        ("", None, None),
    ] {
        let item = only(&format!(
            "<newsItem guid='urn:x:1' version='{printed}'><itemMeta><provider literal='P'/></itemMeta></newsItem>"
        ));
        assert_eq!(item.version, version, "{printed}");
        assert_eq!(item.version_text.as_deref(), text, "{printed}");
    }
}

#[test]
fn a_source_that_does_not_carry_the_provider_may_not_speak_for_it() {
    let mut context = desk();
    context.providers = vec!["AFP".to_owned()];
    let xml = "<newsItem guid='urn:x:1'><itemMeta><provider qcode='nprov:REUTERS'/></itemMeta>\
               <contentMeta><headline>H</headline></contentMeta></newsItem>";
    let parsed = parse_delivery(Format::Newsmlg2, &context, xml.as_bytes());
    assert_eq!(parsed.items, []);
    let rejected = parsed.rejected.first().unwrap();
    assert_eq!(rejected.reason, Reason::NoAuthority);
    assert_eq!(rejected.salvage.headline.as_deref(), Some("H"));
}

#[test]
fn what_is_behind_the_limit_of_segments_is_one_rejected_part() {
    let items = "<newsItem/>".repeat(MAX_SEGMENTS + 10);
    let xml = format!("<newsMessage><itemSet>{items}</itemSet></newsMessage>");
    let parsed = parse_delivery(Format::Newsmlg2, &desk(), xml.as_bytes());
    assert_eq!(parsed.items, []);
    assert_eq!(parsed.rejected.len(), MAX_SEGMENTS + 1);
    let last = parsed.rejected.last().unwrap();
    assert_eq!(last.reason, Reason::Oversize);
    assert_eq!(last.span.end, xml.len());
}

#[test]
fn items_without_a_message_stand_in_any_frame() {
    let xml = "<soap><body><newsItem guid='urn:x:1'><itemMeta><provider literal='P'/></itemMeta></newsItem></body></soap>";
    assert_eq!(only(xml).uri, "urn:x:1");
}

#[test]
fn a_long_header_is_kept_in_part_and_its_items_say_so() {
    let channel = "a".repeat(2_000);
    let item = only(&format!(
        "<newsMessage><header><sender>s</sender><channel>{channel}</channel><origin>o</origin></header><itemSet>\
         <newsItem guid='urn:x:1'><itemMeta><provider literal='P'/></itemMeta></newsItem></itemSet></newsMessage>"
    ));
    let kept: Vec<_> = item.extensions.keys().map(String::as_str).collect();
    assert_eq!(kept, ["header.origin", "header.sender"]);
    assert!(item.provenance.iter().any(|it| it.field == "extensions"));
}

#[test]
fn each_item_that_is_linked_gets_one_record_the_gravest() {
    let xml = "<newsItem guid='urn:x:1'><itemMeta><provider literal='P'/><link rel='a:replaces' residref='urn:x:2'/>\
               <link rel='a:replaces' residref='urn:x:3'/><link rel='a:kills' residref='urn:x:3'/></itemMeta></newsItem>";
    let parsed = parse_delivery(Format::Newsmlg2, &desk(), xml.as_bytes());
    let records = parsed.items.iter().skip(1);
    let told: Vec<_> = records
        .map(|it| (it.uri.as_str(), it.signals[0].evidence.as_deref()))
        .collect();
    let expected = [
        ("urn:x:3", Some("a:kills")),
        ("urn:x:2", Some("a:replaces")),
    ];
    assert_eq!(told, expected);
    assert_eq!(parsed.items[0].replaces, ["urn:x:2", "urn:x:3"]);
}
