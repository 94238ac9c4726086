//! Subjects, places, people and other concepts, with their codes; genres, sections and who is credited.

use std::collections::BTreeMap;

use dateline_schemas::{Located, Subject, WireItem};
use serde_json::{Map, Value};

use crate::formats::{
    DeliveryContext, agency, item,
    json::{
        facts,
        fields::{Fields, listed, member, member_text},
        text,
    },
};

/// Names of concepts in the generations, and the vocabulary that one without any is of.
const CONCEPTS: &[(&str, Option<&str>)] = &[
    ("subject", None),
    ("subjects", None),
    ("place", Some("place")),
    ("places", Some("place")),
    ("person", Some("person")),
    ("people", Some("person")),
    ("organisation", Some("organisation")),
    ("organisations", Some("organisation")),
    ("event", Some("event")),
    ("events", Some("event")),
    ("object", Some("object")),
    ("objects", Some("object")),
];

/// Most parties of a list that are credited.
const MAX_PARTIES: usize = 100;

/// What a subject of the contract holds of a concept.
const HELD: &[&str] = &["name", "scheme", "code", "uri", "literal", "qcode"];

/// Puts all concepts into the subjects; a list that says more than they hold is kept, too.
pub(super) fn subjects(wire_item: &mut WireItem, fields: &mut Fields) {
    for (name, fallback) in CONCEPTS {
        let Some(value) = fields.take(name) else {
            continue;
        };
        let members = listed(&value);
        let subjects = members
            .iter()
            .filter_map(|member| subject(member, *fallback));
        let before = wire_item.subjects.len();
        wire_item.subjects.extend(subjects);
        let is_whole =
            wire_item.subjects.len() - before == members.len() && members.iter().all(holds_all);
        if !is_whole {
            facts::keep(wire_item, name, &value);
        }
        if let Some(fault) = members.iter().find_map(geography_fault) {
            let what = format!("{name}: {fault}, and is kept as it came");
            wire_item
                .provenance
                .push(item::note("extensions", "repaired", &what));
        }
    }
}

fn holds_all(concept: &Value) -> bool {
    let Value::Object(concept) = concept else {
        return true;
    };
    concept
        .iter()
        .all(|(name, value)| value.is_null() || HELD.contains(&name.as_str()))
}

fn subject(concept: &Value, fallback: Option<&str>) -> Option<Subject> {
    let Value::Object(concept) = concept else {
        return text(concept).map(|name| Subject {
            scheme: fallback.map(str::to_owned),
            code: None,
            name: Some(name),
        });
    };
    let name = member_text(concept, &["name"]);
    let (scheme, code) = coded(concept);
    if name.is_none() && code.is_none() {
        return None;
    }
    Some(Subject {
        scheme: scheme.or_else(|| fallback.map(str::to_owned)),
        code,
        name,
    })
}

/// Vocabulary and code of a concept: as they are given, as a URI, or as a word.
fn coded(concept: &Map<String, Value>) -> (Option<String>, Option<String>) {
    let scheme = member_text(concept, &["scheme"]).map(|scheme| vocabulary(&scheme));
    if let Some(code) = member_text(concept, &["code", "qcode"]) {
        return match code.split_once(':') {
            Some((prefix, rest)) if scheme.is_none() && is_alias(prefix) => {
                (Some(prefix.to_owned()), Some(rest.to_owned()))
            }
            _ => (scheme, Some(code)),
        };
    }
    let literal = member_text(concept, &["literal"]);
    if let Some(uri) = member_text(concept, &["uri"]) {
        let (of_uri, code) = of_uri(&uri);
        return (scheme.or(of_uri), Some(code));
    }
    match literal
        .as_deref()
        .and_then(|literal| literal.split_once(':'))
    {
        Some((prefix, rest)) if scheme.is_none() && is_alias(prefix) => {
            (Some(prefix.to_owned()), Some(rest.to_owned()))
        }
        _ => (scheme, literal),
    }
}

/// Whether the part before a colon is a vocabulary's, as in `medtop:20000651`, and nothing else.
fn is_alias(prefix: &str) -> bool {
    matches!(
        prefix,
        "medtop" | "subj" | "genre" | "sig" | "iso3166-1a2" | "iso3166-1a3"
    )
}

fn of_uri(uri: &str) -> (Option<String>, String) {
    let is_address = uri.contains("://");
    match uri.rfind(['/', '#']).map(|at| uri.split_at(at + 1)) {
        Some((scheme, code)) if is_address && !code.is_empty() => {
            (Some(vocabulary(scheme)), code.to_owned())
        }
        _ => match uri.split_once(':') {
            Some((prefix, rest)) if is_alias(prefix) => (Some(prefix.to_owned()), rest.to_owned()),
            _ => (None, uri.to_owned()),
        },
    }
}

/// The contract's name of IPTC's vocabularies, else the provider's.
fn vocabulary(scheme: &str) -> String {
    let last = scheme.trim_end_matches(['/', '#']).rsplit('/').next();
    let is_name = !scheme.contains('/');
    match last.filter(|_| is_name || scheme.contains("iptc.org")) {
        Some("mediatopic" | "mediatopics") => "medtop".to_owned(),
        Some("subjectcode") => "subj".to_owned(),
        _ => scheme.to_owned(),
    }
}

