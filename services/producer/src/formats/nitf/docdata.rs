//! `docdata`: times, urgency, notes to editors, subjects and the rest of what is said about the document.

use dateline_schemas::{Subject, Timestamp, WireItem};
use jiff::tz::TimeZone;

use super::{append, dateline::in_parts, extend};
use crate::formats::{
    DeliveryContext,
    dates::{self, NoMoment},
    xml::Element,
};

/// Scheme of countries' codes.
const COUNTRIES: &str = "iso3166-1";

const TWELVE_HOURS: i64 = 12 * 60 * 60 * 1_000;

/// Reads a `docdata` into an item, but for what identifies it and says whether it may be used.
pub(super) fn read(context: &DeliveryContext, wire_item: &mut WireItem, docdata: Element<'_, '_>) {
    read_times(context, wire_item, docdata);
    for element in docdata.children() {
        match element.name() {
            "urgency" => read_urgency(wire_item, element),
            "ed-msg" => {
                if let Some(note) = words(element, "info") {
                    append(&mut wire_item.ednote, &note);
                }
            }
            "key-list" => {
                let keys = element
                    .all("keyword")
                    .filter_map(|keyword| words(keyword, "key"));
                wire_item.keywords.extend(keys);
            }
            "evloc" => read_event_place(wire_item, element),
            "identified-content" => {
                let subjects = element.children().filter_map(identified);
                wire_item.subjects.extend(subjects);
            }
            "fixture" => extend_by(wire_item, element, &["fix-id"]),
            "doc-scope" => extend_by(wire_item, element, &["scope"]),
            "series" => extend_by(
                wire_item,
                element,
                &["series.name", "series.part", "series.totalpart"],
            ),
            "del-list" => {
                for trail in element.all("from-src") {
                    let parts = [trail.attribute("level-number"), trail.attribute("src-name")];
                    let parts: Vec<&str> = parts.into_iter().flatten().collect();
                    extend(wire_item, "del-list", &parts.join(" "));
                }
            }
            _ => {}
        }
    }
}

/// A date's normalised form, or what it says instead.
pub(super) fn norm(element: Element<'_, '_>) -> Option<String> {
    words(element, "norm")
}

fn words(element: Element<'_, '_>, attribute: &str) -> Option<String> {
    let value = element.attribute(attribute).map(str::to_owned);
    value.or_else(|| element.text())
}

fn extend_by(wire_item: &mut WireItem, element: Element<'_, '_>, attributes: &[&str]) {
    let values = attributes.iter().filter_map(|name| element.attribute(name));
    let values: Vec<&str> = values.collect();
    extend(wire_item, element.name(), &values.join(" / "));
}

fn read_times(context: &DeliveryContext, wire_item: &mut WireItem, docdata: Element<'_, '_>) {
    let time = |name: &str| docdata.all(name).find_map(norm);
    let (issue, release) = (time("date.issue"), time("date.release"));
    if let Some(issue) = &issue {
        wire_item.version_created = instant(context, wire_item, "version_created", issue);
    }
    if let Some(published) = issue.as_ref().or(release.as_ref()) {
        dates::set_published(context, wire_item, published);
    }
    if let Some(release) = &release
        && is_later(context, release, issue.as_deref())
    {
        dates::set_embargo(context, wire_item, release);
    }
    if let Some(expire) = time("date.expire") {
        wire_item.expires = instant(context, wire_item, "expires", &expire);
        if wire_item.expires.is_none() {
            extend(wire_item, "date.expire", &expire);
        }
    }
}

/// The instant that a date says; a day is none, and nothing to be noted.
pub(in crate::formats) fn instant(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    field: &str,
    text: &str,
) -> Option<Timestamp> {
    let is_coarse = dates::read(context, text).is_ok_and(|moment| moment.instant().is_none());
    if is_coarse {
        return None;
    }
    dates::instant(context, wire_item, field, text)
}

/// Whether a release is an embargo: it is later than the issue, or nobody can say that it is not.
fn is_later(context: &DeliveryContext, release: &str, issue: Option<&str>) -> bool {
    if issue == Some(release) {
        return false;
    }
    let read = (
        dates::read(context, release),
        issue.map(|issue| dates::read(context, issue)),
    );
    match read {
        (Ok(release), None) => release.latest > context.received_at,
        // A day that is not over when the document is issued is no later day.
        (Ok(release), Some(Ok(issue))) => release.earliest > issue.earliest,
        (Err(NoMoment::WithoutZone), None | Some(Err(NoMoment::WithoutZone))) => {
            is_later_in_any_zone(context, release, issue)
        }
        _ => true,
    }
}

/// The same for times whose zone nobody knows: both are in the same one, and none is later than twelve hours behind UTC.
fn is_later_in_any_zone(context: &DeliveryContext, release: &str, issue: Option<&str>) -> bool {
    let utc = DeliveryContext {
        zone: Some(TimeZone::UTC),
        ..DeliveryContext::default()
    };
    let read = |text| dates::read(&utc, text);
    match (read(release), issue.map(read)) {
        (Ok(release), None) => release.latest.plus_millis(TWELVE_HOURS) > context.received_at,
        (Ok(release), Some(Ok(issue))) => release.earliest > issue.earliest,
        _ => true,
    }
}

fn read_urgency(wire_item: &mut WireItem, element: Element<'_, '_>) {
    let Some(value) = words(element, "ed-urg") else {
        return;
    };
    match value.parse() {
        Ok(urgency @ 1..=9) => wire_item.urgency = Some(urgency),
        _ => extend(wire_item, "ed-urg", &value),
    }
}

/// Where the event took place: a fact of its own, which is neither where the text was filed nor all that it is about.
fn read_event_place(wire_item: &mut WireItem, element: Element<'_, '_>) {
    let parts = ["city", "county-dist", "state-prov", "iso-cc"];
    let parts: Vec<&str> = parts
        .iter()
        .filter_map(|name| element.attribute(name))
        .collect();
    let place = in_parts(element);
    let place = place.unwrap_or_else(|| parts.join(", "));
    extend(wire_item, "evloc", &place);
    if let Some(code) = element.attribute("iso-cc") {
        wire_item.subjects.push(country(code, None));
    }
}

fn country(code: &str, name: Option<String>) -> Subject {
    Subject {
        scheme: Some(COUNTRIES.to_owned()),
        code: Some(code.to_owned()),
        name,
    }
}

/// A thing that the text is about; without a vocabulary the kind of thing stands for one.
fn identified(element: Element<'_, '_>) -> Option<Subject> {
    let kind = element.name();
    if kind == "location"
        && let Some(found) = element.find("country")
        && let Some(code) = found.attribute("iso-cc")
    {
        return Some(country(code, in_parts(element)));
    }
    let registers = ["idsrc", "code-source", "type"];
    let scheme = registers.iter().find_map(|name| element.attribute(name));
    let codes = ["value", "location-code", "unit"];
    let subject = Subject {
        scheme: Some(scheme.unwrap_or(kind).to_owned()),
        code: codes
            .iter()
            .find_map(|name| element.attribute(name))
            .map(str::to_owned),
        name: in_parts(element),
    };
    (subject.code.is_some() || subject.name.is_some()).then_some(subject)
}
