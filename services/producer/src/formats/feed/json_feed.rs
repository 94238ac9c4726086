//! JSON Feed 1.0 and 1.1.

use std::{collections::HashMap, ops::Range};

use dateline_runtime::Reason;
use dateline_schemas::{Association, ProvenanceNote};
use serde_json::{Map, Value, value::RawValue};

use super::{
    draft::{Draft, Head},
    links, media,
    text::{self, Kind},
};
use crate::formats::{DeliveryContext, Parsed, Rejected, Salvage, decoded::Decoded, item, json};

/// How much of both ends of a delivery is searched for the version, in bytes: keys have no order.
const SEARCHED_BYTES: usize = 4 * 1024;

/// Whether the version of JSON Feed stands near an end of an object.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    let tail = bytes.len().saturating_sub(SEARCHED_BYTES);
    let ends = [
        bytes.get(..SEARCHED_BYTES).unwrap_or(bytes),
        bytes.get(tail..).unwrap_or_default(),
    ];
    let names: [&[u8]; 2] = [
        b"://jsonfeed.org/version/",
        b":\\/\\/jsonfeed.org\\/version\\/",
    ];
    bytes.starts_with(b"{")
        && ends.iter().any(|end| {
            names
                .iter()
                .any(|name| memchr::memmem::find(end, name).is_some())
        })
}

/// The items of the delivery.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    let decoded = match Decoded::decode(context, bytes) {
        Ok(decoded) => decoded,
        Err(rejected) => return Parsed::rejected(rejected),
    };
    let mut feed = JsonFeed {
        context,
        decoded: &decoded,
        size: bytes.len(),
        head: Head::default(),
        first_notes: Vec::new(),
        parsed: Parsed::default(),
    };
    let whole = || serde_json::from_str::<HashMap<String, &RawValue>>(decoded.text()).ok();
    match whole().and_then(|object| Some((items_of(&object)?, object))) {
        Some((items, object)) => feed.take(&object, &items),
        None => feed.take_repaired(),
    }
    feed.parsed
}

fn items_of<'a>(object: &HashMap<String, &'a RawValue>) -> Option<Vec<&'a RawValue>> {
    serde_json::from_str(object.get("items")?.get()).ok()
}

struct JsonFeed<'c, 'a> {
    context: &'c DeliveryContext,
    decoded: &'c Decoded<'a>,
    size: usize,
    head: Head,
    first_notes: Vec<ProvenanceNote>,
    parsed: Parsed,
}

impl JsonFeed<'_, '_> {
    fn take(&mut self, object: &HashMap<String, &RawValue>, items: &[&RawValue]) {
        let of_head = [
            "title",
            "language",
            "authors",
            "author",
            "home_page_url",
            "feed_url",
        ];
        let fields = of_head.iter().filter_map(|key| {
            let value = serde_json::from_str(object.get(*key)?.get()).ok()?;
            Some(((*key).to_owned(), value))
        });
        self.set_head(&fields.collect(), items.len());
        let text_start = self.decoded.text().as_ptr().addr();
        for raw in items {
            // The item's text borrows from the delivery's.
            let start = raw.get().as_ptr().addr() - text_start;
            let range = start..start + raw.get().len();
            let object = serde_json::from_str(raw.get()).map_err(|error| error.to_string());
            if !self.take_item(object, range) {
                return;
            }
        }
    }

    /// A delivery that is no JSON as it stands: its first object, repaired; its items have no places of their own.
    fn take_repaired(&mut self) {
        let text = self.decoded.text();
        let found = json::objects(text, 1).into_iter().next();
        let Some(mut found) = found else {
            return self.reject_whole("there is no object");
        };
        let range = found.range.clone();
        let object = match &mut found.object {
            Ok(object) => object,
            Err(error) => return self.reject_whole(error),
        };
        let Some(Value::Array(items)) = object.remove("items") else {
            return self.reject_whole("it has no list of `items`, and so is no JSON Feed");
        };
        let repairs = found.repairs.iter();
        self.first_notes
            .extend(repairs.map(|what| item::note("raw", "repaired", what)));
        self.set_head(object, items.len());
        for value in items {
            let object = match value {
                Value::Object(object) => Ok(object),
                _ => Err("it is no object".to_owned()),
            };
            if !self.take_item(object, range.clone()) {
                return;
            }
        }
        let rest = text.get(range.end..).unwrap_or_default();
        if !rest.trim().is_empty() && !self.parsed.is_full() {
            let span = self.decoded.span(range.end..text.len());
            let message = format!(
                "bytes {}..{} stand behind the feed and were not read; deliver one feed at a time",
                span.start, span.end
            );
            let rejected = Rejected::new(Reason::Unparsable, span, message);
            self.parsed.rejected.push(rejected);
        }
    }

    fn reject_whole(&mut self, why: &str) {
        let message = format!(
            "the delivery of {} bytes is no feed: {why}; nothing of it was taken, have it delivered as JSON Feed",
            self.size
        );
        let rejected = Rejected::new(Reason::Unparsable, 0..self.size, message);
        self.parsed.rejected.push(rejected);
    }

