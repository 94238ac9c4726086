//! An entry of RSS or Atom: what each of its elements says.

use dateline_schemas::Association;
use url::Url;

use super::{
    draft::{Draft, Head, killed},
    links, media,
    names::{Names, Space},
    text::{self, Kind},
};
use crate::formats::xml::Element;

/// The relations of links that say where the entry itself is shown.
const SHOWN: [&str; 1] = ["alternate"];

/// Reads entries of one feed.
pub(super) struct EntryReader<'r> {
    pub(super) names: &'r Names,
    pub(super) head: &'r Head,
}

impl EntryReader<'_> {
    /// What an entry says.
    pub(super) fn read(&self, entry: Element<'_, '_>) -> Draft {
        let base = links::base_of(entry, self.head.base.as_ref());
        let mut draft = Draft::default();
        draft.item.language_declared = entry.attribute("lang").map(str::to_owned);
        let about = entry.attribute("about").map(str::to_owned);
        for child in entry.children() {
            self.take(&mut draft, child, base.as_ref());
        }
        draft.id = draft.id.take().or(about);
        draft
    }

    /// What a tombstone says; `None` where it does not say whose it is.
    pub(super) fn read_tombstone(&self, tombstone: Element<'_, '_>) -> Option<Draft> {
        let why = tombstone.text_of("comment");
        let mut draft = killed(
            tombstone.attribute("ref")?,
            tombstone.attribute("when"),
            why,
        );
        if let Some(by) = tombstone.child("by").and_then(Element::text) {
            draft.extension("at:by", &by);
        }
        for link in tombstone.all("link") {
            if let Some(href) = link.attribute("href") {
                let name = format!("link:{}", link.attribute("rel").unwrap_or(SHOWN[0]));
                draft.extension(&name, &links::resolved(self.head.base.as_ref(), href).0);
            }
        }
        Some(draft)
    }

    fn take(&self, draft: &mut Draft, child: Element<'_, '_>, base: Option<&Url>) {
        let taken = match self.names.space(child) {
            Space::Core => self.take_core(draft, child, base),
            Space::DublinCore => take_dublin_core(draft, child),
            Space::Content => take_content(draft, child),
            Space::Media => media::take(draft, child, base, self.names),
            Space::Itunes => take_itunes(draft, child, base),
            Space::Xhtml => take_xhtml(draft, child),
            Space::Deleted | Space::Other => take_other(draft, child),
        };
        if !taken {
            keep(draft, child);
        }
    }

    fn take_core(&self, draft: &mut Draft, child: Element<'_, '_>, base: Option<&Url>) -> bool {
        let kind = text::kind(child);
        match child.name().to_ascii_lowercase().as_str() {
            "title" => set(&mut draft.title, text::line(child, kind)),
            "id" => set(&mut draft.id, child.text()),
            "guid" => set(&mut draft.id, guid(child, base)),
            "link" => take_link(draft, child, base),
            "description" | "summary" => set(&mut draft.summary, text::flowed(child, kind)),
            "content" => take_atom_content(draft, child, base),
            "author" => {
                let name = child.text_of("name").or_else(|| child.text());
                if let Some(name) = name {
                    draft.author(name);
                }
                keep_address(draft, child)
            }
            "category" => take_category(draft, child),
            "pubdate" | "published" | "issued" => set(&mut draft.published, child.text()),
            "updated" | "modified" => set(&mut draft.updated, child.text()),
            "created" => set(&mut draft.created, child.text()),
            "rights" | "copyright" => set(&mut draft.item.usage_terms, text::flowed(child, kind)),
            "enclosure" => media::take_enclosure(draft, child, base, "url"),
            "source" => take_source(draft, child),
            _ => false,
        }
    }
}

/// The first value counts; whether it was the first and is one.
fn set(field: &mut Option<String>, value: Option<String>) -> bool {
    let is_first = field.is_none();
    if is_first {
        *field = value;
    }
    is_first
}

/// A guid is an id as it stands, but for a path that is said to be an address.
fn guid(child: Element<'_, '_>, base: Option<&Url>) -> Option<String> {
    let text = child.text()?;
    let is_link = child.attribute("isPermaLink") != Some("false");
    if is_link && text.starts_with('/') {
        return Some(links::resolved(base, &text).0);
    }
    Some(text)
}

fn take_link(draft: &mut Draft, child: Element<'_, '_>, base: Option<&Url>) -> bool {
    let Some(href) = child
        .attribute("href")
        .map(str::to_owned)
        .or_else(|| child.text())
    else {
        return true;
    };
    let base = links::base_of(child, base);
    let (address, was_relative) = links::resolved(base.as_ref(), &href);
    let relation = child.attribute("rel").unwrap_or(SHOWN[0]);
    match relation {
        relation if SHOWN.contains(&relation) && draft.link.is_none() => {
            if was_relative {
                let what = format!("the relative link {href} against its base");
                draft.note("uri", "normalised", &what);
            }
            draft.link = Some(address);
        }
        "enclosure" => return media::take_enclosure(draft, child, base.as_ref(), "href"),
        "related" => draft.associate(Association {
            role: Some(relation.to_owned()),
            kind: media::kind_of(None, child.attribute("type")),
            uri: Some(address),
            title: child.attribute("title").map(str::to_owned),
        }),
        other => draft.extension(&format!("link:{other}"), &address),
    }
    true
}

