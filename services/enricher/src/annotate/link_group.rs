//! The group of languages in which duplicates are sought, and the key of `wire.annotated`.

use std::fmt;

/// Letters in the longest primary language subtag (BCP 47).
const LONGEST_SUBTAG: usize = 8;

/// Primary language subtags that share a group with another. Frozen: a uri's group is pinned in `wire.current`, and a
/// change here would send the later records of a language to another partition than the earlier ones.
const FOLDS: [(&str, &str); 6] = [
    ("nb", "no"),
    ("nn", "no"),
    ("hr", "sh"),
    ("sr", "sh"),
    ("bs", "sh"),
    ("id", "ms"),
];

/// A link group: a folded primary language subtag in lower case, or `und`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkGroup {
    letters: [u8; LONGEST_SUBTAG],
    length: u8,
}

impl LinkGroup {
    /// The group of items whose language is not known.
    pub const UNDETERMINED: Self = Self {
        letters: *b"und\0\0\0\0\0",
        length: 3,
    };

    /// The group of a BCP 47 tag; `und` for what does not begin with a language subtag.
    pub fn of_tag(tag: &str) -> Self {
        let subtag = tag.split(['-', '_']).next().unwrap_or_default();
        let subtag = subtag.to_ascii_lowercase();
        let fold = FOLDS.iter().find(|(from, _)| *from == subtag);
        Self::parse(fold.map_or(subtag.as_str(), |(_, to)| to)).unwrap_or(Self::UNDETERMINED)
    }

    /// A group as `wire.current` spells it; `None` for what is no group.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let is_subtag =
            (2..=LONGEST_SUBTAG).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_lowercase);
        is_subtag.then(|| {
            let mut letters = [0; LONGEST_SUBTAG];
            letters[..bytes.len()].copy_from_slice(bytes);
            Self {
                letters,
                length: bytes.len() as u8,
            }
        })
    }

    /// The group's letters.
    pub fn as_str(&self) -> &str {
        let letters = &self.letters[..usize::from(self.length)];
        std::str::from_utf8(letters).expect("only ASCII letters are put in")
    }
}

impl fmt::Debug for LinkGroup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folding_table_is_frozen() {
        let golden = [
            ("nl", "nl"),
            ("nl-BE", "nl"),
            ("NL", "nl"),
            ("en_US", "en"),
            ("nb", "no"),
            ("nn-NO", "no"),
            ("no", "no"),
            ("hr", "sh"),
            ("sr-Latn", "sh"),
            ("sr-Cyrl-RS", "sh"),
            ("bs", "sh"),
            ("sh", "sh"),
            ("id", "ms"),
            ("ms-MY", "ms"),
            ("zh-Hans", "zh"),
            ("zh-Hant-TW", "zh"),
            ("zh", "zh"),
            ("ar", "ar"),
            ("fil", "fil"),
            ("mul", "mul"),
            ("und", "und"),
            ("", "und"),
            ("-", "und"),
            ("x", "und"),
            ("42", "und"),
            ("Nederlands", "und"),
            ("日本", "und"),
        ];
        for (tag, group) in golden {
            assert_eq!(LinkGroup::of_tag(tag).as_str(), group, "{tag:?}");
        }
    }

    #[test]
    fn a_group_reads_back_from_its_letters() {
        for text in ["nl", "und", "sh", "abcdefgh"] {
            assert_eq!(LinkGroup::parse(text).unwrap().as_str(), text);
        }
        for text in ["", "n", "NL", "abcdefghi", "zh-"] {
            assert_eq!(LinkGroup::parse(text), None, "{text:?}");
        }
    }
}
