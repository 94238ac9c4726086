//! What a version changed: a compact diff of the words of headline and body.
//!
//! The diff is written like that of the tool wdiff: `[-gone-]` and `{+new+}` with three words around them, hunks apart by
//! an ellipsis, headline and body on lines of their own: `body: … killed [-two-] {+three+} people on …`.

use std::{fmt::Write as _, ops::Range};

use dateline_schemas::WireItem;
use imara_diff::{Algorithm, Diff, Hunk, InternedInput, Token};
use rustc_hash::{FxBuildHasher, FxHashSet};

/// Words that stand around a change.
const CONTEXT_WORDS: usize = 3;

/// Words between the common head and tail of two texts, on either side, that are still compared one by one: the cost rises
/// with the square of their number. Beyond it all of them count as exchanged.
const COMPARED_WORDS: usize = 400;

/// Words on either side from which a text that shares less than half of its pairs of neighbouring words with the one before
/// is another text: told word by word it would be shreds, and dear.
const REWRITTEN_WORDS: usize = 40;

/// Words of a common head that are looked at: enough to see that it is longer than what is told of it.
const HEAD_WORDS: usize = CONTEXT_WORDS + 1;

/// Words of a common tail that are looked at: as many, where the changed words are like those of the tail and what is left
/// of the head goes on in it.
const TAIL_WORDS: usize = HEAD_WORDS + 1 + 2 * CONTEXT_WORDS + 1;

/// Bytes that are compared at a time.
const CHUNK: usize = 16;

/// Longest diff, in bytes.
const DIFF_BYTES: usize = 2_000;

/// The diff of headline and body; `None` where neither differs by a word.
pub(super) fn of_texts(before: &WireItem, after: &WireItem) -> Option<String> {
    let mut diff = String::new();
    for (name, before, after) in [
        ("headline", &before.headline, &after.headline),
        ("body", &before.body, &after.body),
    ] {
        let before = before.as_deref().unwrap_or_default();
        let after = after.as_deref().unwrap_or_default();
        if let Some(words) = of_words(before, after) {
            let line_break = if diff.is_empty() { "" } else { "\n" };
            // Writing into a text cannot fail.
            let _ = write!(diff, "{line_break}{name}: {words}");
        }
    }
    if diff.len() > DIFF_BYTES {
        diff.truncate(diff.floor_char_boundary(DIFF_BYTES));
        diff.push('…');
    }
    (!diff.is_empty()).then_some(diff)
}

fn of_words(before: &str, after: &str) -> Option<String> {
    let (before, after) = without_common_ends(before, after);
    of_all_words(before, after)
}

/// Both texts without what they begin and end with alike, but for the words that are told of it.
fn without_common_ends<'a>(before: &'a str, after: &'a str) -> (&'a str, &'a str) {
    let head = common_head(before.as_bytes(), after.as_bytes());
    let head = before_last_words(&before[..before.floor_char_boundary(head)]).len();
    let (before, after) = (&before[head..], &after[head..]);
    let tail = common_tail(before.as_bytes(), after.as_bytes());
    let tail = &before[before.ceil_char_boundary(before.len() - tail)..];
    let tail = behind_first_words(tail).len();
    (&before[..before.len() - tail], &after[..after.len() - tail])
}

/// How many bytes two texts have in common at the head.
fn common_head(before: &[u8], after: &[u8]) -> usize {
    let (chunks, _) = before.as_chunks::<CHUNK>();
    let (others, _) = after.as_chunks::<CHUNK>();
    let whole = CHUNK * common(chunks.iter(), others.iter());
    whole + common(before[whole..].iter(), after[whole..].iter())
}

/// How many bytes two texts have in common at the end.
fn common_tail(before: &[u8], after: &[u8]) -> usize {
    let (_, chunks) = before.as_rchunks::<CHUNK>();
    let (_, others) = after.as_rchunks::<CHUNK>();
    let whole = CHUNK * common(chunks.iter().rev(), others.iter().rev());
    let before = &before[..before.len() - whole];
    let after = &after[..after.len() - whole];
    whole + common(before.iter().rev(), after.iter().rev())
}