fn take_atom_content(draft: &mut Draft, child: Element<'_, '_>, base: Option<&Url>) -> bool {
    if let Some(source) = child.attribute("src") {
        draft.associate(Association {
            role: Some("content".to_owned()),
            kind: media::kind_of(None, child.attribute("type")),
            uri: Some(links::resolved(base, source).0),
            title: None,
        });
        return true;
    }
    let kind = text::kind(child);
    if kind == Kind::Foreign {
        let written = child.attribute("type").unwrap_or("base64");
        let what = format!("a content of type {written} is no text and was not read");
        draft.note("body", "inferred", &what);
        return true;
    }
    if draft.item.language_declared.is_none() {
        draft.item.language_declared = child.attribute("lang").map(str::to_owned);
    }
    set(&mut draft.content, text::flowed(child, kind))
}

fn take_category(draft: &mut Draft, child: Element<'_, '_>) -> bool {
    let scheme = child
        .attribute("scheme")
        .or_else(|| child.attribute("domain"));
    let term = child.attribute("term").map(str::to_owned);
    if let Some(term) = term.or_else(|| child.text()) {
        draft.category(scheme, &term, child.attribute("label"));
    }
    true
}

/// The feed that an entry was taken from.
fn take_source(draft: &mut Draft, child: Element<'_, '_>) -> bool {
    let name = match child.child("title") {
        Some(title) => text::line(title, text::kind(title)),
        None if child.children().next().is_none() => child.text(),
        None => None,
    };
    if let Some(name) = name {
        draft.extension("source", &name);
        draft.source = Some(name);
    }
    let address = child.attribute("url").map(str::to_owned);
    if let Some(address) = address.or_else(|| child.text_of("id")) {
        draft.extension("source.url", &address);
    }
    if draft.item.usage_terms.is_none() {
        draft.item.usage_terms = child.text_of("rights");
    }
    if draft.other_author.is_none() {
        draft.other_author = child.child("author").and_then(|it| it.text_of("name"));
    }
    true
}

/// The mail and the page of an author.
fn keep_address(draft: &mut Draft, author: Element<'_, '_>) -> bool {
    for part in ["email", "uri", "url"] {
        if let Some(text) = author.text_of(part) {
            draft.extension(&format!("author.{part}"), &text);
        }
    }
    true
}

fn take_dublin_core(draft: &mut Draft, child: Element<'_, '_>) -> bool {
    let Some(text) = child.text() else {
        return true;
    };
    match child.name() {
        "title" => set(&mut draft.other_title, text::line(child, Kind::Undeclared)),
        "creator" => {
            draft.author(text);
            true
        }
        "description" => set(
            &mut draft.other_summary,
            text::flowed(child, Kind::Undeclared),
        ),
        "date" | "issued" => set(&mut draft.published, Some(text)),
        "modified" => set(&mut draft.updated, Some(text)),
        "created" => set(&mut draft.created, Some(text)),
        "language" => set(&mut draft.item.language_declared, Some(text)),
        "rights" => set(&mut draft.item.usage_terms, Some(text)),
        "subject" => {
            draft.item.keywords.push(text);
            true
        }
        "identifier" => {
            draft.alt_id(child.qualified_name(), &text);
            true
        }
        _ => false,
    }
}

fn take_content(draft: &mut Draft, child: Element<'_, '_>) -> bool {
    child.name() == "encoded" && set(&mut draft.content, text::flowed(child, Kind::Html))
}

fn take_xhtml(draft: &mut Draft, child: Element<'_, '_>) -> bool {
    matches!(child.name(), "body" | "div")
        && set(&mut draft.content, text::flowed(child, Kind::Tree))
}

fn take_itunes(draft: &mut Draft, child: Element<'_, '_>, base: Option<&Url>) -> bool {
    match child.name() {
        "author" => set(&mut draft.other_author, child.text()),
        "summary" => set(
            &mut draft.other_summary,
            text::flowed(child, Kind::Undeclared),
        ),
        "image" => media::take_picture(draft, child, base, "href"),
        _ => false,
    }
}

fn take_other(draft: &mut Draft, child: Element<'_, '_>) -> bool {
    match (child.name(), child.text()) {
        ("origLink" | "origEnclosureLink", Some(text)) => {
            draft.alt_id(child.qualified_name(), &text);
            true
        }
        _ => false,
    }
}

/// What has no place in the contract, under its own name: its text, else its attributes.
fn keep(draft: &mut Draft, child: Element<'_, '_>) {
    let name = child.qualified_name();
    match child.text() {
        Some(text) => draft.extension(name, &text),
        None => {
            let attributes = child.attributes();
            for (key, value) in attributes.filter(|(_, value)| !value.trim().is_empty()) {
                draft.extension(&format!("{name}@{key}"), value.trim());
            }
        }
    }
}
