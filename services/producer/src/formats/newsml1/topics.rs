//! `TopicSet`s: what the topics are that items of the document occur to speak of, looked up by their ids.

use std::collections::HashMap;

use super::formal;
use crate::formats::xml::Element;

/// Longest text of a topic, in bytes: it may occur in every item.
const MAX_TEXT_BYTES: usize = 512;

/// The topics of a document by their `Duid`.
#[derive(Debug, Default)]
pub(super) struct Topics<'d> {
    by_id: HashMap<&'d str, Topic>,
}

/// One topic.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Topic {
    /// What kind of thing it is, or the vocabulary that names it.
    pub(super) scheme: Option<String>,
    pub(super) code: Option<String>,
    pub(super) name: Option<String>,
}

impl<'d> Topics<'d> {
    /// The topics of a document, wherever its topic sets stand.
    pub(super) fn of(root: Element<'d, '_>) -> Self {
        let topics = root
            .descendants()
            .filter(|element| element.name() == "Topic");
        let by_id = topics.filter_map(|topic| {
            let names = topic.child("FormalName");
            let scheme = names
                .and_then(|name| name.attribute("Scheme"))
                .map(str::to_owned);
            let kind = || topic.child("TopicType").and_then(formal);
            let short = |text: Option<String>| text.filter(|text| text.len() <= MAX_TEXT_BYTES);
            let read = Topic {
                scheme: short(scheme.or_else(kind)),
                code: short(names.and_then(Element::text)),
                name: short(topic.text_of("Description")),
            };
            Some((topic.attribute("Duid")?, read))
        });
        Self {
            by_id: by_id.collect(),
        }
    }

    /// The topic that a reference within the document names: `#id`.
    pub(super) fn get(&self, reference: &str) -> Option<&Topic> {
        self.by_id.get(reference.strip_prefix('#')?)
    }

    /// The name of a party or the like, which may be a reference.
    pub(super) fn name(&self, written: String) -> String {
        let topic = self.get(&written);
        let name = topic.and_then(|topic| topic.name.clone().or_else(|| topic.code.clone()));
        name.unwrap_or(written)
    }
}
