//! NewsML-G2: fixtures of our own, the grammar of its properties, and the standard's listings.

use dateline_schemas::WireItem;

use super::*;
use crate::formats::{
    Format, parse as parse_delivery,
    tests::fixtures::{self, desk},
};

mod listings;
mod messages;
mod properties;
mod texts;

#[test]
fn every_fixture_gives_what_it_says() {
    fixtures::check(Format::Newsmlg2, |_| desk());
}

#[test]
fn a_root_of_the_standard_is_known_in_any_prefix() {
    let cases: &[(&[u8], bool)] = &[
        (b"<newsItem guid='a'/>", true),
        (b"<?xml version='1.0'?><!-- c --><g2:newsMessage>", true),
        (b"<n:packageItem", true),
        (b"<conceptItem/>", true),
        (b"<knowledgeItem/>", true),
        (b"<catalogItem/>", true),
        (b"<x:planningItem/>", true),
        (b"<NewsItem/>", false),
        (b"<NewsML/>", false),
        (b"<groupSet/>", false),
        (b"newsItem", false),
    ];
    for (bytes, expected) in cases {
        let shown = String::from_utf8_lossy(bytes);
        assert_eq!(recognises(bytes), *expected, "{shown}");
    }
}

/// The one item of a delivery.
fn only(xml: &str) -> WireItem {
    let mut parsed = parse_delivery(Format::Newsmlg2, &desk(), xml.as_bytes());
    assert_eq!(parsed.rejected, [], "{xml}");
    assert_eq!(parsed.items.len(), 1, "{xml}");
    parsed.items.remove(0)
}

/// An item with these elements in its `itemMeta`, `contentMeta` and `contentSet`.
fn item_with(management: &str, metadata: &str, content: &str) -> WireItem {
    only(&format!(
        "<newsItem guid='urn:x:1' xml:lang='en'><itemMeta><provider literal='P'/>{management}</itemMeta>\
         <contentMeta>{metadata}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    ))
}
