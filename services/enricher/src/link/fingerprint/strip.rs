//! Takes off what agencies put around a text: datelines, credits and sign-offs that a parser left in the body.
//!
//! Two copies of one text then compare alike. What is taken off too much is taken off every copy, so a doubtful
//! remark goes; a sentence must never go.

/// Bytes at the head of a text within which a dateline ends.
const HEAD_BYTES_MAX: usize = 100;
/// Characters of a credit in parentheses: `ANP/AFP/RTR`.
const CREDIT_CHARACTERS_MAX: usize = 40;
/// Words of a dateline without its credit: `SANTA CRUZ DE LA SIERRA, 12 november`.
const DATELINE_WORDS_MAX: usize = 8;
/// Words between a capitalised place and its credit that may be in lower case: months, `de`, `la`.
const SHORT_WORD_CHARACTERS: usize = 4;
/// Characters of a remark in parentheses at the end: `(Reporting by …; editing by …)`.
const REMARK_CHARACTERS_MAX: usize = 200;
/// Characters of a copyright notice at the end.
const COPYRIGHT_CHARACTERS_MAX: usize = 80;
/// Characters of a sign-off on a line of its own: `dpa ab cde n1`.
const SIGN_OFF_CHARACTERS_MAX: usize = 40;
/// Remarks, notices and sign-offs that can follow each other.
const TAILS_MAX: usize = 4;

/// Agencies whose bare name behind the last sentence is a sign-off.
const AGENCIES: [&str; 20] = [
    "aap", "afp", "agerpres", "anp", "ansa", "ap", "apa", "belga", "cna", "cp", "dpa", "efe",
    "kna", "lusa", "ntb", "pap", "reuter", "reuters", "tass", "tt",
];

/// The text without dateline, credit and sign-off; a part of `text`.
pub fn strip(text: &str) -> &str {
    let mut text = text.trim();
    // Twice, for "AMSTERDAM - (ANP) - ".
    for _ in 0..2 {
        text = strip_head(text).unwrap_or(text);
    }
    for _ in 0..TAILS_MAX {
        match strip_tail(text) {
            Some(shorter) => text = shorter,
            None => break,
        }
    }
    text
}

fn strip_head(text: &str) -> Option<&str> {
    let rest = bracketed_head(text)
        .or_else(|| telegraph_head(text))
        .or_else(|| dashed_head(text))?
        .trim_start();
    (!rest.is_empty()).then_some(rest)
}

/// `【北京共同】` and `[…]` at the very head.
fn bracketed_head(text: &str) -> Option<&str> {
    let close = match text.chars().next()? {
        '【' => '】',
        '［' => '］',
        '〔' => '〕',
        '[' => ']',
        _ => return None,
    };
    let (end, _) = head(text).find(|(_, letter)| *letter == close)?;
    text.get(end + close.len_utf8()..)
}

/// `新华社北京３月３日电（记者…）`: agency, place, date and the character for a telegram.
fn telegraph_head(text: &str) -> Option<&str> {
    let (end, mark) = head(text).find(|(_, letter)| matches!(letter, '电' | '電'))?;
    let opening = text.get(..end)?;
    if !(opening.contains('社') || opening.contains('网')) {
        return None;
    }
    let rest = text.get(end + mark.len_utf8()..)?.trim_start();
    match rest.strip_prefix('（') {
        Some(remark) => {
            let (close, mark) = head(remark).find(|(_, letter)| *letter == '）')?;
            remark.get(close + mark.len_utf8()..)
        }
        None => Some(rest),
    }
}

/// `SANTA CRUZ (ANP/AFP/RTR) - `: what stands before the first dash that stands apart.
fn dashed_head(text: &str) -> Option<&str> {
    let (dash, _) = head(text).find(|(at, letter)| is_dash(*letter) && stands_apart(text, *at))?;
    let opening = text
        .get(..dash)?
        .trim_end_matches([' ', '.', '-', '–', '—']);
    let rest = text.get(dash..)?.trim_start_matches(is_dash);
    is_dateline(opening).then_some(rest)
}

