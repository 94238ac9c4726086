//! The words that a language is told by: the head of an item, without what misleads.

use dateline_schemas::WireItem;

use super::letters::Letters;

/// How much of an item is read.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Characters of headline and body's head.
    head: usize,
    /// Characters of the body's end.
    tail: usize,
}

/// What tells most items.
pub const FIRST_LOOK: Extent = Extent { head: 60, tail: 40 };
/// What tells the others; more does not make the answer better.
pub const SECOND_LOOK: Extent = Extent {
    head: 200,
    tail: 100,
};

/// A dateline with credits is not longer than this.
const LONGEST_DATELINE_CHARS: usize = 100;

/// A tag or comment longer than this is not skipped: then the `<` was none.
const LONGEST_TAG_BYTES: usize = 400;

/// An entity longer than this is none.
const LONGEST_ENTITY_BYTES: usize = 12;

/// What stands between dateline and text.
const DASHES: [&str; 4] = [" - ", " – ", " — ", " -- "];

/// Headline and the head of the body, and apart from it the body's end, each at word boundaries, without dateline and
/// credits, addresses and markup.
#[derive(Debug)]
pub struct Sample {
    /// The headline, and the head of the body.
    pub head: Letters,
    /// What the body ends with; empty where the head holds it all.
    pub tail: Letters,
    /// Whether the head holds it all.
    pub is_whole: bool,
}

impl Sample {
    /// The sample of an item.
    pub fn of(item: &WireItem, extent: Extent) -> Self {
        let mut sample = Self {
            head: Letters::new(),
            tail: Letters::new(),
            is_whole: true,
        };
        let mut head = Part {
            letters: &mut sample.head,
            room: extent.head,
        };
        let headline = head.push(item.headline.as_deref().unwrap_or_default());
        sample.is_whole &= headline.is_empty();
        if let Some(body) = &item.body {
            let rest = head.push(behind_dateline(body, item));
            sample.is_whole &= rest.is_empty();
            let mut tail = Part {
                letters: &mut sample.tail,
                room: extent.tail,
            };
            tail.push(end_of(rest, extent.tail));
        }
        sample
    }
}

/// One part of a sample while it is filled.
struct Part<'a> {
    letters: &'a mut Letters,
    /// Characters that it still takes.
    room: usize,
}

impl Part<'_> {
    /// Takes in words until it is full; what is left over.
    fn push<'a>(&mut self, text: &'a str) -> &'a str {
        let mut rest = text.trim_start();
        while !rest.is_empty() && self.room > 0 {
            if let Some(behind) = behind_markup(rest) {
                rest = behind.trim_start();
                continue;
            }
            let ends_word = |c: char| c.is_whitespace() || c == '<' || c == '&';
            // The first character is taken in any case, so that every turn makes way.
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let end = rest[first..]
                .find(ends_word)
                .map_or(rest.len(), |end| first + end);
            let taken = self.push_word(&rest[..end]);
            rest = rest[taken..].trim_start();
        }
        rest
    }

    /// Takes in a word; how many bytes of it are done with. A script without spaces makes words longer than the sample,
    /// and those are cut.
    fn push_word(&mut self, word: &str) -> usize {
        if is_address(word) {
            return word.len();
        }
        let chars = word.chars().count();
        let cut = (chars > self.room).then(|| word.char_indices().nth(self.room));
        let end = cut.flatten().map_or(word.len(), |(end, _)| end);
        self.letters.push_word(&word[..end]);
        self.room = self.room.saturating_sub(chars + 1);
        end
    }
}

/// The last characters of a text, from a word's beginning on where there is one.
fn end_of(text: &str, chars: usize) -> &str {
    let start = text
        .char_indices()
        .rev()
        .nth(chars)
        .map_or(0, |(start, _)| start);
    let end = &text[start..];
    match end.find(char::is_whitespace) {
        Some(blank) if start > 0 => &end[blank..],
        _ => end,
    }
}

fn is_address(word: &str) -> bool {
    let of_address = |b: u8| matches!(b, b':' | b'@');
    (word.bytes().any(of_address) && (word.contains("://") || word.contains('@')))
        || word.starts_with("www.")
}

/// The text behind a tag, comment or entity at its start.
fn behind_markup(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let (close, longest) = match (bytes.first()?, bytes.get(1)?) {
        (b'<', next) if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!') => {
            (b'>', LONGEST_TAG_BYTES)
        }
        (b'&', next) if next.is_ascii_alphabetic() || *next == b'#' => (b';', LONGEST_ENTITY_BYTES),
        _ => return None,
    };
    let end = bytes.iter().take(longest).position(|b| *b == close)?;
    Some(&text[end + 1..])
}

