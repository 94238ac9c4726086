//! Rights: who holds them and what may be done with the text, from wherever an article says so.

use dateline_schemas::WireItem;

use super::{append, content};
use crate::formats::{agency, item, xml::Element};

/// What `doc.rights` and `rights` say in attributes and parts, without their prefix.
const FACTS: &[&str] = &[
    "owner",
    "agent",
    "startdate",
    "enddate",
    "type",
    "geography",
    "limitations",
];

/// Puts usage terms into an item, and whose it is.
pub(super) fn read(wire_item: &mut WireItem, nitf: Element<'_, '_>) {
    let docdata = nitf.at(&["head", "docdata"]);
    let body = nitf.child("body");
    if let Some(docdata) = docdata {
        for copyright in docdata.all("doc.copyright") {
            let parts = ["year", "holder"];
            let parts: Vec<&str> = parts
                .iter()
                .filter_map(|name| copyright.attribute(name))
                .collect();
            if !parts.is_empty() {
                append(
                    &mut wire_item.usage_terms,
                    &format!("© {}", parts.join(" ")),
                );
                let what = "copyright's year and holder put together";
                wire_item
                    .provenance
                    .push(item::note("usage_terms", "normalised", what));
            }
        }
        for rights in docdata.all("doc.rights") {
            facts(wire_item, rights);
        }
    }
    if let Some(body) = body {
        for rights in body.descendants() {
            match rights.name() {
                "rights" => printed(wire_item, rights),
                "copyrite" => add_text(wire_item, rights),
                "note" if content::is_about_rights(rights) => add_text(wire_item, rights),
                _ => {}
            }
        }
    }
    provider(wire_item, docdata);
}

fn facts(wire_item: &mut WireItem, rights: Element<'_, '_>) {
    let facts = FACTS.iter().filter_map(|name| {
        let value = rights.attribute(name)?;
        Some(format!("{name}: {value}"))
    });
    let facts: Vec<String> = facts.collect();
    if !facts.is_empty() {
        append(&mut wire_item.usage_terms, &facts.join("; "));
        let what = "what the attributes of rights say put together";
        wire_item
            .provenance
            .push(item::note("usage_terms", "normalised", what));
    }
}

/// `rights` is text with parts in it, or attributes alone.
fn printed(wire_item: &mut WireItem, rights: Element<'_, '_>) {
    if rights.has_text() {
        add_text(wire_item, rights);
    } else {
        facts(wire_item, rights);
    }
}

fn add_text(wire_item: &mut WireItem, element: Element<'_, '_>) {
    if let Some(text) = element.text() {
        append(&mut wire_item.usage_terms, &text);
    }
}

/// The agency that registered the document's id, or the one that distributes it; names that no table knows come last.
fn provider(wire_item: &mut WireItem, docdata: Option<Element<'_, '_>>) {
    let register =
        docdata.and_then(|docdata| docdata.all("doc-id").find_map(|id| id.attribute("regsrc")));
    let distributor = wire_item.credit_line.clone();
    let holder = docdata.and_then(|docdata| docdata.child("doc.copyright")?.attribute("holder"));
    let known = [register, distributor.as_deref(), holder];
    let known = known
        .into_iter()
        .flatten()
        .find(|name| agency::normalised(name).is_some());
    let named = known.or(register).or(distributor.as_deref());
    wire_item.provider = named.map(str::to_owned);
}
