//! Ids of messages, and the messages that a notice names.
//!
//! Two services number alike, and numbers begin anew every day: an id is made of service, number and date, where all three
//! are known. A notice names a message by its service and number, and means one of its own day unless it says another; a
//! number that its service had not yet reached that day is none of that day's, so that nothing is named.

use std::{
    collections::BTreeMap,
    ops::{Range, RangeInclusive},
    sync::LazyLock,
};

use aho_corasick::AhoCorasick;
use dateline_schemas::{Signal, WireItem};
use jiff::civil::Date;

use super::{Read, header::Header};
use crate::formats::{
    notice::{Action, Targets},
    teletype::loose,
};

/// How far behind a number its date may stand, in bytes.
const MAX_DATE_BYTES: usize = 40;

/// How many figures a message's number has.
const NUMBER_DIGITS: RangeInclusive<usize> = 3..=6;

/// How much of what a notice says is kept as evidence, in characters.
const EVIDENCE_LETTERS: usize = 200;

/// How many paragraphs of a message are looked at, and how much of each, in bytes.
const MAX_PARAGRAPHS: usize = 24;
const MAX_PARAGRAPH_BYTES: usize = 2_000;

const KILLS: &[&str] = &[
    "bitte streichen",
    "streichen sie",
    "ist zu streichen",
    "nicht verwenden",
    "nicht zu verwenden",
    "zurückgezogen",
    "please kill",
    "kill story",
    "kill the",
    "mandatory kill",
    "do not use",
    "disregard",
    "is withdrawn",
    "been withdrawn",
    "veuillez annuler",
    "prière d'annuler",
    "ne pas utiliser",
    "no utilizar",
    "eliminar",
    "non utilizzare",
    "annullare",
];

const WITHHOLDS: &[&str] = &[
    "vorerst nicht verwenden",
    "vorläufig nicht verwenden",
    "zunächst nicht verwenden",
    "hold for now",
    "please hold",
];

const REPLACES: &[&str] = &[
    "ersetzt",
    "ersetzen sie",
    "replaces",
    "replacing",
    "remplace",
    "sustituye",
    "sostituisce",
    "vervangt",
];

/// Messages of this delivery by the number of their agency.
#[derive(Debug, Default)]
pub(super) struct Numbered(BTreeMap<(String, String), String>);

impl Numbered {
    pub(super) fn remember(&mut self, number: Option<(String, String)>, finished: &WireItem) {
        if let Some((agency, number)) = number {
            self.0
                .insert((agency.to_lowercase(), number), finished.uri.clone());
        }
    }
}

/// The id of a message.
pub(super) fn id(header: Option<&Header>, date: Option<Date>) -> Option<String> {
    let header = header?;
    Some(written(&header.source, header.counted()?, date?))
}

fn written(source: &str, number: &str, date: Date) -> String {
    format!("{}{number}-{date}", source.to_lowercase())
}

/// What a message says about others.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stated {
    /// The messages that it names and what it does to them; none where it names none that can be told.
    pub(super) targets: Option<Targets>,
    /// That it stops a message, whether it can be told which or not.
    pub(super) stops: Option<Signal>,
}

/// What a message says about others: what is to be done may be said in one paragraph, and to what in another, where the
/// whole message is a notice.
pub(super) fn stated(read: &Read, numbered: &Numbered) -> Stated {
    let signals = &read.item.signals;
    let has = |wanted: &str| signals.iter().any(|signal| signal.signal == wanted);
    let is_notice = has("kill") || has("withhold") || has("advisory");
    let withholds = has("withhold").then_some(Action::Withhold);
    let mut action = has("kill").then_some(Action::Kill).or(withholds);
    let mut stops = None;
    let (mut ids, mut evidence) = (Vec::new(), None);
    for paragraph in read.said.iter().take(MAX_PARAGRAPHS) {
        let end = paragraph.floor_char_boundary(MAX_PARAGRAPH_BYTES);
        let paragraph = paragraph.get(..end).unwrap_or_default();
        let found = named(paragraph, read, numbered);
        let may_act = is_notice || found.is_about_message || !found.ids.is_empty();
        let own = may_act.then(|| self::action(paragraph)).flatten();
        let named = match own.or(action.filter(|_| is_notice)) {
            Some(_) => found,
            None => Named::default(),
        };
        if let Some(own) = own.filter(|_| is_notice || named.is_about_message) {
            action = action.or(Some(own));
            stops = stops.or_else(|| stop(own, paragraph));
        }
        if !named.ids.is_empty() {
            evidence = evidence.or(Some(shortened(paragraph)));
        }
        ids.extend(named.ids);
    }
    // A story that is sent again because it was wrong takes the place of the one that its header refers to.
    let replaces = has("correction") || has("refile");
    let action = action.or(replaces.then_some(Action::Replace));
    if let (true, Some(_), Some(header)) = (ids.is_empty(), action, &read.header) {
        let references = header.references.iter();
        ids.extend(references.filter_map(|word| resolve(word, header, read.date())));
        evidence = Some(header.optional.clone());
    }
    ids.sort();
    ids.dedup();
    let targets = action.filter(|_| !ids.is_empty()).map(|action| Targets {
        action,
        ids,
        evidence,
    });
    Stated { targets, stops }
}

