//! Natural texts: the Reuters files, and texts of our own in other languages.

use std::{fs, path::Path};

use anyhow::Context;

use crate::data::Half;

/// A text that variants are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// What it is called in its set.
    pub id: String,
    /// BCP 47 tag.
    pub language: &'static str,
    /// Seconds since 1987 began; 0 for our own.
    pub seconds: i64,
    /// Its headline; empty without one.
    pub headline: String,
    /// Its body, sentences apart by one space.
    pub body: String,
}

/// Sentences of the shortest text that variants are made of.
const SENTENCES_MIN: usize = 5;
/// Words of the shortest such text.
const WORDS_MIN: usize = 80;
/// Words of the shortest natural item.
const BASE_WORDS_MIN: usize = 25;
/// Texts of our own, by language: headline and body on a line each, and an empty line.
const OWN: [(&str, &str); 5] = [
    ("nl", include_str!("../../texts/nl.txt")),
    ("de", include_str!("../../texts/de.txt")),
    ("fr", include_str!("../../texts/fr.txt")),
    ("es", include_str!("../../texts/es.txt")),
    ("zh", include_str!("../../texts/zh.txt")),
];

impl Text {
    /// The half that it and all that is made of it is in.
    pub fn half(&self) -> Half {
        Half::of(&self.id)
    }

    /// The same as agencies send briefs.
    pub fn without_headline(&self) -> Self {
        Self {
            headline: String::new(),
            ..self.clone()
        }
    }

    /// Whether there is enough of it to cut and to rewrite.
    pub fn is_long(&self) -> bool {
        let long = self.language == "zh" || self.body.split(' ').count() >= WORDS_MIN;
        long && sentences(&self.body).len() >= SENTENCES_MIN
    }

    /// The space between its sentences.
    pub fn space(&self) -> &'static str {
        if self.language == "zh" { "" } else { " " }
    }
}

/// The sentences of a text, trimmed.
pub fn sentences(body: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in body
        .char_indices()
        .filter(|(_, letter)| matches!(letter, '.' | '。'))
    {
        let end = at + mark.len_utf8();
        let (before, after) = (body[..at].chars().next_back(), &body[end..]);
        let ends = before.is_some_and(|letter| {
            letter.is_lowercase() || letter.is_numeric() || matches!(letter, '"' | ')')
        });
        let next = after.trim_start().chars().next();
        let begins = after.starts_with(' ')
            && next.is_some_and(|letter| letter.is_uppercase() || letter == '"');
        if mark == '。' || (ends && begins) {
            found.push(body[start..end].trim());
            start = end;
        }
    }
    found.push(body[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// The items of the Reuters files in a folder that have 25 words, in the order of their numbers.
pub fn reuters(folder: &Path) -> anyhow::Result<Vec<Text>> {
    let mut items = Vec::new();
    for file in fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "sgm") {
            let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            let text: String = bytes.into_iter().map(char::from).collect();
            items.extend(text.split("<REUTERS").skip(1).filter_map(reuters_item));
        }
    }
    items.sort_by_key(|(number, _)| *number);
    Ok(items.into_iter().map(|(_, item)| item).collect())
}

fn reuters_item(document: &str) -> Option<(u32, Text)> {
    let number = between(document, "NEWID=\"", "\"")?.parse().ok()?;
    let body = plain(between(document, "<BODY>", "</BODY>")?);
    let body = body
        .strip_suffix("Reuter")
        .or_else(|| body.strip_suffix("REUTER"))
        .unwrap_or(&body);
    let text = Text {
        id: format!("reuters {number}"),
        language: "en",
        seconds: seconds(between(document, "<DATE>", "</DATE>")?.trim())?,
        headline: between(document, "<TITLE>", "</TITLE>").map_or_else(String::new, plain),
        body: body.trim_end().to_owned(),
    };
    (text.body.split(' ').count() >= BASE_WORDS_MIN).then_some((number, text))
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(found, _)| found)
}

/// Text with its entities resolved and one space between words.
fn plain(marked: &str) -> String {
    let text = marked.replace("&#3;", "").replace('\u{3}', "");
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Seconds since 1987 began of `26-FEB-1987 15:01:01.79`.
fn seconds(date: &str) -> Option<i64> {
    let (day, time) = date.split_once(' ')?;
    let mut parts = day.split('-');
    let day: i64 = parts.next()?.trim().parse().ok()?;
    let months = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT",
    ];
    let month = parts.next()?;
    let month = months.iter().position(|name| *name == month)?;
    let before: i64 = [31, 28, 31, 30, 31, 30, 31, 31, 30]
        .iter()
        .take(month)
        .sum();
    let mut clock = time
        .split([':', '.'])
        .map_while(|part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = (clock.next()?, clock.next()?, clock.next()?);
    Some((((before + day - 1) * 24 + hours) * 60 + minutes) * 60 + seconds)
}

/// Our own texts.
pub fn own() -> Vec<Text> {
    let mut items = Vec::new();
    for (language, texts) in OWN {
        for (number, item) in texts.trim().split("\n\n").enumerate() {
            let (headline, body) = item.split_once('\n').unwrap_or(("", item));
            items.push(Text {
                id: format!("{language} {number}"),
                language,
                seconds: 0,
                headline: headline.to_owned(),
                body: body.replace('\n', " ").trim().to_owned(),
            });
        }
    }
    items
}
