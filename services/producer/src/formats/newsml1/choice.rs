//! Which of an item's content is its text: what stands in a main role, and of equivalents the first.

use std::collections::HashMap;

use super::{
    formal,
    tree::{Leaf, Tree},
};
use crate::formats::xml::Element;

/// The leaves of a tree by what they are for the item, each in the order of the document.
#[derive(Debug, Default)]
pub(super) struct Choice<'d, 'a> {
    /// Its text.
    pub(super) texts: Vec<Leaf<'d, 'a>>,
    /// Captions of its media.
    pub(super) captions: Vec<Leaf<'d, 'a>>,
    /// Texts in other roles: a summary, a sidebar.
    pub(super) beside: Vec<Leaf<'d, 'a>>,
    /// Further texts of the same meaning: in another language or format.
    pub(super) alternatives: Vec<Leaf<'d, 'a>>,
    /// Media, contents that stand elsewhere, and references to other items.
    pub(super) others: Vec<Leaf<'d, 'a>>,
}

/// What a text is for, by the role of its component.
enum Purpose {
    Text,
    Caption,
    Beside,
}

impl<'d, 'a> Choice<'d, 'a> {
    /// Sorts the leaves of a tree.
    pub(super) fn of(tree: &Tree<'d, 'a>) -> Self {
        let mut choice = Self::default();
        let mut chosen = HashMap::new();
        for leaf in &tree.leaves {
            if !is_text(leaf.element) {
                choice.others.push(*leaf);
                continue;
            }
            let list = match purpose(tree.role(leaf)) {
                Purpose::Caption => &mut choice.captions,
                _ if is_alternative(tree, leaf, &mut chosen) => &mut choice.alternatives,
                Purpose::Text => &mut choice.texts,
                Purpose::Beside => &mut choice.beside,
            };
            list.push(*leaf);
        }
        if choice.texts.is_empty() && !choice.beside.is_empty() {
            choice.texts.push(choice.beside.remove(0));
        }
        choice
    }

    /// The component that tells of the item: that of its text, else that of its first medium.
    pub(super) fn component(&self) -> Option<usize> {
        let first = self.texts.first().or_else(|| self.others.first());
        first.or_else(|| self.captions.first())?.component
    }
}

/// Whether a leaf stands in another branch of a list of equivalents than the first text of that list.
fn is_alternative(
    tree: &Tree<'_, '_>,
    leaf: &Leaf<'_, '_>,
    chosen: &mut HashMap<usize, usize>,
) -> bool {
    // Contents of one list stand beside each other, and each is a branch of its own.
    let mut branch = leaf.element.span().start;
    let mut is_alternative = false;
    for index in tree.around(leaf.component) {
        let Some(component) = tree.components.get(index) else {
            break;
        };
        if component.has_equivalents {
            is_alternative |= *chosen.entry(index).or_insert(branch) != branch;
        }
        branch = component.element.span().start;
    }
    is_alternative
}

fn purpose(role: Option<&str>) -> Purpose {
    let Some(role) = role.map(str::to_lowercase) else {
        return Purpose::Text;
    };
    let says = |words: &[&str]| words.iter().any(|word| role.contains(word));
    if says(&["caption", "legend", "légende"]) {
        Purpose::Caption
    } else if says(&["main", "text", "body", "story", "article", "content"]) {
        Purpose::Text
    } else {
        Purpose::Beside
    }
}

/// Whether a leaf is a text that is delivered with the item.
fn is_text(leaf: Element<'_, '_>) -> bool {
    let has_data =
        || data(leaf).is_some_and(|data| data.texts().any(|text| !text.trim().is_empty()));
    leaf.name() == "ContentItem" && kind(leaf).as_deref() == Some("text") && has_data()
}

/// The data of a content item, however it is encoded.
pub(super) fn data<'d, 'a>(leaf: Element<'d, 'a>) -> Option<Element<'d, 'a>> {
    let mut around = leaf;
    loop {
        if let Some(data) = around.child("DataContent") {
            return Some(data);
        }
        around = around.child("Encoding")?;
    }
}

/// The contract's word for what a content item is.
pub(super) fn kind(leaf: Element<'_, '_>) -> Option<String> {
    let says = |name: &str| {
        leaf.child(name)
            .and_then(formal)
            .map(|word| word.to_lowercase())
    };
    if let Some(media) = says("MediaType") {
        return Some(match media.rsplit(':').next().unwrap_or_default() {
            "photo" | "photograph" | "picture" | "image" | "still" => "picture".to_owned(),
            "story" | "article" | "text" => "text".to_owned(),
            other => other.to_owned(),
        });
    }
    let format = says("MimeType").or_else(|| says("Format"));
    if let Some(format) = &format {
        let has = |words: &[&str]| words.iter().any(|word| format.contains(word));
        let known = if has(&["html", "nitf", "text", "plain", "ascii"]) {
            Some("text")
        } else if has(&["image", "jpeg", "jpg", "gif", "png", "tiff"]) {
            Some("picture")
        } else if has(&["video", "mpeg4", "mp4", "quicktime"]) {
            Some("video")
        } else {
            has(&["audio", "mp3", "wav"]).then_some("audio")
        };
        return known.map(str::to_owned);
    }
    let is_inline = data(leaf).is_some() && leaf.child("Encoding").is_none();
    is_inline.then(|| "text".to_owned())
}
