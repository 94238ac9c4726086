//! Scripts that put no space between words: every sign is a token of its own, and names are runs of signs.

/// What a sign is, as far as it shows where a word may begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// An ideograph or hiragana: a word may begin or end at any of them.
    Free,
    /// Katakana, which writes foreign names: a run of it is one word.
    Katakana,
    /// A Thai consonant.
    Thai,
    /// A Thai vowel that is written before its consonant.
    ThaiBefore,
    /// A Thai vowel or mark that belongs to the consonant before it.
    ThaiBehind,
}

impl Sign {
    /// The sign of a character; nothing for other scripts.
    pub fn of(character: char) -> Option<Self> {
        match character {
            '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' => Some(Self::Free),
            '\u{3041}'..='\u{3096}' | '\u{3005}' => Some(Self::Free),
            '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FE}' => Some(Self::Katakana),
            '\u{0E40}'..='\u{0E44}' => Some(Self::ThaiBefore),
            '\u{0E30}'..='\u{0E3A}' | '\u{0E45}' | '\u{0E47}'..='\u{0E4E}' => {
                Some(Self::ThaiBehind)
            }
            '\u{0E01}'..='\u{0E2F}' | '\u{0E46}' => Some(Self::Thai),
            _ => None,
        }
    }

    /// Whether no word ends between this sign and the next.
    pub fn holds(self, next: Self) -> bool {
        let is_run = (self, next) == (Self::Katakana, Self::Katakana);
        is_run || next == Self::ThaiBehind || self == Self::ThaiBefore
    }
}
