//! The text: elements that end with a quad code, those with a caret before the story, and the end line.
//!
//! `^` begins a line of the head, `<` is quad left, `=` quad center and `>` quad right at its end; `@` closes a field of
//! some agencies. `codes` knows those that are control characters.

use dateline_schemas::{Headline, Signal, WireItem};
use jiff::civil::{Date, DateTime, Time};

use super::{
    codes::{self, Setting},
    header::Header,
};
use crate::formats::{
    DeliveryContext, signals,
    teletype::{
        begins, control, dateline, embargo, paragraphs,
        zone::{self, Zone},
    },
};

/// Most elements of a head.
const MAX_HEAD: usize = 24;

/// Words of take keys and keyword lines, in small letters, and the signal that they are.
const SIGNALS: &[(&str, &str)] = &[
    ("kill", "kill"),
    ("elimination", "kill"),
    ("withhold", "withhold"),
    ("corrective", "correction"),
    ("correction", "correction"),
    ("correct", "correction"),
    ("clarification", "correction"),
    ("writethru", "update"),
    ("ld", "update"),
    ("lead", "update"),
    ("urgent", "alert"),
    ("bulletin", "alert"),
    ("flash", "alert"),
    ("newsalert", "alert"),
    ("advisory", "advisory"),
    ("repeat", "repeat"),
    ("rpt", "repeat"),
];

const NOTES: &[&str] = &[
    "eds:",
    "(eds:",
    "editors:",
    "editor's note",
    "editors' note",
    "with ap photo",
    "ap photo",
    "ap graphic",
];

/// When a message was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) agency: Option<String>,
    pub(super) date: Date,
    /// As ISO 8601.
    pub(super) written: Option<String>,
    pub(super) is_zoned: bool,
    pub(super) printed: String,
}

/// The end line among the first lines behind a text: `AP-NY-03-12-26 1405EST<`.
pub(super) fn sent(tail: &str) -> Option<Sent> {
    control::lines(tail)
        .take(6)
        .find_map(|(_, line)| end_line(line))
}

/// The same at the end of a text whose ETX is lost.
pub(super) fn sent_within(body: &str) -> Option<Sent> {
    end_line(last_line(body)?.1)
}

/// The text without an end line in it.
pub(super) fn without_sent(body: &str) -> &str {
    match last_line(body).filter(|(_, line)| end_line(line).is_some()) {
        Some((at, _)) => body.get(..at).unwrap_or(body),
        None => body,
    }
}

fn last_line(body: &str) -> Option<(usize, &str)> {
    let filled = |(_, line): &(usize, &str)| line.contains(|letter: char| letter.is_alphanumeric());
    control::lines(body).filter(filled).last()
}

fn end_line(line: &str) -> Option<Sent> {
    let printed = control::clean(line);
    let printed = printed.trim().trim_end_matches('<').trim();
    let (day, clock) = printed.split_once(' ')?;
    let parts: Vec<&str> = day.split('-').collect();
    let [names @ .., month, day, year] = parts.as_slice() else {
        return None;
    };
    let is_name =
        |name: &&&str| !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_alphabetic());
    if names.len() > 3 || names.is_empty() || !names.iter().all(|name| is_name(&name)) {
        return None;
    }
    let year: i16 = year.parse().ok().filter(|_| year.len() == 2)?;
    let century = if year < 80 { 2000 } else { 1900 };
    let date = Date::new(century + year, month.parse().ok()?, day.parse().ok()?).ok()?;
    let digits = clock
        .get(..4)
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
    let time = Time::new(
        digits.get(..2)?.parse().ok()?,
        digits.get(2..)?.parse().ok()?,
        0,
        0,
    )
    .ok()?;
    let zone: Option<Zone> = zone::named(clock.get(4..)?.trim());
    let time = DateTime::from_parts(date, time);
    Some(Sent {
        agency: names.first().map(|name| (*name).to_owned()),
        date,
        written: zone.map_or_else(|| Some(zone::civil(time)), |zone| zone.written(time)),
        is_zoned: zone.is_some(),
        printed: printed.to_owned(),
    })
}

/// An element: a line of the head, or a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Element {
    text: String,
    is_head: bool,
}

fn elements(body: &str, setting: Setting) -> Vec<Element> {
    let body = codes::resolved(body, setting);
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut is_head = false;
    let close = |open: &mut Vec<String>, is_head: bool, found: &mut Vec<Element>| {
        let texts = paragraphs::joined(open);
        found.extend(texts.into_iter().map(|text| Element { text, is_head }));
        open.clear();
    };
    for (_, line) in control::lines(&body) {
        let clean = control::clean(line);
        let begins_head = clean.starts_with('^');
        let is_indented = clean.starts_with(['\t']) || clean.starts_with("   ");
        let is_blank = clean.trim().is_empty();
        if begins_head || is_indented || is_blank {
            close(&mut open, is_head, &mut found);
            is_head = begins_head;
        }
        let trimmed = clean.trim();
        let bare = trimmed.trim_end_matches(['<', '>', '@', '^']);
        let bare = if begins_head {
            bare.trim_end_matches('=')
        } else {
            bare
        };
        let bare = bare.trim_start_matches('^').trim();
        if !bare.is_empty() {
            open.push(bare.to_owned());
        }
        let is_row = setting == Setting::Tabular && !is_head;
        if is_row || bare.len() < trimmed.trim_start_matches('^').len() {
            close(&mut open, is_head, &mut found);
            is_head = false;
        }
    }
    close(&mut open, is_head, &mut found);
    found
}

