//! ANPA 1312: the teleprinter's format of North America (High-speed Wire Service Transmission Guidelines).
//!
//! ```text
//! SYN SYN SOH a0123 US selector               service level and transmission number
//!     r i DC3 DC1 BC-Keyword,1st-Ld  03-12 0456    priority, category, format, keyword, version, date, words
//! STX ^BC-Keyword, 1st Ld<  ^Headline<  ^By NAME<  TAB PARIS (AP) _ Text.<
//! ETX AP-NY-03-12-26 1405EST<
//! EOT
//! ```
//!
//! `header` knows the lines before the text, `codes` what typesetting leaves of a text, `text` its elements and end line;
//! this file splits and makes the items.

use std::ops::Range;

use dateline_runtime::Reason;
use dateline_schemas::{PubStatus, Representation, Signal, Subject, WireItem};

use super::{
    DeliveryContext, MAX_SEGMENTS, Parsed, Rejected, agency, dates,
    decoded::{Decoded, Undeclared},
    item,
    notice::{self, Action, Targets},
    signals,
    teletype::control::{self, Forms, Mark},
};

mod codes;
mod header;
mod text;

use header::Header;
use text::Sent;

/// How far into a delivery `recognises` looks, in bytes, and how many lines of it.
const SNIFFED_BYTES: usize = 16 * 1024;
const SNIFFED_LINES: usize = 12;

/// Most characters of a notice that are kept as evidence.
const EVIDENCE_LETTERS: usize = 200;

/// Whether the bytes look like it: a line of priority, category, keyword, date and word count near their head.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let head = bytes.get(..SNIFFED_BYTES).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head);
    let mut lines = control::lines(&head).take(SNIFFED_LINES);
    lines.any(|(_, line)| header::is_keyword_line(line))
}

/// The items of the delivery.
pub(super) fn parse(context: &DeliveryContext, bytes: &[u8]) -> Parsed {
    let decoded = match Decoded::declared(context, bytes, None, Undeclared::Windows1252) {
        Ok(decoded) => decoded,
        Err(rejected) => return Parsed::rejected(rejected),
    };
    let mut parsed = Parsed::default();
    for (i, range) in split(decoded.text()).into_iter().enumerate() {
        let span = decoded.span(range.clone());
        if parsed.is_full() {
            parsed.reject_rest(span.start, bytes.len());
            return parsed;
        }
        let message = decoded.text().get(range.clone()).unwrap_or_default();
        match read(context, message) {
            Some((mut wire_item, targets)) => {
                wire_item.provenance.extend(decoded.notes(range, i == 0));
                finish(context, &mut parsed, wire_item, targets, span);
            }
            None => parsed.rejected.push(without_header(span)),
        }
    }
    if parsed.items.is_empty() && parsed.rejected.is_empty() {
        parsed.rejected.push(without_header(0..bytes.len()));
    }
    parsed
}

fn finish(
    context: &DeliveryContext,
    parsed: &mut Parsed,
    wire_item: WireItem,
    targets: Option<Targets>,
    span: Range<usize>,
) {
    match (item::finish(context, wire_item, span), targets) {
        (Ok(finished), Some(targets)) => notice::push(context, parsed, finished, &targets),
        (Ok(finished), None) => parsed.items.push(finished),
        (Err(rejected), _) => parsed.rejected.push(rejected),
    }
}

