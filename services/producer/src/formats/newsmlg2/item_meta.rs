//! `itemMeta`: whose an item is, which version of it this is, and whether it may be used.

use dateline_schemas::Timestamp;

use super::{
    code::Code,
    draft::{Draft, named, properties},
    links, status,
};
use crate::formats::{agency, dates, flow, xml::Element};

/// Takes the management data of an item.
pub(super) fn read<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, item: Element<'d, 'a>) {
    let properties = properties(item, "itemMeta");
    let statuses = named(&properties, "pubStatus");
    status::set(draft, &statuses);
    let notes = named(&properties, "edNote").into_iter();
    let notes: Vec<String> = notes.filter_map(flow::text_of).collect();
    draft.wire_item.ednote = (!notes.is_empty()).then(|| notes.join("\n"));
    let titles = named(&properties, "title").into_iter();
    draft.title = draft.language.best(titles).and_then(Element::text);
    for property in properties {
        take(draft, property);
    }
}

fn take<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, property: Element<'d, 'a>) {
    match property.name() {
        "pubStatus" | "edNote" => {}
        "itemClass" => {
            if let Some(class) = draft.code(property) {
                draft.extend_by("itemclass", &class.qcode());
            }
        }
        "provider" => set_provider(draft, property),
        "versionCreated" => {
            if let Some(created) = instant(draft, "version_created", property) {
                draft.wire_item.version_created.get_or_insert(created);
            }
        }
        "firstCreated" => {
            if let Some(created) = instant(draft, "first_created", property) {
                draft.wire_item.first_created.get_or_insert(created);
            }
        }
        "expires" => {
            if let Some(expires) = instant(draft, "expires", property) {
                draft.wire_item.expires.get_or_insert(expires);
            }
        }
        "embargoed" => status::set_embargo(draft, property),
        "signal" => status::add_signal(draft, property),
        "link" => links::read(draft, property),
        _ => draft.extend(property),
    }
}

/// A time that is no instant is kept as it is printed.
fn instant<'d, 'a>(
    draft: &mut Draft<'_, 'd, 'a>,
    field: &str,
    property: Element<'d, 'a>,
) -> Option<Timestamp> {
    let text = property.text()?;
    let instant = dates::instant(draft.context, &mut draft.wire_item, field, &text);
    if instant.is_none() {
        draft.extend(property);
    }
    instant
}

/// Of the provider's names, its code and its address, the one by which its agency is known; else the first.
fn set_provider<'d, 'a>(draft: &mut Draft<'_, 'd, 'a>, property: Element<'d, 'a>) {
    if draft.wire_item.provider.is_some() {
        return draft.extend(property);
    }
    let code = draft.code(property);
    let names = draft.name(property).into_iter();
    let others = property.all("name").filter_map(Element::text);
    let by_code = code.as_ref().map(|code| code.code.clone());
    let text = property.children().next().is_none();
    let text = text.then(|| property.text()).flatten();
    let forms: Vec<String> = names.chain(others).chain(by_code).chain(text).collect();
    let known = forms.iter().find(|form| agency::normalised(form).is_some());
    let by_address = || {
        forms
            .iter()
            .find_map(|form| Some((form, of_address(form)?)))
    };
    if let Some(form) = known {
        draft.wire_item.provider = Some(form.clone());
    } else if let Some((address, name)) = by_address() {
        draft.wire_item.provider = Some(name.to_owned());
        draft.note("provider", "normalised", &format!("from {address}"));
    } else {
        draft.wire_item.provider = forms.first().cloned();
    }
    if let Some(qcode) = code.as_ref().map(Code::qcode)
        && draft.wire_item.provider.as_ref() != Some(&qcode)
    {
        draft.extend_by("provider", &qcode);
    }
}

/// The agency whose address this is: `reuters.com`, `https://www.apa.at/about`.
fn of_address(form: &str) -> Option<&'static str> {
    let host = form.split_once("://").map_or(form, |(_, host)| host);
    let host = host.split('/').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let (label, rest) = host.split_once('.')?;
    let is_domain = !rest.is_empty() && !host.contains(char::is_whitespace);
    // In capitals, because short codes count only in the form that they are printed in.
    is_domain
        .then(|| agency::normalised(&label.to_ascii_uppercase()))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_is_known_by_its_address() {
        for (form, expected) in [
            ("reuters.com", Some("Reuters")),
            ("thomsonreuters.com", Some("Reuters")),
            ("https://www.apa.at/about", Some("APA")),
            ("http://afp.com", Some("AFP")),
            ("www.agency.example", None),
            ("reuters", None),
            ("A.P. News", None),
        ] {
            assert_eq!(of_address(form), expected, "{form}");
        }
    }
}
