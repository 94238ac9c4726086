//! `contentMeta` and `partMeta`: what the content of an item is, what it is about, and what its head prints.

use dateline_schemas::{AltId, Association, Headline};

use super::{
    code::Code,
    draft::{Draft, named, properties},
    links, place, subjects,
};
use crate::formats::{
    agency, flow,
    wire_page::credits::{self, Parentheses},
    xml::Element,
};

/// Roles of the headline that is the main one.
const MAIN: &[&str] = &["main", "headline", "hl1", "title"];

/// Most agencies that an item credits.
const MAX_CREDITS: usize = 50;

/// Takes the metadata of an item's content, and of its parts.
pub(super) fn read<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, item: Element<'d, 'a>) {
    let properties = properties(item, "contentMeta");
    set_headlines(draft, &named(&properties, "headline"));
    set_lines(draft, &properties);
    subjects::read(draft, &named(&properties, "subject"));
    set_genre(draft, &named(&properties, "genre"));
    set_language(draft, &named(&properties, "language"));
    draft.descriptions = named(&properties, "description");
    for property in &properties {
        take(draft, *property);
    }
    for part in item.all("partMeta") {
        take_part(draft, part);
    }
}

fn take<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, property: Element<'d, 'a>) {
    match property.name() {
        "headline" | "slugline" | "by" | "creditline" | "dateline" | "subject" | "genre"
        | "language" | "description" => {}
        "urgency" => set_urgency(draft, property),
        "located" => place::set_located(draft, property),
        "keyword" => draft.wire_item.keywords.extend(property.text()),
        "infoSource" => add_source(draft, property),
        "altId" => take_alt_id(draft, property),
        "link" => links::read(draft, property),
        "icon" => add_icon(draft, property),
        _ => draft.extend(property),
    }
}

/// The main headline: in the item's language, and in no role or that of the main one.
fn set_headlines<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, headlines: &[Element<'d, 'a>]) {
    let rank = |index: &usize| {
        let headline = headlines.get(*index).copied()?;
        let role = draft.role(headline, "role");
        let is_main = role.is_none_or(|role| MAIN.contains(&role.to_ascii_lowercase().as_str()));
        Some((!is_main, draft.language.distance(headline)))
    };
    let has_text = |index: &usize| headlines.get(*index).is_some_and(|it| it.has_text());
    let main = (0..headlines.len()).filter(has_text).min_by_key(rank);
    for (i, headline) in headlines.iter().enumerate() {
        let Some(text) = headline.text() else {
            continue;
        };
        if Some(i) == main {
            draft.wire_item.headline = Some(text);
            continue;
        }
        let language = draft.language.other(*headline).map(str::to_owned);
        let role = draft.role(*headline, "role").or(language);
        draft.wire_item.headlines.push(Headline { role, text });
    }
}

/// Lines that are printed once: of each the one in the item's language, the others beside it.
fn set_lines<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, properties: &[Element<'d, 'a>]) {
    draft.wire_item.slugline = line(draft, &named(properties, "slugline"));
    draft.wire_item.byline = byline(draft, &named(properties, "by"));
    if let Some(printed) = line(draft, &named(properties, "creditline")) {
        credit(draft, &printed);
        draft.wire_item.credit_line = Some(printed);
    }
    if let Some(printed) = line(draft, &named(properties, "dateline")) {
        let head = place::dateline(&printed);
        draft.wire_item.dateline = head.dateline;
        for credit in &head.credits {
            add_credit(draft, credit);
        }
        let credit_line = draft.wire_item.credit_line.take();
        draft.wire_item.credit_line = credit_line.or(head.credit_line);
    }
}

fn line<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, elements: &[Element<'d, 'a>]) -> Option<String> {
    let filled = elements.iter().copied().filter(|it| it.has_text());
    let best = draft.language.best(filled.clone())?;
    for other in filled.filter(|other| other.span() != best.span()) {
        draft.extend(other);
    }
    best.text()
}

