//! NewsML that wants to be slow or large by what is special to it.

use dateline_producer::formats::{Format, Parsed};

use crate::{MEBIBYTE, read, repeated};

const NAMED: &str =
    "<Identification><NewsIdentifier><NewsItemId>A1</NewsItemId></NewsIdentifier></Identification>";

fn item(components: &str) -> Parsed {
    let document = format!("<NewsML><NewsItem>{NAMED}{components}</NewsItem></NewsML>");
    read(Some(Format::Newsml1), document.as_bytes())
}

#[test]
fn many_nameless_items_are_refused_each() {
    let document = format!("<NewsML>{}</NewsML>", repeated("<NewsItem/>"));
    let parsed = read(Some(Format::Newsml1), document.as_bytes());
    assert_eq!(parsed.items, []);
    assert!(parsed.rejected.len() > 90_000);
}

#[test]
fn a_large_envelope_is_not_in_every_item() {
    let large = "e".repeat(MEBIBYTE / 2);
    let items = format!("<NewsItem>{NAMED}</NewsItem>").repeat(MEBIBYTE / 2 / 120);
    let document = format!(
        "<NewsML><NewsEnvelope><TransmissionId>{large}</TransmissionId></NewsEnvelope>{items}</NewsML>"
    );
    let parsed = read(Some(Format::Newsml1), document.as_bytes());
    assert!(parsed.items.len() > 4_000);
}

#[test]
fn a_large_topic_is_not_in_every_occurrence() {
    let large = "t".repeat(MEBIBYTE / 2);
    let occurrences = "<TopicOccurrence Topic='#t'/>".repeat(MEBIBYTE / 2 / 29);
    let document = format!(
        "<NewsML><TopicSet><Topic Duid='t'><Description>{large}</Description></Topic></TopicSet><NewsItem>{NAMED}\
         <NewsComponent><DescriptiveMetadata>{occurrences}</DescriptiveMetadata></NewsComponent></NewsItem></NewsML>"
    );
    let parsed = read(Some(Format::Newsml1), document.as_bytes());
    assert_eq!(parsed.items.len(), 1);
}

#[test]
fn a_role_and_a_caption_of_many_media_are_shared_within_a_limit() {
    let caption = "c".repeat(MEBIBYTE / 2);
    let media = "<ContentItem Href='a'/>".repeat(MEBIBYTE / 2 / 23);
    let role = "r".repeat(60_000);
    item(&format!(
        "<NewsComponent><Role FormalName='{role}'/>{media}<NewsComponent><Role FormalName='Caption'/><ContentItem>\
         <DataContent>{caption}</DataContent></ContentItem></NewsComponent></NewsComponent>"
    ));
}

#[test]
fn components_in_components_are_read_in_a_line() {
    let deep = 100;
    let contents = "<ContentItem Href='a'/>".repeat(MEBIBYTE / 23);
    item(&format!(
        "{}{contents}{}",
        "<NewsComponent EquivalentsList='yes'>".repeat(deep),
        "</NewsComponent>".repeat(deep)
    ));
}

#[test]
fn items_in_items_are_read_in_a_line() {
    let deep = 60;
    let texts = "<ContentItem><DataContent>a</DataContent></ContentItem>".repeat(MEBIBYTE / 64);
    let document = format!(
        "<NewsML>{}<NewsComponent>{texts}</NewsComponent>{}</NewsML>",
        format!("<NewsItem>{NAMED}<NewsComponent>").repeat(deep),
        "</NewsComponent></NewsItem>".repeat(deep)
    );
    read(Some(Format::Newsml1), document.as_bytes());
}

#[test]
fn many_texts_and_empty_components_are_read_in_a_line() {
    item(&repeated(
        "<NewsComponent><ContentItem><DataContent>a</DataContent></ContentItem></NewsComponent>",
    ));
    item(&repeated("<NewsComponent/>"));
    item(&format!(
        "<NewsComponent><NewsLines>{}</NewsLines></NewsComponent>",
        repeated("<ByLine>a</ByLine><KeywordLine>a,b</KeywordLine>")
    ));
}

#[test]
fn a_markup_in_text_in_markup_is_read_once() {
    let inner = "&lt;NewsML&gt;".repeat(MEBIBYTE / 14);
    item(&format!(
        "<NewsComponent><ContentItem><DataContent>{inner}</DataContent></ContentItem></NewsComponent>"
    ));
}
