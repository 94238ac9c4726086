//! Lines: where words of the table count. At the head of a line before a mark, in brackets at either end, behind the last
//! dash or comma, and as a take key of a slugline; within a sentence never.

use dateline_schemas::Signal;
use memchr::memchr;

use super::{
    Field,
    table::Use,
    words::{self, Print, Said, word_at},
};

/// How much of the head of a text is looked at, in bytes, and how many of its lines.
const HEAD_BYTES: usize = 1_000;
const MAX_LINES: usize = 6;

/// How far before its end a line is looked at, in bytes.
const TAIL_BYTES: usize = 160;

/// Most words or brackets that are read at one end of a line.
const MAX_IN_A_ROW: usize = 4;

/// Longest name before the colon of a note: `Eds:`, `Note to editors:`.
const MAX_ADDRESS_BYTES: usize = 30;

/// Behind this number of places of a slugline no take key is looked for.
const MAX_PLACES: usize = 24;

/// A text that goes on behind its headline has a number in parentheses: `(2)`. More are ages and counts.
const TAKES: std::ops::RangeInclusive<u8> = 2..=9;

/// What stands around words without a meaning of its own.
const ORNAMENTS: &str = "*=+#<>|/•-–—!_~";

/// Behind the last of each of these words of the table may stand, by a byte that they have and few lines do.
const JOINTS: &[(u8, &str)] = &[
    (b'-', " - "),
    (0xe2, " – "),
    (0xe2, " — "),
    (b'-', " -- "),
    (b',', ", "),
    (b'/', " /"),
    (b'*', " *"),
    (b'+', " +"),
    (b'-', " -"),
];

const OPENING: &str = "([{";
const CLOSING: &str = ")]}";

/// Words between a word of the table in brackets and a time or a name: "(Wiederholung vom Vortag)".
const OF: &[&str] = &[
    "at", "from", "of", "vom", "von", "um", "mit", "van", "met", "de", "del", "du", "des", "avec",
    "con", "das", "com", "delle", "от", "с", "z", "من",
];

/// The signals of a text, in the order of its words.
pub(super) fn signals(text: &str, field: Field) -> Vec<Signal> {
    let head = text
        .get(..text.floor_char_boundary(HEAD_BYTES))
        .unwrap_or(text);
    let mut found = Found::default();
    for line in head.lines().map(str::trim).take(MAX_LINES) {
        at_head(line, field, &mut found);
        at_tail(line, &mut found);
    }
    if head.len() < text.len() {
        at_tail(text.trim_end(), &mut found);
    }
    if field == Field::Slugline {
        take_keys(head, &mut found);
    }
    found.signals
}

#[derive(Debug, Default)]
struct Found {
    signals: Vec<Signal>,
}

impl Found {
    fn add(&mut self, signal: &str, evidence: &str) {
        if !self.signals.iter().any(|known| known.signal == signal) {
            self.signals.push(Signal {
                signal: signal.to_owned(),
                evidence: Some(evidence.trim().to_owned()),
            });
        }
    }

    fn said(&mut self, text: &str, said: &Said) {
        self.add(said.signal, text.get(..said.end).unwrap_or(text));
    }
}

/// Where words stand, which decides which of them count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Line,
    Brackets,
    Note,
}

/// What stands behind words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    Mark,
    /// A blank, behind which other words of the table may stand: `URGENT CORRECTION:`.
    Blank,
    Text,
}

/// Brackets and words at the head of a line, one behind the other.
fn at_head(line: &str, field: Field, found: &mut Found) {
    let mut rest = line;
    for _ in 0..MAX_IN_A_ROW {
        rest = rest.trim_start_matches(is_ornament);
        let Some((inside, behind)) = leading_brackets(rest) else {
            break;
        };
        in_brackets(inside, found);
        rest = behind;
    }
    let place = if field == Field::Note {
        Place::Note
    } else {
        Place::Line
    };
    if !row(rest, place, MAX_IN_A_ROW, found) && field == Field::Note {
        row(behind_address(rest), place, MAX_IN_A_ROW, found);
    }
}

