//! Blanks: what stands between words, and how far a text goes on without more of it than there has to be.

/// Bytes that are looked at together.
const BLOCK: usize = 16;

/// What stands between words: runs of it are one blank.
pub(super) fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control()
}

/// Where the words end that a text begins with and that stand apart as they are to: by one space each. Whole sentences
/// are copied at once by it.
pub(super) fn words_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let block = bytes.get(at..).and_then(<[u8]>::first_chunk);
        if block.is_some_and(is_words) {
            at += BLOCK;
            continue;
        }
        let end = bytes.len().min(at + BLOCK);
        if let Some(blank) = (at..end).find(|at| is_blank_at(text, *at)) {
            return blank;
        }
        at = end;
    }
    at
}

/// Whether the blanks of a block, which the byte behind it ends, are single spaces beyond doubt.
fn is_words(block: &[u8; BLOCK + 1]) -> bool {
    // Without a branch in it, so that the bytes are compared side by side.
    let is_in_doubt =
        |byte: u8| (byte < b' ') | (byte == 0x7f) | (byte == 0xc2) | (byte.wrapping_sub(0xe1) < 3);
    let [_, behind @ ..] = block;
    let pairs = block.iter().zip(behind);
    let doubts = pairs.fold(false, |doubts, (byte, next)| {
        let is_run = (*byte == b' ') & (*next == b' ');
        doubts | is_run | is_in_doubt(*byte) | is_in_doubt(*next)
    });
    !doubts
}

/// Whether a letter begins at this byte that is a blank, and no single space between words.
fn is_blank_at(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let lead_at = |at: usize| bytes.get(at).copied().map(lead);
    match lead_at(at) {
        Some(Lead::Word) | None => false,
        Some(Lead::Unsure) => !starts_word(text, at),
        Some(Lead::Blank) if bytes.get(at) == Some(&b' ') => match lead_at(at + 1) {
            Some(Lead::Word) => false,
            Some(Lead::Unsure) => !starts_word(text, at + 1),
            Some(Lead::Blank) | None => true,
        },
        Some(Lead::Blank) => true,
    }
}

/// What a byte of UTF-8 says of its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    Blank,
    /// Its letter is none, or it is within a letter.
    Word,
    /// It begins a letter that may be one.
    Unsure,
}

#[inline]
const fn lead(byte: u8) -> Lead {
    match byte {
        ..=b' ' | 0x7f => Lead::Blank,
        // U+0080 to U+00BF, and what is from U+1000 to U+3FFF, where all further blanks are.
        0xc2 | 0xe1..=0xe3 => Lead::Unsure,
        _ => Lead::Word,
    }
}

fn starts_word(text: &str, at: usize) -> bool {
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    next.is_some_and(|letter| !is_blank(letter))
}

/// A text with its white space as single spaces; `None` where it has nothing else.
pub(super) fn folded(text: &str) -> Option<String> {
    let bare = text.trim();
    if words_end(bare) == bare.len() {
        return (!bare.is_empty()).then(|| bare.to_owned());
    }
    let mut folded = String::with_capacity(bare.len());
    for word in bare.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    Some(folded)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_end_where_each_letter_says_so(text in "[a-cé中\u{2014} ]{0,50}[ \u{a0}\n\u{7f}\u{3000}é中a]{0,3}[a-z ]{0,50}") {
            let mut letters = text.char_indices().peekable();
            let mut end = text.len();
            while let Some((at, letter)) = letters.next() {
                let is_single = letter == ' ' && letters.peek().is_some_and(|(_, next)| !is_blank(*next));
                if is_blank(letter) && !is_single {
                    end = at;
                    break;
                }
            }
            prop_assert_eq!(words_end(&text), end);
        }

        #[test]
        fn folded_texts_have_their_words_one_space_apart(text in "[ab\u{a0}\n\t\u{1} ]{0,80}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(folded(&text).unwrap_or_default(), words.join(" "));
        }
    }
}