/// The messages of a delivery: each from its SOH, or from its keyword line where there is none, to the next.
fn split(text: &str) -> Vec<Range<usize>> {
    let is_own = text.contains('\u{1}');
    let mut starts: Vec<usize> = Vec::new();
    // Without SOH, the line before the keyword line may be the one of level and number.
    let mut before: Option<usize> = None;
    for (at, line) in control::lines(text) {
        if starts.len() > MAX_SEGMENTS {
            break;
        }
        if is_own {
            let marks = line.match_indices('\u{1}').map(|(mark, _)| at + mark);
            starts.extend(marks.take(MAX_SEGMENTS));
        } else if header::is_keyword_line(line) {
            starts.push(before.take().unwrap_or(at));
        } else {
            before = header::is_number_line(line).then_some(at);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let ranges = starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end);
    let has_text = |range: &Range<usize>| {
        let part = text.get(range.clone()).unwrap_or_default();
        part.contains(char::is_alphanumeric)
    };
    ranges.filter(has_text).collect()
}

/// The item of a message, and the messages that it names; `None` where it has no header.
fn read(context: &DeliveryContext, message: &str) -> Option<(WireItem, Option<Targets>)> {
    let parts = Parts::of(message);
    let header = header::read(parts.head);
    if header.keyword.is_none() && header.number.is_none() && !parts.has_start {
        return None;
    }
    let mut wire_item = WireItem {
        representation: Representation::Full,
        ..WireItem::default()
    };
    if !parts.has_start {
        let what = "no control characters: the parts were told by their lines";
        wire_item
            .provenance
            .push(item::note("raw", "repaired", what));
    }
    put_header(&mut wire_item, &header);
    let sent = text::sent(parts.tail).or_else(|| text::sent_within(parts.body));
    if let Some(sent) = &sent {
        put_sent(context, &mut wire_item, sent);
    }
    let body = text::without_sent(parts.body);
    let said = text::put(
        context,
        &mut wire_item,
        body,
        &header,
        sent.as_ref().map(|sent| sent.date),
    );
    set_provider(&mut wire_item, sent.as_ref());
    item::normalise_credits(&mut wire_item);
    wire_item.pub_status = PubStatus::Usable;
    let what = "the format has no status: what is sent may be used";
    wire_item
        .provenance
        .push(item::note("pub_status", "inferred", what));
    signals::add(&mut wire_item);
    if let (Some(id), Some(sent)) = (header.id(), &sent) {
        wire_item.uri = format!("{id}-{}", sent.date);
    }
    let targets = targets(&wire_item, &header, sent.as_ref(), &said);
    Some((wire_item, targets))
}

struct Parts<'a> {
    head: &'a str,
    body: &'a str,
    tail: &'a str,
    has_start: bool,
}

impl<'a> Parts<'a> {
    fn of(message: &'a str) -> Self {
        let part = |range: Range<usize>| message.get(range).unwrap_or_default();
        let end = message.len();
        let own = |mark, from: usize| {
            let found = control::first(part(from..end), mark, Forms::Own)?;
            Some(from + found.start..from + found.end)
        };
        let keyword_end = control::lines(message)
            .take(6)
            .find(|(_, line)| header::is_keyword_line(line))
            .map(|(at, line)| at + line.len());
        let start = own(Mark::StartOfText, 0);
        // A caret before a letter is a head line here: `^B` is STX only right behind the header, and alone or before a caret.
        let body = start
            .as_ref()
            .map(|start| start.end)
            .or(keyword_end)
            .unwrap_or(0);
        let trimmed = part(body..end).trim_start();
        let written = trimmed
            .strip_prefix("^B")
            .filter(|rest| rest.starts_with(['^', '\r', '\n', '\t']));
        let body = end - written.unwrap_or(part(body..end)).len();
        let text_end = own(Mark::EndOfText, body).or_else(|| written_end(message, body));
        Self {
            head: part(0..start.as_ref().map_or(body, |start| start.start)),
            body: part(body..text_end.as_ref().map_or(end, |mark| mark.start)),
            tail: text_end.map_or("", |mark| part(mark.end..end)),
            has_start: start.is_some(),
        }
    }
}

/// `^CAP-NY-03-12-26 1405EST<`: ETX in carets, known by the end line behind it.
fn written_end(message: &str, from: usize) -> Option<Range<usize>> {
    let body = message.get(from..)?;
    control::lines(body).find_map(|(at, line)| {
        let rest = line.strip_prefix("^C")?;
        let is_end = rest.trim().is_empty() || text::sent(rest).is_some();
        is_end.then_some(from + at..from + at + 2)
    })
}