/// What is wrong with the GeoJSON of a place.
fn geography_fault(place: &Value) -> Option<&'static str> {
    const KINDS: &[&str] = &[
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
        "Feature",
        "FeatureCollection",
    ];
    let place = place.as_object()?;
    let geography = member(place, "geojson").or_else(|| member(place, "geometry_geojson"))?;
    let Some(geography) = geography.as_object() else {
        return Some("a place's geojson is no object");
    };
    let kind = geography.get("type").and_then(Value::as_str);
    let content = ["coordinates", "geometry", "geometries", "features"];
    if !kind.is_some_and(|kind| KINDS.contains(&kind)) {
        return Some("a place's geojson has no type that GeoJSON knows");
    }
    let has_content = content.iter().any(|name| geography.contains_key(*name));
    (!has_content).then_some("a place's geojson has no coordinates")
}

/// Genre, section and keywords.
pub(super) fn classes(wire_item: &mut WireItem, fields: &mut Fields) {
    for name in ["genre", "genres"] {
        let Some(value) = fields.take(name) else {
            continue;
        };
        let members = listed(&value);
        let mut names = members.iter().filter_map(class_name);
        wire_item.genre = wire_item.genre.take().or_else(|| names.next());
        if !matches!(value, Value::String(_)) {
            facts::keep(wire_item, name, &value);
        }
    }
    for name in ["section", "sector", "service"] {
        let Some(value) = fields.get(name).cloned() else {
            continue;
        };
        let first = listed(&value).first().and_then(class_name);
        if wire_item.section.is_none() {
            wire_item.section = first;
        }
        if value.is_string() {
            fields.take(name);
        }
    }
    if let Some(value) = fields.take("keywords") {
        let keywords = listed(&value).iter().filter_map(class_name);
        wire_item.keywords = keywords.collect();
    }
}

fn class_name(value: &Value) -> Option<String> {
    match value {
        Value::Object(class) => member_text(class, &["name", "literal", "code", "qcode", "uri"]),
        other => text(other),
    }
}

/// Where it was filed.
pub(super) fn located(wire_item: &mut WireItem, fields: &mut Fields) {
    let filed = fields.take("located");
    let first = filed.as_ref().and_then(|value| listed(value).first());
    wire_item.located = match first {
        Some(Value::Object(place)) => {
            let (scheme, code) = coded(place);
            let name = member_text(place, &["name", "city"]);
            Some(Located { name, scheme, code })
        }
        Some(other) => text(other).map(named_place),
        None => None,
    };
    if let Some(value) = filed.filter(|value| !value.is_string()) {
        fields.put_back("located", value);
    }
    let dateline = fields.get("datelinelocation").and_then(Value::as_object);
    if wire_item.located.is_none()
        && let Some(city) = dateline.and_then(|place| member_text(place, &["city", "name"]))
    {
        wire_item.located = Some(named_place(city));
        let what = "from datelinelocation";
        wire_item
            .provenance
            .push(item::note("located", "inferred", what));
    }
}

fn named_place(name: String) -> Located {
    Located {
        name: Some(name),
        ..Located::default()
    }
}

/// Who is credited, and whose the item is.
pub(super) fn sources(context: &DeliveryContext, wire_item: &mut WireItem, fields: &mut Fields) {
    let mut roles: BTreeMap<String, String> = BTreeMap::new();
    let mut credits = Vec::new();
    let source = fields.get("source").and_then(text);
    for name in ["infosource", "infosources", "source"] {
        let Some(value) = fields.get(name) else {
            continue;
        };
        for party in listed(value).iter().take(MAX_PARTIES) {
            let role = party
                .as_object()
                .and_then(|party| member_text(party, &["role"]))
                .unwrap_or_default();
            if let Some(party) = class_name(party) {
                roles
                    .entry(role.to_ascii_lowercase())
                    .or_insert_with(|| party.clone());
                credits.push(party);
            }
        }
        if value.is_string() {
            fields.take(name);
        }
    }
    let credited = wire_item.credit_line.as_deref();
    wire_item.credits = match credited.map(|line| line.split('/').map(str::trim)) {
        Some(parties) => parties
            .filter(|party| !party.is_empty())
            .map(str::to_owned)
            .collect(),
        None => credits,
    };
    wire_item.credits.dedup();
    let supplier = roles
        .iter()
        .find(|(role, _)| role.contains("provider") || role.contains("distributor"));
    let named = fields.get("provider").and_then(class_name);
    wire_item.provider = named.or_else(|| supplier.map(|(_, party)| party.clone()));
    // A source that names its providers says better whose its items are than the rights in them do.
    if wire_item.provider.is_some() || !context.providers.is_empty() {
        return;
    }
    let holder = fields.get("copyrightholder").and_then(text);
    for (name, party) in [("copyrightholder", holder), ("source", source)] {
        if let (None, Some(agency)) = (
            &wire_item.provider,
            party.as_deref().and_then(agency::normalised),
        ) {
            wire_item.provider = Some(agency.to_owned());
            let what = format!("from {name}");
            wire_item
                .provenance
                .push(item::note("provider", "inferred", &what));
        }
    }
}
