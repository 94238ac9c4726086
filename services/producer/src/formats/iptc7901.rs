//! IPTC 7901: text between control characters, of the teleprinter's age (The IPTC Recommended Message Format, 1995).
//!
//! ```text
//! SOH bdt0123 4 pl 110  dpa 0456     source and number, priority, category, word count, optional information
//!     Partei/Deutschland/            keyword line
//! STX headline =                     headline block: take keys, headline, byline; dpa closes it with " ="
//!     Berlin (dpa) - Text
//! ETX 121405 Mar 26                  date and time of transmission
//! EOT
//! ```
//!
//! Read with or without the control characters, which gateways take away or write as carets; several messages in one
//! delivery; ZCZC and NNNN around them.
//!
//! | file | what it knows |
//! |---|---|
//! | `messages` | where messages begin and end, and their parts |
//! | `header`, `trailer` | the grammar of the lines before and behind the text |
//! | `block`, `take` | the headline block, its take keys and notes in parentheses |
//! | `text` | dateline, embargoes, body, notepad, end marks |
//! | `naming` | ids, and the targets of notices |

use dateline_runtime::Reason;
use dateline_schemas::{AltId, PubStatus, Representation, Subject, WireItem};

use super::{
    DeliveryContext, Parsed, Rejected, agency,
    decoded::{Decoded, Undeclared},
    item, notice, signals,
    teletype::control,
};

mod block;
mod header;
mod messages;
mod naming;
mod take;
mod text;
mod trailer;

use header::Header;
use messages::{Message, Parts};
use naming::Numbered;
use trailer::Trailer;

/// How far into a delivery `recognises` looks, in bytes.
const SNIFFED_BYTES: usize = 16 * 1024;

/// Whether the bytes look like it: a header behind SOH in any of its forms, or a header line that is nothing else.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let head = bytes.get(..SNIFFED_BYTES).unwrap_or(bytes);
    // Header lines are ASCII, whatever the text is.
    let head = String::from_utf8_lossy(head);
    messages::looks_like_one(&head)
}

/// The items of the delivery.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    let decoded = match Decoded::declared(context, bytes, None, Undeclared::Windows1252) {
        Ok(decoded) => decoded,
        Err(rejected) => return Parsed::rejected(rejected),
    };
    let mut parsed = Parsed::default();
    let mut numbered = Numbered::default();
    let split = messages::split(decoded.text());
    for (i, message) in split.iter().enumerate() {
        let span = decoded.span(message.range.clone());
        if parsed.is_full() {
            parsed.reject_rest(span.start, bytes.len());
            return parsed;
        }
        let notes = decoded.notes(message.range.clone(), i == 0);
        take_message(context, &mut parsed, &mut numbered, message, span, notes);
    }
    if split.is_empty() {
        parsed.rejected.push(without_message(bytes.len()));
    }
    parsed
}

fn take_message(
    context: &DeliveryContext,
    parsed: &mut Parsed,
    numbered: &mut Numbered,
    message: &Message<'_>,
    span: std::ops::Range<usize>,
    notes: Vec<dateline_schemas::ProvenanceNote>,
) {
    if message.is_stray {
        return parsed.rejected.push(stray(message, span));
    }
    let parts = messages::parts(message.text);
    let mut read = Read::new(&parts);
    read.item.provenance.extend(notes);
    read.fill(context, &parts);
    let stated = naming::stated(&read, numbered);
    if let Some(stop) = stated.stops {
        signals::push(&mut read.item, stop);
    }
    let own = read.own_number();
    match item::finish(context, read.item, span) {
        Ok(finished) => {
            numbered.remember(own, &finished);
            match stated.targets {
                Some(targets) => notice::push(context, parsed, finished, &targets),
                None => parsed.items.push(finished),
            }
        }
        Err(rejected) => parsed.rejected.push(rejected),
    }
}

/// A message while it becomes an item.
struct Read {
    item: WireItem,
    header: Option<Header>,
    trailer: Option<Trailer>,
    /// Its paragraphs and the words of its headline block, for what names other messages.
    said: Vec<String>,
}

impl Read {
    fn new(parts: &Parts) -> Self {
        Self {
            item: WireItem {
                representation: Representation::Full,
                ..WireItem::default()
            },
            header: parts.header.clone(),
            trailer: parts.trailer.clone(),
            said: Vec::new(),
        }
    }

