//! The pieces of a delivery of JSON, each to be an item: its objects, the members of its lists, and what is inside the
//! wrappers that agencies' interfaces put around their items.

use std::ops::Range;

use serde_json::value::RawValue;

use super::scan::{self, Members};

/// Keys under which the interfaces of agencies and editorial systems deliver, the most telling first: `data.items[].item`,
/// `items[]`, `_items[]`, `item[]`, `entries[]`, `hits.hits[]._source`.
const WRAPPERS: &[&str] = &[
    "data",
    "item",
    "items",
    "_items",
    "entries",
    "entry",
    "hits",
    "_source",
    "results",
    "newsitems",
    "ninjs",
];

/// How much of a delivery is looked at to recognise it, in bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// Deepest that wrappers and lists are opened.
const MAX_DEPTH: usize = 8;

/// What a format looks for in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Wrapped {
    /// Objects as they stand; only lists are opened.
    No,
    /// Items, which have one of these keys, perhaps in wrappers, which have none of them.
    Until(&'static [&'static str]),
}

/// The pieces of a text in their order, as places in it.
pub(in crate::formats) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    wrapped: Wrapped,
    open: Vec<Members<'a>>,
}

/// The head of a delivery of JSON, from its first bracket on; `None` for what is no JSON.
pub(in crate::formats) fn head(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes).trim_ascii_start();
    let head = match std::str::from_utf8(head) {
        Ok(head) => head,
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
    };
    head.starts_with(['{', '[']).then_some(head)
}

/// The pieces of a text.
pub(in crate::formats) fn pieces(text: &str, wrapped: Wrapped) -> Pieces<'_> {
    Pieces {
        text,
        at: 0,
        wrapped,
        open: Vec::new(),
    }
}

impl Pieces<'_> {
    /// The next value of the text's outermost level.
    fn value(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..)?;
        let value = rest.trim_start_matches([' ', '\t', '\r', '\n', ',', '\u{1e}']);
        let start = self.at + rest.len() - value.len();
        if value.is_empty() {
            return None;
        }
        let mut values = serde_json::Deserializer::from_str(value).into_iter::<&RawValue>();
        let end = match values.next() {
            Some(Ok(_)) => start + values.byte_offset(),
            // A list knows its members by their brackets, a line its end by the next one.
            _ if value.starts_with('[') => scan::value_end(self.text, start, self.text.len()),
            _ => scan::end_before_next_line(self.text, start).unwrap_or(self.text.len()),
        };
        self.at = end;
        Some(start..end)
    }

    /// Opens a list or a wrapper; a value that is none is a piece.
    fn open(&mut self, value: Range<usize>) -> Option<Range<usize>> {
        let mut value = value;
        // Each wrapper costs a look at all that is in it, so that their depth is bounded like that of lists.
        for _ in self.open.len()..MAX_DEPTH {
            match self.text.as_bytes().get(value.start) {
                Some(b'[') => {
                    self.open.push(scan::members(self.text, value));
                    return None;
                }
                Some(b'{') => match self.inner(value.clone()) {
                    Some(inner) => value = inner,
                    None => return Some(value),
                },
                _ => return Some(value),
            }
        }
        Some(value)
    }

    /// What a wrapper is around; `None` for an object that is none.
    fn inner(&self, object: Range<usize>) -> Option<Range<usize>> {
        let Wrapped::Until(ids) = self.wrapped else {
            return None;
        };
        let mut inner: Option<(usize, Range<usize>)> = None;
        for member in scan::members(self.text, object) {
            let key = self.text.get(member.key?)?;
            if ids.contains(&key) {
                return None;
            }
            let is_open = matches!(
                self.text.as_bytes().get(member.value.start),
                Some(b'{' | b'[')
            );
            let rank = WRAPPERS
                .iter()
                .position(|wrapper| wrapper.eq_ignore_ascii_case(key));
            if let Some(rank) = rank.filter(|_| is_open)
                && inner.as_ref().is_none_or(|(best, _)| rank < *best)
            {
                inner = Some((rank, member.value));
            }
        }
        inner.map(|(_, value)| value)
    }
}

impl Iterator for Pieces<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let value = match self.open.last_mut() {
                Some(members) => match members.next() {
                    Some(member) => member.value,
                    None => {
                        self.open.pop();
                        continue;
                    }
                },
                None => self.value()?,
            };
            if let Some(piece) = self.open(value) {
                return Some(piece);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_in_their_wrappers() {
        let item = "{\"uri\":\"x\",\"items\":[1]}";
        let cases: &[(&str, usize)] = &[
            ("X", 1),
            ("X\nX\n", 2),
            ("[X,X]", 2),
            (
                "{\"data\":{\"items\":[{\"meta\":{},\"item\":X},{\"item\":X}]}}",
                2,
            ),
            ("{\"data\":{\"item\":X}}", 1),
            ("{\"total\":2,\"items\":[X,X]}", 2),
            ("{\"_items\":[X],\"_links\":{}}", 1),
            ("{\"item\":[X,X]}", 2),
            (
                "{\"hits\":{\"total\":1,\"hits\":[{\"_id\":\"1\",\"_source\":X}]}}",
                1,
            ),
            ("{\"entries\":[X]}{\"entries\":[X]}", 2),
            ("{\"entries\":[]}", 0),
            ("[]", 0),
        ];
        for (shape, expected) in cases {
            let text = shape.replace('X', item);
            let found: Vec<&str> = pieces(&text, Wrapped::Until(&["uri"]))
                .map(|piece| &text[piece])
                .collect();
            assert_eq!(found, vec![item; *expected], "{shape}");
        }
    }

    #[test]
    fn what_has_no_wrapper_is_a_piece_as_it_stands() {
        for text in [
            "{\"a\":{\"uri\":\"x\"}}",
            "{\"items\":7}",
            "{",
            "7",
            "{\"a\"",
        ] {
            let found: Vec<_> = pieces(text, Wrapped::Until(&["uri"])).collect();
            let whole: Vec<_> = std::iter::once(0..text.len()).collect();
            assert_eq!(found, whole, "{text}");
        }
        let wrapper = "{\"items\":[{\"uri\":\"x\"}]}";
        assert_eq!(pieces(wrapper, Wrapped::No).count(), 1);
    }

    #[test]
    fn a_faulty_piece_leaves_its_neighbours_alone() {
        let cases: &[(&str, usize)] = &[
            ("{\"a\":\"\\q\"}\n{\"a\":1}\n{\"a\":1}", 3),
            ("{\"a\":\"x}\n{\"a\":1}", 2),
            ("[{\"a\":\"\\q\"},{\"a\":1}]\n{\"a\":1}", 3),
            ("{\"a\":\n{\"b\":1}\n", 1),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text, Wrapped::No).count(), *expected, "{text}");
        }
    }
}
