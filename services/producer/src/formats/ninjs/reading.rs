//! One item of ninjs: its fields, one after the other.

use dateline_schemas::{AltId, Dateline, Representation, WireItem};
use serde_json::Value;

use super::{concepts, names, relations, texts};
use crate::formats::{
    DeliveryContext, Salvage, item,
    json::{
        facts,
        fields::{Fields, listed, member, member_text},
        text,
    },
    nitf, signals,
};

/// An item as far as its format knows it.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) item: WireItem,
    /// The field that says what it replaces.
    pub(super) replaces_by: Option<String>,
}

/// Names of status and embargo in the generations.
const HOLDING: &[&str] = &["pubstatus", "embargoed", "embargoeduntil"];

/// Most signals of an item that are looked at.
const MAX_SIGNALS: usize = 100;

/// The type of an object that is no news item: it announces something, or describes what items look like.
pub(super) fn kind_without_text(fields: &Fields) -> Option<&'static str> {
    let kind = fields.get("type").and_then(Value::as_str);
    match kind.map(str::trim) {
        Some("event") => Some("event"),
        Some("planning") => Some("planning"),
        None if fields.has("bodies") => None,
        None if fields.has("eventdetails") => Some("event"),
        None if fields.has("plannedcoverage") => Some("planning"),
        _ if fields.has("$schema") && fields.has("properties") => Some("schema"),
        _ => None,
    }
}

/// Id and headline of an object that becomes no item.
pub(super) fn salvage(fields: &Fields) -> Salvage {
    let field = |name: &str| fields.get(name).and_then(text);
    let headlines = fields.get("headlines").map(listed).unwrap_or_default();
    let mut headlines = headlines.iter().filter_map(Value::as_object);
    let headline = field("headline")
        .or_else(|| headlines.find_map(|headline| member_text(headline, &["value"])))
        .or_else(|| field("title"));
    Salvage {
        id: field("uri").or_else(|| field("guid")),
        headline,
    }
}

/// The item that the fields make, without what is Dateline's.
pub(super) fn read(context: &DeliveryContext, mut rest: Fields, twice: &[String]) -> Read {
    let fields = &mut rest;
    let mut wire_item = WireItem::default();
    let twice = [twice, fields.twice()].concat();
    identify(&mut wire_item, fields);
    facts::set_version(&mut wire_item, fields.text("version"));
    hold(context, &mut wire_item, fields, &twice);
    times(context, &mut wire_item, fields);
    facts::set_urgency(&mut wire_item, fields.take("urgency").as_ref());
    represent(&mut wire_item, fields);
    let kind = fields.get("type").and_then(text);
    texts::headlines(&mut wire_item, fields);
    texts::bodies(&mut wire_item, fields, kind.as_deref());
    lines(&mut wire_item, fields);
    concepts::located(&mut wire_item, fields);
    concepts::sources(context, &mut wire_item, fields);
    concepts::subjects(&mut wire_item, fields);
    concepts::classes(&mut wire_item, fields);
    rights(&mut wire_item, fields);
    signal(&mut wire_item, fields);
    relations::associations(&mut wire_item, fields);
    let replaces_by = relations::lineage(&mut wire_item, fields);
    extend(&mut wire_item, rest);
    signals::add(&mut wire_item);
    item::unescape_again(&mut wire_item);
    nitf::dateline::infer(&mut wire_item);
    item::normalise_credits(&mut wire_item);
    Read {
        item: wire_item,
        replaces_by,
    }
}

fn identify(wire_item: &mut WireItem, fields: &mut Fields) {
    relations::alt_ids(wire_item, fields);
    if let Some(uri) = fields.text("uri") {
        let kept = without_tokens(&uri);
        if kept != uri {
            let what = "without the tokens of the query that it was found by";
            wire_item
                .provenance
                .push(item::note("uri", "normalised", what));
            wire_item.alt_ids.push(AltId {
                role: Some("delivered".to_owned()),
                value: uri.clone(),
            });
        }
        wire_item.uri = kept.to_owned();
        return;
    }
    let of_alt_ids = wire_item
        .alt_ids
        .iter()
        .find(|id| id.role.as_deref() == Some("itemid"));
    let found = match fields.first_text(&["guid", "_id", "id"]) {
        Some(id) => Some((id, "guid")),
        None => of_alt_ids.map(|id| (id.value.clone(), "altids.itemid")),
    };
    if let Some((id, name)) = found {
        let what = format!("from {name}: the item has no uri, which ninjs asks for");
        wire_item
            .provenance
            .push(item::note("uri", "inferred", &what));
        wire_item.uri = id;
    }
}

/// A URI without the query that AP's interface puts behind it, which is another one in every answer.
pub(super) fn without_tokens(uri: &str) -> &str {
    let is_ap = uri.contains("://api.ap.org/");
    match uri.split_once('?') {
        Some((path, query)) if is_ap && query.contains("qt=") => path,
        _ => uri,
    }
}