/// All bylines in the item's language, as a text that several people wrote has them.
fn byline<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, lines: &[Element<'d, 'a>]) -> Option<String> {
    let filled = lines.iter().copied().filter(|it| it.has_text());
    let filled = filled.map(|it| (draft.language.distance(it), it));
    let filled: Vec<_> = filled.collect();
    let nearest = filled.iter().map(|(distance, _)| *distance).min()?;
    let mut printed = Vec::new();
    for (distance, line) in filled {
        if distance == nearest {
            printed.extend(line.text());
        } else {
            draft.extend(line);
        }
    }
    Some(printed.join("; "))
}

/// The agencies that a line credits, as far as they are known: the other names in it may be anybody's.
fn credit(draft: &mut Draft<'_, '_, '_>, line: &str) {
    let Parentheses::Credits(credits) = credits::parse(line) else {
        return;
    };
    for credit in credits.iter().filter(|credit| credit.known.is_some()) {
        add_credit(draft, credit.printed);
    }
}

fn add_credit(draft: &mut Draft<'_, '_, '_>, name: &str) {
    let credits = &mut draft.wire_item.credits;
    let is_known = |known: &String| agency::provider_name(known) == agency::provider_name(name);
    if credits.len() < MAX_CREDITS && !credits.iter().any(is_known) {
        credits.push(name.to_owned());
    }
}

/// A source of the content, by name or by a code that is an agency's; an address alone is no credit.
fn add_source<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, source: Element<'d, 'a>) {
    let code = draft.code(source);
    let coded = code.filter(|code| agency::normalised(&code.code).is_some());
    match draft.name(source).or(coded.map(|code| code.code)) {
        Some(name) => add_credit(draft, &name),
        None => draft.extend(source),
    }
}

fn set_urgency<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, property: Element<'d, 'a>) {
    let number = property.text().and_then(|text| text.parse::<i64>().ok());
    match number.filter(|urgency| (1..=9).contains(urgency)) {
        Some(urgency) => draft.wire_item.urgency = Some(urgency),
        None => draft.extend(property),
    }
}

fn set_genre<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, genres: &[Element<'d, 'a>]) {
    for genre in genres {
        let code = draft.code(*genre);
        let name = draft.name(*genre);
        let told = name.or_else(|| Some(code.as_ref()?.code.clone()));
        if draft.wire_item.genre.is_none() {
            draft.wire_item.genre = told;
        }
        if let Some(qcode) = code.as_ref().map(Code::qcode) {
            draft.extend_by("genre", &qcode);
        }
    }
}

/// The language of the text; the others of its content stay beside it.
fn set_language<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, languages: &[Element<'d, 'a>]) {
    draft.wire_item.language_declared = draft.language.tag.map(str::to_owned);
    if let Some(from) = draft.language.inferred_from {
        draft.note("language_declared", "inferred", &format!("from {from}"));
    }
    if languages.len() > 1 {
        for tag in languages.iter().filter_map(|it| it.attribute("tag")) {
            draft.extend_by("language", tag);
        }
    }
}

fn take_alt_id<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, property: Element<'d, 'a>) {
    let value = property.text();
    // Some providers put the id into the attribute that is to name the element.
    let value = value.or_else(|| property.attribute("id").map(str::to_owned));
    if let Some(value) = value {
        let role = draft.role(property, "type");
        draft.wire_item.alt_ids.push(AltId { role, value });
    }
}

fn add_icon<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, icon: Element<'d, 'a>) {
    if let Some(target) = links::target(icon) {
        let association = Association {
            kind: Some("picture".to_owned()),
            ..links::association(draft, icon, Some("icon".to_owned()), target)
        };
        draft.wire_item.associations.push(association);
    }
}

/// What is said of a part of the content stands beside the item, by the part's name.
fn take_part<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, part: Element<'d, 'a>) {
    let id = part.attribute("partid").or(part.attribute("id"));
    for property in part.children() {
        let told = match property.name() {
            "icon" => {
                add_icon(draft, property);
                continue;
            }
            "language" => property.attribute("tag").map(str::to_owned),
            "description" | "headline" => flow::text_of(property),
            _ => draft.told(property),
        };
        if let Some(told) = told {
            let told = id.map_or(told.clone(), |id| format!("{id}: {told}"));
            draft.extend_by(&format!("partMeta.{}", property.name()), &told);
        }
    }
}
