//! Where messages begin and end, and what the parts of one are.
//!
//! A message begins with SOH; where there is none, with ZCZC; where there is neither, with a header line behind an empty
//! one. It ends with EOT or NNNN, or where the next begins.

use std::ops::Range;

use super::{
    header::{self, Header, Trust},
    trailer::{self, Trailer},
};
use crate::formats::{
    MAX_SEGMENTS,
    teletype::control::{self, Forms, Mark},
};

/// How many lines a header may stand behind the beginning of its message.
const MAX_LINES_BEFORE_HEADER: usize = 4;

/// How many lines behind the text are looked at for its date.
const MAX_TRAILER_LINES: usize = 6;

/// Longest line of codes that stands for a header.
const MAX_CODE_LETTERS: usize = 40;

/// A part of a delivery: a message, or text that belongs to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message<'a> {
    pub(super) text: &'a str,
    pub(super) range: Range<usize>,
    pub(super) is_stray: bool,
}

/// A message in parts; lines without control characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) header: Option<Header>,
    /// Lines that stand where the header should, and are of no known form.
    pub(super) unknown_header: Vec<String>,
    pub(super) keywords: Vec<String>,
    pub(super) lines: Vec<String>,
    pub(super) trailer: Option<Trailer>,
    /// Whether SOH or STX frames it, and whether they are themselves.
    pub(super) is_framed: bool,
    pub(super) has_own_marks: bool,
}

/// Whether the head of a delivery looks like a message.
pub(super) fn looks_like_one(head: &str) -> bool {
    let forms = control::forms(head);
    let mut has_zczc = false;
    let lines = control::lines(head).filter(|(_, line)| !control::clean(line).trim().is_empty());
    for (i, (_, line)) in lines.take(60).enumerate() {
        if let Some(mark) = control::in_line(line, Mark::StartOfHeading, forms) {
            let rest = line.get(mark.end..).unwrap_or_default();
            if header::read(&control::clean(rest), Trust::Framed).is_some() {
                return true;
            }
        }
        let line = control::clean(line);
        has_zczc |= i < 3 && line.trim_start().starts_with("ZCZC");
        if i < 4 && header::read(&line, Trust::Bare).is_some() {
            return true;
        }
    }
    has_zczc && head.contains("NNNN")
}

/// The messages of a delivery and what stands between them, in its order; at most one more than a delivery may have.
pub(super) fn split(text: &str) -> Vec<Message<'_>> {
    let mut splitting = Splitting {
        text,
        forms: control::forms(text),
        found: Vec::new(),
        open: None,
        stray: None,
        is_behind_blank: true,
    };
    for (at, line) in control::lines(text) {
        if splitting.found.len() > MAX_SEGMENTS {
            break;
        }
        for (offset, piece) in control::pieces(line) {
            splitting.piece(at + offset, piece);
        }
        splitting.is_behind_blank = control::clean(line).trim().is_empty();
    }
    splitting.close(text.len());
    splitting.found
}

struct Splitting<'a> {
    text: &'a str,
    forms: Forms,
    found: Vec<Message<'a>>,
    open: Option<Open>,
    stray: Option<Range<usize>>,
    is_behind_blank: bool,
}

struct Open {
    start: usize,
    /// Whether SOH began it.
    is_framed: bool,
    /// Whether there is more in it than its ZCZC.
    has_content: bool,
    /// Whether its text has ended.
    is_ended: bool,
}

