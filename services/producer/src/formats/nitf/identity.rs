//! What an article is called.
//!
//! `du-key` names a story over all its updates, while many agencies give every document a `doc-id` of its own: so the key
//! is the identity, and `doc-id` another id. But the standard has keys made anew each day, and some agencies put a slug
//! there, of which tomorrow has the same: only a key that is a URI or has an id's digits is one. Where there is no
//! `doc-id` either, such a slug is an identity together with its day.
//!
//! A later part of a story (`part` from 2 on) is a text of its own. A generation counts above the versions in it.

use dateline_schemas::{AltId, WireItem};

use super::docdata;
use crate::formats::{item, xml::Element};

/// An id has at least so many digits; a slug has fewer, be it of a tournament and its year.
const DIGITS_OF_ID: usize = 5;

/// More than a story has versions within a generation.
const VERSIONS_OF_GENERATION: i64 = 10_000;

/// The largest number that is taken for a version or generation.
const MAX_VERSION: i64 = 100_000_000;

/// Puts id and version of an article into an item.
pub(super) fn assign(wire_item: &mut WireItem, nitf: Element<'_, '_>) {
    let docdata = nitf.at(&["head", "docdata"]);
    let key = docdata.and_then(|docdata| docdata.child("du-key"));
    wire_item.alt_ids = ids(nitf);
    let document = docdata
        .and_then(document_id)
        .or_else(|| nitf.attribute("uno"));
    let named = key.and_then(|key| key.attribute("key"));
    wire_item.uri = match (named, document) {
        (Some(name), _) if is_identifier(name) => name.to_owned(),
        (_, Some(document)) => document.to_owned(),
        (Some(name), None) => with_its_day(wire_item, name, docdata),
        (None, None) => String::new(),
    };
    if let Some(key) = key {
        take_part(wire_item, key);
        take_version(wire_item, key);
    }
    let uri = wire_item.uri.clone();
    wire_item.alt_ids.retain(|id| id.value != uri);
    wire_item
        .alt_ids
        .dedup_by(|later, earlier| later.value == earlier.value);
    if let (None, Some(name)) = (
        &wire_item.slugline,
        named.filter(|name| !is_identifier(name)),
    ) {
        wire_item.slugline = Some(name.to_owned());
        let what = "the key of du-key, which is a slug and no identifier";
        wire_item
            .provenance
            .push(item::note("slugline", "inferred", what));
    }
}

/// All ids that an article has.
pub(super) fn ids(nitf: Element<'_, '_>) -> Vec<AltId> {
    let docdata = nitf.at(&["head", "docdata"]);
    let document = docdata.and_then(document_id).map(|id| ("doc-id", id));
    let key = docdata.and_then(|docdata| docdata.child("du-key")?.attribute("key"));
    let named = [
        document,
        key.map(|key| ("du-key", key)),
        nitf.attribute("uno").map(|uno| ("uno", uno)),
    ];
    let ids = named.into_iter().flatten().map(|(role, value)| AltId {
        role: Some(role.to_owned()),
        value: value.to_owned(),
    });
    ids.collect()
}

fn document_id<'d>(docdata: Element<'d, '_>) -> Option<&'d str> {
    docdata
        .all("doc-id")
        .find_map(|id| id.attribute("id-string"))
}

fn is_identifier(key: &str) -> bool {
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    let is_uri = key.contains(':') && key.starts_with(|letter: char| letter.is_ascii_alphabetic());
    !key.contains(char::is_whitespace) && (digits >= DIGITS_OF_ID || is_uri)
}

fn with_its_day(wire_item: &mut WireItem, slug: &str, docdata: Option<Element<'_, '_>>) -> String {
    let issue = docdata.and_then(|docdata| docdata.all("date.issue").find_map(docdata::norm));
    let day: String = issue
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit)
        .take("YYYYMMDD".len())
        .collect();
    if day.len() < "YYYYMMDD".len() {
        return String::new();
    }
    let what = "from the key of du-key and the day of issue, as there is no doc-id";
    wire_item
        .provenance
        .push(item::note("uri", "computed", what));
    format!("{slug}:{day}")
}

fn take_part(wire_item: &mut WireItem, key: Element<'_, '_>) {
    let Some(part) = key.attribute("part") else {
        return;
    };
    super::extend(wire_item, "du-key.part", part);
    if let Ok(number @ 2..) = part.parse::<u32>()
        && !wire_item.uri.is_empty()
    {
        wire_item.uri = format!("{}:part{number}", wire_item.uri);
        let what = "the number of the part put behind the key, which all parts share";
        wire_item
            .provenance
            .push(item::note("uri", "computed", what));
    }
}

fn take_version(wire_item: &mut WireItem, key: Element<'_, '_>) {
    let text = |name: &str| key.attribute(name);
    let number = |name: &str| {
        let number: i64 = text(name)?.parse().ok()?;
        (0..=MAX_VERSION).contains(&number).then_some(number)
    };
    let printed: Vec<&str> = ["generation", "version"]
        .into_iter()
        .filter_map(text)
        .collect();
    match (number("generation"), number("version")) {
        (Some(generation @ 2..), Some(version)) if version < VERSIONS_OF_GENERATION => {
            wire_item.version = Some(generation * VERSIONS_OF_GENERATION + version);
            wire_item.version_text = Some(printed.join("."));
            let what = "generation and version of du-key, so that a new generation is newer";
            wire_item
                .provenance
                .push(item::note("version", "computed", what));
        }
        (_, Some(version)) => wire_item.version = Some(version),
        (Some(generation), None) if text("version").is_none() => {
            wire_item.version = Some(generation);
        }
        _ if printed.is_empty() => {}
        _ => wire_item.version_text = Some(printed.join(".")),
    }
}
