//! `Location`: a place as a list of properties, and how it is present in the item.

use dateline_schemas::{Located, Subject, WireItem};

use crate::formats::xml::Element;

/// Scheme of countries' codes.
const COUNTRIES: &str = "iso3166-1";

/// From the smallest place to the largest, as they are printed.
const SIZES: &[&str] = &[
    "Sublocation",
    "City",
    "CountryArea",
    "Country",
    "WorldRegion",
];

/// Most properties of one place.
const MAX_PROPERTIES: usize = 32;

/// Reads a location: the origin is where the item was filed, each other is what it is about.
pub(super) fn read(wire_item: &mut WireItem, location: Element<'_, '_>) {
    let properties = location
        .descendants()
        .filter(|element| element.name() == "Property");
    let properties: Vec<(&str, &str)> = properties
        .take(MAX_PROPERTIES)
        .filter_map(|property| {
            Some((
                property.attribute("FormalName")?,
                property.attribute("Value")?,
            ))
        })
        .collect();
    let value = |name: &str| {
        let same = |(key, _): &&(&str, &str)| key.eq_ignore_ascii_case(name);
        properties.iter().find(same).map(|(_, value)| *value)
    };
    let code = value("CountryCode").or_else(|| value("Country").filter(|country| is_code(country)));
    let mut names: Vec<&str> = SIZES.iter().filter_map(|name| value(name)).collect();
    if names.iter().any(|name| Some(*name) != code) {
        names.retain(|name| Some(*name) != code);
    }
    let name = Some(names.join(", ")).filter(|name| !name.is_empty());
    let name = name.or_else(|| super::formal(location));
    if name.is_none() && code.is_none() {
        return;
    }
    let scheme = code.map(|_| COUNTRIES.to_owned());
    let code = code.map(str::to_owned);
    let present = location.attribute("HowPresent").unwrap_or_default();
    if present.to_ascii_lowercase().ends_with("origin") && wire_item.located.is_none() {
        wire_item.located = Some(Located { name, scheme, code });
    } else {
        let scheme = scheme.or_else(|| Some("location".to_owned()));
        wire_item.subjects.push(Subject { scheme, code, name });
    }
}

/// Two or three capitals.
fn is_code(country: &str) -> bool {
    (2..=3).contains(&country.len()) && country.bytes().all(|letter| letter.is_ascii_uppercase())
}
