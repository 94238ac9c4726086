//! The headline block: take keys, notes in parentheses, headline, byline.
//!
//! dpa closes it with ` =` at the end of a line. Without that mark it ends where the dateline begins, and is its first
//! lines up to an empty one.

use super::take;
use crate::formats::{
    agency,
    teletype::{dateline, embargo},
};

/// How many lines the closing mark is looked for, and how many lines a block without one has.
const MAX_MARKED_LINES: usize = 30;
const MAX_LINES: usize = 6;

/// How many lines in front of a dateline may be no text.
const MAX_LINES_BEFORE_DATELINE: usize = 14;

/// Most lines of a note in parentheses.
const MAX_NOTE_LINES: usize = 8;

/// Longest headline without a closing mark, in characters: a paragraph is no headline.
const MAX_HEADLINE_LETTERS: usize = 220;

const BYLINES: &[&str] = &[
    "Von ",
    "By ",
    "Par ",
    "Por ",
    "Di ",
    "Door ",
    "VON ",
    "BY ",
    "Автор ",
];

/// Words in small letters within a name.
const PARTICLES: &[&str] = &[
    "und", "and", "et", "y", "e", "en", "de", "da", "di", "van", "von", "der", "den", "la", "del",
    "dpa",
];

/// What notes say of pictures.
const PICTURES: &[&str] = &[
    "Foto",
    "Photo",
    "Bild",
    "Grafik",
    "Mit Foto",
    "With photo",
    "Video",
    "Audio",
    "mit Foto",
];

/// What a headline block says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) headline: Option<String>,
    pub(super) sub_headline: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) genre: Option<String>,
    /// Take keys, and notes that are signals.
    pub(super) takes: Vec<String>,
    /// All other notes.
    pub(super) notes: Vec<String>,
    pub(super) embargoes: Vec<String>,
}

/// The block at the head of a text, and the lines behind it.
pub(super) fn split<'a>(
    lines: &'a [String],
    is_known: &dyn Fn(&str) -> bool,
) -> (Block, &'a [String]) {
    let (block, rest) = match lines
        .iter()
        .take(MAX_MARKED_LINES)
        .position(|line| is_mark(line))
    {
        Some(at) => lines.split_at(behind_byline(lines, at + 1)),
        None => lines.split_at(unmarked_end(lines, is_known)),
    };
    let mut read = Block::default();
    read.read(block);
    (read, rest)
}

fn is_mark(line: &str) -> bool {
    let line = line.trim_end();
    line == "=" || line.ends_with(" =") || line.ends_with("\t=")
}

/// Behind a byline that has a closing mark of its own, if there is one behind the headline.
fn behind_byline(lines: &[String], end: usize) -> usize {
    let rest = lines.iter().enumerate().skip(end);
    let next = rest.map(|(at, line)| (at, line.trim()));
    let next = next.filter(|(_, line)| !line.is_empty()).take(1);
    let byline =
        next.filter(|(_, line)| is_mark(line) && is_byline(line.trim_end_matches('=').trim_end()));
    byline.map(|(at, _)| at + 1).last().unwrap_or(end)
}

/// Where a block without a closing mark ends.
fn unmarked_end(lines: &[String], is_known: &dyn Fn(&str) -> bool) -> usize {
    let filled = |line: &&String| !line.trim().is_empty();
    let Some(start) = lines.iter().position(|line| !line.trim().is_empty()) else {
        return 0;
    };
    let dateline = lines
        .iter()
        .enumerate()
        .take(start + MAX_LINES_BEFORE_DATELINE)
        .find(|(_, line)| dateline::parse(line, is_known).is_some())
        .map(|(at, _)| at);
    if dateline == Some(start) {
        return start;
    }
    let blank = lines
        .iter()
        .skip(start)
        .position(|line| line.trim().is_empty());
    let blank = blank.map_or(lines.len(), |at| start + at);
    let mut end = dateline.map_or(blank, |dateline| dateline.min(blank));
    // Keys and notes may stand apart from the headline.
    while let Some(block) = lines
        .get(start..end)
        .filter(|block| block.iter().all(|line| is_aside(line)))
    {
        let next = lines
            .iter()
            .enumerate()
            .skip(start + block.len())
            .find(|(_, line)| !line.trim().is_empty());
        let Some((next, _)) = next.filter(|(next, _)| dateline != Some(*next)) else {
            break;
        };
        let blank = lines
            .iter()
            .skip(next)
            .position(|line| line.trim().is_empty());
        let blank = blank.map_or(lines.len(), |at| next + at);
        end = dateline
            .filter(|at| *at > next)
            .map_or(blank, |dateline| dateline.min(blank));
    }
    let block = lines.get(start..end).unwrap_or_default();
    let letters: usize = block.iter().map(|line| line.chars().count()).sum();
    let is_text =
        block.iter().filter(filled).count() > MAX_LINES || letters > MAX_HEADLINE_LETTERS + 80;
    let is_all = lines.iter().skip(end).all(|line| line.trim().is_empty());
    // One paragraph alone is a text, unless it is one line.
    if is_text || is_all && block.iter().filter(filled).count() > 2 {
        return start;
    }
    end
}