    fn fill(&mut self, context: &DeliveryContext, parts: &Parts) {
        self.note_form(parts);
        self.set_trailer(context);
        self.set_header(parts);
        let date = self.date();
        let names: Vec<String> = self.header.iter().flat_map(Header::names).collect();
        let text = text::read(parts, &names);
        self.said = text.said();
        text.put(context, &mut self.item, date);
        self.set_provider();
        item::normalise_credits(&mut self.item);
        self.item.pub_status = PubStatus::Usable;
        let what = "the format has no status: what is sent may be used";
        self.item
            .provenance
            .push(item::note("pub_status", "inferred", what));
        signals::add(&mut self.item);
        if let Some(id) = naming::id(self.header.as_ref(), self.date()) {
            self.item.uri = id;
        }
    }

    fn note_form(&mut self, parts: &Parts) {
        let what = if !parts.is_framed {
            "no control characters: the parts were told by their lines"
        } else if !parts.has_own_marks {
            "control characters that were written as carets, names or pictures were read as themselves"
        } else {
            return;
        };
        self.item
            .provenance
            .push(item::note("raw", "repaired", what));
    }

    /// Date of the message as printed: the trailer's, else that of the header.
    fn date(&self) -> Option<jiff::civil::Date> {
        let trailer = self.trailer.as_ref().map(|trailer| trailer.date);
        trailer.or_else(|| self.header.as_ref()?.date)
    }

    fn set_trailer(&mut self, context: &DeliveryContext) {
        if let Some(trailer) = &self.trailer {
            trailer.put(context, &mut self.item);
        }
    }

    fn set_header(&mut self, parts: &Parts) {
        let wire_item = &mut self.item;
        let extensions = &mut wire_item.extensions;
        let mut keep = |key: &str, value: &str| {
            if !value.trim().is_empty() {
                extensions.insert(key.to_owned(), value.trim().to_owned());
            }
        };
        if !parts.unknown_header.is_empty() {
            keep("header", &parts.unknown_header.join("\n"));
        }
        if let Some(header) = &self.header {
            keep("source_identification", &header.source);
            keep("message_number", &header.number);
            keep(
                "priority",
                &header.priority.map(String::from).unwrap_or_default(),
            );
            keep(
                "word_count",
                &header
                    .word_count
                    .map(|count| count.to_string())
                    .unwrap_or_default(),
            );
            keep("optional_information", &header.optional);
            keep("references", &header.references.join(" "));
            wire_item.urgency = header.urgency();
            wire_item
                .subjects
                .extend(header.category.iter().map(|code| Subject {
                    scheme: Some("category".to_owned()),
                    code: Some(code.clone()),
                    name: None,
                }));
            wire_item
                .alt_ids
                .extend(header.agency_number.iter().map(|(agency, number)| AltId {
                    role: Some("agency_number".to_owned()),
                    value: format!("{agency} {number}"),
                }));
        }
        if !parts.keywords.is_empty() {
            let line = parts.keywords.join(" ");
            wire_item.keywords = header::keywords(&line);
            wire_item.slugline = Some(line);
        }
    }

    /// The agency that supplied the message: of the header, else of trailer and end mark, else the first that is credited.
    fn set_provider(&mut self) {
        let named = self.header.iter().flat_map(Header::names);
        let named = named.chain(
            self.trailer
                .iter()
                .filter_map(|trailer| trailer.agency.clone()),
        );
        let closing = self.item.extensions.get("closing_line");
        let closing = closing
            .and_then(|line| line.split(' ').next())
            .map(str::to_owned);
        let credited = self.item.credits.iter().cloned();
        let known = |name: &String| {
            let whole = agency::normalised(name);
            // `dpa-kurz` is a service of dpa.
            whole.or_else(|| agency::normalised(name.split('-').next()?))
        };
        let mut names = named.chain(closing).chain(credited);
        if let Some((name, printed)) = names.find_map(|name| Some((known(&name)?, name))) {
            self.item.provider = Some(name.to_owned());
            let what = format!("from {printed:?} in header, end mark or credits");
            self.item
                .provenance
                .push(item::note("provider", "inferred", &what));
        }
    }

    fn own_number(&self) -> Option<(String, String)> {
        self.header.as_ref()?.agency_number.clone()
    }
}

fn stray(message: &Message<'_>, span: std::ops::Range<usize>) -> Rejected {
    let quoted: String = control::clean(message.text.trim())
        .chars()
        .take(60)
        .collect();
    let message = format!(
        "the text at bytes {}..{} ({quoted:?}) stands between two messages and belongs to none; \
         check what frames the messages of this source",
        span.start, span.end
    );
    Rejected::new(Reason::Unparsable, span, message)
}

fn without_message(size: usize) -> Rejected {
    let message = format!(
        "none of the {size} bytes begins a message of IPTC 7901: there is no SOH, no ZCZC and no header line \
         (source and number, priority, category, word count); check the source's format"
    );
    Rejected::new(Reason::Unparsable, 0..size, message)
}

#[cfg(test)]
mod tests;