/// Puts the text into the item; what it says, for what names other messages.
pub(super) fn put(
    context: &DeliveryContext,
    wire_item: &mut WireItem,
    body: &str,
    header: &Header,
    date: Option<Date>,
) -> Vec<String> {
    let elements = elements(body, header.setting());
    let said: Vec<String> = elements
        .iter()
        .take(MAX_HEAD)
        .map(|element| element.text.clone())
        .collect();
    let story = elements
        .iter()
        .position(|element| !element.is_head)
        .unwrap_or(elements.len());
    let (head, story) = elements.split_at(story);
    let mut embargoes = Vec::new();
    let mut notes = Vec::new();
    for (i, element) in head.iter().enumerate() {
        put_head(
            wire_item,
            &element.text,
            i == 0,
            header,
            &mut embargoes,
            &mut notes,
        );
    }
    let mut texts: Vec<String> = Vec::new();
    for element in story {
        let text = element.text.as_str();
        if is_note(text) {
            notes.push(text.to_owned());
        } else if let Some(stated) = embargo::stated(text).filter(|_| texts.is_empty()) {
            embargoes.push(stated.to_owned());
        } else if wire_item.dateline.is_none()
            && texts.len() < 4
            && let Some(read) = dateline::parse(text, &|_| false)
        {
            dateline::set(wire_item, &read);
            texts.push(read.body.to_owned());
        } else {
            texts.push(text.to_owned());
        }
    }
    // An advance that no line of the text explains.
    let fields = header.version.iter().chain(&header.keyword);
    let advance = fields
        .filter(|field| is_advance(field))
        .take(usize::from(embargoes.is_empty()));
    embargoes.extend(advance.cloned());
    wire_item.body = (!texts.is_empty()).then(|| texts.join("\n"));
    wire_item.ednote = (!notes.is_empty()).then(|| notes.join("\n"));
    for stated in embargoes {
        embargo::set(context, wire_item, &stated, date);
    }
    for words in header
        .keyword
        .iter()
        .chain(&header.version)
        .chain(said.first())
    {
        add_signals(wire_item, words);
    }
    said
}

fn put_head(
    wire_item: &mut WireItem,
    text: &str,
    is_first: bool,
    header: &Header,
    embargoes: &mut Vec<String>,
    notes: &mut Vec<String>,
) {
    let lower = text.to_lowercase();
    let keyword = header.keyword.as_deref().unwrap_or_default().to_lowercase();
    let is_slug = !keyword.is_empty() && lower.starts_with(&keyword)
        || ["am-", "pm-", "bc-"]
            .iter()
            .any(|cycle| lower.starts_with(cycle));
    if is_first && (is_slug || lower.contains("--")) {
        wire_item
            .extensions
            .insert("keyword_line".to_owned(), text.to_owned());
        if is_advance(text) {
            embargoes.push(text.to_owned());
        }
    } else if is_note(text) {
        notes.push(text.to_owned());
    } else if let Some(stated) = embargo::stated(text) {
        embargoes.push(stated.to_owned());
    } else if lower.starts_with("by ") && wire_item.byline.is_none() {
        wire_item.byline = Some(text.to_owned());
    } else if wire_item.byline.is_some() {
        wire_item
            .extensions
            .entry("byline_title".to_owned())
            .or_insert_with(|| text.to_owned());
    } else if wire_item.headline.is_none() {
        let bare = text.strip_prefix("HL:").map_or(text, str::trim);
        wire_item.headline = Some(bare.to_owned());
    } else {
        wire_item.headlines.push(Headline {
            role: Some("sub".to_owned()),
            text: text.to_owned(),
        });
    }
}

fn is_note(text: &str) -> bool {
    NOTES.iter().any(|words| begins(text, words))
}

/// Whether a keyword line says that its message is a story written through: it takes the place of the one whose number the
/// line refers to, where a lead or an add only goes with it.
pub(super) fn is_writethru(line: &str) -> bool {
    let lower = line.to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| word.ends_with("writethru"))
}

/// `Adv12`, `ADV 15`: an advance for a day that names neither month nor hour.
fn is_advance(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| {
        word.strip_prefix("adv")
            .is_some_and(|rest| rest.bytes().all(|digit| digit.is_ascii_digit()))
    })
}

fn add_signals(wire_item: &mut WireItem, text: &str) {
    let lower = text.to_lowercase();
    for word in lower.split(|letter: char| !letter.is_alphanumeric()) {
        let found = SIGNALS.iter().find(|(known, _)| {
            // `1stld`, `7thwritethru`: versions are printed without blanks.
            word == *known
                || word.starts_with(|letter: char| letter.is_ascii_digit()) && word.ends_with(known)
        });
        if let Some((_, signal)) = found {
            let signal = Signal {
                signal: (*signal).to_owned(),
                evidence: Some(text.to_owned()),
            };
            signals::push(wire_item, signal);
        }
    }
}
