//! NewsML-G2 that wants to be slow or large by what its properties mean.

use dateline_producer::formats::{Format, Parsed};

use crate::{MEBIBYTE, read, repeated};

fn parsed(document: &str) -> Parsed {
    read(Some(Format::Newsmlg2), document.as_bytes())
}

/// An item with these elements again and again in one of its parts.
fn crowded(part: &str, element: &str) -> Parsed {
    let elements = repeated(element);
    parsed(&format!(
        "<newsItem guid='urn:x:1'><itemMeta><provider literal='P'/></itemMeta><{part}>{elements}</{part}></newsItem>"
    ))
}

/// The same element again and again, each with another number for its `#`.
fn numbered(element: &str) -> String {
    let count = MEBIBYTE / (element.len() + 4);
    (0..count)
        .map(|i| element.replace('#', &i.to_string()))
        .collect()
}

#[test]
fn a_crowd_of_descriptions_is_one_text() {
    let parsed = crowded("contentMeta", "<description>a</description>");
    assert_eq!(parsed.items.len(), 1);
}

#[test]
fn a_crowd_of_headlines_in_roles_is_read_in_a_line() {
    let parsed = crowded(
        "contentMeta",
        "<headline role='r:sub' xml:lang='x'>a</headline>",
    );
    assert_eq!(parsed.items.len(), 1);
}

#[test]
fn a_crowd_of_signals_is_cut() {
    let signals = numbered("<signal qcode='x:#'/>");
    let parsed = parsed(&format!(
        "<newsItem guid='urn:x:1'><itemMeta>{signals}</itemMeta></newsItem>"
    ));
    assert_eq!(parsed.items.len(), 1);
    assert!(parsed.items[0].signals.len() <= 50);
}

#[test]
fn a_crowd_of_sources_is_cut() {
    let sources = numbered("<infoSource><name>a#</name></infoSource>");
    let parsed = parsed(&format!(
        "<newsItem guid='urn:x:1'><itemMeta><provider/></itemMeta><contentMeta>{sources}</contentMeta></newsItem>"
    ));
    assert_eq!(parsed.items.len(), 1);
    assert!(parsed.items[0].credits.len() <= 50);
}

#[test]
fn a_crowd_of_kills_is_bounded() {
    let links = numbered("<link rel='x:kills' residref='urn:y:#'/>");
    let parsed = parsed(&format!(
        "<newsItem guid='urn:x:1'><itemMeta>{links}</itemMeta></newsItem>"
    ));
    assert!(parsed.items.len() > 1 && parsed.items.len() <= 1_001);
}

#[test]
fn subjects_by_a_catalog_of_thousands_are_found_at_once() {
    let half = MEBIBYTE / 2 / 46;
    let schemes: String = (0..half)
        .map(|i| format!("<scheme alias='a{i}' uri='http://x.example/{i}/'/>"))
        .collect();
    let subjects: String = (0..half)
        .map(|i| format!("<subject uri='http://x.example/{i}/c'/>"))
        .collect();
    let parsed = parsed(&format!(
        "<newsItem guid='urn:x:1'><catalog>{schemes}</catalog><itemMeta><provider/></itemMeta>\
         <contentMeta>{subjects}</contentMeta></newsItem>"
    ));
    assert_eq!(parsed.items[0].subjects.len(), half);
}

#[test]
fn a_header_is_not_copied_whole_into_thousands_of_items() {
    let header = "<channel>aaaaaaaaaaaaaaaa</channel>".repeat(8 * 1024);
    let items = "<newsItem guid='1'><itemMeta><provider/></itemMeta></newsItem>".repeat(12 * 1024);
    let parsed = parsed(&format!(
        "<newsMessage><header>{header}</header><itemSet>{items}</itemSet></newsMessage>"
    ));
    assert_eq!(parsed.items.len(), 12 * 1024);
}

#[test]
fn a_crowd_of_frames_is_rejected_one_by_one() {
    let frames = repeated("<newsItem/>");
    let parsed = parsed(&format!(
        "<newsMessage><itemSet>{frames}</itemSet></newsMessage>"
    ));
    assert_eq!(parsed.items, []);
    assert_eq!(parsed.rejected.len(), MEBIBYTE / "<newsItem/>".len());
}

#[test]
fn packages_in_packages_are_read_as_deep_as_documents_are() {
    let begin = "<packageItem guid='urn:x:1'><itemMeta><provider/></itemMeta><groupSet><group>";
    let end = "</group></groupSet></packageItem>";
    let parsed = parsed(&format!("{}{}", begin.repeat(40), end.repeat(40)));
    assert_eq!(parsed.items.len(), 40);
}

#[test]
fn a_mebibyte_of_encoded_text_is_one_body() {
    let text = repeated("QUFB");
    let parsed = parsed(&format!(
        "<newsItem guid='urn:x:1'><itemMeta><provider/></itemMeta><contentSet><inlineData encoding='base64'>{text}\
         </inlineData></contentSet></newsItem>"
    ));
    let body = parsed.items[0].body.as_deref().unwrap_or_default();
    assert_eq!(body.len(), text.len() / 4 * 3);
}

#[test]
fn a_crowd_of_strangers_is_kept_in_a_line() {
    let parsed = crowded("contentMeta", "<p a='b'/>");
    assert_eq!(parsed.items.len(), 1);
}
