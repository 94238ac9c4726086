//! A message: its parts sorted, what is in them taken, and the item that it is itself.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::{AltId, PubStatus, Representation, WireItem};

use super::{
    Source,
    headers::Headers,
    mime::{self, BeyondLimits, Budget, Node},
    nested::{self, Cover},
    notices,
    sorting::{Enclosed, Sorted, Sorter},
};
use crate::formats::{
    DeliveryContext, Format, Parsed, Rejected, Salvage, dates, item,
    notice::{self, Action},
    signals,
};

/// Most messages within each other.
const MAX_MESSAGES_DEEP: usize = 5;

/// Fields of transport, and those that have a place of their own: all others are kept as extensions.
const NOT_KEPT: &[&str] = &[
    "received",
    "return-path",
    "delivered-to",
    "x-original-to",
    "dkim-signature",
    "domainkey-signature",
    "authentication-results",
    "received-spf",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-disposition",
    "content-length",
    "lines",
    "status",
    "x-status",
    "subject",
    "date",
    "message-id",
    "keywords",
    "content-language",
    "expires",
    "expiry-date",
];

/// Beginnings of the names of more of them.
const NOT_KEPT_BEGINNINGS: &[&str] = &[
    "arc-",
    "x-ms-",
    "x-spam",
    "x-google-",
    "x-received",
    "x-gm-",
];

/// What a delivery of mail becomes.
pub(super) struct MailRoom<'c> {
    context: &'c DeliveryContext,
    size: usize,
    pub(super) parsed: Parsed,
}

impl<'c> MailRoom<'c> {
    pub(super) fn new(context: &'c DeliveryContext, size: usize) -> Self {
        Self {
            context,
            size,
            parsed: Parsed::default(),
        }
    }

    /// Takes a message of the delivery.
    pub(super) fn take(&mut self, source: &Source<'_>, range: Range<usize>) {
        self.take_message(source, range, &mut Budget::of_message(), 0);
    }

    fn take_message(
        &mut self,
        source: &Source<'_>,
        range: Range<usize>,
        budget: &mut Budget,
        deep: usize,
    ) {
        let span = source.span(range.clone());
        let Ok((mut headers, start)) = Headers::read(self.context, source.bytes, &range) else {
            let limit = BeyondLimits("its header is longer than 256 KiB or 1000 fields");
            return self.reject_large(limit, span, Salvage::default());
        };
        let salvage = Salvage {
            id: headers.ids("message-id").first().map(|id| mid(id)),
            headline: headers.text("subject"),
        };
        let media_type = headers.media_type("content-type").unwrap_or_default();
        if let Some((reason, why)) = refused(&media_type.name) {
            let message = format!("the mail at bytes {}..{} {why}", span.start, span.end);
            let rejected = Rejected::new(reason, span, message).with_salvage(salvage);
            return self.parsed.rejected.push(rejected);
        }
        // The message keeps its header, and its first part gets one of its own.
        let Ok((of_part, _)) = Headers::read(self.context, source.bytes, &range) else {
            return;
        };
        let letter = Letter {
            source,
            headers,
            span,
            salvage,
            deep,
            has_rejected: false,
        };
        match mime::tree(
            self.context,
            source.bytes,
            of_part,
            start..range.end,
            budget,
            0,
        ) {
            Ok(tree) => self.take_parts(letter, tree, budget),
            Err(limit) => self.reject_large(limit, letter.span, letter.salvage),
        }
    }