/// The body behind "PLACE (CREDITS) - ", where it begins with that.
fn behind_dateline<'a>(body: &'a str, item: &WireItem) -> &'a str {
    let body = body.trim_start();
    let dateline = item.dateline.as_ref().map_or("", |found| found.text.trim());
    let (is_printed, rest) = match body.strip_prefix(dateline) {
        Some(rest) if !dateline.is_empty() => (true, rest),
        _ => (false, body),
    };
    let head_end = rest
        .char_indices()
        .nth(LONGEST_DATELINE_CHARS)
        .map_or(rest.len(), |(end, _)| end);
    let head = &rest[..head_end];
    let dash = head.match_indices(' ').find_map(|(start, _)| {
        let dash = DASHES
            .iter()
            .find(|dash| head[start..].starts_with(**dash))?;
        Some((start, start + dash.len()))
    });
    match dash {
        Some((start, end)) if is_printed || looks_like_dateline(&head[..start]) => &rest[end..],
        _ => rest,
    }
}

/// A place in capitals, or credits in parentheses.
fn looks_like_dateline(head: &str) -> bool {
    let place = head.split('(').next().unwrap_or_default();
    let first_word = place.split_whitespace().next().unwrap_or_default();
    let letters = first_word.chars().filter(|c| c.is_alphabetic());
    let in_capitals = letters.clone().count() >= 3 && letters.clone().all(char::is_uppercase);
    in_capitals
        || (head.contains('(') && head.ends_with(')') && head.split_whitespace().count() <= 8)
}

#[cfg(test)]
mod tests {
    use dateline_schemas::Dateline;

    use super::*;

    fn sample(headline: Option<&str>, dateline: Option<&str>, body: &str) -> (String, String) {
        let item = WireItem {
            headline: headline.map(str::to_owned),
            dateline: dateline.map(|text| Dateline {
                text: text.to_owned(),
                ..Dateline::default()
            }),
            body: Some(body.to_owned()),
            ..WireItem::default()
        };
        let sample = Sample::of(&item, SECOND_LOOK);
        let text = |letters: &Letters| {
            String::from_utf16_lossy(letters.symbols())
                .trim()
                .to_owned()
        };
        (text(&sample.head), text(&sample.tail))
    }

    #[test]
    fn what_misleads_is_left_out() {
        let table = [
            (None, None, "Een zin.", "een zin"),
            (Some("Kop"), None, "Een zin.", "kop een zin"),
            (None, None, "ROTTERDAM (ANP/RTR) - De haven", "de haven"),
            (None, None, "TEL AVIV/BEIROET – De stad", "de stad"),
            (None, None, "Rotterdam (ANP) — De haven", "de haven"),
            (None, Some("Parijs"), "Parijs (AFP) - De markt", "de markt"),
            (
                None,
                Some("PARIJS"),
                "De markt - vandaag",
                "de markt vandaag",
            ),
            (
                None,
                None,
                "Hij zei - en dat is zo - niets",
                "hij zei en dat is zo niets",
            ),
            (
                None,
                None,
                "Zie https://a.example/x of www.b.example of pers@c.example nu",
                "zie of of nu",
            ),
            (
                None,
                None,
                "<p class=\"x\">Een <b>vette</b>&nbsp;zin</p>",
                "een vette zin",
            ),
            // Letters without capitals are no place in capitals.
            (None, None, "名古屋 - 東京", "名古屋 東京"),
            (None, None, "3 < 4 & 5", ""),
            (None, None, "<onge sloten &amp", "onge sloten amp"),
        ];
        for (headline, dateline, body, expected) in table {
            let (head, tail) = sample(headline, dateline, body);
            assert_eq!((head.as_str(), tail.as_str()), (expected, ""), "{body:?}");
        }
    }

    #[test]
    fn the_sample_is_head_and_end_of_a_long_text_at_word_boundaries() {
        let (head, tail) = sample(None, None, &"dertien tekens ".repeat(40));
        assert!(
            (SECOND_LOOK.head - 10..=SECOND_LOOK.head + 1).contains(&head.chars().count()),
            "{head:?}"
        );
        assert!(
            (SECOND_LOOK.tail - 15..=SECOND_LOOK.tail).contains(&tail.chars().count()),
            "{tail:?}"
        );
        assert!(
            tail.starts_with("dertien") || tail.starts_with("tekens"),
            "{tail:?}"
        );
        assert!(tail.ends_with("tekens"), "{tail:?}");
    }

    #[test]
    fn a_text_without_spaces_is_cut() {
        let (head, tail) = sample(None, None, &"語".repeat(1000));
        assert_eq!(
            (head.chars().count(), tail.chars().count()),
            (SECOND_LOOK.head, SECOND_LOOK.tail)
        );
    }
}