/// Words before marks, one behind the other; whether there were any.
fn row(text: &str, place: Place, left: usize, found: &mut Found) -> bool {
    let Some((said, behind)) = words::said(text).and_then(|said| {
        let behind = text.get(said.end..)?;
        fits(&said, place).then_some((said, behind))
    }) else {
        return false;
    };
    let next = behind.trim_start_matches(is_ornament_or_mark);
    let opens = match said.usage {
        Use::Opening => true,
        Use::Note => place != Place::Line,
        _ => false,
    };
    let counts = opens
        || match mark(behind, &said, place) {
            Behind::Mark => true,
            Behind::Blank => left > 0 && row(next, place, left - 1, &mut Found::default()),
            Behind::Text => false,
        };
    if counts {
        found.said(text, &said);
        if left > 0 && next.len() < behind.len() {
            row(next, place, left - 1, found);
        }
    }
    counts
}

/// Whether words are printed as their use demands.
fn fits(said: &Said, place: Place) -> bool {
    let in_brackets = place != Place::Line;
    match said.usage {
        Use::Word | Use::Common | Use::Opening => true,
        Use::Capitals => said.is_loud() || place == Place::Brackets && said.print != Print::Small,
        Use::Note | Use::TakeKey => in_brackets || said.is_loud(),
    }
}

fn mark(behind: &str, said: &Said, place: Place) -> Behind {
    let next = behind.trim_start();
    let is_glued = next.len() == behind.len();
    let is_own = matches!(said.usage, Use::Word | Use::Note | Use::TakeKey) || said.has_number;
    let mut letters = next.chars();
    let marked = match letters.next() {
        None => said.is_loud() || is_own || place == Place::Brackets,
        Some(':' | '：' | '*' | '|' | '=') => true,
        Some(letter) if CLOSING.contains(letter) => true,
        Some(letter) if OPENING.contains(letter) => said.is_loud(),
        Some('/') => said.is_loud() && is_own || place == Place::Brackets,
        Some('!') => said.is_loud() || is_own,
        Some('+') => next.starts_with("++"),
        Some('.') => (said.is_loud() || place == Place::Brackets) && !is_word_behind(next),
        Some(',' | ';' | '،') => said.has_number || place == Place::Brackets,
        Some(letter) if is_dash(letter) => dash(next, is_glued, is_own, said),
        Some(letter) if letter.is_ascii_digit() && !is_glued => said.signal == "embargo",
        Some(_) if !is_glued => return Behind::Blank,
        Some(_) => false,
    };
    if marked { Behind::Mark } else { Behind::Text }
}

/// `EIL - Text` and `UPDATE 1-Text` are marked, `Update-Funktion` and `LEAD 2-0` are not.
fn dash(next: &str, is_glued: bool, is_own: bool, said: &Said) -> bool {
    let behind = next.trim_start_matches(is_dash);
    let closes = behind.is_empty() || behind.starts_with(char::is_whitespace);
    let is_double = next.chars().take_while(|letter| is_dash(*letter)).count() > 1;
    let is_score = behind.starts_with(|letter: char| letter.is_ascii_digit())
        && (said.signal == "lead" || !said.has_number);
    closes || is_double || said.is_loud() && !is_score && (is_own || !is_glued)
}

fn is_word_behind(next: &str) -> bool {
    let behind = next.trim_start_matches('.');
    behind.starts_with(words::is_letter)
}

/// Brackets that a text begins with: what is inside of them, and what stands behind.
fn leading_brackets(text: &str) -> Option<(&str, &str)> {
    text.starts_with(|letter| OPENING.contains(letter))
        .then_some(())?;
    let inside = text.get(1..text.floor_char_boundary(TAIL_BYTES))?;
    let close = inside.find(|letter| CLOSING.contains(letter))?;
    Some((inside.get(..close)?, text.get(close + 2..)?))
}

/// Words at the head of what stands in brackets.
fn in_brackets(inside: &str, found: &mut Found) -> bool {
    let inside = inside.trim_matches(is_ornament);
    if row(inside, Place::Brackets, MAX_IN_A_ROW, found) {
        return true;
    }
    let said = words::said(inside).filter(|said| {
        let is_small = said.print == Print::Small && !said.has_number;
        fits(said, Place::Brackets) && !is_small && goes_on_with_time(inside, said)
    });
    if let Some(said) = &said {
        found.said(inside, said);
    }
    said.is_some()
}

fn goes_on_with_time(inside: &str, said: &Said) -> bool {
    let next = words::next_word(inside, said.end).and_then(|start| word_at(inside, start));
    next.is_some_and(|word| {
        word.folded
            .starts_with(|first: char| first.is_ascii_digit())
            || OF.contains(&word.folded.as_str())
    })
}

