//! N-grams of letters inside one word, with its ends: what the model's rows are found by.

/// What stands for both ends of a word: never a letter.
pub const WORD_END: u16 = b' ' as u16;

/// How many symbols an n-gram has at most.
pub const LONGEST: usize = 5;

/// Multiplier of the hash: 2⁶⁴ divided by the golden ratio, made odd (Knuth, The Art of Computer Programming 3, 6.4).
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The key of an n-gram, made from its last symbol to its first: a longer n-gram is one step from its shorter end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    /// The key of the n-gram that is longer by this symbol in front.
    #[inline]
    #[must_use]
    pub const fn behind(self, symbol: u16) -> Self {
        Self((self.0.rotate_left(23) ^ symbol as u64).wrapping_mul(MULTIPLIER))
    }

    /// The key of these symbols.
    #[must_use]
    pub fn of(symbols: &[u16]) -> Self {
        let from_last = symbols.iter().rev();
        from_last.fold(Self::default(), |key, symbol| key.behind(*symbol))
    }

    /// One of so many sets.
    #[inline]
    #[must_use]
    pub const fn set(self, sets: usize) -> usize {
        (((self.0 >> 32) * sets as u64) >> 32) as usize
    }

    /// What tells n-grams of one set apart; never 0, which is an empty place.
    #[inline]
    #[must_use]
    pub const fn fingerprint(self) -> u16 {
        let bits = (self.0 >> 16) as u16;
        if bits == 0 { 1 } else { bits }
    }
}

/// Calls `visit` with the key of each n-gram that ends at this place of the symbols, of which there are [`LONGEST`] at
/// most, shortest first. Words are apart by one [`WORD_END`], which also stands in front of the first and behind the last;
/// nothing ends at the one in front, which is no letter of a word.
#[inline]
pub fn for_each_at(symbols: &[u16], last: usize, visit: &mut impl FnMut(Key)) {
    let longest = &symbols[(last + 1).saturating_sub(LONGEST)..=last];
    let Some((symbol, longer)) = longest.split_last() else {
        return;
    };
    let mut key = Key::default().behind(*symbol);
    visit(key);
    for symbol in longer.iter().rev() {
        key = key.behind(*symbol);
        visit(key);
        if *symbol == WORD_END {
            break;
        }
    }
}

/// Calls `visit` with the key of each whole word that is longer than an n-gram, its ends included.
#[inline]
pub fn for_each_word(symbols: &[u16], visit: &mut impl FnMut(Key)) {
    let mut first = 0;
    for (last, symbol) in symbols.iter().enumerate().skip(1) {
        if *symbol == WORD_END {
            if last - first >= LONGEST {
                visit(Key::of(&symbols[first..=last]));
            }
            first = last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n_grams_stay_inside_a_word_and_know_its_ends() {
        let symbols: Vec<u16> = " ab c ".encode_utf16().collect();
        let mut seen = Vec::new();
        for last in 1..symbols.len() {
            for_each_at(&symbols, last, &mut |key| seen.push(key));
        }
        let expected = [
            "a", " a", "b", "ab", " ab", " ", "b ", "ab ", " ab ", "c", " c", " ", "c ", " c ",
        ];
        let expected: Vec<Key> = expected
            .iter()
            .map(|gram| Key::of(&gram.encode_utf16().collect::<Vec<_>>()))
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn words_that_are_no_n_grams_are_visited_whole() {
        let symbols: Vec<u16> = " one four seven ".encode_utf16().collect();
        let mut seen = Vec::new();
        for_each_word(&symbols, &mut |key| seen.push(key));
        let expected =
            [" four ", " seven "].map(|word| Key::of(&word.encode_utf16().collect::<Vec<_>>()));
        assert_eq!(seen, expected);
    }
}
