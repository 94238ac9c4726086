//! An entry of any dialect on its way to an item: what was read of it, and what follows from that.

use std::ops::Range;

use dateline_schemas::{AltId, Association, PubStatus, Representation, Signal, Subject, WireItem};
use url::Url;

use crate::formats::{DeliveryContext, Rejected, agency, dates, identity, item, signals};

/// What a feed says of all its entries.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) rights: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) link: Option<String>,
    pub(super) base: Option<Url>,
}

/// Most bytes that a feed's head may add to all its entries together: what it says is said again on each.
const MAX_INHERITED_BYTES: usize = 8 * 1024 * 1024;

/// Longest base of relative links, in bytes.
const MAX_BASE_BYTES: usize = 512;

impl Head {
    /// Leaves out what would make so many entries too large; what was left out, in words.
    pub(super) fn limit(&mut self, entries: usize) -> Option<String> {
        self.base = self
            .base
            .take()
            .filter(|base| base.as_str().len() <= MAX_BASE_BYTES);
        let texts = [&self.title, &self.language, &self.rights];
        let texts = texts.into_iter().flatten().chain(&self.authors);
        let bytes: usize = texts.map(String::len).sum();
        if bytes.saturating_mul(entries) <= MAX_INHERITED_BYTES {
            return None;
        }
        (self.title, self.language, self.rights) = (None, None, None);
        self.authors.clear();
        Some(format!(
            "{bytes} bytes that the feed says of each of its {entries} entries were left out of them"
        ))
    }
}

/// Most authors, most credits and most agencies in one credit of one entry.
const MAX_PEOPLE: usize = 100;

/// What was read of an entry.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// With all that needs no second look.
    pub(super) item: WireItem,
    pub(super) id: Option<String>,
    pub(super) link: Option<String>,
    pub(super) title: Option<String>,
    pub(super) content: Option<String>,
    pub(super) summary: Option<String>,
    /// Of modules that repeat what RSS and Atom say, for entries in which those say nothing.
    pub(super) other_title: Option<String>,
    pub(super) other_summary: Option<String>,
    pub(super) other_author: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) credit_lines: Vec<String>,
    /// The feed that the entry was taken from.
    pub(super) source: Option<String>,
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) created: Option<String>,
}

impl Draft {
    /// The item.
    pub(super) fn finish(
        mut self,
        context: &DeliveryContext,
        head: &Head,
        span: Range<usize>,
    ) -> Result<WireItem, Rejected> {
        if self.is_nameless() {
            return Err(identity::Nameless.rejected(span));
        }
        self.name(head);
        self.fill_texts();
        self.fill_people(head);
        self.inherit(head);
        self.fill_dates(context);
        let mut wire_item = self.item;
        wire_item.pub_status = PubStatus::Usable;
        let what = "absent, which in a feed means usable";
        wire_item
            .provenance
            .push(item::note("pub_status", "inferred", what));
        item::unescape_again(&mut wire_item);
        signals::add(&mut wire_item);
        item::normalise_credits(&mut wire_item);
        item::finish(context, wire_item, span)
    }

    pub(super) fn note(&mut self, field: &str, method: &str, what: &str) {
        self.item.provenance.push(item::note(field, method, what));
    }

    /// One more author; there is an end to those that are looked at.
    pub(super) fn author(&mut self, name: String) {
        if self.authors.len() < MAX_PEOPLE {
            self.authors.push(name);
        } else {
            self.extension("author", &name);
        }
    }

    /// One more credit of the entry itself.
    pub(super) fn credit(&mut self, line: String) {
        if self.credit_lines.len() < MAX_PEOPLE {
            self.credit_lines.push(line);
        } else {
            self.extension("credit", &line);
        }
    }

    /// Something that the contract has no place for; what is said twice is kept line by line.
    pub(super) fn extension(&mut self, name: &str, value: &str) {
        let known = self.item.extensions.entry(name.to_owned()).or_default();
        if !known.is_empty() {
            known.push('\n');
        }
        known.push_str(value);
    }