/// Brackets at the end of a line, one before the other, and words behind its last dash or comma.
fn at_tail(line: &str, found: &mut Found) {
    let from = line.ceil_char_boundary(line.len().saturating_sub(TAIL_BYTES));
    let mut tail = line.get(from..).unwrap_or(line);
    for _ in 0..MAX_IN_A_ROW {
        tail = tail.trim_end_matches(is_ornament);
        let Some((before, inside)) = trailing_brackets(tail) else {
            break;
        };
        if is_take(inside) && !(before.is_empty() && from == 0) {
            found.add("update", tail.get(before.len()..).unwrap_or(tail));
        } else {
            in_brackets(inside, found);
        }
        tail = before;
    }
    let pieces = JOINTS
        .iter()
        .filter(|(sign, _)| memchr(*sign, tail.as_bytes()).is_some())
        .filter_map(|(_, joint)| Some(tail.rsplit_once(joint)?.1.trim_matches(is_ornament)));
    for piece in pieces {
        whole(piece, found, |said| {
            said.has_number || said.is_loud() && said.usage != Use::Capitals
        });
    }
}

fn trailing_brackets(text: &str) -> Option<(&str, &str)> {
    let inside_and_before = text.strip_suffix(|letter| CLOSING.contains(letter))?;
    let open = inside_and_before.rfind(|letter| OPENING.contains(letter))?;
    let inside = inside_and_before.get(open + 1..)?;
    Some((text.get(..open)?.trim_end(), inside))
}

fn is_take(inside: &str) -> bool {
    inside
        .trim()
        .parse::<u8>()
        .is_ok_and(|take| TAKES.contains(&take))
}

/// Whether a line is words of the table and nothing else.
pub(super) fn is_signal(line: &str) -> bool {
    let around = |letter: char| {
        is_ornament_or_mark(letter) || OPENING.contains(letter) || CLOSING.contains(letter)
    };
    let bare = line.trim_matches(around);
    whole(bare, &mut Found::default(), |said| {
        said.is_loud() || said.usage != Use::Common
    })
}

/// Words of the table that a piece is as a whole.
fn whole(piece: &str, found: &mut Found, counts: impl Fn(&Said) -> bool) -> bool {
    let said = words::said(piece)
        .filter(|said| said.end == piece.len() && fits(said, Place::Line) && counts(said));
    if let Some(said) = &said {
        found.said(piece, said);
    }
    said.is_some()
}

/// Take keys: parts of a slugline that are words of the table as a whole. Behind a comma stands nothing else, behind a
/// slash or a hyphen a topic may: `METALS/LEAD`.
fn take_keys(slugline: &str, found: &mut Found) {
    let line = slugline.lines().next().unwrap_or_default();
    for (i, part) in line.split([',', '(', '[']).enumerate() {
        for (j, piece) in part
            .split(['/', ';', ':', '=', ')', ']', '_', '|'])
            .enumerate()
        {
            let piece = piece.trim_matches(is_ornament);
            take_key(piece, i > 0 && j == 0, found);
        }
    }
}

fn take_key(piece: &str, is_behind_comma: bool, found: &mut Found) {
    let places = piece
        .char_indices()
        .filter(|(_, letter)| is_dash(*letter) || letter.is_whitespace())
        .map(|(at, letter)| at + letter.len_utf8());
    for start in std::iter::once(0).chain(places).take(MAX_PLACES) {
        let is_key = |said: &Said| match said.usage {
            _ if said.has_number => true,
            Use::Word | Use::TakeKey => true,
            _ => is_behind_comma && start == 0 && said.is_loud(),
        };
        let rest = piece.get(start..).unwrap_or_default();
        let key = words::said(rest).filter(|said| said.end == rest.len() && is_key(said));
        if let Some(said) = key {
            found.said(rest, &said);
            return;
        }
    }
}

/// What stands behind the name of those whom a note speaks to.
fn behind_address(note: &str) -> &str {
    let head = note.get(..note.floor_char_boundary(MAX_ADDRESS_BYTES));
    let colon = head.and_then(|head| head.find([':', '-', '–', '!']));
    let behind = colon.and_then(|at| note.get(at..));
    behind.map_or("", |behind| behind.trim_start_matches(is_ornament_or_mark))
}

fn is_dash(letter: char) -> bool {
    "-‐‑–—―".contains(letter)
}

fn is_ornament(letter: char) -> bool {
    letter.is_whitespace() || ORNAMENTS.contains(letter)
}

fn is_ornament_or_mark(letter: char) -> bool {
    is_ornament(letter) || ":：.,;،".contains(letter)
}
