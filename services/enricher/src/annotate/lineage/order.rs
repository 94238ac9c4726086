//! The order of versions: what decides newest, stale and conflict, and nothing else does.

use std::fmt;

use dateline_schemas::{PubStatus, Timestamp, WireItem};

/// The place of one text among the versions of its uri.
///
/// A total order over what the provider said, so that any order of arrival ends with the same newest text: by the
/// version, then by its time of creation, then withheld over usable (a tie fails closed), then by the content's hash.
/// A text without a version, or without a time, comes before all that have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VersionKey {
    /// The provider's version number.
    pub version: Option<i64>,
    /// When the version was created, as declared.
    pub version_created: Option<Timestamp>,
    /// Whether the version may be used.
    pub usability: Usability,
    /// Hash of the content.
    pub content: ContentHash,
}

/// Whether a version may be used, an embargo that can be read aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Usability {
    /// Declared usable.
    Usable,
    /// Withheld, of a status that is not known, or under an embargo that cannot be read.
    Withheld,
}

/// The first 128 bits of an item's content hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContentHash(pub u128);

/// The first 64 bits of a delivery id.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeliveryPrefix(pub u64);

impl VersionKey {
    /// The item's place; `None` when its content hash is not one.
    pub fn of(item: &WireItem) -> Option<Self> {
        Some(Self {
            version: item.version,
            version_created: item.version_created,
            usability: Usability::of(item),
            content: ContentHash::parse(&item.content_hash)?,
        })
    }

    /// Whether the two are the same version with the same content: feeds touch times without changing anything. Whether it
    /// may be used is part of the content, unless the desk let it go: then it stays let go when it comes again.
    pub fn same_content(&self, other: &Self) -> bool {
        (self.version, self.content) == (other.version, other.content)
    }

    /// Whether the provider's facts cannot tell the two apart.
    pub fn same_version(&self, other: &Self) -> bool {
        (self.version, self.version_created) == (other.version, other.version_created)
    }
}

impl Usability {
    /// Whether this version of the item may be used.
    pub fn of(item: &WireItem) -> Self {
        let unreadable_embargo = item.embargo_text.is_some() && item.embargoed_until.is_none();
        match item.pub_status {
            PubStatus::Usable if !unreadable_embargo => Self::Usable,
            _ => Self::Withheld,
        }
    }
}

impl ContentHash {
    /// Reads the first 32 hex digits.
    pub fn parse(hex: &str) -> Option<Self> {
        u128::from_str_radix(hex.get(..32)?, 16).ok().map(Self)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

impl DeliveryPrefix {
    /// Reads the first 16 hex digits; `None` for what is no delivery id, which then equals no other.
    pub fn parse(hex: &str) -> Option<Self> {
        u64::from_str_radix(hex.get(..16)?, 16).ok().map(Self)
    }
}

impl fmt::Display for DeliveryPrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl fmt::Debug for DeliveryPrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(version: Option<i64>, created: Option<i64>, usable: bool, content: u128) -> VersionKey {
        VersionKey {
            version,
            version_created: created.map(Timestamp::from_millis),
            usability: if usable {
                Usability::Usable
            } else {
                Usability::Withheld
            },
            content: ContentHash(content),
        }
    }

    #[test]
    fn versions_rank_by_version_then_creation_then_withholding_then_content() {
        let rising = [
            key(None, None, true, 1),
            key(None, None, true, 2),
            key(None, None, false, 1),
            key(None, Some(5), true, 1),
            key(Some(1), None, true, 9),
            key(Some(1), Some(4), true, 9),
            key(Some(1), Some(5), true, 1),
            key(Some(1), Some(5), true, 2),
            key(Some(1), Some(5), false, 0),
            key(Some(2), None, true, 0),
        ];
        for pair in rising.windows(2) {
            assert!(pair[0] < pair[1], "{pair:?}");
        }
    }

    #[test]
    fn an_embargo_that_cannot_be_read_withholds() {
        let usable = WireItem {
            pub_status: PubStatus::Usable,
            ..WireItem::default()
        };
        let unreadable = WireItem {
            embargo_text: Some("until the speech has ended".to_owned()),
            ..usable.clone()
        };
        let readable = WireItem {
            embargoed_until: Some(Timestamp::from_millis(1)),
            ..unreadable.clone()
        };
        assert_eq!(Usability::of(&usable), Usability::Usable);
        assert_eq!(Usability::of(&unreadable), Usability::Withheld);
        assert_eq!(Usability::of(&readable), Usability::Usable);
        assert_eq!(Usability::of(&WireItem::default()), Usability::Withheld);
    }

    #[test]
    fn hashes_read_back_from_their_hex() {
        let hex = format!("00ff{}", "1".repeat(60));
        assert_eq!(
            ContentHash::parse(&hex).unwrap().to_string(),
            format!("00ff{}", "1".repeat(28))
        );
        assert_eq!(
            DeliveryPrefix::parse(&hex).unwrap().to_string(),
            "00ff111111111111"
        );
        for not_hex in ["", "00", &"x".repeat(64), &"é".repeat(32)] {
            assert_eq!(ContentHash::parse(not_hex), None);
            assert_eq!(DeliveryPrefix::parse(not_hex), None);
        }
    }
}