fn hold(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    fields: &mut Fields,
    twice: &[String],
) {
    let status = fields.take("pubstatus");
    let embargoes = ["embargoed", "embargoeduntil"].map(|name| fields.take(name));
    let embargo = embargoes.into_iter().flatten().next();
    let is_embargo = status.as_ref().and_then(Value::as_str) == Some("embargoed");
    if is_embargo {
        // AP says so where its embargo is on; one that says no time cannot be read.
        let unsaid = Value::String("embargoed".to_owned());
        facts::set_status(wire_item, Some(&Value::String("usable".to_owned())));
        facts::set_embargo(
            context,
            wire_item,
            Some(embargo.as_ref().unwrap_or(&unsaid)),
        );
    } else {
        facts::set_status(wire_item, status.as_ref());
        facts::set_embargo(context, wire_item, embargo.as_ref());
    }
    facts::hold_if_twice(wire_item, twice, HOLDING);
}

fn times(context: &DeliveryContext, wire_item: &mut WireItem, fields: &mut Fields) {
    let mut instant = |field: &str, name: &str| {
        let printed = fields.text(name);
        facts::instant(context, wire_item, (field, name), printed)
    };
    let first_created = instant("first_created", "firstcreated");
    let version_created = instant("version_created", "versioncreated");
    let expires = instant("expires", "expires");
    wire_item.first_created = first_created;
    wire_item.version_created = version_created;
    wire_item.expires = expires;
}

fn represent(wire_item: &mut WireItem, fields: &mut Fields) {
    let said = fields.text("representationtype");
    wire_item.representation = match said.as_deref() {
        Some("full" | "complete") => Representation::Full,
        Some("partial" | "incomplete") => Representation::Partial,
        Some(other) => {
            let other = Value::String(other.to_owned());
            facts::keep(wire_item, "representationtype", &other);
            Representation::Unknown
        }
        None => Representation::Unknown,
    };
}

/// Lines that stand for themselves: byline, slugline, note to editors, language, dateline.
fn lines(wire_item: &mut WireItem, fields: &mut Fields) {
    wire_item.byline = fields.first_text(&["byline", "by"]);
    if wire_item.byline.is_none()
        && let Some(bylines) = fields.take("bylines")
    {
        let names = listed(&bylines).iter().filter_map(|byline| match byline {
            Value::Object(byline) => member_text(byline, &["by", "byline", "name"]),
            other => text(other),
        });
        let names: Vec<String> = names.collect();
        if names.len() > 1 {
            let what = "several bylines in one";
            wire_item
                .provenance
                .push(item::note("byline", "normalised", what));
        }
        wire_item.byline = Some(names.join(", ")).filter(|names| !names.is_empty());
        facts::keep(wire_item, "bylines", &bylines);
    }
    wire_item.slugline = fields.text("slugline");
    wire_item.ednote = fields.text("ednote");
    wire_item.language_declared = fields.text("language");
    let dateline = fields.get("dateline").and_then(|value| match value {
        Value::Object(dateline) => member(dateline, "text").and_then(text),
        other => text(other),
    });
    if let Some(text) = dateline {
        fields.take("dateline");
        let place = None;
        let date = None;
        wire_item.dateline = Some(Dateline { text, place, date });
    }
}

fn rights(wire_item: &mut WireItem, fields: &mut Fields) {
    let terms = fields.take("usageterms").map(|terms| {
        let terms = listed(&terms).iter().filter_map(text);
        terms.collect::<Vec<String>>().join("\n")
    });
    wire_item.usage_terms = terms.filter(|terms| !terms.is_empty());
    let notice = fields.get("copyrightnotice").and_then(text);
    if let (None, Some(notice)) = (&wire_item.usage_terms, notice) {
        wire_item.usage_terms = Some(notice);
        let what = "from copyrightnotice";
        wire_item
            .provenance
            .push(item::note("usage_terms", "inferred", what));
    }
}

/// Signals as agencies put them into ninjs, which has none itself.
fn signal(wire_item: &mut WireItem, fields: &mut Fields) {
    for name in ["signal", "signals"] {
        let Some(value) = fields.get(name) else {
            continue;
        };
        for signal in listed(value).iter().take(MAX_SIGNALS) {
            let code = match signal {
                Value::Object(signal) => {
                    member_text(signal, &["code", "qcode", "literal", "updatetype", "name"])
                }
                other => text(other),
            };
            if let Some(code) = code {
                facts::add_signal(wire_item, &code, &code);
            }
        }
        if !matches!(value, Value::Object(_)) {
            fields.take(name);
        }
    }
}

/// Keeps what nobody took, and says what of it is not as the schema has it.
fn extend(wire_item: &mut WireItem, fields: Fields) {
    let mut unknown = Vec::new();
    for (name, value) in fields.rest() {
        facts::keep(wire_item, &name, &value);
        match names::fault(&name, &value) {
            Some("is no field of ninjs") => unknown.push(name),
            Some(fault) => {
                let what = format!("{name} {fault}, and is kept as it came");
                wire_item
                    .provenance
                    .push(item::note("extensions", "repaired", &what));
            }
            None => {}
        }
    }
    if !unknown.is_empty() {
        let names = unknown.join(", ");
        let what = format!("fields that ninjs has not were kept: {names}");
        wire_item
            .provenance
            .push(item::note("extensions", "repaired", &what));
    }
}
