//! An item while it is read: what its elements have said so far, and by which catalog and language they are read.

use std::collections::HashMap;

use dateline_schemas::WireItem;

use super::{catalog::Catalog, code::Code, language::Language};
use crate::formats::{DeliveryContext, flow, item, notice::Action, xml::Element};

/// Between the values of a property that stands several times.
const AND: &str = "; ";

/// What an item does to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deed {
    pub(super) action: Action,
    /// The other one's id.
    pub(super) target: String,
    /// The relation that says so.
    pub(super) evidence: String,
}

/// An item that is read.
pub(super) struct Draft<'c, 'd, 'a> {
    pub(super) context: &'c DeliveryContext,
    pub(super) catalog: Catalog<'c>,
    pub(super) language: Language<'d>,
    pub(super) wire_item: WireItem,
    /// Descriptions of the content, in their order.
    pub(super) descriptions: Vec<Element<'d, 'a>>,
    /// Label of the item, which is not made to be published.
    pub(super) title: Option<String>,
    /// What the item does to others.
    pub(super) deeds: Vec<Deed>,
    /// What the item itself says of concepts that it names elsewhere, by their code as it is written.
    asserted: HashMap<&'d str, Element<'d, 'a>>,
}

impl<'c, 'd, 'a> Draft<'c, 'd, 'a> {
    pub(super) fn new(
        context: &'c DeliveryContext,
        catalog: Catalog<'c>,
        item: Element<'d, 'a>,
    ) -> Self {
        let asserts = item.all("assert");
        let asserted = asserts.filter_map(|assert| Some((written(assert)?, assert)));
        Self {
            context,
            catalog,
            language: Language::of(item),
            wire_item: WireItem::default(),
            descriptions: Vec::new(),
            title: None,
            deeds: Vec::new(),
            asserted: asserted.collect(),
        }
    }

    /// What a property names.
    pub(super) fn code(&self, element: Element<'_, '_>) -> Option<Code> {
        Code::of(element, &self.catalog)
    }

    /// The code within its scheme that an attribute names: the role `caption` of `drol:caption`.
    pub(super) fn role(&self, element: Element<'_, '_>, attribute: &str) -> Option<String> {
        Code::of_attribute(element, attribute, &self.catalog).map(|role| role.code)
    }

    /// Name of a concept in the item's language, from the property itself or from what the item asserts.
    pub(super) fn name(&self, element: Element<'d, 'a>) -> Option<String> {
        let own = self.language.best(element.all("name"));
        let asserted = || {
            let assert = self.asserted.get(written(element)?)?;
            self.language.best(assert.all("name"))?.text()
        };
        own.and_then(Element::text).or_else(asserted)
    }

    /// What a property says, as short as it can be said: a name, a code, a text or an address.
    pub(super) fn told(&self, element: Element<'d, 'a>) -> Option<String> {
        let own_text = || {
            let is_simple = element.children().next().is_none();
            is_simple.then(|| element.text()).flatten()
        };
        let attribute = || {
            let mut names = ["value", "href", "residref"].into_iter();
            names.find_map(|name| element.attribute(name))
        };
        self.name(element)
            .or_else(own_text)
            .or_else(|| Some(self.code(element)?.qcode()))
            .or_else(|| flow::text_of(element))
            .or_else(|| attribute().map(str::to_owned))
    }

    /// Keeps a property that the contract has no place for, under its own name and role.
    pub(super) fn extend(&mut self, element: Element<'d, 'a>) {
        let is_empty = element.attributes().next().is_none() && element.nodes().next().is_none();
        if is_empty {
            return;
        }
        let role = self.role(element, "role");
        let key = match role.or_else(|| self.role(element, "rel")) {
            Some(role) => format!("{}.{role}", element.name()),
            None => element.name().to_owned(),
        };
        if let Some(value) = self.told(element) {
            self.extend_by(&key, &value);
        }
    }

    /// Keeps a value under a name; several of a name stand behind each other.
    pub(super) fn extend_by(&mut self, key: &str, value: &str) {
        let extensions = &mut self.wire_item.extensions;
        match extensions.get_mut(key) {
            Some(kept) => {
                kept.push_str(AND);
                kept.push_str(value);
            }
            None => {
                extensions.insert(key.to_owned(), value.to_owned());
            }
        }
    }

    /// Class of the item where it is a medium and no text.
    pub(super) fn media_class(&self) -> Option<String> {
        let class = self.wire_item.extensions.get("itemclass")?;
        let kind = class.rsplit(':').next()?;
        (!matches!(kind, "text" | "composite")).then(|| kind.to_owned())
    }

    pub(super) fn note(&mut self, field: &str, method: &str, what: &str) {
        let note = item::note(field, method, what);
        self.wire_item.provenance.push(note);
    }
}

/// The properties in the parts of an item that have this name.
pub(super) fn properties<'d, 'a>(item: Element<'d, 'a>, part: &str) -> Vec<Element<'d, 'a>> {
    item.all(part).flat_map(Element::children).collect()
}

/// The properties of a name, in their order.
pub(super) fn named<'d, 'a>(properties: &[Element<'d, 'a>], name: &str) -> Vec<Element<'d, 'a>> {
    let named = properties.iter().filter(|it| it.name() == name);
    named.copied().collect()
}

/// The code of a property as it is written.
fn written<'d>(element: Element<'d, '_>) -> Option<&'d str> {
    let mut forms = ["qcode", "uri", "literal"].into_iter();
    forms.find_map(|form| element.attribute(form))
}