fn head(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices()
        .take_while(|(at, _)| *at < HEAD_BYTES_MAX)
}

const fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '–' | '—' | '―')
}

fn stands_apart(text: &str, dash: usize) -> bool {
    let (before, after) = text.split_at(dash);
    let opens = before.chars().next_back();
    let closes = after.chars().find(|letter| !is_dash(*letter));
    opens.is_some_and(|letter| letter == ' ' || letter == ')' || letter == '.')
        && closes.is_none_or(char::is_whitespace)
}

fn is_dateline(opening: &str) -> bool {
    match opening
        .strip_suffix(')')
        .and_then(|open| open.rsplit_once('('))
    {
        Some((place, credit)) => is_credit(credit) && is_place_and_date(place.trim()),
        None => is_place(opening.trim()),
    }
}

fn is_credit(credit: &str) -> bool {
    let has_letter = credit.chars().any(char::is_alphabetic);
    has_letter
        && !credit.chars().any(char::is_numeric)
        && credit.chars().count() <= CREDIT_CHARACTERS_MAX
        && credit.split_whitespace().count() <= 4
}

/// What may stand before a credit: nothing, or capitalised words, numbers and a few short ones.
fn is_place_and_date(place: &str) -> bool {
    let words = || place.split_whitespace();
    words().count() <= DATELINE_WORDS_MAX
        && words().next().is_none_or(starts_large)
        && words().all(|word| starts_large(word) || is_date_word(place, word) || is_short(word))
}

/// What may stand before a dash without a credit: a place in capitals, or one with a date behind a comma.
fn is_place(place: &str) -> bool {
    let (name, date) = match place.split_once(',') {
        Some((name, date)) if date.chars().any(char::is_numeric) => (name, date),
        _ => (place, ""),
    };
    let letters = || name.chars().filter(|letter| letter.is_alphabetic());
    let in_capitals = letters().count() >= 2 && !letters().any(char::is_lowercase);
    let with_date = !date.is_empty() && name.split_whitespace().all(starts_large);
    place.split_whitespace().count() <= DATELINE_WORDS_MAX && (in_capitals || with_date)
}

fn starts_large(word: &str) -> bool {
    let mut letters = word.trim_start_matches(['\'', '’', '(']).chars();
    letters
        .next()
        .is_some_and(|letter| letter.is_uppercase() || letter.is_numeric())
        || word.starts_with("'s-")
        || word.starts_with("’s-")
        || !word
            .chars()
            .any(|letter| letter.is_lowercase() || letter.is_uppercase())
}

/// A word of any length in a place that also has a day's number: `Paris, 3 septembre`.
fn is_date_word(place: &str, word: &str) -> bool {
    place.chars().any(char::is_numeric) && word.chars().all(char::is_alphabetic)
}

fn is_short(word: &str) -> bool {
    word.chars().count() <= SHORT_WORD_CHARACTERS
}

fn strip_tail(text: &str) -> Option<&str> {
    let rest = remark_at_end(text)
        .or_else(|| copyright_at_end(text))
        .or_else(|| sign_off_line(text))
        .or_else(|| agency_at_end(text))?
        .trim_end();
    (!rest.is_empty()).then_some(rest)
}

/// `(Reporting by …)`, `(END)`, `(ANP)`.
fn remark_at_end(text: &str) -> Option<&str> {
    let open = text.strip_suffix([')', '）'])?;
    let at = open.rfind(['(', '（'])?;
    let short = open.get(at..)?.chars().count() <= REMARK_CHARACTERS_MAX;
    if short { text.get(..at) } else { None }
}

/// `(c) ANP 2026`, `© dpa`, `Copyright …` with no sentence behind it.
fn copyright_at_end(text: &str) -> Option<&str> {
    let (from, _) = text
        .char_indices()
        .rev()
        .nth(COPYRIGHT_CHARACTERS_MAX)
        .unwrap_or((0, ' '));
    let last = text.get(from..)?;
    let may_open = |byte: &u8| matches!(byte, b'(' | b'C' | 0xC2);
    if !last.as_bytes().iter().any(may_open) {
        return None;
    }
    let at = ["(c)", "(C)", "©", "Copyright", "COPYRIGHT"]
        .into_iter()
        .filter_map(|mark| last.rfind(mark))
        .min()?;
    text.get(..from + at)
}