    fn take_parts(&mut self, mut letter: Letter<'_, '_>, tree: Node, budget: &mut Budget) {
        let sorter = Sorter {
            context: self.context,
            source: letter.source,
        };
        let mut sorted = sorter.sort(tree);
        let cover = letter.cover(&sorted.texts);
        let mut page = None;
        let before = self.parsed.items.len();
        for inner in &sorted.inner {
            let mut given = nested::read(self.context, inner);
            let is_page = inner.is_text && inner.format == Format::WirePage;
            if is_page && sorted.inner.len() == 1 && given.items.len() == 1 {
                // One wire text is what the mail says itself, under its subject.
                page = given.items.pop();
            }
            let part = (inner, given);
            nested::adopt(&mut self.parsed, self.size, &cover, part, letter.source);
        }
        let has_news = self.parsed.items.len() > before;
        for mut rejected in std::mem::take(&mut sorted.rejected) {
            rejected.salvage = letter.salvage.clone();
            self.parsed.rejected.push(rejected);
            letter.has_rejected = true;
        }
        for enclosed in &sorted.messages {
            self.take_enclosed(&letter, enclosed, budget);
        }
        let has_text = !sorted.texts.is_empty() || page.is_some();
        let is_all = sorted.inner.is_empty() && sorted.messages.is_empty() && !letter.has_rejected;
        if !has_news && (has_text || is_all) {
            self.take_itself(letter, sorted, page);
        }
    }

    fn take_enclosed(
        &mut self,
        letter: &Letter<'_, '_>,
        enclosed: &Enclosed<'_>,
        budget: &mut Budget,
    ) {
        let part = letter.source.span(enclosed.body.clone());
        if self.parsed.is_full() {
            return self.parsed.reject_rest(part.start, self.size);
        }
        if letter.deep == MAX_MESSAGES_DEEP {
            let limit = BeyondLimits("it is the sixth of messages within each other");
            return self.reject_large(limit, part, letter.salvage.clone());
        }
        let deep = letter.deep + 1;
        match &enclosed.decoded {
            None => self.take_message(letter.source, enclosed.body.clone(), budget, deep),
            Some(bytes) => {
                let source = Source {
                    bytes,
                    part: Some(part),
                };
                self.take_message(&source, 0..bytes.len(), budget, deep);
            }
        }
    }

    /// The item that a message is, and what it does to the messages that it names.
    fn take_itself(
        &mut self,
        mut letter: Letter<'_, '_>,
        sorted: Sorted<'_>,
        page: Option<WireItem>,
    ) {
        let targets = notices::targets(&mut letter.headers);
        let span = letter.span.clone();
        let mut wire_item = letter.item(self.context, sorted, page);
        if let Some(targets) = targets.iter().find(|it| it.action == Action::Replace) {
            wire_item.replaces.clone_from(&targets.ids);
        }
        match item::finish(self.context, wire_item, span) {
            Ok(wire_item) => match targets {
                Some(targets) => {
                    notice::push(self.context, &mut self.parsed, wire_item, &targets);
                }
                None => self.parsed.items.push(wire_item),
            },
            Err(rejected) => self.parsed.rejected.push(rejected),
        }
    }

    fn reject_large(&mut self, limit: BeyondLimits, span: Range<usize>, salvage: Salvage) {
        let message = format!(
            "the mail at bytes {}..{} was not taken: {}; have it delivered in smaller ones",
            span.start, span.end, limit.0
        );
        let rejected = Rejected::new(Reason::Oversize, span, message).with_salvage(salvage);
        self.parsed.rejected.push(rejected);
    }
}

/// A message that is taken.
struct Letter<'s, 'x> {
    source: &'s Source<'x>,
    headers: Headers,
    span: Range<usize>,
    salvage: Salvage,
    /// How many messages it stands in.
    deep: usize,
    has_rejected: bool,
}

impl Letter<'_, '_> {
    /// What the items in it keep of it.
    fn cover(&mut self, texts: &[String]) -> Cover {
        let fields = ["from", "subject", "message-id"];
        let fields = fields
            .iter()
            .filter_map(|name| Some((*name, self.headers.text(name)?)));
        Cover {
            fields: fields.collect(),
            text: Some(texts.join("\n")).filter(|text| !text.is_empty()),
        }
    }

