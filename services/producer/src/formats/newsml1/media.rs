//! Media and references: what goes with an item's text, or is the item where it has none.

use std::{borrow::Cow, collections::HashMap};

use dateline_schemas::{Association, WireItem};

use super::{
    choice::{self, Choice},
    content, extend,
    tree::{Leaf, Tree},
};
use crate::formats::{DeliveryContext, xml::Element};

/// Most bytes of roles and captions that media have together: many may share one.
const MAX_SHARED_BYTES: usize = 1024 * 1024;

/// Adds what goes with the text, with captions, and says what the item is where it has no text of its own.
pub(super) fn read(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    tree: &Tree<'_, '_>,
    choice: &Choice<'_, '_>,
) {
    let captions = captions(context, tree, choice);
    let own: Vec<usize> = tree.around(choice.component()).collect();
    let mut left = MAX_SHARED_BYTES;
    for leaf in &choice.others {
        let kind = choice::kind(leaf.element);
        let title = title(tree, leaf, &captions, &own).and_then(|title| shared(&mut left, title));
        let addresses = ["Href", "NewsItem"];
        let uri = addresses
            .iter()
            .find_map(|name| leaf.element.attribute(name));
        let uri = uri.map(str::to_owned).or_else(|| identifier(leaf.element));
        let role = tree
            .role(leaf)
            .and_then(|role| shared(&mut left, role.into()));
        add(wire_item, [role, kind, uri, title]);
    }
    for leaf in &choice.alternatives {
        let title = content::headline(tree, leaf);
        let Some(title) = title.and_then(|title| shared(&mut left, title.into())) else {
            continue;
        };
        let role = tree
            .role(leaf)
            .and_then(|role| shared(&mut left, role.into()));
        add(
            wire_item,
            [role, Some("text".to_owned()), None, Some(title)],
        );
    }
    let mut media = choice
        .others
        .iter()
        .filter_map(|leaf| choice::kind(leaf.element));
    let medium = media.find(|kind| kind != "text");
    if let Some(medium) = medium.filter(|_| choice.texts.is_empty()) {
        extend(wire_item, "media", &medium);
    }
}

/// The identifier of an item within the item.
fn identifier(leaf: Element<'_, '_>) -> Option<String> {
    leaf.at(&["Identification", "NewsIdentifier"])?
        .text_of("PublicIdentifier")
}

/// A text that several media may have, as long as there is room for it.
fn shared(left: &mut usize, text: Cow<'_, str>) -> Option<String> {
    *left = left.checked_sub(text.len())?;
    Some(text.into_owned())
}

fn add(wire_item: &mut WireItem, [role, kind, uri, title]: [Option<String>; 4]) {
    if uri.is_none() && title.is_none() && kind.is_none() {
        return;
    }
    wire_item.associations.push(Association {
        role,
        kind,
        uri,
        title,
    });
}

/// Captions by the components that they belong to: their own, and the one around it.
fn captions(
    context: &DeliveryContext,
    tree: &Tree<'_, '_>,
    choice: &Choice<'_, '_>,
) -> HashMap<usize, String> {
    let mut captions = HashMap::new();
    for leaf in &choice.captions {
        let Some(text) = content::text(context, leaf.element) else {
            continue;
        };
        for index in tree.around(leaf.component).take(2) {
            captions.entry(index).or_insert_with(|| text.clone());
        }
    }
    captions
}

/// The caption of a medium, else the headline of its own component.
fn title<'c>(
    tree: &Tree<'_, '_>,
    leaf: &Leaf<'_, '_>,
    captions: &'c HashMap<usize, String>,
    own: &[usize],
) -> Option<Cow<'c, str>> {
    let mut around = tree.around(leaf.component);
    let caption = around.find_map(|index| captions.get(&index));
    if let Some(caption) = caption {
        return Some(Cow::Borrowed(caption));
    }
    let text = leaf
        .element
        .text()
        .filter(|_| leaf.element.name() == "NewsItemRef");
    let is_apart = leaf
        .component
        .is_some_and(|component| !own.contains(&component));
    let headline = || is_apart.then(|| content::headline(tree, leaf)).flatten();
    text.or_else(headline).map(Cow::Owned)
}