    fn set_head(&mut self, object: &Map<String, Value>, items: usize) {
        let link = json::text_of(object, "home_page_url");
        let own_address = json::text_of(object, "feed_url");
        let base = link.as_deref().or(own_address.as_deref());
        self.head = Head {
            title: json::text_of(object, "title")
                .and_then(|title| text::line_of_text(&title, Kind::Plain)),
            language: json::text_of(object, "language"),
            rights: None,
            authors: authors(object),
            base: base.and_then(|base| base.parse().ok()),
            link,
        };
        if let Some(what) = self.head.limit(items) {
            self.first_notes.push(item::note("raw", "computed", &what));
        }
    }

    /// Takes an item; whether there may be another.
    fn take_item(
        &mut self,
        object: Result<Map<String, Value>, String>,
        range: Range<usize>,
    ) -> bool {
        let span = self.decoded.span(range.clone());
        if self.parsed.is_full() {
            self.parsed.reject_rest(span.start, self.size);
            return false;
        }
        let object = match object {
            Ok(object) => object,
            Err(error) => {
                let message = format!(
                    "the item at bytes {}..{} is none: {error}; its neighbours were taken",
                    span.start, span.end
                );
                let rejected = Rejected::new(Reason::Unparsable, span, message);
                self.parsed
                    .rejected
                    .push(rejected.with_salvage(Salvage::default()));
                return true;
            }
        };
        let mut draft = self.read(object);
        let is_first = self.parsed.items.is_empty();
        let provenance = &mut draft.item.provenance;
        provenance.extend(self.decoded.notes(range, is_first));
        provenance.extend(self.first_notes.iter().filter(|_| is_first).cloned());
        match draft.finish(self.context, &self.head, span) {
            Ok(wire_item) => self.parsed.items.push(wire_item),
            Err(rejected) => self.parsed.rejected.push(rejected),
        }
        true
    }

    fn read(&self, object: Map<String, Value>) -> Draft {
        let mut draft = Draft::default();
        for name in authors(&object) {
            draft.author(name);
        }
        for (key, value) in object {
            let text = json::text(&value);
            match key.as_str() {
                "id" => draft.id = text,
                "url" => draft.link = text.map(|url| self.address(&url)),
                "title" => draft.title = text.and_then(|it| text::line_of_text(&it, Kind::Plain)),
                "content_text" => {
                    let plain = text.and_then(|it| text::flowed_text(&it, Kind::Plain));
                    draft.content = plain.or(draft.content.take());
                }
                "content_html" => {
                    // A text that is given as such needs no conversion.
                    let html = text.and_then(|it| text::flowed_text(&it, Kind::Html));
                    draft.content = draft.content.take().or(html);
                }
                "summary" => {
                    draft.summary = text.and_then(|it| text::flowed_text(&it, Kind::Plain))
                }
                "date_published" => draft.published = text,
                "date_modified" => draft.updated = text,
                "language" => draft.item.language_declared = text,
                "tags" => {
                    let tags = value.as_array().into_iter().flatten();
                    draft.item.keywords = tags.filter_map(json::text).collect();
                }
                "image" | "banner_image" | "external_url" => {
                    self.associate(&mut draft, &key, text);
                }
                "attachments" => self.attach(&mut draft, &value),
                "author" | "authors" => {}
                other => {
                    if let Some(text) = text.or_else(|| written(&value)) {
                        draft.extension(other, &text);
                    }
                }
            }
        }
        draft
    }

    fn address(&self, written: &str) -> String {
        links::resolved(self.head.base.as_ref(), written).0
    }

    fn associate(&self, draft: &mut Draft, role: &str, address: Option<String>) {
        if let Some(address) = address {
            draft.associate(Association {
                role: Some(role.to_owned()),
                kind: role.ends_with("image").then(|| "picture".to_owned()),
                uri: Some(self.address(&address)),
                title: None,
            });
        }
    }

    fn attach(&self, draft: &mut Draft, attachments: &Value) {
        let attachments = attachments.as_array().into_iter().flatten();
        for attachment in attachments.filter_map(Value::as_object) {
            if let Some(url) = json::text_of(attachment, "url") {
                let media_type = json::text_of(attachment, "mime_type");
                draft.associate(Association {
                    role: Some("attachment".to_owned()),
                    kind: media::kind_of(None, media_type.as_deref()),
                    uri: Some(self.address(&url)),
                    title: json::text_of(attachment, "title"),
                });
            }
        }
    }
}

/// The names of the authors of a feed or of an item, of version 1.1 and of 1.0.
fn authors(object: &Map<String, Value>) -> Vec<String> {
    let authors = json::objects_of(object, "authors")
        .into_iter()
        .chain(json::objects_of(object, "author"));
    let mut names: Vec<String> = Vec::new();
    for name in authors.filter_map(|author| json::text_of(author, "name")) {
        // Feeds of version 1.1 repeat the first author for readers of 1.0.
        if names.first() != Some(&name) {
            names.push(name);
        }
    }
    names
}

/// A value of an extension as JSON; `None` for one that says nothing.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::String(_) => None,
        value => Some(value.to_string()),
    }
}
