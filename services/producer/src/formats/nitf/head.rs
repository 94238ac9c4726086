//! `head` but for its `docdata`: title, agencies' own `meta`, `tobject`, `iim`, `pubdata` and the history.

use dateline_schemas::{Headline, Signal, Subject, WireItem};

use super::extend;
use crate::formats::{signals, xml::Element};

/// Scheme of IPTC's subject codes, which NITF refers to by their numbers; Media Topics came after it.
pub(in crate::formats) const SUBJECT_CODES: &str = "subj";

/// Names of `meta` that hold a slugline, behind an agency's prefix.
const SLUGLINES: &[&str] = &["slug", "slugline", "slug-line"];

/// Names of `meta` that hold a language.
const LANGUAGES: &[&str] = &["language", "lang", "dc.language", "content-language"];

/// Reads a head into an item.
pub(super) fn read(wire_item: &mut WireItem, head: Element<'_, '_>) {
    for title in head.all("title").filter_map(Element::text) {
        if wire_item.headline.is_none() {
            wire_item.headline = Some(title);
        } else if wire_item.headline.as_ref() != Some(&title) {
            let role = Some("title".to_owned());
            wire_item.headlines.push(Headline { role, text: title });
        }
    }
    for meta in head.all("meta") {
        read_meta(wire_item, meta);
    }
    for tobject in head.all("tobject") {
        read_tobject(wire_item, tobject);
    }
    for data in head.all("iim").flat_map(|iim| iim.all("ds")) {
        if let (Some(number), Some(value)) = (data.attribute("num"), data.attribute("value")) {
            extend(wire_item, &format!("iim.{number}"), value);
        }
    }
    for pubdata in head.all("pubdata") {
        read_pubdata(wire_item, pubdata);
    }
    for change in head.all("revision-history") {
        let parts = ["norm", "name", "function", "comment"];
        let parts: Vec<&str> = parts
            .iter()
            .filter_map(|name| change.attribute(name))
            .collect();
        extend(wire_item, "revision-history", &parts.join(", "));
    }
}

fn read_meta(wire_item: &mut WireItem, meta: Element<'_, '_>) {
    let name = meta
        .attribute("name")
        .or_else(|| meta.attribute("http-equiv"));
    let (Some(name), Some(content)) = (name, meta.attribute("content")) else {
        return;
    };
    extend(wire_item, name, content);
    let lower = name.to_ascii_lowercase();
    let bare = lower
        .split_once('-')
        .map_or(lower.as_str(), |(_, bare)| bare);
    let is_one = |names: &[&str]| names.contains(&lower.as_str()) || names.contains(&bare);
    if is_one(SLUGLINES) && wire_item.slugline.is_none() {
        wire_item.slugline = Some(content.to_owned());
    } else if LANGUAGES.contains(&lower.as_str()) && wire_item.language_declared.is_none() {
        wire_item.language_declared = Some(content.to_owned());
    } else if lower == "keywords" && wire_item.keywords.is_empty() {
        let words = content.split([',', ';']).map(str::trim);
        wire_item.keywords = words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
    } else if bare == "category" {
        wire_item.subjects.push(Subject {
            scheme: Some(name.to_owned()),
            code: Some(content.to_owned()),
            name: None,
        });
    }
}

fn read_tobject(wire_item: &mut WireItem, tobject: Element<'_, '_>) {
    if let Some(kind) = tobject.attribute("tobject.type") {
        extend(wire_item, "tobject.type", kind);
        if kind.eq_ignore_ascii_case("advisory") {
            signals::push(
                wire_item,
                Signal {
                    signal: "advisory".to_owned(),
                    evidence: Some(format!("tobject.type {kind}")),
                },
            );
        }
    }
    for property in tobject.all("tobject.property") {
        let Some(genre) = property.attribute("tobject.property.type") else {
            continue;
        };
        if wire_item.genre.is_none() {
            wire_item.genre = Some(genre.to_owned());
        } else {
            extend(wire_item, "tobject.property.type", genre);
        }
    }
    let subjects = tobject.all("tobject.subject").filter_map(subject);
    wire_item.subjects.extend(subjects);
}

fn subject(element: Element<'_, '_>) -> Option<Subject> {
    let value = |name: &str| element.attribute(&format!("tobject.subject.{name}"));
    let register = value("ipr").unwrap_or("IPTC");
    let number = value("refnum");
    let is_iptc = register.eq_ignore_ascii_case("iptc") && number.is_some();
    let scheme = if is_iptc { SUBJECT_CODES } else { register };
    let named = ["detail", "matter", "type"];
    let subject = Subject {
        scheme: Some(scheme.to_owned()),
        code: number.or_else(|| value("code")).map(str::to_owned),
        name: named.iter().find_map(|name| value(name)).map(str::to_owned),
    };
    (subject.code.is_some() || subject.name.is_some()).then_some(subject)
}

fn read_pubdata(wire_item: &mut WireItem, pubdata: Element<'_, '_>) {
    for (name, value) in pubdata.attributes() {
        match name {
            "position.section" if wire_item.section.is_none() && !value.trim().is_empty() => {
                wire_item.section = Some(value.trim().to_owned());
            }
            "id" => {}
            _ => extend(wire_item, &format!("pubdata.{name}"), value),
        }
    }
}
