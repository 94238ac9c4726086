//! `NewsManagement`: status, times, urgency, and how the item stands to others.

use dateline_schemas::{Association, PubStatus, WireItem};

use super::{extend, formal, identification};
use crate::formats::{DeliveryContext, dates, item, nitf, xml::Element};

/// Under which name a status is kept that the standard does not have; such an item stays held.
pub(super) const UNKNOWN_STATUS: &str = "Status";

/// Reads the management of an item; how its revision is delivered.
pub(super) fn read<'d>(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    news_item: Element<'d, '_>,
) -> Option<&'d str> {
    if let Some(management) = news_item.child("NewsManagement") {
        read_times(context, wire_item, management);
        read_status(context, wire_item, management);
        for element in management.children() {
            read_rest(wire_item, element);
        }
    }
    for change in news_item.all("Update").flat_map(Element::children) {
        let part = change.attribute("DuidRef").unwrap_or_default();
        extend(wire_item, "Update", &format!("{} {part}", change.name()));
    }
    identification::update(news_item)
}

fn read_times(context: &DeliveryContext, wire_item: &mut WireItem, management: Element<'_, '_>) {
    if let Some(first) = management.text_of("FirstCreated") {
        wire_item.first_created = nitf::instant(context, wire_item, "first_created", &first);
    }
    if let Some(this) = management.text_of("ThisRevisionCreated") {
        wire_item.version_created = nitf::instant(context, wire_item, "version_created", &this);
        dates::set_published(context, wire_item, &this);
        let is_read = wire_item
            .published
            .as_ref()
            .is_some_and(|time| time.earliest.is_some());
        if !is_read {
            return;
        }
        let what = "the creation of this revision";
        wire_item
            .provenance
            .push(item::note("published", "inferred", what));
    }
}

fn read_status(context: &DeliveryContext, wire_item: &mut WireItem, management: Element<'_, '_>) {
    let Some(status) = management.child("Status").and_then(formal) else {
        return;
    };
    let word = status
        .rsplit(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_embargoed = word.starts_with("embargo");
    wire_item.pub_status = match word.as_str() {
        "usable" => PubStatus::Usable,
        "withheld" => PubStatus::Withheld,
        "canceled" | "cancelled" => PubStatus::Canceled,
        _ if is_embargoed => PubStatus::Usable,
        _ => {
            extend(wire_item, UNKNOWN_STATUS, &status);
            let what = format!("status {status:?} is none of the standard");
            wire_item
                .provenance
                .push(item::note("pub_status", "inferred", &what));
            PubStatus::Unknown
        }
    };
    for change in management.all("StatusWillChange") {
        read_change(context, wire_item, change, is_embargoed);
    }
    if is_embargoed && wire_item.embargoed_until.is_none() && wire_item.embargo_text.is_none() {
        wire_item.embargo_text = Some(status);
        let what = "embargoed, and nothing says until when";
        wire_item
            .provenance
            .push(item::note("embargo_text", "inferred", what));
    }
}

fn read_change(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    change: Element<'_, '_>,
    is_embargoed: bool,
) {
    let future = change
        .child("FutureStatus")
        .and_then(formal)
        .unwrap_or_default();
    let Some(time) = change.text_of("DateAndTime") else {
        return;
    };
    let becomes_usable = future.to_ascii_lowercase().ends_with("usable");
    match wire_item.pub_status {
        PubStatus::Usable if is_embargoed && becomes_usable => {
            dates::set_embargo(context, wire_item, &time);
        }
        PubStatus::Usable if !is_embargoed && !becomes_usable && !future.is_empty() => {
            wire_item.expires = nitf::instant(context, wire_item, "expires", &time);
            let what = format!("its status becomes {future} then");
            wire_item
                .provenance
                .push(item::note("expires", "inferred", &what));
        }
        _ => extend(wire_item, "StatusWillChange", &format!("{future} {time}")),
    }
}

fn read_rest(wire_item: &mut WireItem, element: Element<'_, '_>) {
    let name = element.name();
    match name {
        "Urgency" => match formal(element).map(|urgency| (urgency.parse(), urgency)) {
            Some((Ok(urgency @ 1..=9), _)) => wire_item.urgency = Some(urgency),
            Some((_, printed)) => extend(wire_item, name, &printed),
            None => {}
        },
        "NewsItemType" => {
            if let Some(kind) = formal(element) {
                extend(wire_item, name, &kind);
            }
        }
        "Instruction" => {
            let revisions = element.all("RevisionStatus").map(|revision| {
                let status = revision
                    .child("Status")
                    .and_then(formal)
                    .unwrap_or_default();
                let number = revision.text_of("Revision");
                let number = number.unwrap_or_else(|| "all earlier revisions".to_owned());
                format!("{status} {number}")
            });
            let mut told: Vec<String> = element
                .attribute("FormalName")
                .map(str::to_owned)
                .into_iter()
                .collect();
            told.extend(revisions);
            extend(wire_item, name, &told.join(", "));
        }
        "RevisionHistory" => {
            if let Some(address) = element.attribute("Href") {
                extend(wire_item, name, address);
            }
        }
        "DerivedFrom" | "AssociatedWith" => associate(wire_item, element),
        "Property" => property(wire_item, element),
        _ => {}
    }
}

/// A property under its own name.
pub(super) fn property(wire_item: &mut WireItem, element: Element<'_, '_>) {
    let value = ["Value", "ValueRef"]
        .iter()
        .find_map(|name| element.attribute(name));
    if let (Some(name), Some(value)) = (element.attribute("FormalName"), value) {
        extend(wire_item, name, value);
    }
    for inner in element.all("Property") {
        property(wire_item, inner);
    }
}

fn associate(wire_item: &mut WireItem, element: Element<'_, '_>) {
    let role = element.attribute("FormalName").unwrap_or(element.name());
    wire_item.associations.push(Association {
        role: Some(role.to_owned()),
        kind: None,
        uri: element.attribute("NewsItem").map(str::to_owned),
        title: element.text(),
    });
}