/// A common head up to the words that are told of it; the last word may go on differently, and does not count.
fn before_last_words(mut head: &str) -> &str {
    for _ in 0..=HEAD_WORDS {
        head = head.trim_end().trim_end_matches(is_of_word);
    }
    head
}

/// A common tail from the words on that are told of it; the first word may begin differently, and does not count.
fn behind_first_words(mut tail: &str) -> &str {
    for _ in 0..=TAIL_WORDS {
        tail = tail.trim_start().trim_start_matches(is_of_word);
    }
    tail
}

fn is_of_word(letter: char) -> bool {
    !letter.is_whitespace()
}

/// The same, of two texts that are gone through as a whole.
fn of_all_words(before: &str, after: &str) -> Option<String> {
    let before: Vec<&str> = before.split_whitespace().collect();
    let after: Vec<&str> = after.split_whitespace().collect();
    if before == after {
        return None;
    }
    let head = common(before.iter(), after.iter());
    let shorter = before.len().min(after.len());
    let tail = common(before.iter().rev(), after.iter().rev()).min(shorter - head);
    let changes = changes(
        &before[head..before.len() - tail],
        &after[head..after.len() - tail],
    );
    let mut hunks = Hunks::default();
    let mut alike = 0;
    let behind_head = |words: Range<u32>| head + words.start as usize..head + words.end as usize;
    for change in changes {
        let gone = behind_head(change.before);
        hunks.equal(&before[alike..gone.start]);
        alike = gone.end;
        hunks.exchange(&before[gone], &after[behind_head(change.after)]);
    }
    hunks.equal(&before[alike..]);
    Some(hunks.finish())
}

/// What makes one text of the other, word by word or as a whole.
fn changes(before: &[&str], after: &[&str]) -> Vec<Hunk> {
    let whole = Hunk {
        before: 0..before.len() as u32,
        after: 0..after.len() as u32,
    };
    if before.len().max(after.len()) > COMPARED_WORDS {
        return vec![whole];
    }
    let mut words = InternedInput::default();
    words.reserve(whole.before.end, whole.after.end);
    words.update_before(before.iter().copied());
    words.update_after(after.iter().copied());
    if is_rewritten(&words.before, &words.after) {
        return vec![whole];
    }
    Diff::compute(Algorithm::Myers, &words).hunks().collect()
}

fn is_rewritten(before: &[Token], after: &[Token]) -> bool {
    if before.len().min(after.len()) < REWRITTEN_WORDS {
        return false;
    }
    let mut known = FxHashSet::with_capacity_and_hasher(before.len(), FxBuildHasher);
    known.extend(pairs(before));
    let shared = pairs(after).filter(|pair| known.contains(pair)).count();
    shared * 2 < after.len() - 1
}

/// Each word with the next.
fn pairs(words: &[Token]) -> impl Iterator<Item = (Token, Token)> {
    words.windows(2).map(|pair| (pair[0], pair[1]))
}

fn common<T: PartialEq>(before: impl Iterator<Item = T>, after: impl Iterator<Item = T>) -> usize {
    before
        .zip(after)
        .take_while(|(before, after)| before == after)
        .count()
}

/// The parts of a diff, cut as they come: no more than the limit is ever written.
#[derive(Default)]
struct Hunks {
    text: String,
    has_change: bool,
    /// Words that are to stand before the next change.
    before: String,
}

impl Hunks {
    fn equal(&mut self, words: &[&str]) {
        let is_short = words.len() <= 2 * CONTEXT_WORDS && self.has_change;
        if is_short {
            self.before = joined(words);
            return;
        }
        if self.has_change {
            let behind = words
                .get(..CONTEXT_WORDS.min(words.len()))
                .unwrap_or_default();
            self.push(&joined(behind));
        }
        let start = words.len().saturating_sub(CONTEXT_WORDS);
        let nearest = joined(words.get(start..).unwrap_or_default());
        let ellipsis = if start > 0 { "… " } else { "" };
        self.before = format!("{ellipsis}{nearest}");
    }

    fn exchange(&mut self, gone: &[&str], new: &[&str]) {
        let before = std::mem::take(&mut self.before);
        self.push(&before);
        if !gone.is_empty() {
            self.push(&format!("[-{}-]", joined(gone)));
        }
        if !new.is_empty() {
            self.push(&format!("{{+{}+}}", joined(new)));
        }
        self.has_change = true;
    }

