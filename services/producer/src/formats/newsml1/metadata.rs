//! What components say of their content: lines, administration, rights, description. What stands further in goes before,
//! and components without content are metadata of the whole item.

use std::collections::HashSet;

use dateline_schemas::{Subject, WireItem};

use super::{
    choice::Choice, extend, formal, lines, location, management, topics::Topics, tree::Tree,
};
use crate::formats::{
    agency,
    nitf::{append, head::SUBJECT_CODES},
    xml::Element,
};

/// Digits of an IPTC code; media topics begin where subject codes end.
const DIGITS_OF_CODE: usize = 8;

/// Reads what the components around an item's text, and those without any, say.
pub(super) fn read(
    wire_item: &mut WireItem,
    tree: &Tree<'_, '_>,
    choice: &Choice<'_, '_>,
    topics: &Topics<'_>,
) {
    let around: Vec<usize> = tree.around(choice.component()).collect();
    let bare = tree.components.iter().enumerate();
    let bare = bare.filter(|(_, component)| !component.has_content);
    let bare = bare.map(|(index, _)| index);
    // Where an item has references alone, the components around the first are bare themselves.
    let bare = bare.filter(|index| !around.contains(index));
    let mut sources = Vec::new();
    for index in around.iter().copied().chain(bare) {
        let Some(component) = tree.components.get(index) else {
            continue;
        };
        for part in component.element.children() {
            match part.name() {
                "NewsLines" => lines::read(wire_item, part),
                "AdministrativeMetadata" => administration(wire_item, part, topics, &mut sources),
                "RightsMetadata" => rights(wire_item, part),
                "DescriptiveMetadata" => description(wire_item, part, topics),
                "Metadata" => part
                    .all("Property")
                    .for_each(|own| property(wire_item, own)),
                "Comment" => {
                    if let Some(text) = part.text() {
                        extend(wire_item, "Comment", &text);
                    }
                }
                // An update may put a line in place of another.
                line if line.ends_with("Line") => lines::read_line(wire_item, part),
                _ => {}
            }
        }
    }
    let mut known = HashSet::new();
    wire_item.keywords.retain(|word| known.insert(word.clone()));
    if wire_item.credits.is_empty() {
        wire_item.credits = sources;
    } else {
        for source in sources {
            extend(wire_item, "Source", &source);
        }
    }
}

/// The language that an element around the text declares, where no metadata does.
pub(super) fn language(
    wire_item: &mut WireItem,
    tree: &Tree<'_, '_>,
    choice: &Choice<'_, '_>,
    news_item: Element<'_, '_>,
) {
    if wire_item.language_declared.is_some() {
        return;
    }
    let text = choice.texts.first().map(|leaf| leaf.element);
    let around = tree.around(choice.component());
    let around = around.filter_map(|index| Some(tree.components.get(index)?.element));
    let mut elements = text
        .into_iter()
        .chain(around)
        .chain(std::iter::once(news_item));
    let declared = elements.find_map(|element| element.attribute("lang"));
    wire_item.language_declared = declared.map(str::to_owned);
}

fn party(element: Element<'_, '_>, topics: &Topics<'_>) -> Option<String> {
    let party = element.child("Party")?;
    let topic = party.attribute("Topic").map(str::to_owned);
    Some(topics.name(formal(party).or(topic)?))
}

fn administration(
    wire_item: &mut WireItem,
    metadata: Element<'_, '_>,
    topics: &Topics<'_>,
    sources: &mut Vec<String>,
) {
    for part in metadata.children() {
        let name = part.name();
        match (name, party(part, topics)) {
            ("Provider", Some(party)) => provider(wire_item, party),
            ("Source", Some(party)) if sources.last() != Some(&party) => sources.push(party),
            ("Source", _) => {}
            (_, Some(party)) => extend(wire_item, name, &party),
            ("Property", None) => property(wire_item, part),
            (_, None) => {
                if let Some(text) = part.text() {
                    extend(wire_item, name, &text);
                }
            }
        }
    }
}

