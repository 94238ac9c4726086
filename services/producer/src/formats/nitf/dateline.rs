//! Datelines that stand in an element of their own, and place names in parts: also those of NewsML.

use dateline_schemas::{Dateline, WireItem};

use crate::formats::{
    blanks, item,
    wire_page::{
        self,
        credits::{self, Parentheses},
        place,
    },
    xml::{Child, Element},
};

/// How deep parts are looked for in parts; what is deeper is text.
const MAX_PARTS_DEPTH: usize = 4;

/// A dateline, and the agencies that stand in it.
#[derive(Debug, Default, PartialEq)]
pub(in crate::formats) struct Head {
    pub(in crate::formats) dateline: Option<Dateline>,
    /// What stands in its parentheses, where that is a credit.
    pub(in crate::formats) credit_line: Option<String>,
    pub(in crate::formats) credits: Vec<String>,
}

/// Reads `LONDON, Nov 20 (AP) -`: the line as printed, without credits and dash.
pub(in crate::formats) fn read(line: &str) -> Head {
    let mut head = Head::default();
    let mut text = without_dash(line);
    if let Some((before, inside)) = parentheses_at_end(text)
        && let Parentheses::Credits(found) | Parentheses::PerhapsCredits(found) =
            credits::parse(inside)
    {
        head.credit_line = Some(inside.trim().to_owned());
        head.credits = found
            .iter()
            .map(|credit| credit.printed.to_owned())
            .collect();
        text = without_dash(before);
    }
    if !text.is_empty() {
        let (place, date) = split(text);
        head.dateline = Some(Dateline {
            text: text.to_owned(),
            place: place.map(str::to_owned),
            date: date.map(str::to_owned),
        });
    }
    head
}

/// Place and date: what has a figure is a date, in whatever language its month is.
fn split(text: &str) -> (Option<&str>, Option<&str>) {
    if let (place, Some(date)) = place::split_date(text) {
        return (Some(place), Some(date));
    }
    let has_figure = |part: &str| part.contains(char::is_numeric);
    let is_comma = |letter: char| ",،、，".contains(letter);
    for (at, comma) in text.match_indices(is_comma) {
        let (before, behind) = text.split_at(at);
        let behind = behind.get(comma.len()..).unwrap_or_default();
        if has_figure(before) {
            return (None, Some(text));
        }
        if behind.split(is_comma).next().is_some_and(has_figure) {
            return (Some(before.trim()), Some(behind.trim()));
        }
    }
    (Some(text), None)
}

/// Reads the dateline that a text begins with into an item that says none itself, where it has the credit of a known
/// agency. The text stays as it is.
pub(in crate::formats) fn infer(wire_item: &mut WireItem) {
    let line = wire_item
        .body
        .as_deref()
        .and_then(|body| body.lines().next());
    if wire_item.dateline.is_some() || line.is_none() {
        return;
    }
    // Some agencies print a dash as an underscore.
    let line = line.unwrap_or_default().replacen(" _ ", " - ", 1);
    let Some(head) =
        wire_page::dateline::parse(&line).filter(wire_page::dateline::Head::has_known_credit)
    else {
        return;
    };
    let what = "from the head of the text";
    if let Some(text) = head.text {
        wire_item.dateline = Some(Dateline {
            text: text.to_owned(),
            place: head.place.map(str::to_owned),
            date: head.date.map(str::to_owned),
        });
        wire_item
            .provenance
            .push(item::note("dateline", "inferred", what));
    }
    if wire_item.credits.is_empty() && wire_item.credit_line.is_none() {
        wire_item.credit_line = head.credit_line.map(str::to_owned);
        wire_item.credits = head
            .credits
            .iter()
            .map(|credit| credit.name().to_owned())
            .collect();
        wire_item
            .provenance
            .push(item::note("credits", "inferred", what));
    }
}

fn without_dash(text: &str) -> &str {
    text.trim()
        .trim_end_matches(|letter: char| letter.is_whitespace() || "-‐‑‒–—―−_,:;=".contains(letter))
}

fn parentheses_at_end(text: &str) -> Option<(&str, &str)> {
    let open = text.rfind('(')?;
    let inside = text.get(open + 1..)?.strip_suffix(')')?;
    Some((text.get(..open)?, inside))
}

/// The text of an element whose parts are elements (a city and its country, a person and a title): what nothing but blanks
/// keeps apart is separated by commas.
pub(in crate::formats) fn in_parts(element: Element<'_, '_>) -> Option<String> {
    parts(element, MAX_PARTS_DEPTH)
}

fn parts(element: Element<'_, '_>, depth: usize) -> Option<String> {
    if depth == 0 {
        return element.text();
    }
    let mut nodes = element.nodes();
    if let (Some(Child::Text(only)), None) = (nodes.next(), nodes.next()) {
        return blanks::folded(only);
    }
    let mut text = String::new();
    let mut behind_element = false;
    for node in element.nodes() {
        let (part, is_element) = match node {
            Child::Text(part) => (folded(part), false),
            Child::Element(inner) => (parts(inner, depth - 1).unwrap_or_default(), true),
        };
        if part.trim().is_empty() {
            continue;
        }
        let touches = text.ends_with(char::is_whitespace) || part.starts_with(char::is_whitespace);
        if behind_element && is_element {
            text.truncate(text.trim_end().len());
            text.push_str(", ");
        } else if is_element && !text.is_empty() && !touches && ends_word(&text) {
            text.push(' ');
        }
        text.push_str(&part);
        behind_element = is_element;
    }
    blanks::folded(&text)
}

fn ends_word(text: &str) -> bool {
    text.ends_with(|letter: char| letter.is_alphanumeric() || ",.;:".contains(letter))
}

/// White space folded, and kept at the ends as one blank.
fn folded(text: &str) -> String {
    let mut folded = blanks::folded(text).unwrap_or_default();
    if text.starts_with(char::is_whitespace) {
        folded.insert(0, ' ');
    }
    if text.ends_with(char::is_whitespace) {
        folded.push(' ');
    }
    folded
}
