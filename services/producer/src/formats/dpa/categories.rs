//! The categories of an entry: what each type of them is in the contract.

use dateline_schemas::{Located, Subject, WireItem};
use serde_json::{Map, Value};

use crate::formats::{
    agency, item,
    json::{
        facts,
        fields::{Fields, member_text},
        objects_of,
    },
};

/// Types whose categories are subjects, and the vocabulary of those without a code.
const SUBJECTS: &[(&str, Option<&str>)] = &[
    ("dpasubject", None),
    ("subject", None),
    ("geosubject", Some("geosubject")),
    ("person", Some("person")),
    ("organisation", Some("organisation")),
    ("organization", Some("organisation")),
    ("event", Some("event")),
    ("object", Some("object")),
    ("poi", Some("poi")),
];

/// Types that say what a field of the entry says, too.
const REPEATED: &[&str] = &["pubstatus", "urgency"];

/// Lists of names that repeat the categories of a type.
const NAMES: &[(&str, &str)] = &[
    ("dpasubject", "dpasubject_names"),
    ("geosubject", "geosubject_names"),
    ("keyword", "keyword_names"),
    ("genre", "genre_names"),
    ("desk", "desk_names"),
    ("rubric", "rubric_names"),
    ("scope", "scope_names"),
    ("poi", "poi_names"),
];

/// Puts the categories where they belong, and keeps those that belong nowhere.
pub(super) fn take(wire_item: &mut WireItem, fields: &mut Fields) {
    let categories = fields.take("categories");
    let holder: Map<String, Value> = categories
        .into_iter()
        .map(|categories| ("categories".to_owned(), categories))
        .collect();
    let mut kept: Vec<Value> = Vec::new();
    let mut types: Vec<String> = Vec::new();
    for category in objects_of(&holder, "categories") {
        let of_type = member_text(category, &["type"]).unwrap_or_default();
        let of_type = of_type.rsplit(':').next().unwrap_or_default();
        if !place(wire_item, of_type, category) {
            kept.push(Value::Object(category.clone()));
        }
        types.push(of_type.to_owned());
    }
    facts::keep(wire_item, "categories", &Value::Array(kept));
    for (of_type, list) in NAMES {
        let Some(names) = fields.take(list) else {
            continue;
        };
        if types.iter().any(|known| known == of_type) {
            continue;
        }
        let mut is_placed = names.is_array();
        for name in names.as_array().into_iter().flatten() {
            let category = Map::from_iter([("name".to_owned(), name.clone())]);
            is_placed &= place(wire_item, of_type, &category);
        }
        if !is_placed {
            facts::keep(wire_item, list, &names);
        }
    }
}

/// Puts a category where it belongs; whether all of it has a place there.
fn place(wire_item: &mut WireItem, of_type: &str, category: &Map<String, Value>) -> bool {
    let name = member_text(category, &["name"]);
    let qcode = member_text(category, &["qcode"]);
    if REPEATED.contains(&of_type) {
        return true;
    }
    if let Some((_, fallback)) = SUBJECTS.iter().find(|(known, _)| *known == of_type) {
        wire_item.subjects.extend(subject(name, qcode, *fallback));
        return !category.contains_key("geojson");
    }
    let Some(name) = name else { return true };
    match of_type {
        "keyword" => wire_item.keywords.push(name),
        "signal" => {
            facts::add_signal(wire_item, qcode.as_deref().unwrap_or(&name), &name);
        }
        "genre" if wire_item.genre.is_none() => wire_item.genre = Some(name),
        "desk" if wire_item.section.is_none() => wire_item.section = Some(name),
        "provider" => wire_item.provider = Some(agency_name(name)),
        "located" if wire_item.located.is_none() => {
            let (scheme, code) = split(qcode);
            wire_item.located = Some(Located {
                name: Some(name),
                scheme,
                code,
            });
        }
        _ => return false,
    }
    true
}

/// An agency is written in small letters there, which is no code of one.
fn agency_name(name: String) -> String {
    let capitals = name.to_uppercase();
    match agency::normalised(&capitals) {
        Some(_) if agency::normalised(&name).is_none() => capitals,
        _ => name,
    }
}

fn subject(name: Option<String>, qcode: Option<String>, fallback: Option<&str>) -> Option<Subject> {
    if name.is_none() && qcode.is_none() {
        return None;
    }
    let (scheme, code) = split(qcode);
    Some(Subject {
        scheme: scheme.or_else(|| fallback.map(str::to_owned)),
        code,
        name,
    })
}

/// Vocabulary and code of a qcode: `medtop:20000651`.
fn split(qcode: Option<String>) -> (Option<String>, Option<String>) {
    let Some(qcode) = qcode else {
        return (None, None);
    };
    match qcode.split_once(':') {
        Some((scheme, code)) => (Some(scheme.to_owned()), Some(code.to_owned())),
        None => (None, Some(qcode)),
    }
}

/// The provider, where no category names one: the one that the urn is of.
pub(super) fn provider_of_urn(wire_item: &mut WireItem) {
    let authority = wire_item
        .uri
        .strip_prefix("urn:newsml:")
        .and_then(|rest| rest.split(':').next());
    let known = match authority {
        Some("dpa.com") => "dpa",
        Some("ap.org") => "AP",
        Some("europapress.es") => "Europa Press",
        Some("dpa-afx.de") => "dpa-AFX",
        _ => return,
    };
    if wire_item.provider.is_none() {
        wire_item.provider = Some(known.to_owned());
        wire_item
            .provenance
            .push(item::note("provider", "inferred", "from the urn"));
    }
}
