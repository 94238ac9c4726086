//! The header: `a0123 US selector`, and below it `r i DC3 DC1 BC-Keyword,1st-Ld  03-12 0456`.
//!
//! | priority | what | urgency |
//! |---|---|---|
//! | f | flash | 1 |
//! | b | bulletin | 2 |
//! | u | urgent | 3 |
//! | r | regular | 4 |
//! | d, h | deferred | 5 |
//! | a, s, w | advance for a weekday, for the weekend | 6 |
//! | y | rerun | 7 |

use super::codes::Setting;

/// Longest header line, in bytes.
const MAX_BYTES: usize = 200;

/// How keyword lines begin where a cycle is named: morning, evening, both.
const CYCLES: &[&str] = &["am-", "pm-", "bc-", "ap-"];

/// What a header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) level: Option<char>,
    pub(super) number: Option<String>,
    pub(super) selector: Option<String>,
    pub(super) priority: Option<char>,
    pub(super) category: Option<char>,
    /// `text` or `tabular`, in body type or agate.
    pub(super) format: Option<String>,
    pub(super) keyword: Option<String>,
    /// Version and reference.
    pub(super) version: Option<String>,
    /// Month and day.
    pub(super) date: Option<String>,
    pub(super) word_count: Option<u32>,
}

impl Header {
    pub(super) fn urgency(&self) -> Option<i64> {
        match self.priority?.to_ascii_lowercase() {
            'f' => Some(1),
            'b' => Some(2),
            'u' => Some(3),
            'r' => Some(4),
            'd' | 'h' => Some(5),
            'a' | 's' | 'w' => Some(6),
            'y' => Some(7),
            _ => None,
        }
    }

    /// How the lines of its text are set.
    pub(super) fn setting(&self) -> Setting {
        let is_tabular = |format: &String| format.ends_with("tabular");
        match self.format.as_ref().is_some_and(is_tabular) {
            true => Setting::Tabular,
            false => Setting::Text,
        }
    }

    /// Level and number: what other messages name this one by.
    pub(super) fn id(&self) -> Option<String> {
        let number = self
            .number
            .as_deref()
            .filter(|number| number.bytes().any(|digit| digit != b'0'))?;
        Some(format!("{}{number}", self.level?.to_ascii_lowercase()))
    }
}

/// Whether a word is level and number: `a0123`.
pub(super) fn is_number(word: &str) -> bool {
    let digits = word.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    word.len() == digits.len() + 1
        && (3..=4).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// Control characters part words as blanks do.
fn words(line: &str) -> Vec<&str> {
    let line = line
        .get(..line.floor_char_boundary(MAX_BYTES))
        .unwrap_or_default();
    let parts = |letter: char| letter.is_whitespace() || letter.is_control();
    line.split(parts).filter(|word| !word.is_empty()).collect()
}

/// Whether a line is priority, category, keyword, date and word count.
pub(super) fn is_keyword_line(line: &str) -> bool {
    keyword_line(line).is_some()
}

/// Whether a line is level, number and selector without control characters.
pub(super) fn is_number_line(line: &str) -> bool {
    let mut header = Header::default();
    header.read_number(line);
    header.number.is_some()
}

/// Reads all that stands before a text.
pub(super) fn read(head: &str) -> Header {
    let mut header = Header::default();
    for (_, line) in super::control::lines(head).take(8) {
        match keyword_line(line) {
            Some(read) => {
                let Header {
                    level,
                    number,
                    selector,
                    ..
                } = header;
                return Header {
                    level,
                    number,
                    selector,
                    ..read
                };
            }
            None if header.number.is_none() => header.read_number(line),
            None => {}
        }
    }
    header
}

fn keyword_line(line: &str) -> Option<Header> {
    let words = words(line);
    let letter = |word: &&str| {
        let mut letters = word.chars();
        letters
            .next()
            .filter(|letter| letter.is_ascii_alphabetic() && letters.next().is_none())
    };
    let (priority, category) = (letter(words.first()?)?, letter(words.get(1)?)?);
    let keyword = *words.get(2)?;
    let date_at = words.iter().rposition(|word| is_month_and_day(word))?;
    let count = words.get(date_at + 1)?;
    let is_count = count.len() <= 5 && count.bytes().all(|digit| digit.is_ascii_digit());
    let lower = keyword.to_ascii_lowercase();
    let is_keyword = keyword.len() >= 2
        && (keyword.contains('-') || CYCLES.iter().any(|cycle| lower.starts_with(cycle)));
    if !is_count || !is_keyword || date_at < 3 && date_at != 2 {
        return None;
    }
    let version = words.get(3..date_at).unwrap_or_default().join(" ");
    // `BC-Keyword,1st Ld`: the version is a part of the keyword line, as where a hyphen is in its midst.
    let (keyword, version) = if keyword.contains(',') {
        (
            format!("{keyword} {version}").trim_end().to_owned(),
            String::new(),
        )
    } else {
        (keyword.to_owned(), version)
    };
    Some(Header {
        priority: Some(priority),
        category: Some(category),
        format: format(line),
        keyword: Some(keyword),
        version: (!version.is_empty()).then_some(version),
        date: words.get(date_at).map(|word| (*word).to_owned()),
        word_count: count.parse().ok(),
        ..Header::default()
    })
}

fn is_month_and_day(word: &str) -> bool {
    let in_range = |text: &str, most: u8| {
        let is_short =
            (1..=2).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
        is_short
            && text
                .parse::<u8>()
                .is_ok_and(|number| (1..=most).contains(&number))
    };
    // Agencies outside of the United States print the day first.
    word.split_once('-')
        .is_some_and(|(first, second)| in_range(first, 31) && in_range(second, 31))
}

/// DC3 is body type and DC4 agate, DC1 text and DC2 a table.
fn format(line: &str) -> Option<String> {
    let of = |letter: char, name: &'static str| line.contains(letter).then_some(name);
    let size = of('\u{13}', "body").or(of('\u{14}', "agate"));
    let kind = of('\u{11}', "text").or(of('\u{12}', "tabular"));
    let both: Vec<&str> = size.into_iter().chain(kind).collect();
    (!both.is_empty()).then(|| both.join(" "))
}

impl Header {
    fn read_number(&mut self, line: &str) {
        let line = line.rsplit('\u{1}').next().unwrap_or(line);
        let bare = line.trim_start_matches("^V").trim_start();
        let bare = bare.strip_prefix("^A").unwrap_or(bare);
        let words = words(bare);
        let Some(first) = words.first() else { return };
        let mut letters = first.chars();
        let level = letters.next().filter(char::is_ascii_alphabetic);
        let rest = if level.is_some() {
            letters.as_str()
        } else {
            first
        };
        let digits_end = rest
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(rest.len());
        let (digits, behind) = rest.split_at(digits_end);
        if !(3..=5).contains(&digits.len()) || words.len() > 3 {
            return;
        }
        self.level = level;
        self.number = Some(digits.to_owned());
        let selector = Some(behind.trim_matches('-')).filter(|behind| !behind.is_empty());
        let selector = selector.or(words.get(1).map(|word| word.trim_matches('-')));
        self.selector = selector.filter(|word| !word.is_empty()).map(str::to_owned);
    }
}
