//! `newsItem` and `packageItem`: from the element to the item.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::WireItem;

use super::{
    catalog::Catalog,
    content, content_meta,
    draft::{Deed, Draft},
    hops, item_meta,
    message::Message,
    package, rights, status, text,
};
use crate::formats::{
    DeliveryContext, Rejected, Salvage, item, nitf,
    notice::{Action, Targets},
    signals,
    xml::Element,
};

/// What is read by the parts of an item, or says nothing of its story.
const READ: &[&str] = &[
    "catalog",
    "catalogRef",
    "rightsInfo",
    "itemMeta",
    "contentMeta",
    "partMeta",
    "assert",
    "inlineRef",
    "derivedFrom",
    "contentSet",
    "groupSet",
    "itemRef",
    "newsItem",
    "packageItem",
    "hopHistory",
];

/// The item that an element is, not finished, and what it does to others.
pub(super) fn read<'d>(
    context: &DeliveryContext,
    message: &Message<'d>,
    element: Element<'d, '_>,
    span: Range<usize>,
) -> Result<(WireItem, Vec<Targets>), Rejected> {
    let catalog = Catalog::within(element, Some(&message.catalog));
    let mut draft = Draft::new(context, catalog, element);
    let guid = element.attribute("guid").unwrap_or_default();
    guid.clone_into(&mut draft.wire_item.uri);
    set_version(&mut draft.wire_item, element);
    item_meta::read(&mut draft, element);
    rights::read(&mut draft, element);
    content_meta::read(&mut draft, element);
    package::read(&mut draft, element);
    content::read(&mut draft, element);
    status::set_default(&mut draft, element);
    text::settle(&mut draft);
    hops::read(&mut draft, element);
    for other in element.children().filter(|it| !READ.contains(&it.name())) {
        draft.extend(other);
    }
    if is_nothing(&draft, element) {
        return Err(nothing(element, span));
    }
    message.tell(&mut draft);
    let targets = targets(&draft.deeds);
    let mut wire_item = draft.wire_item;
    nitf::dateline::infer(&mut wire_item);
    signals::add(&mut wire_item);
    item::unescape_again(&mut wire_item);
    item::normalise_credits(&mut wire_item);
    Ok((wire_item, targets))
}

fn set_version(wire_item: &mut WireItem, element: Element<'_, '_>) {
    let Some(printed) = element.attribute("version") else {
        return;
    };
    match printed.parse::<i64>() {
        Ok(version) if version >= 0 => wire_item.version = Some(version),
        _ => wire_item.version_text = Some(printed.to_owned()),
    }
}

/// What the item does to others, the gravest first.
fn targets(deeds: &[Deed]) -> Vec<Targets> {
    let of = |action: Action| {
        let alike: Vec<&Deed> = deeds.iter().filter(|deed| deed.action == action).collect();
        let first = alike.first()?;
        Some(Targets {
            action,
            ids: alike.iter().map(|deed| deed.target.clone()).collect(),
            evidence: Some(first.evidence.clone()),
        })
    };
    let actions = [Action::Kill, Action::Withhold, Action::Replace];
    actions.into_iter().filter_map(of).collect()
}

/// Whether an element is the frame of an item and no more.
fn is_nothing(draft: &Draft<'_, '_, '_>, element: Element<'_, '_>) -> bool {
    let item = &draft.wire_item;
    let management = element.child("itemMeta");
    let is_managed = management.is_some_and(|it| it.children().next().is_some());
    !is_managed && item.headline.is_none() && item.body.is_none()
}

fn nothing(element: Element<'_, '_>, span: Range<usize>) -> Rejected {
    let message = format!(
        "the {} at bytes {}..{} has neither an itemMeta nor a headline nor a text: it is the frame of an item; have it \
         delivered whole",
        element.name(),
        span.start,
        span.end
    );
    Rejected::new(Reason::Unparsable, span, message).with_salvage(Salvage {
        id: element.attribute("guid").map(str::to_owned),
        headline: None,
    })
}
