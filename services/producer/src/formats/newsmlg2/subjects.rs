//! Subjects: what an item is about.

use std::collections::HashSet;

use dateline_schemas::Subject;

use super::{code::Code, draft::Draft};
use crate::formats::xml::Element;

/// IPTC's Media Topics, as the standard catalog names them.
const MEDIA_TOPICS: &str = "medtop";

/// Kind of concept that needs no mention: most subjects are topics.
const ABSTRACT: &str = "abstract";

/// Takes the subjects of an item: each by its own code, a faceted one by all of its parts, a bag by what is in it.
pub(super) fn read<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, subjects: &[Element<'d, 'a>]) {
    for subject in subjects {
        let first = draft.wire_item.subjects.len();
        take(draft, *subject);
        let parts = ["mainConcept", "facetConcept", "facet"];
        for part in parts.iter().flat_map(|part| subject.all(part)) {
            take(draft, part);
        }
        for bit in subject.all("bag").flat_map(|bag| bag.all("bit")) {
            take(draft, bit);
        }
        tell_kind(draft, *subject, first);
    }
    take_equals(draft, subjects);
}

fn take<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, element: Element<'d, 'a>) {
    let code = draft.code(element);
    let name = draft.name(element);
    if code.is_none() && name.is_none() {
        return;
    }
    let relation = || Code::of_attribute(element, "rel", &draft.catalog);
    let subject = match code {
        Some(Code { scheme, code }) => Subject {
            scheme,
            code: Some(code),
            name,
        },
        // Without a code, the facet says what its name means: the distance "200m".
        None => Subject {
            scheme: relation().map(|facet| facet.qcode()),
            code: None,
            name,
        },
    };
    draft.wire_item.subjects.push(subject);
}

/// Keeps which subjects are places, people and so on, which the contract does not say.
fn tell_kind<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, element: Element<'d, 'a>, first: usize) {
    let Some(kind) = Code::of_attribute(element, "type", &draft.catalog) else {
        return;
    };
    let Some(subject) = draft.wire_item.subjects.get(first) else {
        return;
    };
    if kind.code == ABSTRACT {
        return;
    }
    let named = subject.name.as_ref().or(subject.code.as_ref());
    let named = named.cloned().unwrap_or_default();
    draft.extend_by(&format!("subject.{}", kind.qcode()), &named);
}

/// The same concepts in other vocabularies: a Media Topic among them is a subject like any other, where it is none yet.
fn take_equals<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, subjects: &[Element<'d, 'a>]) {
    let topics = draft.wire_item.subjects.iter();
    let topics = topics.filter(|subject| subject.scheme.as_deref() == Some(MEDIA_TOPICS));
    let mut known: HashSet<String> = topics.filter_map(|topic| topic.code.clone()).collect();
    for subject in subjects {
        for equal in subject.all("sameAs") {
            let Some(code) = draft.code(equal) else {
                continue;
            };
            let is_topic = code.scheme.as_deref() == Some(MEDIA_TOPICS);
            if is_topic && known.insert(code.code.clone()) {
                take(draft, equal);
            } else if !is_topic {
                let own = draft.code(*subject).map(|own| own.qcode());
                let own = own.unwrap_or_default();
                draft.extend_by("subject.sameAs", &format!("{own} = {}", code.qcode()));
            }
        }
    }
}
