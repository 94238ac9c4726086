//! NITF that wants to be slow or large by what is special to it.

use dateline_producer::formats::{Format, Parsed};

use crate::{MEBIBYTE, read, repeated};

fn article(head: &str, body: &str) -> Parsed {
    let document = format!("<nitf><head>{head}</head><body>{body}</body></nitf>");
    read(Some(Format::Nitf), document.as_bytes())
}

#[test]
fn many_empty_articles_are_refused_each() {
    let parsed = read(Some(Format::Nitf), repeated("<nitf/>").as_bytes());
    assert_eq!(parsed.items, []);
    assert!(parsed.rejected.len() > 90_000);
}

#[test]
fn many_small_articles_are_read() {
    let one = "<nitf><body><body.content><p>a</p></body.content></body></nitf>";
    let parsed = read(Some(Format::Nitf), repeated(one).as_bytes());
    assert_eq!(parsed.items.len(), MEBIBYTE / one.len());
}

#[test]
fn a_caption_of_many_renditions_is_kept_once() {
    let caption = "c".repeat(MEBIBYTE / 2);
    let references = "<media-reference source='a'/>".repeat(MEBIBYTE / 60);
    let parsed = article(
        "<docdata><doc-id id-string='A1'/></docdata>",
        &format!(
            "<body.content><media><media-caption>{caption}</media-caption>{references}</media></body.content>"
        ),
    );
    assert_eq!(parsed.items.len() + parsed.rejected.len(), 1);
}

#[test]
fn a_body_of_bodies_is_read_once() {
    let one = "<body.content><copyrite>c</copyrite><p>a</p></body.content>";
    let parsed = article("", &repeated(one));
    assert_eq!(parsed.items.len(), 1);
}

#[test]
fn a_place_in_places_is_read_in_a_line() {
    let deep = 100;
    let text = "a ".repeat(MEBIBYTE / 2);
    let place = format!("{}{text}{}", "<city>".repeat(deep), "</city>".repeat(deep));
    let parsed = article(
        "<docdata><doc-id id-string='A1'/></docdata>",
        &format!("<body.head><dateline><location>{place}</location></dateline></body.head>"),
    );
    assert_eq!(parsed.items.len() + parsed.rejected.len(), 1);
}

#[test]
fn many_notes_and_metas_are_read_in_a_line() {
    article(
        &repeated("<meta name='a' content='b'/>"),
        "<hedline><hl1>A</hl1></hedline>",
    );
    article(
        "",
        &format!("<body.head>{}</body.head>", repeated("<note>a</note>")),
    );
}