    fn item(
        mut self,
        context: &DeliveryContext,
        sorted: Sorted<'_>,
        page: Option<WireItem>,
    ) -> WireItem {
        let mut wire_item = WireItem {
            headline: self.headers.text("subject"),
            body: Some(sorted.texts.join("\n")).filter(|body| !body.is_empty()),
            associations: sorted.associations,
            pub_status: PubStatus::Usable,
            ..WireItem::default()
        };
        if let Some(id) = self.headers.ids("message-id").into_iter().next() {
            wire_item.uri = mid(&id);
            let role = Some("message-id".to_owned());
            wire_item.alt_ids.push(AltId { role, value: id });
        }
        if let Some(page) = page {
            wire_item.dateline = page.dateline;
            wire_item.credits = page.credits;
            wire_item.credit_line = page.credit_line;
            wire_item.body = page.body;
            let of_text = ["dateline", "credits", "credit_line", "body", "raw"];
            let notes = page.provenance.into_iter();
            wire_item
                .provenance
                .extend(notes.filter(|note| of_text.contains(&note.field.as_str())));
        }
        let (representation, why) = match wire_item.body {
            Some(_) => (Representation::Full, "the text of a mail"),
            None => (Representation::Partial, "a mail without text"),
        };
        wire_item.representation = representation;
        let notes = [
            ("representation", why),
            ("pub_status", "absent, which in a mail means usable"),
        ];
        for (field, what) in notes {
            wire_item
                .provenance
                .push(item::note(field, "inferred", what));
        }
        self.fill(context, &mut wire_item);
        let mut told: Vec<String> = Vec::new();
        let repairs = self.headers.repairs.iter().map(|what| (*what).to_owned());
        for what in repairs.chain(sorted.repairs) {
            if !told.contains(&what) {
                wire_item
                    .provenance
                    .push(item::note("raw", "repaired", &what));
                told.push(what);
            }
        }
        notices::set_embargo(context, &mut wire_item);
        signals::add(&mut wire_item);
        item::normalise_credits(&mut wire_item);
        wire_item
    }

    /// Dates, keywords, language and all other fields.
    fn fill(&mut self, context: &DeliveryContext, wire_item: &mut WireItem) {
        if let Some(date) = self.headers.text("date") {
            dates::set_published(context, wire_item, &date);
            wire_item.version_created =
                dates::instant(context, wire_item, "version_created", &date);
            dates::doubt_future(context, wire_item);
        }
        let expires = self.headers.text("expires");
        if let Some(date) = expires.or_else(|| self.headers.text("expiry-date")) {
            wire_item.expires = dates::instant(context, wire_item, "expires", &date);
        }
        if let Some(keywords) = self.headers.text("keywords") {
            let keywords = keywords
                .split(',')
                .map(str::trim)
                .filter(|it| !it.is_empty());
            wire_item.keywords = keywords.map(str::to_owned).collect();
        }
        wire_item.language_declared = self.headers.text("content-language");
        let names: Vec<String> = self.headers.names().map(str::to_owned).collect();
        for name in names {
            let is_kept = !NOT_KEPT.contains(&name.as_str())
                && !NOT_KEPT_BEGINNINGS.iter().any(|it| name.starts_with(it));
            if is_kept
                && !wire_item.extensions.contains_key(&name)
                && let Some(text) = self.headers.text(&name)
            {
                wire_item.extensions.insert(name, text);
            }
        }
    }
}

/// What is no mail to be read: why, and what to do.
fn refused(media_type: &str) -> Option<(Reason, &'static str)> {
    match media_type {
        "multipart/report" => Some((
            Reason::NotNews,
            "is a report on the delivery of another mail, and no news",
        )),
        "multipart/encrypted" | "application/pkcs7-mime" | "application/x-pkcs7-mime" => Some((
            Reason::Unparsable,
            "is encrypted and cannot be read; have it delivered without encryption",
        )),
        _ => None,
    }
}

/// The id of a message as a URI (RFC 2392).
pub(super) fn mid(id: &str) -> String {
    let mut uri = "mid:".to_owned();
    for byte in id.bytes() {
        let stands = byte.is_ascii_alphanumeric() || b"@.-_~!$&'()*+,;=:".contains(&byte);
        if stands {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
