//! The text of a message: headline block, embargoes, dateline, body, notepad and end marks.

use dateline_schemas::{Headline, Signal, WireItem};
use jiff::civil::Date;

use super::{block, block::Block, messages::Parts, take};
use crate::formats::{
    DeliveryContext, agency, signals,
    teletype::{begins, dateline, embargo, is, paragraphs},
};

/// How many paragraphs a dateline may stand behind the headline: a teaser may come first.
const MAX_BEFORE_DATELINE: usize = 4;

/// Headings of a notepad, without their marks, in small letters.
const NOTEPADS: &[&str] = &[
    "notizblock",
    "dpa-notizblock",
    "notebook",
    "notepad",
    "note to editors",
    "notes to editors",
];

/// Sentences that begin what is not for publication.
const NOT_FOR_PUBLICATION: &[&str] = &[
    "die folgenden informationen sind nicht zur veröffentlichung",
    "the following information is not for publication",
    "the following information is not intended for publication",
];

/// How a paragraph begins that speaks to editors.
const TO_EDITORS: &[&str] = &[
    "achtung redaktionen",
    "achtung, redaktionen",
    "redaktioneller hinweis",
    "redaktionelle hinweise",
    "attention editors",
    "editors' note",
    "editor's note",
    "editors:",
    "eds:",
    "note aux rédactions",
    "attention redactions",
    "atención redacciones",
    "noot voor de redactie",
    "nota per le redazioni",
];

/// Longest line that is an end mark, in bytes.
const MAX_END_MARK_BYTES: usize = 60;

/// What a text says.
pub(super) struct Text {
    block: Block,
    embargoes: Vec<String>,
    /// The paragraphs of the body, of which one begins with a dateline.
    body: Vec<String>,
    dateline_at: Option<usize>,
    names: Vec<String>,
    notes: Vec<String>,
    end_mark: Option<String>,
}

/// Reads the text of a message; `names` are those of its agency.
pub(super) fn read(parts: &Parts, names: &[String]) -> Text {
    let is_known = |credit: &str| names.iter().any(|name| name.eq_ignore_ascii_case(credit));
    let (mut block, rest) = block::split(&parts.lines, &is_known);
    let (rest, notepad) = split_notepad(rest);
    let (rest, mut end_mark) = split_end_mark(rest, &is_known);
    let (notepad, mark) = split_end_mark(notepad, &is_known);
    end_mark = end_mark.or(mark);
    let mut text = Text {
        embargoes: std::mem::take(&mut block.embargoes),
        block,
        body: Vec::new(),
        dateline_at: None,
        names: names.to_vec(),
        notes: paragraphs::joined(notepad),
        end_mark,
    };
    text.notes.retain(|note| !is_ornament(note));
    for paragraph in paragraphs::joined(rest) {
        text.take_paragraph(paragraph, &is_known);
    }
    text
}

impl Text {
    fn take_paragraph(&mut self, paragraph: String, is_known: &dyn Fn(&str) -> bool) {
        let is_before = self.dateline_at.is_none() && self.body.len() < MAX_BEFORE_DATELINE;
        let bare = paragraph.trim_start_matches(['(', '*', '+', '-', ' ']);
        let says_embargo = ["sperrfrist", "embargoed", "embargo:"]
            .iter()
            .any(|words| begins(bare, words));
        if is_before && dateline::parse(&paragraph, is_known).is_some() {
            self.dateline_at = Some(self.body.len());
        } else if let Some(stated) =
            embargo::stated(&paragraph).filter(|_| is_before || says_embargo)
        {
            return self.embargoes.push(stated.to_owned());
        } else if TO_EDITORS.iter().any(|words| begins(bare, words)) {
            return self.notes.push(paragraph);
        }
        self.body.push(paragraph);
    }

    /// What may name another message: the headline block, the notes and the body, in this order.
    pub(super) fn said(&self) -> Vec<String> {
        let headline = self.block.headline.iter();
        let notes = self.block.notes.iter().chain(&self.block.takes);
        let all = headline.chain(notes).chain(&self.notes).chain(&self.body);
        all.cloned().collect()
    }

