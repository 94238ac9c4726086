//! The text of an article: what a reader sees, without what is for editors and what is beside the text.

use crate::formats::{
    flow::{Flow, Markup, markup},
    xml::{Child, Element},
};

/// Elements that stand on lines of their own within a text, and which no HTML has.
const LINES: &[&str] = &[
    "abstract",
    "byline",
    "byttl",
    "copyrite",
    "datasource",
    "dateline",
    "distributor",
    "hedline",
    "bibliography",
    "tagline",
    "body.content",
];

/// Between the cells of a row, as in every other table.
const CELLS: &str = " | ";

/// Puts all that is in an element into a text, but for those that begin where `left_out` says,
/// in rising order.
pub(super) fn add(flow: &mut Flow, element: Element<'_, '_>, left_out: &[usize]) {
    for child in element.nodes() {
        match child {
            Child::Text(text) => flow.text(text),
            Child::Element(inner) if left_out.binary_search(&inner.span().start).is_ok() => {}
            Child::Element(inner) if inner.name() == "custom-table" => rows(flow, inner),
            Child::Element(inner) if inner.name() == "frac-sep" => {
                flow.text(inner.text().as_deref().unwrap_or("/"));
            }
            Child::Element(inner) => {
                let markup = effect(inner);
                if markup != Markup::Hidden {
                    flow.begin(markup);
                    add(flow, inner, left_out);
                    flow.end(markup);
                }
            }
        }
    }
}

fn effect(element: Element<'_, '_>) -> Markup {
    let name = element.name();
    if LINES.contains(&name) {
        return Markup::Block;
    }
    match name {
        "note" if is_beside_the_text(element) => Markup::Hidden,
        _ => markup(&name.to_ascii_lowercase()),
    }
}

/// A note that is for editors, or about rights: no part of the text.
pub(super) fn is_beside_the_text(note: Element<'_, '_>) -> bool {
    is_for_editors(note) || is_about_rights(note)
}

/// A note that is not for the public.
pub(super) fn is_for_editors(note: Element<'_, '_>) -> bool {
    note.attribute("type") == Some("npa") || note.attribute("noteclass") == Some("editorsnote")
}

/// A note on copyright.
pub(super) fn is_about_rights(note: Element<'_, '_>) -> bool {
    note.attribute("noteclass") == Some("cpyrt")
}

/// A table of an agency's own elements: the last element that has elements in it is a row, and they are its cells.
fn rows(flow: &mut Flow, element: Element<'_, '_>) {
    let is_row = element
        .children()
        .all(|cell| cell.children().next().is_none());
    if !is_row {
        for inner in element.children() {
            rows(flow, inner);
        }
        return;
    }
    flow.end_line();
    let mut cells = element.children().filter_map(Element::text).peekable();
    if cells.peek().is_none() {
        flow.text(&element.text().unwrap_or_default());
    }
    flow.text(&cells.collect::<Vec<_>>().join(CELLS));
    flow.end_line();
}
