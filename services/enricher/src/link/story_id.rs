//! Identity of a story: a hash of the member that founded it.

use std::{fmt, str::FromStr, sync::LazyLock};

use data_encoding::{Encoding, Specification};
use sha2::{Digest, Sha256};

/// 128 bits of SHA-256 over uri and revision of the founding member; 26 characters of base32 in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoryId([u8; 16]);

static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("abcdefghijklmnopqrstuvwxyz234567");
    specification
        .encoding()
        .expect("32 distinct ASCII symbols make a base32 encoding")
});

impl StoryId {
    /// The story that this revision of a uri founds.
    pub fn founded_by(uri: &str, revision: i64) -> Self {
        let digest = Sha256::new()
            .chain_update(uri)
            .chain_update([0])
            .chain_update(revision.to_be_bytes())
            .finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Self(id)
    }

    /// 64 of its bits.
    pub fn hash(self) -> u64 {
        let (halves, _) = self.0.as_chunks();
        halves.first().map_or(0, |half| u64::from_be_bytes(*half))
    }
}

impl fmt::Display for StoryId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&BASE32.encode(&self.0))
    }
}

/// A text that is no story id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no story id: 26 characters of a-z and 2-7 are")]
pub struct NoStoryId(String);

impl FromStr for StoryId {
    type Err = NoStoryId;

    fn from_str(text: &str) -> Result<Self, NoStoryId> {
        let bytes = BASE32.decode(text.as_bytes()).ok();
        let id = bytes.and_then(|bytes| bytes.try_into().ok());
        id.map(Self).ok_or_else(|| NoStoryId(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_id_reads_back_and_differs_by_uri_and_revision() {
        let id = StoryId::founded_by("urn:dateline:anp:1", 1);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().len(), 26);
        assert_ne!(id, StoryId::founded_by("urn:dateline:anp:1", 2));
        assert_ne!(id, StoryId::founded_by("urn:dateline:anp:2", 1));
        assert!("ANP".parse::<StoryId>().is_err());
    }

    #[test]
    fn story_ids_are_those_of_older_records() {
        insta::assert_snapshot!(StoryId::founded_by("urn:dateline:anp:1", 1));
    }
}
