//! Paragraphs out of lines that were broken for a printer.
//!
//! An empty or an indented line begins a paragraph. Between two lines of one, the break is the printer's where the next
//! word would not have fitted, or goes on in small letters; else it is the writer's, as in a list or an address.

/// A line longer than this was not broken for a printer, so that no break in its text was.
const LONGEST_PRINTED: usize = 130;

/// Blanks between the cells of a row.
const GAP: &str = "   ";

/// Fewest characters of a line that is broken within a sentence.
const SHORTEST_BROKEN: usize = 25;

/// The paragraphs of a text, each one line.
pub(in crate::formats) fn joined<S: AsRef<str>>(lines: &[S]) -> Vec<String> {
    let running = || {
        lines
            .iter()
            .map(AsRef::as_ref)
            .filter(|line| !is_table(line))
    };
    let width = running()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut previous: Option<&str> = None;
    for line in lines.iter().map(AsRef::as_ref) {
        if line.trim().is_empty() {
            previous = None;
            continue;
        }
        let goes_on = width <= LONGEST_PRINTED
            && previous.is_some_and(|previous| goes_on(previous, line, width));
        match paragraphs.last_mut().filter(|_| goes_on) {
            Some(paragraph) => {
                paragraph.push(' ');
                paragraph.push_str(line.trim());
            }
            None if is_table(line) => paragraphs.push(line.trim_end().replace('\t', " ")),
            None => paragraphs.push(line.trim().replace('\t', " ")),
        }
        previous = Some(line);
    }
    paragraphs
}

fn goes_on(previous: &str, line: &str, width: usize) -> bool {
    if is_table(previous) || is_table(line) || begins_item(line) {
        return false;
    }
    let indent = indent(line);
    let is_continued_item = begins_item(previous) || self::indent(previous) == indent;
    if indent > 0 && !is_continued_item {
        return false;
    }
    let text = line.trim_start();
    let first_word = text.split(' ').next().unwrap_or_default();
    let length = previous.chars().count();
    let would_fit = length + 1 + first_word.chars().count() <= width;
    let is_in_sentence = text.starts_with(char::is_lowercase) && length >= SHORTEST_BROKEN;
    !would_fit || is_in_sentence
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line begins an item of a list.
fn begins_item(line: &str) -> bool {
    let text = line.trim_start();
    let mark = text.trim_start_matches(['-', '*', '+', '•', '#', '·']);
    mark.len() < text.len() && mark.starts_with(' ')
}

/// Whether a line is a row of a table: cells apart by more than a sentence's blanks.
fn is_table(line: &str) -> bool {
    let text = line.trim();
    let has_gaps = || text.contains(GAP) && text.matches(GAP).nth(1).is_some();
    text.starts_with('|') || text.contains('|') && text.contains(" | ") || has_gaps()
}
