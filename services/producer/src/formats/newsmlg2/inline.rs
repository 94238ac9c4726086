//! Text that stands in an item: XML of NITF, XHTML or another kind, and data that is plain, HTML or encoded.

use data_encoding::BASE64_NOPAD;
use dateline_schemas::WireItem;

use crate::formats::{
    DeliveryContext,
    decoded::{Decoded, Undeclared},
    flow::{self, Flow, Markup},
    html, nitf,
    xml::{Child, Element},
};

/// Roots of data that has no text of its own but in its articles.
const DATA: &[&str] = &["sports-content", "sports-contents", "sports-content-set"];

/// Marks within a line, in XHTML and NITF.
const WITHIN_LINES: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "alt-code",
    "b",
    "bdi",
    "bdo",
    "big",
    "chron",
    "cite",
    "classifier",
    "code",
    "copyrite",
    "data",
    "del",
    "dfn",
    "em",
    "event",
    "font",
    "frac",
    "function",
    "i",
    "img",
    "ins",
    "kbd",
    "lang",
    "location",
    "mark",
    "money",
    "num",
    "object.title",
    "org",
    "person",
    "postaddr",
    "pronounce",
    "q",
    "quote",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "virtloc",
    "wbr",
];

/// Puts the text of a content into the item; of NITF also what its head says, where the item does not say it itself.
pub(super) fn fill(context: &DeliveryContext, wire_item: &mut WireItem, content: Element<'_, '_>) {
    match content.find("nitf") {
        Some(nitf) => nitf::fill(context, wire_item, nitf),
        None => wire_item.body = text(context, content),
    }
}

/// The text of a content.
pub(super) fn text(context: &DeliveryContext, content: Element<'_, '_>) -> Option<String> {
    if content.name() == "inlineData" {
        return of_data(context, content);
    }
    if content.children().next().is_none() {
        return of_characters(content.attribute("contenttype"), &whole(content));
    }
    if let Some(body) = content.find("body.content") {
        return flow::text_of(body);
    }
    if content.children().all(is_marked_up) {
        return flow::text_of(content);
    }
    let mut flow = Flow::default();
    lines(&mut flow, content);
    flow.finish()
}

fn whole(content: Element<'_, '_>) -> String {
    content.texts().collect()
}

/// Whether an element is one of XHTML's or NITF's, in which an unknown one is a mark within its line.
fn is_marked_up(element: Element<'_, '_>) -> bool {
    let name = element.name().to_ascii_lowercase();
    flow::markup(&name) != Markup::Inline || is_within_line(&name, element)
}

/// XML of whatever kind: what is no mark within a line stands on a line of its own.
fn lines(flow: &mut Flow, element: Element<'_, '_>) {
    for child in element.nodes() {
        match child {
            Child::Text(text) => flow.text(text),
            Child::Element(inner) if DATA.contains(&inner.name()) => {
                articles(flow, inner);
            }
            Child::Element(inner) if inner.name() == "eventDetails" => {}
            Child::Element(inner) => {
                let name = inner.name().to_ascii_lowercase();
                let markup = match flow::markup(&name) {
                    Markup::Hidden => continue,
                    Markup::Inline if !is_within_line(&name, inner) => Markup::Block,
                    known => known,
                };
                flow.begin(markup);
                lines(flow, inner);
                flow.end(markup);
            }
        }
    }
}

/// An event of NITF is a mark in a text, one of NewsML-G2 has elements of its own.
fn is_within_line(name: &str, element: Element<'_, '_>) -> bool {
    let has_elements = || element.children().next().is_some();
    WITHIN_LINES.contains(&name) && !(name == "event" && has_elements())
}

fn articles(flow: &mut Flow, data: Element<'_, '_>) {
    let articles = data.descendants().filter(|it| it.name() == "article");
    for article in articles {
        flow.begin(Markup::Block);
        lines(flow, article);
        flow.end(Markup::Block);
    }
}

fn of_data(context: &DeliveryContext, content: Element<'_, '_>) -> Option<String> {
    let media_type = content.attribute("contenttype");
    let written = whole(content);
    let is_encoded = ["encoding", "encodinguri"].iter().any(|name| {
        let encoding = content.attribute(name).unwrap_or_default();
        encoding.to_ascii_lowercase().ends_with("base64")
    });
    if !is_encoded {
        return of_characters(media_type, &written);
    }
    if media_type.is_some_and(|media_type| !is_text(media_type)) {
        return None;
    }
    let encoded: Vec<u8> = written
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=')
        .collect();
    let bytes = BASE64_NOPAD.decode(&encoded).ok()?;
    let charset = media_type.and_then(charset);
    let decoded = Decoded::declared(context, &bytes, charset, Undeclared::Windows1252).ok()?;
    of_characters(media_type, decoded.text())
}

fn of_characters(media_type: Option<&str>, text: &str) -> Option<String> {
    let says = |what: &str| media_type.is_some_and(|it| it.to_ascii_lowercase().contains(what));
    if says("html") || (!says("plain") && html::is_html(text)) {
        html::to_text(text)
    } else {
        flow::plain(text)
    }
}

fn is_text(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    let kinds = ["text/", "html", "xml"];
    kinds.iter().any(|kind| media_type.contains(kind))
}

/// `text/plain; charset=iso-8859-1` names it.
fn charset(media_type: &str) -> Option<&str> {
    let parameter = media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    });
    parameter.map(|value| value.trim().trim_matches('"'))
}