/// A provider by name goes before one by domain, unless the domain alone is that of a known agency.
fn provider(wire_item: &mut WireItem, party: String) {
    let is_known = |name: &str| agency::normalised(name).is_some();
    if wire_item.provider.as_deref().is_some_and(is_known) && !is_known(&party) {
        extend(wire_item, "Provider", &party);
    } else if wire_item
        .provider
        .as_deref()
        .is_none_or(|known| !is_known(known))
        || is_known(&party)
    {
        wire_item.provider = Some(party);
        wire_item.provenance.retain(|note| note.field != "provider");
    }
}

/// A provider's property: a keyword, a note to editors, or one under its own name.
fn property(wire_item: &mut WireItem, element: Element<'_, '_>) {
    let name = element
        .attribute("FormalName")
        .unwrap_or_default()
        .to_lowercase();
    match element.attribute("Value") {
        Some(value) if name == "keyword" || name == "keywords" => {
            wire_item.keywords.push(value.to_owned());
        }
        Some(value) if lines::is_note(&name) => append(&mut wire_item.ednote, value),
        _ => management::property(wire_item, element),
    }
}

fn rights(wire_item: &mut WireItem, metadata: Element<'_, '_>) {
    for part in metadata.children() {
        if part.name() == "Property" {
            property(wire_item, part);
            continue;
        }
        let facts = part.children().filter_map(|fact| {
            let text = fact.text().or_else(|| formal(fact))?;
            Some(format!("{}: {text}", fact.name()))
        });
        let facts: Vec<String> = facts.collect();
        if !facts.is_empty() {
            append(&mut wire_item.usage_terms, &facts.join("; "));
        } else if let Some(text) = part.text() {
            append(&mut wire_item.usage_terms, &text);
        }
    }
}

fn description(wire_item: &mut WireItem, metadata: Element<'_, '_>, topics: &Topics<'_>) {
    for part in metadata.children() {
        let name = part.name();
        match name {
            "Language" if wire_item.language_declared.is_none() => {
                wire_item.language_declared = formal(part);
            }
            "Genre" if wire_item.genre.is_none() => wire_item.genre = formal(part),
            "SubjectCode" => {
                let subjects = part.children().filter_map(subject);
                wire_item.subjects.extend(subjects);
            }
            "Location" => location::read(wire_item, part),
            "TopicOccurrence" => wire_item.subjects.extend(occurrence(part, topics)),
            "OfInterestTo" => wire_item.subjects.extend(formal(part).map(|code| Subject {
                scheme: Some(name.to_owned()),
                code: Some(code),
                name: None,
            })),
            "Property" => property(wire_item, part),
            _ => {
                if let Some(value) = formal(part) {
                    extend(wire_item, name, &value);
                }
            }
        }
    }
}

fn subject(element: Element<'_, '_>) -> Option<Subject> {
    let code = element.attribute("FormalName")?;
    let digits = code.rsplit(':').next().unwrap_or(code);
    let is_iptc =
        digits.len() == DIGITS_OF_CODE && digits.bytes().all(|digit| digit.is_ascii_digit());
    let register = ["Vocabulary", "Scheme"];
    let register = register.iter().find_map(|name| element.attribute(name));
    let (scheme, code) = match is_iptc {
        true if digits.starts_with("20") => (Some("medtop"), digits),
        true => (Some(SUBJECT_CODES), digits),
        false => (register, code),
    };
    Some(Subject {
        scheme: scheme.map(str::to_owned),
        code: Some(code.to_owned()),
        name: element.text(),
    })
}

fn occurrence(element: Element<'_, '_>, topics: &Topics<'_>) -> Option<Subject> {
    let reference = element.attribute("Topic")?;
    let unknown = || Subject {
        scheme: Some("Topic".to_owned()),
        code: Some(reference.to_owned()),
        name: None,
    };
    let known = topics.get(reference).map(|topic| Subject {
        scheme: topic.scheme.clone(),
        code: topic.code.clone(),
        name: topic.name.clone(),
    });
    Some(known.unwrap_or_else(unknown))
}
