//! A feed that is not well-formed, in pieces: where each entry begins and ends, found by its tags alone, so that one that
//! is broken leaves its neighbours alone.

use std::ops::Range;

use memchr::memmem;

use crate::formats::xml;

/// Local names of what is an entry.
pub(super) const ENTRIES: [&str; 3] = ["item", "entry", "deleted-entry"];

/// The text before the first entry, and the entries.
pub(super) fn of(text: &str) -> (Range<usize>, Vec<Range<usize>>) {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut at = 0;
    let mut skips = Skips::default();
    while let Some(found) = memchr::memchr(b'<', text.as_bytes().get(at..).unwrap_or_default()) {
        let start = at + found;
        let rest = text.get(start + 1..).unwrap_or_default();
        at = skips.behind(text, start).unwrap_or(start + 1);
        let closes = rest.starts_with('/');
        let name = name_of(rest.get(usize::from(closes)..).unwrap_or_default());
        if !ENTRIES.contains(&xml::local(name)) {
            continue;
        }
        match (closes, open) {
            (false, _) => {
                pieces.extend(open.map(|(from, _)| from..start));
                open = match end_of_empty(text, start) {
                    Some(end) => {
                        pieces.push(start..end);
                        None
                    }
                    None => Some((start, name)),
                };
            }
            (true, Some((from, opened))) if opened == name => {
                let end = rest.find('>').map_or(text.len(), |end| start + 2 + end);
                pieces.push(from..end);
                open = None;
                at = end;
            }
            (true, _) => {}
        }
    }
    pieces.extend(open.map(|(from, _)| from..text.len()));
    let head = pieces.first().map_or(text.len(), |first| first.start);
    (0..head, pieces)
}

/// Longest start tag of an entry that is looked at, in bytes.
const TAG_BYTES: usize = 4 * 1024;

/// Where an element ends that begins here and has nothing in it, as a tombstone has.
fn end_of_empty(text: &str, start: usize) -> Option<usize> {
    let end = text.len().min(start + TAG_BYTES);
    let tag = text.as_bytes().get(start..end)?;
    let length = memchr::memchr(b'>', tag)?;
    tag.get(..length)?
        .ends_with(b"/")
        .then_some(start + length + 1)
}

fn name_of(text: &str) -> &str {
    let end =
        text.find(|letter: char| letter.is_ascii_whitespace() || matches!(letter, '/' | '>' | '<'));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// What is passed over, because tags in it are none; a kind of it that does not end is not looked for again.
#[derive(Default)]
struct Skips {
    no_character_data: bool,
    no_comment: bool,
}

impl Skips {
    /// The place behind the character data or the comment that begins here.
    fn behind(&mut self, text: &str, start: usize) -> Option<usize> {
        let rest = text.get(start..)?;
        let (ends_not, ending) = if rest.starts_with("<![CDATA[") {
            (&mut self.no_character_data, "]]>")
        } else if rest.starts_with("<!--") {
            (&mut self.no_comment, "-->")
        } else {
            return None;
        };
        if *ends_not {
            return None;
        }
        match memmem::find(rest.as_bytes(), ending.as_bytes()) {
            Some(end) => Some(start + end + ending.len()),
            None => {
                *ends_not = true;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_by_their_tags() {
        let cases: &[(&str, &[&str])] = &[
            (
                "<rss><item>1</item><item a=''>2</item >",
                &["<item>1</item>", "<item a=''>2</item >"],
            ),
            ("<rss><item>1<item>2</item>", &["<item>1", "<item>2</item>"]),
            (
                "<a:entry><items/></a:entry><at:deleted-entry/></feed>",
                &["<a:entry><items/></a:entry>", "<at:deleted-entry/>"],
            ),
            (
                "<item><![CDATA[<item>]]></item>",
                &["<item><![CDATA[<item>]]></item>"],
            ),
            (
                "<item><![CDATA[<b></item><item>2",
                &["<item><![CDATA[<b></item>", "<item>2"],
            ),
            ("<rss><title/>", &[]),
        ];
        for (text, expected) in cases {
            let (_, pieces) = of(text);
            let pieces: Vec<&str> = pieces.into_iter().map(|piece| &text[piece]).collect();
            assert_eq!(pieces, *expected, "{text}");
        }
    }
}