    /// Puts it into the item; `date` is that of its message.
    pub(super) fn put(self, context: &DeliveryContext, item: &mut WireItem, date: Option<Date>) {
        let block = self.block;
        let extensions = &mut item.extensions;
        let mut keep = |key: &str, values: &[String]| {
            if !values.is_empty() {
                extensions.insert(key.to_owned(), values.join("\n"));
            }
        };
        keep("take_key", &block.takes);
        keep("headline_notes", &block.notes);
        keep("closing_line", self.end_mark.as_slice());
        for take in block.takes.iter().chain(&block.notes) {
            let own: Option<Signal> = take::signal(take);
            for signal in own.into_iter().chain(signals::in_text(take)) {
                signals::push(item, signal);
            }
        }
        item.genre = block.genre;
        item.headline = block.headline;
        item.byline = block.byline;
        item.headlines = block
            .sub_headline
            .map(|text| Headline {
                role: Some("sub".to_owned()),
                text,
            })
            .into_iter()
            .collect();
        let is_known = |credit: &str| {
            self.names
                .iter()
                .any(|name| name.eq_ignore_ascii_case(credit))
        };
        let mut body = self.body;
        if let Some(paragraph) = self.dateline_at.and_then(|at| body.get_mut(at))
            && let Some(head) = dateline::parse(paragraph, &is_known)
        {
            dateline::set(item, &head);
            *paragraph = head.body.to_owned();
        }
        body.retain(|paragraph| !paragraph.is_empty());
        item.body = (!body.is_empty()).then(|| body.join("\n"));
        item.ednote = (!self.notes.is_empty()).then(|| self.notes.join("\n"));
        for stated in self.embargoes {
            embargo::set(context, item, &stated, date);
        }
    }
}

fn split_notepad(lines: &[String]) -> (&[String], &[String]) {
    let begins = |line: &String| {
        let bare = line
            .trim()
            .trim_start_matches('#')
            .trim()
            .trim_end_matches(':');
        NOTEPADS.iter().any(|words| is(bare, words))
            || NOT_FOR_PUBLICATION.iter().any(|words| begins(bare, words))
    };
    match lines.iter().position(begins) {
        Some(at) => lines.split_at(at),
        None => (lines, &[]),
    }
}

/// A heading of the notepad itself, and the stars that part it.
fn is_ornament(note: &str) -> bool {
    let bare = note.trim_start_matches('#').trim().trim_end_matches(':');
    NOTEPADS.iter().any(|words| is(bare, words))
        || bare.chars().all(|letter| !letter.is_alphanumeric())
}

/// The end mark of a text: `dpa ab yyno n1 cd`, `(Schluss) ab/cd`, `ab/cd/ef`.
fn split_end_mark<'a>(
    lines: &'a [String],
    is_known: &dyn Fn(&str) -> bool,
) -> (&'a [String], Option<String>) {
    let Some(last) = lines.iter().rposition(|line| !line.trim().is_empty()) else {
        return (lines, None);
    };
    let line = lines.get(last).map_or("", |line| line.trim());
    if !is_end_mark(line, is_known) {
        return (lines, None);
    }
    let rest = lines.get(..last).unwrap_or_default();
    (rest, Some(line.to_owned()))
}

fn is_end_mark(line: &str, is_known: &dyn Fn(&str) -> bool) -> bool {
    if line.len() > MAX_END_MARK_BYTES {
        return false;
    }
    if ["(Schluss)", "(SCHLUSS)", "(forts", "(Forts"]
        .iter()
        .any(|words| line.starts_with(words))
    {
        return true;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_short = |word: &&str| {
        let is_small = !word.chars().any(char::is_uppercase);
        is_small && word.chars().count() <= 8 && !word.ends_with(['.', ',', ':', '!', '?'])
    };
    let Some((first, rest)) = words.split_first() else {
        return false;
    };
    let is_agency = is_known(first) || agency::normalised(first).is_some_and(|_| first.len() <= 8);
    if is_agency && (1..=7).contains(&rest.len()) && rest.iter().all(is_short) {
        return true;
    }
    let initials = |word: &str| {
        let parts = || word.split(['/', '-']);
        let is_short = |part: &str| (1..=4).contains(&part.chars().count());
        let in_one_case = word
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .all(char::is_lowercase)
            || word
                .chars()
                .filter(|letter| letter.is_alphabetic())
                .all(char::is_uppercase);
        let are_letters = word
            .chars()
            .all(|letter| letter.is_alphabetic() || "/-".contains(letter));
        parts().count() >= 2 && parts().all(is_short) && in_one_case && are_letters
    };
    rest.is_empty() && initials(first.trim_matches(['(', ')']))
}