    fn push(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(words);
    }

    fn finish(mut self) -> String {
        // What stands behind the last change: its words if they are few, else that there are more.
        let rest = std::mem::take(&mut self.before);
        match rest.strip_prefix("… ") {
            Some(_) => self.push("…"),
            None => self.push(&rest),
        }
        self.text
    }
}

fn joined(words: &[&str]) -> String {
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_diff_shows_what_changed_with_the_words_around_it() {
        let long = "a b c d e f g h i j k l m n";
        let cases = [
            (
                "two dead in Paris",
                "three dead in Paris",
                "[-two-] {+three+} dead in Paris",
            ),
            (
                "a b c d e f two g h i j k",
                "a b c d e f three g h i j k",
                "… d e f [-two-] {+three+} g h i j k",
            ),
            (
                long,
                "a b c d x f g h i j k l m y",
                "… b c d [-e-] {+x+} f g h … k l m [-n-] {+y+}",
            ),
            ("a b c", "a b c d", "a b c {+d+}"),
            ("a b c d e f g h i", "b c d e f g h i", "[-a-] b c d …"),
            ("", "one", "{+one+}"),
            ("one", "", "[-one-]"),
            ("a a a", "a a", "a a [-a-]"),
        ];
        for (before, after, expected) in cases {
            assert_eq!(
                of_words(before, after).as_deref(),
                Some(expected),
                "{before} → {after}"
            );
        }
        assert_eq!(of_words("a  b", "a b\n"), None);
    }

    #[test]
    fn long_texts_that_share_nothing_are_exchanged_whole_and_cut() {
        let text = |letter: &str| WireItem {
            body: Some(format!("{letter} ").repeat(5_000)),
            ..WireItem::default()
        };
        let diff = of_texts(&text("a"), &text("b")).unwrap();
        assert!(
            diff.starts_with("body: [-a a a") && diff.ends_with('…'),
            "{diff}"
        );
        assert!(diff.len() <= DIFF_BYTES + 3);
    }

    #[test]
    fn another_text_is_exchanged_whole_and_one_that_shares_most_word_by_word() {
        let numbered = |word: &str| -> String { (0..60).map(|n| format!("{word}{n} ")).collect() };
        let (one, other) = (numbered("a"), numbered("b"));
        let shares_some = format!("{other}a1 a3 a5");
        // The same words, and none behind the one that it stood behind.
        let shuffled: String = (0..60).map(|n| format!("a{} ", n * 7 % 60)).collect();
        for another in [shares_some, format!("x {shuffled}y")] {
            let diff = of_words(&one, &another).unwrap();
            assert_eq!(diff.matches("[-").count(), 1, "{diff}");
        }
        let shares_most = format!("x {} y", one.replace("a30", "z"));
        let diff = of_words(&one, &shares_most).unwrap();
        assert!(diff.contains("a29 [-a30-] {+z+} a31"), "{diff}");
    }

    proptest! {
        #[test]
        fn what_begins_and_ends_alike_is_told_as_if_it_were_gone_through(
            head in words(40), before in words(6), after in words(6), tail in words(40),
        ) {
            let text = |changed: &[String]| [&head, changed, &tail].concat().join(" ");
            let (before, after) = (text(&before), text(&after));
            prop_assert_eq!(of_words(&before, &after), of_all_words(&before, &after));
        }
    }

    /// Few and similar words, so that they repeat, and some begin or end like others.
    fn words(most: usize) -> impl Strategy<Value = Vec<String>> {
        let word = prop::sample::select(vec!["é", "éé", "ê", "a", "aé", "zee"]);
        prop::collection::vec(word.prop_map(str::to_owned), 0..most)
    }

    #[test]
    fn a_line_says_which_text_changed() {
        let headed = |headline: &str| WireItem {
            headline: Some(headline.to_owned()),
            body: Some("De brug is open.".to_owned()),
            ..WireItem::default()
        };
        assert_eq!(
            of_texts(&headed("Brug open"), &headed("Brug dicht")).as_deref(),
            Some("headline: Brug [-open-] {+dicht+}")
        );
    }
}