fn put_header(wire_item: &mut WireItem, header: &Header) {
    let fields = [
        ("service_level", header.level.map(String::from)),
        ("transmission_number", header.number.clone()),
        ("selector_code", header.selector.clone()),
        ("priority", header.priority.map(String::from)),
        ("format", header.format.clone()),
        ("version_field", header.version.clone()),
        ("filing_date", header.date.clone()),
        (
            "word_count",
            header.word_count.map(|count| count.to_string()),
        ),
    ];
    for (key, value) in fields {
        if let Some(value) = value {
            wire_item.extensions.insert(key.to_owned(), value);
        }
    }
    wire_item.slugline.clone_from(&header.keyword);
    wire_item.urgency = header.urgency();
    if let (Some(letter), Some(urgency)) = (header.priority, wire_item.urgency) {
        let what = format!("priority {letter:?} is {urgency}");
        wire_item
            .provenance
            .push(item::note("urgency", "normalised", &what));
    }
    wire_item
        .subjects
        .extend(header.category.map(|code| Subject {
            scheme: Some("category".to_owned()),
            code: Some(code.to_string()),
            name: None,
        }));
}

fn put_sent(context: &DeliveryContext, wire_item: &mut WireItem, sent: &Sent) {
    wire_item
        .extensions
        .insert("transmitted".to_owned(), sent.printed.clone());
    let Some(written) = &sent.written else { return };
    wire_item.version_created = dates::instant(context, wire_item, "version_created", written);
    if wire_item.version_created.is_some() && sent.is_zoned {
        let what = format!("from {:?}", sent.printed);
        wire_item
            .provenance
            .push(item::note("version_created", "computed", &what));
    }
}

fn set_provider(wire_item: &mut WireItem, sent: Option<&Sent>) {
    let printed = sent.and_then(|sent| sent.agency.clone());
    let credited = wire_item.credits.iter().cloned();
    let mut names = printed.into_iter().chain(credited);
    let known = names.find_map(|name| Some((agency::normalised(&name)?, name)));
    if let Some((name, printed)) = known {
        wire_item.provider = Some(name.to_owned());
        let what = format!("from {printed:?} in end line or credits");
        wire_item
            .provenance
            .push(item::note("provider", "inferred", &what));
    }
}

/// The messages that a notice names by level and number, sent the same day before it.
fn targets(
    wire_item: &WireItem,
    header: &Header,
    sent: Option<&Sent>,
    said: &[String],
) -> Option<Targets> {
    let (action, lines) = acting(wire_item, said)?;
    let own = header.id()?;
    let date = sent?.date;
    let (mut ids, mut evidence) = (Vec::new(), None);
    for line in lines {
        let words = line.split(|letter: char| !letter.is_ascii_alphanumeric());
        let named = words
            .map(str::to_ascii_lowercase)
            .filter(|word| header::is_number(word));
        // Numbers of one level count up over the day; of another level nobody knows which came first.
        let earlier = named.filter(|word| word.get(..1) == own.get(..1) && *word < own);
        let before = ids.len();
        ids.extend(earlier.map(|word| format!("{word}-{date}")));
        if ids.len() > before {
            evidence = evidence.or(Some(line.chars().take(EVIDENCE_LETTERS).collect()));
        }
    }
    ids.sort();
    ids.dedup();
    (!ids.is_empty()).then_some(Targets {
        action,
        ids,
        evidence,
    })
}

/// What a message does to others, and which of its lines may name them: a notice names them anywhere in its head and text,
/// and a writethru in its keyword line (`BC-Bridge, 1st Ld-Writethru, a0110`).
fn acting<'a>(wire_item: &WireItem, said: &'a [String]) -> Option<(Action, &'a [String])> {
    let has = |wanted: &str| {
        wire_item
            .signals
            .iter()
            .any(|signal: &Signal| signal.signal == wanted)
    };
    if has("kill") {
        Some((Action::Kill, said))
    } else if has("withhold") {
        Some((Action::Withhold, said))
    } else if has("correction") {
        Some((Action::Replace, said))
    } else {
        let slug = said.get(..1)?;
        let is_writethru = slug.iter().any(|line| text::is_writethru(line));
        is_writethru.then_some((Action::Replace, slug))
    }
}

fn without_header(span: Range<usize>) -> Rejected {
    let message = format!(
        "bytes {}..{} have no header of ANPA 1312 (level and number, priority, category, keyword, date, word count); \
         check the source's format",
        span.start, span.end
    );
    Rejected::new(Reason::Unparsable, span, message)
}

#[cfg(test)]
mod tests;