fn stop(action: Action, paragraph: &str) -> Option<Signal> {
    let signal = match action {
        Action::Kill => "kill",
        Action::Withhold => "withhold",
        Action::Replace => return None,
    };
    Some(Signal {
        signal: signal.to_owned(),
        evidence: Some(shortened(paragraph)),
    })
}

fn shortened(words: &str) -> String {
    words.chars().take(EVIDENCE_LETTERS).collect()
}

/// The words of all actions, the gravest first.
static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = WITHHOLDS.iter().chain(KILLS).chain(REPLACES);
    AhoCorasick::new(words).expect("some dozens of short phrases are within its limits")
});

fn action(paragraph: &str) -> Option<Action> {
    let lower = paragraph.to_lowercase();
    let found = WORDS.find_overlapping_iter(&lower);
    let first = found.map(|found| found.pattern().as_usize()).min()?;
    if first < WITHHOLDS.len() {
        Some(Action::Withhold)
    } else if first < WITHHOLDS.len() + KILLS.len() {
        Some(Action::Kill)
    } else {
        Some(Action::Replace)
    }
}

/// The messages that a paragraph names.
#[derive(Debug, Default)]
struct Named {
    ids: Vec<String>,
    /// Whether it names one of this service or agency at all.
    is_about_message: bool,
}

/// The ids of the messages that a paragraph names: `bdt0123`, `dpa 123`, `dpa 0123 vom 11. März`.
fn named(paragraph: &str, read: &Read, numbered: &Numbered) -> Named {
    let mut found = Named::default();
    let Some(header) = &read.header else {
        return found;
    };
    let date = read.date();
    for Counted { name, number, end } in counted(paragraph) {
        let behind = paragraph.get(end..).unwrap_or_default();
        let behind = behind
            .get(..behind.floor_char_boundary(MAX_DATE_BYTES))
            .unwrap_or_default();
        let printed = loose::read(behind, date).map(|loose| loose.date);
        let known = numbered
            .0
            .get(&(name.to_lowercase(), number.to_owned()))
            .cloned();
        let own = name.eq_ignore_ascii_case(&header.source);
        let is_agency = header.names().any(|known| known.eq_ignore_ascii_case(name));
        found.is_about_message |= own || is_agency;
        let resolved = own
            .then(|| of_day(name, number, header, date, printed))
            .flatten();
        let id = resolved.or(known.filter(|_| printed.is_none() || printed == date));
        found.ids.extend(id);
    }
    found
}

/// A word and the number that it counts by, glued to it or the next word.
struct Counted<'a> {
    name: &'a str,
    number: &'a str,
    /// Where the number ends.
    end: usize,
}

/// What a text counts: looked for from its figures, for most words have none behind them.
fn counted(text: &str) -> impl Iterator<Item = Counted<'_>> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '-';
    let last_word = move |before: &'_ str| before.len() - before.trim_end_matches(is_part).len();
    figures(text).filter_map(move |figures| {
        let (before, behind) = (text.get(..figures.start)?, text.get(figures.end..)?);
        if !NUMBER_DIGITS.contains(&figures.len()) || behind.starts_with(is_part) {
            return None;
        }
        let before = match last_word(before) {
            0 => before.trim_end_matches(|letter| !is_part(letter)),
            _ => before,
        };
        let name = before.get(before.len() - last_word(before)..)?;
        let is_counted =
            !name.is_empty() && !name.ends_with(|letter: char| letter.is_ascii_digit());
        is_counted.then_some(Counted {
            name,
            number: text.get(figures.clone())?,
            end: figures.end,
        })
    })
}

/// Where the figures of a text stand, all that follow each other as one.
fn figures(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(from..)?;
        let start = from + rest.iter().position(u8::is_ascii_digit)?;
        let length = bytes
            .get(start..)?
            .iter()
            .take_while(|byte| byte.is_ascii_digit());
        from = start + length.count();
        Some(start..from)
    })
}

/// A reference of the header: `bdt0099`.
fn resolve(word: &str, header: &Header, date: Option<Date>) -> Option<String> {
    let name = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    of_day(name, word.get(name.len()..)?, header, date, None)
}

fn of_day(
    name: &str,
    number: &str,
    header: &Header,
    date: Option<Date>,
    printed: Option<Date>,
) -> Option<String> {
    let count = |digits: &str| digits.parse::<u32>().ok();
    // Headers print numbers with zeros before them, and texts without: `dpa0123`, and "please kill item dpa 123".
    let number = format!("{number:0>width$}", width = header.number.len());
    match printed {
        Some(printed) if Some(printed) != date => Some(written(name, &number, printed)),
        _ => {
            let is_earlier = count(&number)? < count(header.counted()?)?;
            is_earlier.then_some(written(name, &number, date?))
        }
    }
}
