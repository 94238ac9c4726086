//! `body`: headlines, byline, dateline, notes, text and media.

use dateline_schemas::{Headline, Located, Representation, WireItem};

use super::{
    append, content,
    dateline::{self, in_parts},
    extend, media,
};
use crate::formats::{flow::Flow, item, xml::Element};

/// Reads a body into an item.
pub(super) fn read(wire_item: &mut WireItem, body: Element<'_, '_>) {
    let head = body.child("body.head");
    let contents: Vec<_> = body.all("body.content").collect();
    if let (None, Some(language)) = (&wire_item.language_declared, language(body, &contents)) {
        wire_item.language_declared = Some(language.to_owned());
    }
    // Some agencies leave the head's element out, and put what is in it into the body.
    let parts = || std::iter::once(head.unwrap_or(body)).chain(contents.iter().copied());
    headlines(wire_item, parts());
    // An element of the head that stands in the text instead is the item's all the same, and no line of its text.
    let first = |name: &str| parts().find_map(|part| within(part, name));
    let byline = first("byline");
    read_bylines(wire_item, head, byline);
    let distributor = first("distributor");
    if let Some(distributor) = distributor.and_then(in_parts) {
        wire_item.credits.push(distributor.clone());
        wire_item.credit_line = Some(distributor);
    }
    let dateline = first("dateline");
    if let Some(dateline) = dateline {
        read_dateline(wire_item, dateline);
    }
    let summary = first("abstract");
    let copyrights = parts().filter_map(|part| within(part, "copyrite"));
    let hedlines = parts().filter_map(|part| within(part, "hedline"));
    let mut left_out: Vec<usize> = copyrights
        .chain(hedlines)
        .chain(
            [byline, distributor, dateline, summary]
                .into_iter()
                .flatten(),
        )
        .map(|element| element.span().start)
        .collect();
    left_out.sort_unstable();
    read_text(wire_item, body, &contents, &left_out);
    if let Some(summary) = summary {
        read_abstract(wire_item, summary);
    }
    notes(wire_item, head, &contents);
    end(wire_item, body);
    media::read(wire_item, body);
}

fn language<'d>(body: Element<'d, '_>, contents: &[Element<'d, '_>]) -> Option<&'d str> {
    let mut elements = std::iter::once(&body).chain(contents);
    elements.find_map(|element| element.attribute("lang"))
}

/// The first element of this name in a part, directly or in the block that it begins with: those of later blocks are of
/// further texts.
fn within<'d, 'a>(part: Element<'d, 'a>, name: &str) -> Option<Element<'d, 'a>> {
    let direct = part.child(name);
    direct.or_else(|| part.child("block")?.child(name))
}

fn headlines<'d, 'a>(wire_item: &mut WireItem, parts: impl Iterator<Item = Element<'d, 'a>>)
where
    'a: 'd,
{
    for hedline in parts.filter_map(|part| within(part, "hedline")) {
        for line in hedline.children() {
            let Some(text) = line.text() else { continue };
            if line.name() == "hl1" && wire_item.headline.is_none() {
                wire_item.headline = Some(text);
            } else if wire_item.headline.as_ref() != Some(&text) {
                let role = Some(line.name().to_owned());
                wire_item.headlines.push(Headline { role, text });
            }
        }
        if wire_item.headline.is_none() && hedline.children().next().is_none() {
            wire_item.headline = hedline.text();
        }
    }
}

fn read_bylines(
    wire_item: &mut WireItem,
    head: Option<Element<'_, '_>>,
    first: Option<Element<'_, '_>>,
) {
    let of_head = head.into_iter().flat_map(|head| head.all("byline"));
    let mut printed: Vec<String> = of_head.filter_map(in_parts).collect();
    if printed.is_empty() {
        printed.extend(first.and_then(in_parts));
    }
    if !printed.is_empty() {
        wire_item.byline = Some(printed.join("; "));
    }
}

