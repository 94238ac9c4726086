//! `NewsLines`: headlines, byline, dateline, credits, rights and the lines that a provider adds.

use dateline_schemas::{Headline, WireItem};

use super::{extend, formal};
use crate::formats::{
    nitf::{append, dateline},
    wire_page::credits::{self, Parentheses},
    xml::Element,
};

/// Bytes of bylines from which on no further one is put behind them.
const MAX_BYLINE_BYTES: usize = 1_024;

/// Reads the lines of a component into an item: what one further in says goes before.
pub(super) fn read(wire_item: &mut WireItem, lines: Element<'_, '_>) {
    // Credits of a line of their own go before those within a dateline.
    let is_dateline = |line: &Element<'_, '_>| line.name() == "DateLine";
    for line in lines.children().filter(|line| !is_dateline(line)) {
        read_line(wire_item, line);
    }
    for line in lines.children().filter(is_dateline) {
        read_line(wire_item, line);
    }
}

/// Reads one line.
pub(super) fn read_line(wire_item: &mut WireItem, line: Element<'_, '_>) {
    let name = line.name();
    if name == "NewsLine" {
        return read_own(wire_item, line);
    }
    let Some(text) = line.text() else { return };
    match name {
        "HeadLine" if wire_item.headline.is_none() => wire_item.headline = Some(text),
        "HeadLine" | "SubHeadLine" => add_headline(wire_item, name, text),
        "ByLine" => match &mut wire_item.byline {
            Some(known) if known.contains(&text) => {}
            Some(known) if known.len() < MAX_BYLINE_BYTES => known.extend(["; ", &text]),
            Some(_) => extend(wire_item, name, &text),
            None => wire_item.byline = Some(text),
        },
        "DateLine" if wire_item.dateline.is_none() => read_dateline(wire_item, &text),
        "CreditLine" if wire_item.credit_line.is_none() => {
            wire_item.credits = names(&text);
            wire_item.credit_line = Some(text);
        }
        "CopyrightLine" | "RightsLine" => append(&mut wire_item.usage_terms, &text),
        "SlugLine" if wire_item.slugline.is_none() => wire_item.slugline = Some(text),
        "KeywordLine" => {
            let words = text.split([',', ';']).map(str::trim);
            let words = words.filter(|word| !word.is_empty()).map(str::to_owned);
            wire_item.keywords.extend(words);
        }
        // Components within each other often say the same.
        _ if is_known(wire_item, &text) => {}
        _ => extend(wire_item, name, &text),
    }
}

fn is_known(wire_item: &WireItem, text: &str) -> bool {
    let known = [&wire_item.credit_line, &wire_item.slugline];
    known.into_iter().flatten().any(|known| known == text)
}

fn add_headline(wire_item: &mut WireItem, role: &str, text: String) {
    let is_known = wire_item.headline.as_ref() == Some(&text)
        || wire_item
            .headlines
            .last()
            .is_some_and(|last| last.text == text);
    if !is_known {
        let role = Some(role.to_owned());
        wire_item.headlines.push(Headline { role, text });
    }
}

fn read_dateline(wire_item: &mut WireItem, text: &str) {
    let head = dateline::read(text);
    wire_item.dateline = head.dateline;
    if wire_item.credit_line.is_none() && head.credit_line.is_some() {
        wire_item.credit_line = head.credit_line;
        wire_item.credits = head.credits;
    }
}

/// The agencies that a credit line names; one that is not understood names itself.
fn names(line: &str) -> Vec<String> {
    match credits::parse(line) {
        Parentheses::Credits(found) | Parentheses::PerhapsCredits(found) => found
            .iter()
            .map(|credit| credit.printed.to_owned())
            .collect(),
        Parentheses::Ordinary => vec![line.to_owned()],
    }
}

/// A line of the provider's own kind.
fn read_own(wire_item: &mut WireItem, line: Element<'_, '_>) {
    let kind = line.child("NewsLineType").and_then(formal);
    let kind = kind.unwrap_or_else(|| "NewsLine".to_owned());
    let lower = kind.to_lowercase();
    for text in line.all("NewsLineText").filter_map(Element::text) {
        if is_note(&lower) {
            append(&mut wire_item.ednote, &text);
        } else if lower.contains("head") || lower.contains("kicker") || lower.contains("title") {
            add_headline(wire_item, &kind, text);
        } else {
            extend(wire_item, &kind, &text);
        }
    }
}

/// Whether a provider's name for a field, in small letters, is that of a note to editors.
pub(super) fn is_note(name: &str) -> bool {
    let letters: String = name
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .collect();
    [
        "ednote",
        "editorsnote",
        "editornote",
        "editorialnote",
        "advisoryline",
        "notetoeditors",
    ]
    .iter()
    .any(|known| letters.contains(known))
}
