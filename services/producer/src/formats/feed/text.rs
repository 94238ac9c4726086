//! The texts of entries: what their type says, or else what they look like, as plain text.

use crate::formats::{
    flow::{self, Flow},
    html,
    xml::Element,
};

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As it stands.
    Plain,
    /// With markup of HTML, escaped.
    Html,
    /// As elements of the document.
    Tree,
    /// Its element does not say: markup is what looks like it.
    Undeclared,
    /// Not as text: in base64, or of a medium.
    Foreign,
}

/// How the text of an element is written: Atom's `type` and the `mode` of Atom 0.3.
pub(super) fn kind(element: Element<'_, '_>) -> Kind {
    if element.attribute("mode") == Some("base64") {
        return Kind::Foreign;
    }
    let Some(written) = element.attribute("type") else {
        return Kind::Undeclared;
    };
    let written = written.to_ascii_lowercase();
    match written.split(';').next().unwrap_or_default().trim() {
        "text" | "plain" | "text/plain" => Kind::Plain,
        "html" | "text/html" => Kind::Html,
        "xhtml" => Kind::Tree,
        other if other.ends_with("/xml") || other.ends_with("+xml") => Kind::Tree,
        other if other.starts_with("text/") || other.starts_with("multipart/") => Kind::Plain,
        _ => Kind::Foreign,
    }
}

/// A text with its paragraphs.
pub(super) fn flowed(element: Element<'_, '_>, kind: Kind) -> Option<String> {
    if kind == Kind::Tree || has_elements(element) {
        return flow::text_of(element);
    }
    flowed_text(&element.texts().collect::<String>(), kind)
}

/// The same of a text that stands in no element.
pub(super) fn flowed_text(text: &str, kind: Kind) -> Option<String> {
    if kind == Kind::Html || kind == Kind::Undeclared && html::is_html(text) {
        return html::to_text(text);
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    flow::plain(&lines.join("\n"))
}

/// A text on one line.
pub(super) fn line(element: Element<'_, '_>, kind: Kind) -> Option<String> {
    if kind == Kind::Tree || has_elements(element) {
        let text = flow::text_of(element)?;
        return Some(text.replace('\n', " "));
    }
    line_of_text(&element.texts().collect::<String>(), kind)
}

/// The same of a text that stands in no element.
pub(super) fn line_of_text(text: &str, kind: Kind) -> Option<String> {
    if kind == Kind::Html || kind == Kind::Undeclared && html::is_html(text) {
        return html::to_line(text);
    }
    let mut flow = Flow::default();
    flow.text(text);
    flow.finish()
}

fn has_elements(element: Element<'_, '_>) -> bool {
    element.children().next().is_some()
}