fn read_dateline(wire_item: &mut WireItem, element: Element<'_, '_>) {
    let Some(line) = in_parts(element) else {
        return;
    };
    let mut head = dateline::read(&line);
    let location = element.find("location");
    if let Some(dateline) = &mut head.dateline {
        let place = location.and_then(in_parts);
        let date = element.find("story.date");
        let date = date.and_then(|date| {
            let norm = || date.attribute("norm").map(str::to_owned);
            date.text().or_else(norm)
        });
        if let Some(place) = place {
            dateline.place = Some(place);
        }
        if let Some(date) = date {
            dateline.date = Some(date);
        }
    }
    if let Some(location) = location {
        wire_item.located = located(location);
    }
    wire_item.dateline = head.dateline;
    if wire_item.credit_line.is_none() {
        wire_item.credit_line = head.credit_line;
    }
    for credit in head.credits {
        if !wire_item.credits.contains(&credit) {
            wire_item.credits.push(credit);
        }
    }
}

fn located(location: Element<'_, '_>) -> Option<Located> {
    let name = in_parts(location)?;
    let code = location
        .find("country")
        .and_then(|country| country.attribute("iso-cc"));
    let own = location
        .attribute("location-code")
        .zip(location.attribute("code-source"));
    Some(match (code, own) {
        (Some(code), _) => Located {
            name: Some(name),
            scheme: Some("iso3166-1".to_owned()),
            code: Some(code.to_owned()),
        },
        (None, Some((code, scheme))) => Located {
            name: Some(name),
            scheme: Some(scheme.to_owned()),
            code: Some(code.to_owned()),
        },
        (None, None) => Located {
            name: Some(name),
            ..Located::default()
        },
    })
}

fn read_text(
    wire_item: &mut WireItem,
    body: Element<'_, '_>,
    contents: &[Element<'_, '_>],
    left_out: &[usize],
) {
    let mut flow = Flow::default();
    if contents.is_empty() {
        let around = ["body.head", "body.end"];
        let around = body.children().filter(|part| around.contains(&part.name()));
        let mut left_out: Vec<usize> = left_out.to_vec();
        left_out.extend(around.map(|part| part.span().start));
        left_out.sort_unstable();
        content::add(&mut flow, body, &left_out);
    }
    for part in contents {
        content::add(&mut flow, *part, left_out);
        flow.end_line();
    }
    wire_item.body = flow.finish();
}

fn read_abstract(wire_item: &mut WireItem, element: Element<'_, '_>) {
    let mut flow = Flow::default();
    content::add(&mut flow, element, &[]);
    let Some(text) = flow.finish() else { return };
    extend(wire_item, "abstract", &text);
    if wire_item.body.is_none() {
        wire_item.body = Some(text);
        wire_item.representation = Representation::Partial;
        let what = "the article has an abstract and no text";
        wire_item
            .provenance
            .push(item::note("body", "inferred", what));
    }
}

/// Notes at the head are for editors, but for those on rights; within the text those that say so.
fn notes(wire_item: &mut WireItem, head: Option<Element<'_, '_>>, contents: &[Element<'_, '_>]) {
    let of_head = head.into_iter().flat_map(|head| head.all("note"));
    let of_head = of_head.filter(|note| !content::is_about_rights(*note));
    let of_text = contents.iter().flat_map(|part| part.descendants());
    let of_text = of_text.filter(|note| note.name() == "note" && content::is_for_editors(*note));
    for note in of_head.chain(of_text) {
        if let Some(text) = crate::formats::flow::text_of(note) {
            append(&mut wire_item.ednote, &text);
        }
    }
}

fn end(wire_item: &mut WireItem, body: Element<'_, '_>) {
    for part in body.all("body.end").flat_map(Element::children) {
        if let Some(text) = part.text() {
            extend(wire_item, part.name(), &text);
        }
    }
}