impl Splitting<'_> {
    fn piece(&mut self, at: usize, line: &str) {
        let heading = control::in_line(line, Mark::StartOfHeading, self.forms).filter(|mark| {
            let rest = line.get(mark.end..).unwrap_or_default();
            self.forms == Forms::Own || header::read(&control::clean(rest), Trust::Framed).is_some()
        });
        let clean = control::clean(line);
        let is_blank = clean.trim().is_empty();
        if let Some(mark) = heading {
            let has_content = !clean.trim().is_empty();
            self.begin(at + mark.start, true, has_content);
        } else if !is_blank {
            self.text_line(at, line, &clean);
        }
        let has = |mark| control::in_line(line, mark, self.forms).is_some();
        let is_end = has(Mark::EndOfTransmission) || clean.trim_end().ends_with("NNNN");
        let is_text_end = has(Mark::EndOfText);
        if let Some(open) = &mut self.open {
            open.is_ended |= is_text_end;
            if is_end {
                self.close(at + line.len());
            }
        }
    }

    fn text_line(&mut self, at: usize, line: &str, clean: &str) {
        let is_zczc = clean.trim_start().starts_with("ZCZC");
        let may_begin = match &self.open {
            None => true,
            Some(open) => open.is_ended || is_zczc || !open.is_framed && self.is_behind_blank,
        };
        let is_header = may_begin && header::read(clean, Trust::Bare).is_some();
        if may_begin && (is_zczc || is_header) {
            return self.begin(at, false, is_header);
        }
        match &mut self.open {
            Some(open) => open.has_content = true,
            None if clean.contains(char::is_alphabetic) && clean.trim() != "NNNN" => {
                let stray = self.stray.get_or_insert(at..at);
                stray.end = at + line.len();
            }
            None => {}
        }
    }

    fn begin(&mut self, at: usize, is_framed: bool, has_content: bool) {
        if let Some(open) = self.open.as_mut().filter(|open| !open.has_content) {
            open.is_framed |= is_framed;
            open.has_content |= has_content;
            return;
        }
        self.close(at);
        self.open = Some(Open {
            start: at,
            is_framed,
            has_content,
            is_ended: false,
        });
    }

    fn close(&mut self, end: usize) {
        let open = self.open.take().filter(|open| open.has_content);
        let message = open.map(|open| (open.start..end, false));
        let stray = self.stray.take().map(|range| (range, true));
        for (range, is_stray) in stray.into_iter().chain(message) {
            let text = self.text.get(range.clone()).unwrap_or_default();
            self.found.push(Message {
                text,
                range,
                is_stray,
            });
        }
    }
}

/// The parts of a message.
pub(super) fn parts(text: &str) -> Parts {
    let forms = control::forms(text);
    let mark = |mark| control::first(text, mark, forms);
    let heading = mark(Mark::StartOfHeading);
    let start = mark(Mark::StartOfText);
    let mut parts = Parts {
        is_framed: heading.is_some() || start.is_some(),
        has_own_marks: forms == Forms::Own,
        ..Parts::default()
    };
    let from = start.as_ref().map_or(0, |start| start.end);
    let behind = text.get(from..).unwrap_or_default();
    let end = control::first(behind, Mark::EndOfText, forms);
    let (body, tail) = match end {
        Some(end) => (behind.get(..end.start), behind.get(end.end..)),
        None => (Some(behind), None),
    };
    parts.lines = clean_lines(body.unwrap_or_default(), forms);
    match start {
        Some(start) => {
            let head = text.get(..start.start).unwrap_or_default();
            let without_mark = heading
                .and_then(|mark| head.get(mark.end..))
                .unwrap_or(head);
            parts.read_head(clean_lines(without_mark, forms));
            parts.take_keywords();
        }
        None => parts.take_head(heading.is_some()),
    }
    parts.read_trailer(clean_lines(tail.unwrap_or_default(), forms));
    parts
}

fn clean_lines(text: &str, forms: Forms) -> Vec<String> {
    let clean = |line: &str| match forms {
        Forms::Own => control::clean(line).into_owned(),
        Forms::Written => control::clean(&control::without_written_fill(line)).into_owned(),
    };
    control::lines(text).map(|(_, line)| clean(line)).collect()
}

impl Parts {
    /// Between SOH and STX: the header line, then keywords.
    fn read_head(&mut self, lines: Vec<String>) {
        for line in lines.into_iter().filter(|line| !line.trim().is_empty()) {
            if self.header.is_some() {
                self.keywords.push(line.trim().to_owned());
                continue;
            }
            self.header = header::read(&line, Trust::Framed);
            let bare = line.trim().trim_start_matches("ZCZC").trim();
            if self.header.is_none() && !bare.is_empty() {
                self.unknown_header.push(bare.to_owned());
            }
        }
    }