/// A short last line without the end of a sentence: `Reuter`, `dpa ab cde n1`, `-0-`.
fn sign_off_line(text: &str) -> Option<&str> {
    let (before, line) = text.rsplit_once('\n')?;
    let is_long = line.chars().count() > SIGN_OFF_CHARACTERS_MAX;
    if is_long
        || line.ends_with([
            '.', '!', '?', '"', '”', '\'', '’', ':', '。', '！', '？', '」',
        ])
    {
        return None;
    }
    let first = line.split_whitespace().next().unwrap_or("");
    (line.split_whitespace().count() <= 2 || is_agency(first)).then_some(before)
}

/// `… said. Reuter`.
fn agency_at_end(text: &str) -> Option<&str> {
    let (before, last) = text.rsplit_once(char::is_whitespace)?;
    let ends_sentence = before
        .trim_end()
        .ends_with(['.', '!', '?', '"', '”', '\'', '’', ')']);
    (ends_sentence && is_agency(last)).then_some(before)
}

fn is_agency(word: &str) -> bool {
    let name = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    AGENCIES
        .iter()
        .any(|agency| agency.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SENTENCE: &str = "De waterstand daalde in de nacht.";

    #[test]
    fn datelines_and_credits_go_from_the_head() {
        for head in [
            "PARIJS (ANP/AFP) - ",
            "SANTA CRUZ DE LA SIERRA (ANP/AFP/RTR) - ",
            "'s-Gravenhage (ANP) – ",
            "Berlin (dpa) - ",
            "Berlin, 3. November (dpa) - ",
            "Madrid, 3 nov (EFE).- ",
            "Paris, 3 septembre (AFP) — ",
            "CITY, Nov 23 (Agency) - ",
            "TROY, N.C. (AP) -- ",
            "(Reuters) - ",
            "AMSTERDAM - (ANP) - ",
            "ROTTERDAM - ",
            "Utrecht, 4 mei - ",
            "МОСКВА (ТАСС) — ",
            "新华社北京３月３日电（记者张三）",
            "【北京共同】",
            "",
        ] {
            assert_eq!(strip(&format!("{head}{SENTENCE}")), SENTENCE, "{head:?}");
        }
    }

    #[test]
    fn sign_offs_go_from_the_end() {
        for tail in [
            " (Reporting by A. Voorbeeld; Editing by B. Example)",
            " (END)",
            " (c) ANP 2026",
            "\n© dpa",
            "\nReuter",
            " Reuter",
            "\ndpa ab cde yyzz n1",
            "\n-0-",
            " (Bewerkt door C. Redacteur)\nANP",
            "",
        ] {
            assert_eq!(strip(&format!("{SENTENCE}{tail}")), SENTENCE, "{tail:?}");
        }
    }

    #[test]
    fn sentences_stay() {
        for text in [
            "De minister - die eerder aftrad - sprak de Kamer toe.",
            "De partij (opgericht in 1948) - zei nee.",
            "Zo'n tachtig bewoners wachten - soms al jaren - op herstel (van de dijk) en betaling.",
            "Alleen een zin",
            "(ANP)",
            "Dat zei hij.\nDaarna vertrok de stoet naar het plein in de stad",
            "电",
        ] {
            assert_eq!(strip(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_strips_to_a_part_of_itself(text in any::<String>()) {
            prop_assert!(text.contains(strip(&text)));
        }

        #[test]
        fn a_text_of_marks_strips_to_a_part_of_itself(text in "[A-Zaé 0-9(){}\\[\\]【】電社.,–—\\-\n©]{0,140}") {
            let stripped = strip(&text);
            prop_assert!(text.contains(stripped));
            prop_assert_eq!(stripped.is_empty(), text.trim().is_empty());
        }
    }
}