    pub(super) fn alt_id(&mut self, role: &str, value: &str) {
        self.item.alt_ids.push(AltId {
            role: Some(role.to_owned()),
            value: value.to_owned(),
        });
    }

    /// A category: a subject where it is of a vocabulary or has a label of its own, else a keyword.
    pub(super) fn category(&mut self, scheme: Option<&str>, term: &str, label: Option<&str>) {
        let label = label.filter(|label| *label != term);
        if scheme.is_none() && label.is_none() {
            return self.item.keywords.push(term.to_owned());
        }
        let is_medtop = |scheme: &str| scheme.contains("cv.iptc.org/newscodes/mediatopic");
        let (scheme, code) = match scheme {
            Some(scheme) if is_medtop(scheme) => {
                ("medtop", term.strip_prefix("medtop:").unwrap_or(term))
            }
            scheme => (scheme.unwrap_or_default(), term),
        };
        self.item.subjects.push(Subject {
            scheme: Some(scheme.to_owned()).filter(|scheme| !scheme.is_empty()),
            code: Some(code.to_owned()),
            name: label.map(str::to_owned),
        });
    }

    /// A medium, once each.
    pub(super) fn associate(&mut self, association: Association) {
        // A feed names a picture in two or three modules, one after the other.
        let mut last = self.item.associations.iter().rev().take(16);
        if !last.any(|known| known.uri == association.uri) {
            self.item.associations.push(association);
        }
    }

    /// Whether there is nothing to know it by, so that a hundred thousand of these cost little.
    fn is_nameless(&self) -> bool {
        let names = [&self.id, &self.link, &self.title, &self.other_title];
        let texts = [&self.content, &self.summary, &self.other_summary];
        names.into_iter().chain(texts).all(Option::is_none)
    }

    fn name(&mut self, head: &Head) {
        // Entries that all link to the front page are not one item.
        let own = self.link.take();
        let own_link = own.filter(|link| head.link.as_ref() != Some(link));
        match (self.id.take(), own_link) {
            (Some(id), link) => {
                if let Some(link) = link.filter(|link| *link != id) {
                    self.alt_id("link", &link);
                }
                self.item.uri = id;
            }
            (None, Some(link)) => {
                self.item.uri = link;
                self.note("uri", "inferred", "the entry has no id: its link");
            }
            (None, None) => {}
        }
    }

    fn fill_texts(&mut self) {
        self.item.headline = self.title.take().or_else(|| self.other_title.take());
        let summary = self.summary.take().or_else(|| self.other_summary.take());
        let (representation, why) = match (self.content.take(), summary) {
            (Some(content), summary) => {
                if let Some(summary) = summary.filter(|summary| *summary != content) {
                    self.extension("summary", &summary);
                }
                self.item.body = Some(content);
                (Representation::Full, "the entry has a content")
            }
            (None, Some(summary)) => {
                self.item.body = Some(summary);
                let why = "the entry has a summary and no content";
                (Representation::Partial, why)
            }
            (None, None) => (Representation::Partial, "the entry has a title alone"),
        };
        self.item.representation = representation;
        self.note("representation", "inferred", why);
    }

    fn fill_people(&mut self, head: &Head) {
        let mut authors = std::mem::take(&mut self.authors);
        if authors.is_empty() {
            authors.extend(self.other_author.take());
        }
        if authors.is_empty() && !head.authors.is_empty() {
            authors.clone_from(&head.authors);
            self.note("byline", "inferred", "the author of the feed");
        }
        let mut names: Vec<&str> = Vec::new();
        for author in &authors {
            let name = person(author);
            match name.filter(|name| *name == author) {
                Some(_) => {}
                None => self.extension("author", author),
            }
            names.extend(name);
        }
        let agencies = names.iter().copied().chain(self.source.as_deref());
        let agencies = agencies.filter_map(agency::normalised).collect();
        if names.len() > 1 {
            let what = "the names of several authors, with commas between them";
            self.item
                .provenance
                .push(item::note("byline", "normalised", what));
        }
        self.item.byline = Some(names.join(", ")).filter(|byline| !byline.is_empty());
        self.fill_credits(agencies);
    }