fn is_aside(line: &str) -> bool {
    let bare = line.trim();
    bare.is_empty()
        || take::is_key(bare)
        || bare.starts_with('(') && bare.ends_with(')')
        || embargo::stated(bare).is_some()
}

impl Block {
    fn read(&mut self, lines: &[String]) {
        let mut lines = lines
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.is_empty())
            .peekable();
        let mut is_sub = false;
        while let Some(line) = lines.next() {
            let line = match line.strip_suffix('=') {
                Some(bare) if is_mark(line) => bare.trim_end(),
                _ => line,
            };
            if line.starts_with('(') {
                let mut note = line.to_owned();
                for _ in 0..MAX_NOTE_LINES {
                    if note.matches('(').count() <= note.matches(')').count() {
                        break;
                    }
                    let Some(next) = lines.next() else { break };
                    note.push(' ');
                    note.push_str(next);
                }
                let note = note.strip_suffix('=').map_or(note.as_str(), str::trim_end);
                self.note(note);
            } else if let Some(sub) = line
                .strip_prefix("Utl.:")
                .or_else(|| line.strip_prefix("Utl:"))
            {
                is_sub = true;
                self.sub_headline = Some(sub.trim().to_owned());
            } else if take::is_key(line) {
                self.takes.push(line.to_owned());
            } else if let Some(stated) = embargo::stated(line) {
                self.embargoes.push(stated.to_owned());
            } else if self.headline.is_some() && is_byline(line) {
                self.byline = Some(line.to_owned());
            } else if !line.is_empty() {
                let target = if is_sub {
                    &mut self.sub_headline
                } else {
                    &mut self.headline
                };
                append(target, line);
            }
        }
    }

    fn note(&mut self, note: &str) {
        let Some(inside) = note
            .strip_prefix('(')
            .and_then(|note| note.strip_suffix(')'))
        else {
            // `(Achtung) Bitte streichen`: words in parentheses with more behind them.
            let close = note.find(')').unwrap_or_default();
            match note
                .get(1..close)
                .filter(|inside| take::signal(inside).is_some())
            {
                Some(_) => self.takes.push(note.to_owned()),
                None => append(&mut self.headline, note),
            }
            return;
        };
        let inside = inside.trim();
        if let Some(stated) = embargo::stated_within(inside) {
            self.embargoes.push(stated.to_owned());
        }
        if let Some(genre) = take::genre(inside) {
            self.genre = Some(genre.to_owned());
            if genre.len() < inside.len() {
                self.notes.push(inside.to_owned());
            }
        } else if take::signal(inside).is_some() {
            self.takes.push(inside.to_owned());
        } else if self.headline.is_none()
            || PICTURES.iter().any(|words| inside.starts_with(words))
            || inside.contains(' ')
        {
            self.notes.push(inside.to_owned());
        } else {
            append(&mut self.headline, note);
        }
    }
}

fn append(text: &mut Option<String>, line: &str) {
    match text {
        Some(text) => {
            text.push(' ');
            text.push_str(line);
        }
        None => *text = Some(line.to_owned()),
    }
}

/// `Von Erika Muster und Max Muster, dpa`: names, and perhaps the agency.
fn is_byline(line: &str) -> bool {
    let Some(names) = BYLINES.iter().find_map(|words| line.strip_prefix(words)) else {
        return false;
    };
    let agency = names.rsplit(',').next().unwrap_or_default().trim();
    let has_agency = agency.len() < names.len() && agency::normalised(agency).is_some();
    let words = || names.split([' ', ',', '/']).filter(|word| !word.is_empty());
    let is_name = |word: &str| PARTICLES.contains(&word) || word.starts_with(char::is_uppercase);
    let begins = words()
        .next()
        .is_some_and(|word| word.starts_with(char::is_uppercase));
    has_agency || begins && (2..=10).contains(&words().count()) && words().all(is_name)
}
