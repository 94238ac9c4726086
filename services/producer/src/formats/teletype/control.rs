//! Control characters, as they are and as gateways write them, and lines without them.
//!
//! | mark | as sent | as `cat -v` | as a picture | as a name |
//! |---|---|---|---|---|
//! | SOH | 0x01 | `^A` | `␁` | `<SOH>` |
//! | STX | 0x02 | `^B` | `␂` | `<STX>` |
//! | ETX | 0x03 | `^C` | `␃` | `<ETX>` |
//! | EOT | 0x04 | `^D` | `␄` | `<EOT>` |
//!
//! A caret is a letter of ANPA 1312, so that a mark in carets is believed only where its format expects one.

use std::{borrow::Cow, ops::Range};

use memchr::{memchr, memchr2, memchr3};

/// A character that frames a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Mark {
    StartOfHeading,
    StartOfText,
    EndOfText,
    EndOfTransmission,
}

/// How the marks of a text are written: a text that has control characters of its own has no others that stand for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Forms {
    Own,
    Written,
}

const FORMS: [(Mark, [&str; 4]); 4] = [
    (Mark::StartOfHeading, ["\u{1}", "^A", "\u{2401}", "<SOH>"]),
    (Mark::StartOfText, ["\u{2}", "^B", "\u{2402}", "<STX>"]),
    (Mark::EndOfText, ["\u{3}", "^C", "\u{2403}", "<ETX>"]),
    (
        Mark::EndOfTransmission,
        ["\u{4}", "^D", "\u{2404}", "<EOT>"],
    ),
];

/// What gateways make of fill: DEL and SYN in carets, and the pictures of control characters.
const FILL: [&str; 3] = ["^?", "^V", "^G"];

/// Where a mark stands first in a text; in another form than its own only at the head of a line.
pub(in crate::formats) fn first(text: &str, mark: Mark, forms: Forms) -> Option<Range<usize>> {
    if forms == Forms::Own {
        // A mark is no line's end, so that the whole text is one line to it.
        return in_line(text, mark, forms);
    }
    lines(text).find_map(|(at, line)| {
        let found = in_line(line, mark, forms)?;
        Some(at + found.start..at + found.end)
    })
}

/// Where a mark stands in a line.
pub(in crate::formats) fn in_line(line: &str, mark: Mark, forms: Forms) -> Option<Range<usize>> {
    let (_, [own, written @ ..]) = FORMS.iter().find(|(known, _)| *known == mark)?;
    if forms == Forms::Own {
        let at = memchr(*own.as_bytes().first()?, line.as_bytes())?;
        return Some(at..at + own.len());
    }
    let at = fill_length(line);
    let rest = line.get(at..)?;
    let form = written.iter().find(|form| rest.starts_with(**form))?;
    Some(at..at + form.len())
}

/// In which forms marks stand in a text.
pub(in crate::formats) fn forms(text: &str) -> Forms {
    if memchr3(1, 2, 3, text.as_bytes()).is_some() {
        Forms::Own
    } else {
        Forms::Written
    }
}

fn fill_length(text: &str) -> usize {
    let mut rest = text;
    loop {
        let bare = rest.trim_start_matches(is_fill);
        let bare = FILL
            .iter()
            .find_map(|form| bare.strip_prefix(form))
            .unwrap_or(bare);
        if bare.len() == rest.len() {
            return text.len() - rest.len();
        }
        rest = bare;
    }
}

/// NUL is removed where a delivery is decoded; DEL, SYN and BEL are what else fills.
fn is_fill(letter: char) -> bool {
    matches!(
        letter,
        '\u{7}' | '\u{16}' | '\u{7f}' | '\u{2407}' | '\u{2416}' | '\u{2421}'
    )
}

/// The lines of a text and where they stand, without their ends. Teleprinters return the carriage once too often rather
/// than too seldom, so that CR CR LF is one end; a lone CR is one as well.
pub(in crate::formats) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        let Some(end) = memchr2(b'\n', b'\r', rest.as_bytes()) else {
            at = text.len();
            return Some((start, rest));
        };
        let returns = rest.get(end..).unwrap_or_default();
        let bare = returns.trim_start_matches('\r');
        let count = returns.len() - bare.len();
        let length = match bare.strip_prefix('\n') {
            Some(_) => count + 1,
            // All but one of a run are one end, so that two of them leave an empty line and no run is read twice.
            None => count.saturating_sub(1).max(1),
        };
        at = start + end + length;
        Some((start, rest.get(..end).unwrap_or_default()))
    })
}

/// A line cut in front of each SOH and behind each EOT: messages may follow each other without a line's end between.
pub(in crate::formats) fn pieces(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.get(at..).filter(|rest| at == 0 || !rest.is_empty())?;
        let start = at;
        let length = piece_length(rest);
        // An empty line is a piece, and the last one.
        at += length.max(1);
        Some((start, rest.get(..length)?))
    })
}

fn piece_length(rest: &str) -> usize {
    let is_end = |at: usize| rest.get(at..).is_some_and(|rest| rest.starts_with('\u{4}'));
    if is_end(0) {
        return 1;
    }
    let from = rest.chars().next().map_or(0, char::len_utf8);
    let behind = rest.get(from..).unwrap_or_default();
    match memchr2(1, 4, behind.as_bytes()) {
        Some(at) => from + at + usize::from(is_end(from + at)),
        None => rest.len(),
    }
}

/// A line without fill that was written in carets.
pub(in crate::formats) fn without_written_fill(line: &str) -> Cow<'_, str> {
    if !line.contains('^') {
        return Cow::Borrowed(line);
    }
    let bare = FILL
        .iter()
        .fold(line.to_owned(), |line, form| line.replace(form, ""));
    Cow::Owned(bare)
}

/// A line without control characters, but for tabulators, and without blanks at its end.
pub(in crate::formats) fn clean(line: &str) -> Cow<'_, str> {
    // What is beyond ASCII and a control character begins with this byte in UTF-8.
    let may_be_control = |byte: u8| byte.is_ascii_control() && byte != b'\t' || byte == 0xc2;
    let is_kept = |letter: &char| !letter.is_control() || *letter == '\t';
    if !line.bytes().any(may_be_control) {
        return Cow::Borrowed(line.trim_end());
    }
    let mut kept: String = line.chars().filter(is_kept).collect();
    kept.truncate(kept.trim_end().len());
    Cow::Owned(kept)
}
