//! Segments: the lines of a page, cut where an age is glued to what follows it, each with what it looks like.
//!
//! Every byte of a line is looked at a bounded number of times, and nothing is kept: a page may be all ages or all lines.

use std::ops::Range;

use super::{
    age::{self, Age},
    credits::{self, Credit},
    dateline::{self, Head},
    heading::{self, Heading},
};

/// How far before the end of a line a glued age may begin, in bytes.
const TRAILING_AGE_BYTES: usize = 48;

/// A part of a page, without blanks at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment<'a> {
    pub(super) kind: Kind<'a>,
    /// The segment as it stands in the page.
    pub(super) text: &'a str,
    /// Where it stands in the page, in bytes.
    pub(super) range: Range<usize>,
    /// Number of its line, from 1.
    pub(super) line: usize,
    /// Whether an empty line stands above it.
    pub(super) is_after_blank: bool,
}

/// What a segment looks like by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    Age(Age<'a>),
    Heading(Heading<'a>),
    Dateline(Box<Head<'a>>),
    /// Credits alone, as printed, and the agencies.
    Credits(&'a str, Vec<Credit<'a>>),
    Text,
}

/// The segments of a page, in order.
#[derive(Debug)]
pub(super) struct Segments<'a> {
    page: &'a str,
    /// What of the current line is not yet cut, trimmed.
    rest: Range<usize>,
    /// Where the next line begins; `None` behind the last.
    next_line: Option<usize>,
    line: usize,
    is_after_blank: bool,
}

impl<'a> Segments<'a> {
    pub(super) fn of(page: &'a str) -> Self {
        Self {
            page,
            rest: 0..0,
            next_line: Some(0),
            line: 0,
            is_after_blank: false,
        }
    }

    /// Goes to the next line that has anything in it.
    fn advance(&mut self) -> Option<()> {
        let mut blank_lines = 0;
        while self.rest.is_empty() {
            let start = self.next_line?;
            let behind = self.page.get(start..)?;
            let end = behind.find(['\n', '\r']);
            let line = behind.get(..end.unwrap_or(behind.len()))?;
            self.next_line = end.map(|end| start + end + line_break(behind.get(end..)));
            self.line += 1;
            let from = start + (line.len() - line.trim_start_matches(is_blank).len());
            self.rest = from..from + line.trim_matches(is_blank).len();
            blank_lines += usize::from(self.rest.is_empty());
        }
        self.is_after_blank |= blank_lines > 0;
        Some(())
    }

    /// Cuts the first `length` bytes off the rest of the line.
    fn cut(&mut self, kind: Kind<'a>, length: usize) -> Option<Segment<'a>> {
        let start = self.rest.start;
        let text = self.page.get(start..start + length)?;
        let behind = self.page.get(start + length..self.rest.end)?;
        self.rest.start = self.rest.end - behind.trim_start_matches(is_blank).len();
        let is_after_blank = std::mem::take(&mut self.is_after_blank);
        let text = text.trim_end_matches(is_blank);
        Some(Segment {
            kind,
            text,
            range: start..start + text.len(),
            line: self.line,
            is_after_blank,
        })
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        self.advance()?;
        let rest = self.page.get(self.rest.clone())?;
        if let Some((age, length)) = age_at_head(rest) {
            return self.cut(Kind::Age(age), length);
        }
        if let Some(heading) = heading::parse(rest) {
            return self.cut(Kind::Heading(heading), rest.len());
        }
        let length = rest.len() - age_at_end(rest).map_or(0, str::len);
        // A text with an age at its end is cut here, and the age is at the head of what is left.
        let text = rest.get(..length)?.trim_end();
        let head = dateline::parse(text).map(Box::new);
        let kind = match (head, credits::line(text)) {
            (Some(head), _) => Kind::Dateline(head),
            (None, Some((printed, credits))) => Kind::Credits(printed, credits),
            (None, None) => Kind::Text,
        };
        self.cut(kind, length)
    }
}

/// Blanks, and the marks of no width that pages carry along: byte order marks of joined files, break opportunities.
pub(super) fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{feff}' || letter == '\u{200b}'
}

/// Length of the line break that a text begins with.
fn line_break(text: Option<&str>) -> usize {
    if text.is_some_and(|text| text.starts_with("\r\n")) {
        2
    } else {
        1
    }
}

/// The age that a line begins with, if what stands behind it shows that it is no ordinary text: nothing, a capital glued
/// to it, or a dateline. "2 uur geleden was de brug nog open" is a paragraph.
fn age_at_head(line: &str) -> Option<(Age<'_>, usize)> {
    let (age, behind) = age::leading(line)?;
    let next = behind.trim_start();
    let is_glued = next.len() == behind.len();
    let ends = next.is_empty()
        || is_glued && begins_something(next)
        || age::leading(next).is_some_and(|(age, _)| age.is_counted)
        || dateline::parse(next).is_some();
    ends.then(|| (age, line.len() - behind.len()))
}

/// Whether a text that is glued to an age can only be the head of something else.
fn begins_something(text: &str) -> bool {
    let mut letters = text.chars();
    match letters.next() {
        // 's-Gravenhage, 't Harde, 'Vergeten' veer; but yesterday's storm.
        Some('\'' | '’' | '‘') => {
            let (first, joint, next) = (letters.next(), letters.next(), letters.next());
            let is_name =
                joint == Some('-') || joint == Some(' ') && next.is_some_and(char::is_uppercase);
            match first {
                Some(first) if first.is_lowercase() => is_name,
                first => first.is_some_and(char::is_alphabetic),
            }
        }
        Some(letter) => letter.is_alphabetic() || "\"“„«".contains(letter),
        None => true,
    }
}

/// The counted age that stands behind the last sentence of a line.
fn age_at_end(line: &str) -> Option<&str> {
    let from = line.ceil_char_boundary(line.len().saturating_sub(TRAILING_AGE_BYTES));
    let tail = line.get(from..)?;
    let ends = tail
        .char_indices()
        .filter(|(_, letter)| ".!?…\"”»)".contains(*letter));
    let behind = ends.filter_map(|(at, letter)| tail.get(at + letter.len_utf8()..));
    behind
        .map(str::trim_start)
        .find(|text| age::whole(text).is_some_and(|age| age.is_counted))
}