    fn fill_credits(&mut self, agencies: Vec<&'static str>) {
        let lines = std::mem::take(&mut self.credit_lines);
        for line in &lines {
            let parts: Vec<&str> = line.splitn(MAX_PEOPLE, '/').map(str::trim).collect();
            // A line of agencies is taken apart, and anything else is one credit.
            if parts.iter().any(|part| agency::normalised(part).is_some()) {
                self.item
                    .credits
                    .extend(parts.into_iter().map(str::to_owned));
            } else {
                self.item.credits.push(line.clone());
            }
        }
        self.item.credit_line = Some(lines.join(", ")).filter(|line| !line.is_empty());
        for name in agencies {
            let mut known = self.item.credits.iter();
            if !known.any(|credit| agency::provider_name(credit) == name) {
                self.item.credits.push(name.to_owned());
                let what = "an agency that is named as author or source";
                self.note("credits", "inferred", what);
            }
        }
    }

    fn inherit(&mut self, head: &Head) {
        if self.item.language_declared.is_none() {
            self.item.language_declared.clone_from(&head.language);
        }
        if self.item.usage_terms.is_none() && head.rights.is_some() {
            self.item.usage_terms.clone_from(&head.rights);
            self.note("usage_terms", "inferred", "the rights of the feed");
        }
        if let Some(title) = &head.title {
            let title = title.clone();
            self.extension("feed", &title);
        }
    }

    fn fill_dates(&mut self, context: &DeliveryContext) {
        let wire_item = &mut self.item;
        if let Some(text) = self.published.take() {
            dates::set_published(context, wire_item, &text);
        }
        if let Some(text) = self.updated.take() {
            wire_item.version_created =
                dates::instant(context, wire_item, "version_created", &text);
        }
        if let Some(text) = self.created.take() {
            wire_item.first_created = dates::instant(context, wire_item, "first_created", &text);
        }
        dates::doubt_future(context, wire_item);
    }
}

/// The name in an author as RSS writes it: `mail@host (Name)`, or `Name <mail@host>`; none where there is an address alone.
fn person(text: &str) -> Option<&str> {
    let text = text.trim();
    if !text.contains('@') || !text.split_whitespace().any(|word| word.contains('@')) {
        return Some(text).filter(|text| !text.is_empty());
    }
    let in_parentheses = text
        .split_once('(')
        .and_then(|(_, rest)| rest.split(')').next());
    let before_address = text.split_once('<').map(|(name, _)| name);
    let name = in_parentheses.or(before_address)?.trim().trim_matches('"');
    Some(name).filter(|name| !name.is_empty() && !name.contains('@'))
}

/// The record of a kill that the feed says of an entry.
pub(super) fn killed(uri: &str, when: Option<&str>, why: Option<String>) -> Draft {
    let mut draft = Draft::default();
    draft.item.uri = uri.to_owned();
    draft.item.pub_status = PubStatus::Canceled;
    draft.item.signals = vec![Signal {
        signal: "kill".to_owned(),
        evidence: why.or_else(|| Some("at:deleted-entry".to_owned())),
    }];
    draft.updated = when.map(str::to_owned);
    draft.note("pub_status", "inferred", "an at:deleted-entry of the feed");
    draft
}

impl Draft {
    /// The item of a kill, which has nothing but that.
    pub(super) fn finish_kill(
        mut self,
        context: &DeliveryContext,
        span: Range<usize>,
    ) -> Result<WireItem, Rejected> {
        self.fill_dates(context);
        item::finish(context, self.item, span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_an_author_of_rss() {
        for (text, expected) in [
            ("desk@kustbode.example (Jan Bakker)", Some("Jan Bakker")),
            ("Jan Bakker <jan@kustbode.example>", Some("Jan Bakker")),
            ("jan@kustbode.example", None),
            ("Jan Bakker", Some("Jan Bakker")),
            ("", None),
        ] {
            assert_eq!(person(text), expected, "{text}");
        }
    }
}
