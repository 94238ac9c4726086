//! The words that a language is told by: the head of an item, without what misleads.

use dateline_schemas::WireItem;

/// Characters of the sample: more do not make the answer better.
const SAMPLE_CHARS: usize = 300;

/// A dateline with credits is not longer than this.
const LONGEST_DATELINE_CHARS: usize = 100;

/// A tag or comment longer than this is not skipped: then the `<` was none.
const LONGEST_TAG_BYTES: usize = 400;

/// An entity longer than this is none.
const LONGEST_ENTITY_BYTES: usize = 12;

/// What stands between dateline and text.
const DASHES: [&str; 4] = [" - ", " – ", " — ", " -- "];

/// Headline and the head of the body, up to [`SAMPLE_CHARS`] characters at a word boundary, without dateline and
/// credits, addresses and markup.
pub fn of(item: &WireItem) -> String {
    let mut sample = Sample::new();
    if let Some(headline) = &item.headline {
        sample.push(headline);
    }
    if let Some(body) = &item.body {
        sample.push(behind_dateline(body, item));
    }
    sample.text
}

struct Sample {
    text: String,
    chars: usize,
    full: bool,
}

impl Sample {
    fn new() -> Self {
        Self {
            text: String::with_capacity(2 * SAMPLE_CHARS),
            chars: 0,
            full: false,
        }
    }

    fn push(&mut self, text: &str) {
        let mut rest = text.trim_start();
        while !rest.is_empty() && !self.full {
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
            self.push_word(&rest[..end]);
            rest = rest[end..].trim_start();
        }
    }

    fn push_word(&mut self, word: &str) {
        if is_address(word) {
            return;
        }
        let separator = usize::from(self.chars > 0);
        let room = SAMPLE_CHARS.saturating_sub(self.chars + separator);
        let cut = word.char_indices().nth(room).map(|(end, _)| end);
        // A script without spaces makes words longer than the sample: those are cut, others are left out.
        let word = match cut {
            None => word,
            Some(end) if self.chars < SAMPLE_CHARS / 2 => &word[..end],
            Some(_) => "",
        };
        self.full = cut.is_some();
        if !word.is_empty() {
            self.text.push_str(&" "[..separator]);
            self.text.push_str(word);
            self.chars += separator + word.chars().count();
        }
    }
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.starts_with("www.")
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
    let dash = DASHES
        .iter()
        .filter_map(|dash| head.find(dash).map(|start| (start, start + dash.len())))
        .min();
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
    let in_capitals = letters.clone().count() >= 3 && !letters.clone().any(char::is_lowercase);
    in_capitals
        || (head.contains('(') && head.ends_with(')') && head.split_whitespace().count() <= 8)
}

#[cfg(test)]
mod tests {
    use dateline_schemas::Dateline;

    use super::*;

    fn sample(headline: Option<&str>, dateline: Option<&str>, body: &str) -> String {
        of(&WireItem {
            headline: headline.map(str::to_owned),
            dateline: dateline.map(|text| Dateline {
                text: text.to_owned(),
                ..Dateline::default()
            }),
            body: Some(body.to_owned()),
            ..WireItem::default()
        })
    }

    #[test]
    fn what_misleads_is_left_out() {
        let table = [
            (None, None, "Een zin.", "Een zin."),
            (Some("Kop"), None, "Een zin.", "Kop Een zin."),
            (None, None, "ROTTERDAM (ANP/RTR) - De haven", "De haven"),
            (None, None, "TEL AVIV/BEIROET – De stad", "De stad"),
            (None, None, "Rotterdam (ANP) — De haven", "De haven"),
            (None, Some("Parijs"), "Parijs (AFP) - De markt", "De markt"),
            (
                None,
                Some("PARIJS"),
                "De markt - vandaag",
                "De markt - vandaag",
            ),
            (
                None,
                None,
                "Hij zei - en dat is zo - niets",
                "Hij zei - en dat is zo - niets",
            ),
            (
                None,
                None,
                "Zie https://a.example/x of www.b.example of pers@c.example nu",
                "Zie of of nu",
            ),
            (
                None,
                None,
                "<p class=\"x\">Een <b>vette</b>&nbsp;zin</p>",
                "Een vette zin",
            ),
            (None, None, "3 < 4 & 5", "3 < 4 & 5"),
            (None, None, "<onge sloten &amp", "<onge sloten &amp"),
        ];
        for (headline, dateline, body, expected) in table {
            assert_eq!(sample(headline, dateline, body), expected, "{body:?}");
        }
    }

    #[test]
    fn the_sample_ends_at_a_word_boundary() {
        let text = sample(None, None, &"dertien tekens ".repeat(40));
        assert!((SAMPLE_CHARS - 10..=SAMPLE_CHARS).contains(&text.chars().count()));
        assert!(
            text.ends_with("dertien") || text.ends_with("tekens"),
            "{text:?}"
        );
    }

    #[test]
    fn a_text_without_spaces_is_cut() {
        assert_eq!(
            sample(None, None, &"語".repeat(1000)).chars().count(),
            SAMPLE_CHARS
        );
    }
}
