//! What holds for every format and whatever bytes: no panic, items that the contract takes, and parts that are parts of the
//! delivery.

use super::{
    fixtures::{desk, fixtures, folder},
    *,
};
use crate::formats::invariants;

/// What must be true of anything that a parser gives.
fn hold(format: Format, bytes: &[u8]) -> Result<(), TestCaseError> {
    let parsed = invariants::of_format(format, &desk(), bytes).map_err(TestCaseError::fail)?;
    let has_parts = !parsed.items.is_empty() || !parsed.rejected.is_empty();
    prop_assert!(has_parts || is_without_entries(bytes));
    Ok(())
}

/// Whether a feed has no entry: all of it is known furniture, as on a quiet day.
fn is_without_entries(bytes: &[u8]) -> bool {
    if let Ok(feed) = serde_json::from_slice::<serde_json::Value>(bytes) {
        return feed["items"].as_array().is_some_and(Vec::is_empty);
    }
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for (begin, end) in [("<!--", "-->"), ("<![CDATA[", "]]>")] {
        while let Some(start) = text.find(begin)
            && let Some(length) = text[start..].find(end)
        {
            text.replace_range(start..start + length + end.len(), "");
        }
    }
    let is_entry = |tag: &str| {
        ["item", "entry"].iter().any(|name| {
            let rest = tag.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with([' ', '>', '/', '\n']))
        })
    };
    !text.split('<').any(is_entry)
}

/// A change to a delivery: at a place, as a share of its length.
#[derive(Debug, Clone)]
enum Mutation {
    Flip(f64, u8),
    Cut(f64, f64),
    Repeat(f64, f64),
    Insert(f64, Vec<u8>),
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |share: f64, length: usize| ((length as f64) * share) as usize;
        let length = bytes.len();
        match self {
            Self::Flip(at, to) => {
                if let Some(byte) = bytes.get_mut(place(*at, length)) {
                    *byte = *to;
                }
            }
            Self::Cut(from, share) => {
                let start = place(*from, length);
                let end = start + place(*share * 0.3, length - start);
                bytes.drain(start..end);
            }
            Self::Repeat(from, share) => {
                let start = place(*from, length);
                let part = bytes[start..start + place(*share * 0.3, length - start)].to_vec();
                bytes.splice(start..start, part);
            }
            Self::Insert(at, what) => {
                let at = place(*at, length);
                bytes.splice(at..at, what.iter().copied());
            }
        }
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let words: Vec<&[u8]> = vec![
        b"<",
        b">",
        b"</",
        b"/>",
        b"\"",
        b"'",
        b"&",
        b"&#x0;",
        b"\0",
        b"\x01",
        b"\x02",
        b"\x03",
        b"\x04",
        b"\x7f",
        b"\n\n",
        b"{",
        b"}",
        b"[",
        b"]",
        b"null",
        b"-1",
        b"99999999999999999999",
        b"\xff",
        b"\xc3",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"=?",
        b"\\u0000",
        b"\\ud800",
        b"2026-13-45",
        b"urn:",
        b"<p>",
        b"\r",
        b"\t",
        b":",
        b"\xe2\x80\xa8",
    ];
    let share = 0.0..1.0_f64;
    prop_oneof![
        (share.clone(), any::<u8>()).prop_map(|(at, to)| Mutation::Flip(at, to)),
        (share.clone(), share.clone()).prop_map(|(from, part)| Mutation::Cut(from, part)),
        (share.clone(), share.clone()).prop_map(|(from, part)| Mutation::Repeat(from, part)),
        (share, proptest::sample::select(words))
            .prop_map(|(at, what)| Mutation::Insert(at, what.to_vec())),
    ]
}

proptest! {
    #[test]
    fn whatever_the_bytes_are_every_format_takes_or_rejects_them(bytes: Vec<u8>) {
        for format in Format::ALL {
            hold(format, &bytes)?;
        }
    }

    #[test]
    fn whatever_befalls_a_delivery_its_format_takes_or_rejects_it(
        which in 0..1_000_usize,
        mutations in proptest::collection::vec(mutation(), 1..6),
    ) {
        for format in Format::ALL.into_iter().filter(|format| folder(*format).is_dir()) {
            let fixtures = fixtures(format);
            let (_, fixture) = &fixtures[which % fixtures.len()];
            let mut bytes = fixture.clone();
            for mutation in &mutations {
                mutation.apply(&mut bytes);
            }
            hold(format, &bytes)?;
        }
    }

    #[test]
    fn whatever_a_text_says_the_layers_below_the_formats_hold(text: String, words in "[A-Za-z0-9 :.,()<>&;/\\-]{0,80}") {
        for text in [&text, &words] {
            let held = [
                invariants::of_xml(text),
                invariants::of_xml(&format!("<a b='{text}'>{text}</a>")),
                invariants::of_html(text),
                invariants::of_json(&format!("[{{\"a\":\"{text}\"}},{text}]")),
                invariants::of_date(&desk(), text),
                invariants::of_words(text),
            ];
            for result in held {
                result.map_err(TestCaseError::fail)?;
            }
        }
    }

    #[test]
    fn whatever_the_bytes_are_a_character_set_reads_or_refuses_them(bytes: Vec<u8>) {
        for name in ["utf-8", "utf-16le", "windows-1252", "cp437", "iso-6937", "shift_jis", "gb18030"] {
            invariants::of_charset(name, &bytes).map_err(TestCaseError::fail)?;
        }
        for name in ["gzip", "br", "zstd"] {
            invariants::of_packed(name, &bytes).map_err(TestCaseError::fail)?;
        }
    }
}
