//! The keys under which members and stories are posted, and the table that each is in.

use super::{Member, Postings, Window};
use crate::link::{
    hash::{hash_bytes, mix32, mix64, upper32},
    story_id::StoryId,
};

/// A key in one of the two tables.
#[derive(Debug, Clone, Copy)]
pub enum Posting {
    /// In `names`.
    Name(u32),
    /// In `shingles`.
    Shingle(u32),
}

impl Posting {
    /// The key, if it is in `shingles`.
    pub const fn shingle(&self) -> Option<u32> {
        match self {
            Self::Name(_) => None,
            Self::Shingle(key) => Some(*key),
        }
    }
}

/// What keeps the link groups apart in the one table.
pub fn group_salt(group: &str) -> u32 {
    upper32(hash_bytes(group.as_bytes()))
}

/// Key of a fingerprint.
pub const fn shingle_key(salt: u32, shingle: u32) -> u32 {
    mix32(shingle ^ salt)
}

/// Key of a uri.
pub fn uri_key(salt: u32, uri: &str) -> u32 {
    upper32(mix64(hash_bytes(uri.as_bytes()) ^ salt as u64))
}

/// Key of a body's hash.
pub const fn body_key(salt: u32, hash: i64) -> u32 {
    upper32(mix64(hash.cast_unsigned().rotate_left(1) ^ salt as u64))
}

/// Key of a headline's hash.
pub const fn headline_key(salt: u32, hash: i64) -> u32 {
    upper32(mix64(hash.cast_unsigned().rotate_left(2) ^ salt as u64))
}

/// Key of a story's id.
pub fn story_key(id: StoryId) -> u32 {
    upper32(mix64(id.hash()))
}

impl Window {
    /// The keys that a member is posted under.
    pub(super) fn postings_of(&self, member: &Member) -> Vec<Posting> {
        let salt = self
            .groups
            .get(member.group as usize)
            .map_or(0, |name| group_salt(name));
        let mut postings = Vec::with_capacity(member.shingles().len() + 3);
        postings.push(Posting::Name(uri_key(salt, member.uri())));
        postings.extend(
            member
                .body_hash()
                .map(|hash| Posting::Name(body_key(salt, hash))),
        );
        postings.extend(
            member
                .headline_hash()
                .map(|hash| Posting::Name(headline_key(salt, hash))),
        );
        postings.extend(
            member
                .shingles()
                .map(|shingle| Posting::Shingle(shingle_key(salt, shingle))),
        );
        postings
    }

    /// The table and the key in it.
    pub(super) fn table(&mut self, posting: Posting) -> (&mut Postings, u32) {
        match posting {
            Posting::Name(key) => (&mut self.names, key),
            Posting::Shingle(key) => (&mut self.shingles, key),
        }
    }
}
