//! Other items that an item names: what goes with it, what it replaces, what it came from.

use std::collections::BTreeSet;

use dateline_schemas::{AltId, Association, PubStatus, Signal, WireItem};
use serde_json::{Map, Value};

use super::{names, reading::without_tokens};
use crate::formats::{
    html, item,
    json::{
        facts,
        fields::{Fields, listed, member, member_text},
        text,
    },
    signals,
};

/// Fields of an association that many systems write into it, beside those of ninjs.
const OF_ASSOCIATIONS: &[&str] = &["name", "rel", "role", "guid", "id", "href"];

/// Other ids: by their roles as an object, or as a list.
pub(super) fn alt_ids(wire_item: &mut WireItem, fields: &mut Fields) {
    let Some(value) = fields.take("altids") else {
        return;
    };
    if let Value::Object(by_role) = &value
        && !by_role.contains_key("value")
    {
        for (role, value) in by_role {
            let values = listed(value).iter().filter_map(text);
            let role = Some(role.clone());
            wire_item.alt_ids.extend(values.map(|value| AltId {
                role: role.clone(),
                value,
            }));
        }
        return;
    }
    let ids = listed(&value).iter().filter_map(|id| match id {
        Value::Object(id) => Some(AltId {
            role: member_text(id, &["role", "name"]),
            value: member_text(id, &["value"])?,
        }),
        other => text(other).map(|value| AltId { role: None, value }),
    });
    wire_item.alt_ids.extend(ids);
}

/// What goes with the item, kept as references: of an object its keys are the roles.
pub(super) fn associations(wire_item: &mut WireItem, fields: &mut Fields) {
    let Some(value) = fields.take("associations") else {
        return;
    };
    let members: Vec<(Option<&str>, &Value)> = match &value {
        Value::Object(by_role) if !by_role.contains_key("uri") => by_role
            .iter()
            .map(|(role, member)| (Some(role.as_str()), member))
            .collect(),
        other => listed(other).iter().map(|member| (None, member)).collect(),
    };
    let mut unknown = BTreeSet::new();
    for (i, (role, member)) in members.into_iter().enumerate() {
        let association = match member {
            Value::Object(member) => {
                let place = role.map_or_else(|| i.to_string(), str::to_owned);
                keep_unknown(wire_item, &mut unknown, member, &place);
                reference(role, member)
            }
            other => text(other).map(|uri| Association {
                role: role.map(str::to_owned),
                uri: Some(uri),
                ..Association::default()
            }),
        };
        wire_item.associations.extend(association);
    }
    if !unknown.is_empty() {
        let what = format!(
            "fields of associations that ninjs has not were kept: {}",
            Vec::from_iter(unknown).join(", ")
        );
        wire_item
            .provenance
            .push(item::note("extensions", "repaired", &what));
    }
}

/// Keeps the fields of an association that are none of ninjs.
fn keep_unknown(
    wire_item: &mut WireItem,
    unknown: &mut BTreeSet<String>,
    member: &Map<String, Value>,
    place: &str,
) {
    let fields = member.iter().filter(|(name, value)| {
        let folded = name.to_ascii_lowercase();
        !value.is_null() && !names::is_known(&folded) && !OF_ASSOCIATIONS.contains(&folded.as_str())
    });
    let fields: Map<String, Value> = fields
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    unknown.extend(fields.keys().cloned());
    let name = format!("associations.{place}");
    facts::keep(wire_item, &name, &Value::Object(fields));
}

fn reference(role: Option<&str>, member: &Map<String, Value>) -> Option<Association> {
    let text = |names: &[&str]| member_text(member, names);
    let own = |name: &str| self::member(member, name);
    let kind = text(&["type"]).map(|kind| match kind.as_str() {
        "image" | "photo" => "picture".to_owned(),
        _ => kind,
    });
    let title = text(&["headline"])
        .or_else(|| own("headlines").and_then(first_value))
        .or_else(|| text(&["description_caption", "description_text", "caption"]))
        .or_else(|| own("descriptions").and_then(first_value))
        .or_else(|| text(&["title"]));
    let uri = text(&["uri", "guid", "id", "urn", "href"])
        .map(|uri| without_tokens(&uri).to_owned())
        .or_else(|| own("renditions").and_then(first_address));
    let association = Association {
        role: role
            .map(str::to_owned)
            .or_else(|| text(&["role", "rel", "name"])),
        kind,
        uri,
        title: title.map(|title| match html::is_html(&title) {
            true => html::to_line(&title).unwrap_or_default(),
            false => title,
        }),
    };
    let is_nothing = association.uri.is_none() && association.title.is_none();
    (!is_nothing).then_some(association)
}

/// The text of the main one of some texts, else of the first.
fn first_value(texts: &Value) -> Option<String> {
    let value = |text: &Value| {
        text.as_object()
            .and_then(|text| member_text(text, &["value"]))
    };
    let is_main = |text: &&Value| {
        let role = text
            .as_object()
            .and_then(|text| member_text(text, &["role"]));
        role.as_deref().is_none_or(|role| role == "main")
    };
    let texts = listed(texts);
    let main = texts.iter().find(is_main).and_then(value);
    main.or_else(|| texts.iter().find_map(value))
}

fn first_address(renditions: &Value) -> Option<String> {
    let address = |rendition: &Value| {
        rendition
            .as_object()
            .and_then(|it| member_text(it, &["href", "url"]))
    };
    match renditions {
        Value::Object(by_name) => by_name.values().find_map(address),
        other => listed(other).iter().find_map(address),
    }
}

/// What the item replaces, what replaces it, and what it came from; the name of the field that says what it replaces.
pub(super) fn lineage(wire_item: &mut WireItem, fields: &mut Fields) -> Option<String> {
    let mut replaces_by = None;
    let mut known = BTreeSet::from([wire_item.uri.clone()]);
    for name in ["replaces", "replacing"] {
        let ids = ids(fields.take(name));
        if !ids.is_empty() {
            replaces_by = Some(name.to_owned());
        }
        for id in ids {
            if known.insert(id.clone()) {
                wire_item.replaces.push(id);
            }
        }
    }
    for role in ["evolvedfrom", "derivedfrom"] {
        for id in ids(fields.take(role)) {
            relate(wire_item, role, id);
        }
    }
    for id in ids(fields.take("replacedby")) {
        if id == wire_item.uri {
            continue;
        }
        wire_item.pub_status = PubStatus::Canceled;
        let what = format!("replaced by {id}");
        wire_item
            .provenance
            .push(item::note("pub_status", "inferred", &what));
        let signal = Signal {
            signal: "replaced".to_owned(),
            evidence: Some(format!("replacedby {id}")),
        };
        signals::push(wire_item, signal);
        relate(wire_item, "replacedby", id);
    }
    replaces_by
}

fn relate(wire_item: &mut WireItem, role: &str, uri: String) {
    wire_item.associations.push(Association {
        role: Some(role.to_owned()),
        uri: Some(uri),
        ..Association::default()
    });
}

fn ids(value: Option<Value>) -> Vec<String> {
    let Some(value) = value else {
        return Vec::new();
    };
    let ids = listed(&value).iter().filter_map(|id| match id {
        Value::Object(id) => member_text(id, &["uri", "guid", "id"]),
        other => text(other),
    });
    ids.map(|id| without_tokens(&id).to_owned()).collect()
}