    /// A list of keywords may be the first line of the text, too.
    fn take_keywords(&mut self) {
        let mut lines = self.lines.iter();
        let Some(at) = lines.position(|line| !line.trim().is_empty()) else {
            return;
        };
        if self.keywords.is_empty() && self.lines[at].trim().ends_with('/') {
            self.keywords.push(self.lines[at].trim().to_owned());
            self.lines.drain(..=at);
        }
    }

    /// Without STX: header, codes and a keyword line are taken off the head of the text.
    fn take_head(&mut self, is_framed: bool) {
        let trust = if is_framed {
            Trust::Framed
        } else {
            Trust::Bare
        };
        let mut taken = 0;
        let filled = |(_, line): &(usize, &String)| !line.trim().is_empty();
        let head: Vec<(usize, &String)> = self
            .lines
            .iter()
            .enumerate()
            .filter(filled)
            .take(8)
            .collect();
        let found = head
            .iter()
            .take(MAX_LINES_BEFORE_HEADER)
            .find_map(|(i, line)| Some((*i, header::read(line, trust)?)));
        let (mut codes, mut keywords) = (Vec::new(), Vec::new());
        for (i, line) in head {
            let bare = line.trim().trim_start_matches("ZCZC").trim();
            let is_before = found.as_ref().is_some_and(|(at, _)| i < *at);
            let is_header = found.as_ref().is_some_and(|(at, _)| i == *at);
            let is_behind = found.as_ref().is_some_and(|(at, _)| i > *at);
            if is_behind && keywords.is_empty() && is_keyword_line(bare) {
                keywords.push(bare.to_owned());
            } else if is_before || found.is_none() && (is_code(bare) || line.starts_with("ZCZC")) {
                codes.extend((!bare.is_empty()).then(|| bare.to_owned()));
            } else if !is_header {
                break;
            }
            taken = i + 1;
        }
        self.header = found.map(|(_, header)| header);
        self.unknown_header = codes;
        self.keywords = keywords;
        self.lines.drain(..taken);
    }

    /// The date behind the text, or at its end.
    fn read_trailer(&mut self, tail: Vec<String>) {
        let filled = tail.iter().filter(|line| !line.trim().is_empty());
        self.trailer = filled
            .take(MAX_TRAILER_LINES)
            .find_map(|line| trailer::read(line));
        if self.trailer.is_some() {
            return;
        }
        let filled = |(_, line): &(usize, &String)| !line.trim().is_empty();
        let last: Vec<usize> = self
            .lines
            .iter()
            .enumerate()
            .rev()
            .filter(filled)
            .take(3)
            .map(|(i, _)| i)
            .collect();
        for i in last {
            let Some(line) = self.lines.get(i) else {
                continue;
            };
            let is_end = matches!(line.trim(), "NNNN" | "NNNN=");
            self.trailer = trailer::read(line);
            if self.trailer.is_some() {
                self.lines.truncate(i);
                return;
            }
            if is_end {
                self.lines.truncate(i);
            }
        }
    }
}

/// `Partei/Deutschland/`, `Politique-élections`: words without blanks, or a list that ends with its separator.
fn is_keyword_line(line: &str) -> bool {
    let is_slug = !line.contains(' ') && line.contains(['/', '-']);
    line.ends_with('/') || is_slug && line.chars().count() <= 80
}

/// `XIC30123_SXA_QBXB`, `R POL S0A QBXB`: capitals and figures, with a figure or an underline.
fn is_code(line: &str) -> bool {
    let fits = |letter: char| {
        letter.is_ascii_uppercase() || letter.is_ascii_digit() || " _/-".contains(letter)
    };
    line.len() <= MAX_CODE_LETTERS
        && line.chars().all(fits)
        && line.contains(|letter: char| letter.is_ascii_digit() || letter == '_')
}
