//! `Identification`: what an item is called, and which revision of it this is.

use dateline_schemas::{AltId, WireItem};

use super::extend;
use crate::formats::{agency, item, xml::Element};

/// Puts id and version of an item in.
pub(super) fn read(wire_item: &mut WireItem, news_item: Element<'_, '_>) {
    let Some(identification) = news_item.child("Identification") else {
        return;
    };
    if let Some(identifier) = identification.child("NewsIdentifier") {
        read_identifier(wire_item, identifier);
    }
    if let Some(label) = identification.text_of("DateLabel") {
        extend(wire_item, "DateLabel", &label);
    }
    for label in identification.all("Label") {
        let kind = label.child("LabelType").and_then(super::formal);
        if let (Some(kind), Some(text)) = (kind, label.text_of("LabelText")) {
            extend(wire_item, &format!("Label.{kind}"), &text);
        }
    }
}

/// Puts the label of an item in as its slugline, where no line of it is one.
pub(super) fn label(wire_item: &mut WireItem, news_item: Element<'_, '_>) {
    let label = news_item.at(&["Identification", "NameLabel"]);
    let Some(label) = label.and_then(Element::text) else {
        return;
    };
    match &wire_item.slugline {
        None => wire_item.slugline = Some(label),
        Some(slugline) if *slugline != label => extend(wire_item, "NameLabel", &label),
        Some(_) => {}
    }
}

/// The revision's way of delivering the item: `N` in full, `U` as changes, `A` as management alone.
pub(super) fn update<'d>(news_item: Element<'d, '_>) -> Option<&'d str> {
    news_item
        .at(&["Identification", "NewsIdentifier", "RevisionId"])?
        .attribute("Update")
}

fn read_identifier(wire_item: &mut WireItem, identifier: Element<'_, '_>) {
    let part = |name: &str| identifier.text_of(name);
    let (provider, id) = (part("ProviderId"), part("NewsItemId"));
    wire_item.provider = provider
        .as_deref()
        .map(|provider| of_domain(wire_item, provider));
    let public = part("PublicIdentifier");
    if let (Some(id), true) = (&id, public.is_some() || provider.is_some()) {
        wire_item.alt_ids.push(AltId {
            role: Some("NewsItemId".to_owned()),
            value: id.clone(),
        });
    }
    wire_item.uri = match (public, provider, part("DateId"), id) {
        (Some(public), ..) => public,
        (None, Some(provider), Some(date), Some(id)) => {
            let what = "from provider, date and item id, as the standard makes it";
            wire_item
                .provenance
                .push(item::note("uri", "computed", what));
            format!("urn:newsml:{provider}:{date}:{}", id.replace(':', "%3A"))
        }
        (None, _, _, Some(id)) => id,
        _ => String::new(),
    };
    if let Some(revision) = identifier.child("RevisionId") {
        read_revision(wire_item, revision);
    }
}

fn read_revision(wire_item: &mut WireItem, revision: Element<'_, '_>) {
    for name in ["PreviousRevision", "Update"] {
        if let Some(value) = revision.attribute(name) {
            extend(wire_item, &format!("RevisionId.{name}"), value);
        }
    }
    let Some(number) = revision.text() else {
        return;
    };
    match number.parse() {
        Ok(version @ 0_i64..) => wire_item.version = Some(version),
        _ => wire_item.version_text = Some(number),
    }
}

/// Providers are named by their domains: `afp.com` is AFP.
fn of_domain(wire_item: &mut WireItem, provider: &str) -> String {
    let label = provider
        .trim_start_matches("www.")
        .split('.')
        .next()
        .unwrap_or_default();
    let known = || {
        let capitals = label.to_uppercase();
        agency::normalised(label).or_else(|| agency::normalised(&capitals))
    };
    if agency::normalised(provider).is_none()
        && let Some(name) = known()
    {
        let what = format!("from the domain {provider}");
        wire_item
            .provenance
            .push(item::note("provider", "normalised", &what));
        return name.to_owned();
    }
    provider.to_owned()
}
