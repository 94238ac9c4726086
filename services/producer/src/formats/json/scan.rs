//! Where the values of a JSON text stand, found by brackets and quotes alone: for texts that are cut short, and for such as
//! have faults within their strings.

use std::ops::Range;

/// A value in a list or in an object, with its key there; both as places in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Member {
    /// Without its quotes.
    pub(in crate::formats) key: Option<Range<usize>>,
    pub(in crate::formats) value: Range<usize>,
}

/// The members of a list or an object in their order, up to the first thing that is none.
#[derive(Debug, Clone)]
pub(in crate::formats) struct Members<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    has_keys: bool,
}

/// The members of the value that stands at a place; none where that is no list and no object.
pub(in crate::formats) fn members(text: &str, value: Range<usize>) -> Members<'_> {
    let opening = text.as_bytes().get(value.start).copied();
    let is_open = matches!(opening, Some(b'{' | b'['));
    Members {
        text,
        at: value.start + usize::from(is_open),
        end: if is_open { value.end } else { value.start },
        has_keys: opening == Some(b'{'),
    }
}

impl Members<'_> {
    fn byte(&self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        bytes.get(self.at).copied().filter(|_| self.at < self.end)
    }

    fn skip(&mut self, skipped: &[u8]) {
        while self.byte().is_some_and(|byte| skipped.contains(&byte)) {
            self.at += 1;
        }
    }

    fn take_value(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        self.at = value_end(self.text, start, self.end);
        (self.at > start).then_some(start..self.at)
    }

    fn take_key(&mut self) -> Option<Range<usize>> {
        self.byte().filter(|byte| *byte == b'"')?;
        let quoted = self.take_value()?;
        self.skip(BLANKS);
        self.byte().filter(|byte| *byte == b':')?;
        self.at += 1;
        self.skip(BLANKS);
        Some(quoted.start + 1..quoted.end.saturating_sub(1).max(quoted.start + 1))
    }
}

impl Iterator for Members<'_> {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        self.skip(b", \t\r\n");
        let key = if self.has_keys {
            Some(self.take_key()?)
        } else {
            None
        };
        let value = self.take_value()?;
        Some(Member { key, value })
    }
}

const BLANKS: &[u8] = b" \t\r\n";

/// One past the end of the value that begins at `start`; `end` where it does not end before.
pub(super) fn value_end(text: &str, start: usize, end: usize) -> usize {
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    match bytes.get(start) {
        Some(b'"') => string_end(bytes, start),
        Some(b'{' | b'[') => bracket_end(bytes, start),
        _ => {
            let rest = bytes.get(start..).unwrap_or_default();
            let ends = |byte: &u8| b",]}: \t\r\n".contains(byte);
            start + rest.iter().position(ends).unwrap_or(rest.len())
        }
    }
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(rest) = bytes.get(at..) {
        match memchr::memchr2(b'"', b'\\', rest) {
            Some(found) if rest.get(found) == Some(&b'"') => return at + found + 1,
            Some(found) => at += found + 2,
            None => break,
        }
    }
    bytes.len()
}

fn bracket_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// Where a faulty object of a file with several ends: at the bracket that a line with the next object follows. JSON itself
/// never has that, so nothing that is whole is cut.
pub(super) fn end_before_next_line(text: &str, start: usize) -> Option<usize> {
    let mut last = (0, b' ');
    let mut is_new_line = false;
    let bytes = text.as_bytes().get(start..)?;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => is_new_line = true,
            b' ' | b'\t' | b'\r' => {}
            b'{' if is_new_line && last.1 == b'}' => return Some(start + last.0 + 1),
            other => {
                last = (at, *other);
                is_new_line = false;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let told = members(text, 0..text.len()).map(|member| {
            let key = member.key.map(|key| format!("{}=", &text[key]));
            key.unwrap_or_default() + &text[member.value]
        });
        told.collect()
    }

    #[test]
    fn members_are_found_whatever_stands_in_their_texts() {
        let cases: &[(&str, &[&str])] = &[
            (
                "{\"a\": [1, {\"b\": \"]}\"}] , \"c\":\"\\\"}\" }",
                &["a=[1, {\"b\": \"]}\"}]", "c=\"\\\"}\""],
            ),
            ("[1, \"x\ty\\q\", {}]", &["1", "\"x\ty\\q\"", "{}"]),
            ("{\"a\": \"cut", &["a=\"cut"]),
            ("{\"a\": [1, 2", &["a=[1, 2"]),
            ("{\"a\": 1, b: 2}", &["a=1"]),
            ("{\"a\" 1}", &[]),
            ("{\"", &[]),
            ("[}]", &[]),
            ("7", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(told(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_line_behind_an_object_begins_the_next_one() {
        let cases = [
            ("{\"a\": \"x}\n{\"b\": 1}", Some(9)),
            ("{\"a\": 1} \r\n\n {\"b\": 1}", Some(8)),
            ("{\"a\": [\n{},\n{}]}", None),
            ("{\"a\": 1} {\"b\": 1}", None),
        ];
        for (text, expected) in cases {
            assert_eq!(end_before_next_line(text, 0), expected, "{text}");
        }
    }
}
