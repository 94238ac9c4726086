//! A member of a story, as the window keeps it: what it is compared by, in one piece of memory.

use dateline_schemas::{Fingerprints, Timestamp};

/// No member: the end of a story's list.
pub const NO_MEMBER: u32 = u32::MAX;

/// A member of a story.
#[derive(Debug, PartialEq)]
pub struct Member {
    /// Fingerprints in text order, numbers and owners, four bytes each, and then the uri. Text order is what a run is
    /// sought in; sorted deltas would save less than half a byte of four.
    packed: Box<[u8]>,
    /// When it was received.
    pub received_at: Timestamp,
    /// Its newest revision.
    pub revision: i64,
    body_hash: i64,
    headline_hash: i64,
    /// Link group, as the window numbers it.
    pub group: u32,
    /// Slot of its story.
    pub story: u32,
    /// The next older entry in the story's list, or `NO_MEMBER`.
    pub next: u32,
    /// The next newer entry in the story's list, or `NO_MEMBER`.
    pub previous: u32,
    /// Tokens of its normalised body.
    pub token_count: u32,
    shingle_count: u16,
    number_count: u16,
    owner_count: u8,
    has_body: bool,
    has_headline: bool,
}

impl Member {
    /// A member out of its record; it belongs to no list yet. Counts above 65,535, and of owners above 255, are
    /// cut.
    pub fn new(
        group: u32,
        uri: &str,
        revision: i64,
        received_at: Timestamp,
        prints: &Fingerprints,
        owners: &[u32],
    ) -> Self {
        let shingle_count = prints.shingles.len().min(usize::from(u16::MAX));
        let number_count = prints.numbers.len().min(usize::from(u16::MAX));
        let owner_count = owners.len().min(usize::from(u8::MAX));
        let hashes = prints.shingles[..shingle_count]
            .iter()
            .chain(&prints.numbers[..number_count])
            .map(|hash| *hash as u32)
            .chain(owners[..owner_count].iter().copied());
        let hash_count = shingle_count + number_count + owner_count;
        let mut packed = Vec::with_capacity(hash_count * 4 + uri.len());
        packed.extend(hashes.flat_map(u32::to_le_bytes));
        packed.extend_from_slice(uri.as_bytes());
        Self {
            packed: packed.into_boxed_slice(),
            received_at,
            revision,
            body_hash: prints.body_hash.unwrap_or_default(),
            headline_hash: prints.headline_hash.unwrap_or_default(),
            group,
            story: 0,
            next: NO_MEMBER,
            previous: NO_MEMBER,
            token_count: u32::try_from(prints.token_count).unwrap_or(u32::MAX),
            shingle_count: shingle_count as u16,
            number_count: number_count as u16,
            owner_count: owner_count as u8,
            has_body: prints.body_hash.is_some(),
            has_headline: prints.headline_hash.is_some(),
        }
    }

    /// URI of the item.
    pub fn uri(&self) -> &str {
        let from = (self.numbers_end() + usize::from(self.owner_count)) * 4;
        std::str::from_utf8(&self.packed[from..]).unwrap_or_default()
    }

    /// Hash of its body; `None` without one.
    pub fn body_hash(&self) -> Option<i64> {
        self.has_body.then_some(self.body_hash)
    }

    /// Hash of its headline; `None` without a telling one.
    pub fn headline_hash(&self) -> Option<i64> {
        self.has_headline.then_some(self.headline_hash)
    }

    /// Its fingerprints in text order.
    pub fn shingles(&self) -> impl ExactSizeIterator<Item = u32> + Clone + '_ {
        self.hashes(0, usize::from(self.shingle_count))
    }

    /// Its distinct numbers.
    pub fn numbers(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.hashes(usize::from(self.shingle_count), self.numbers_end())
    }

    /// Hashes of who it is credited to.
    pub fn owners(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        let from = self.numbers_end();
        self.hashes(from, from + usize::from(self.owner_count))
    }

    fn numbers_end(&self) -> usize {
        usize::from(self.shingle_count) + usize::from(self.number_count)
    }

    fn hashes(&self, from: usize, to: usize) -> impl ExactSizeIterator<Item = u32> + Clone + '_ {
        let (hashes, _) = self.packed[from * 4..to * 4].as_chunks();
        hashes.iter().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// Bytes that it owns outside its slot.
    pub fn owned_bytes(&self) -> usize {
        self.packed.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_gives_back_what_it_was_made_of() {
        let prints = Fingerprints {
            body_hash: Some(-5),
            headline_hash: None,
            shingles: vec![7, i64::from(u32::MAX), 1],
            numbers: vec![9],
            token_count: 12,
        };
        let member = Member::new(
            3,
            "urn:dateline:anp:é1",
            2,
            Timestamp::from_millis(8),
            &prints,
            &[5, 6],
        );
        assert_eq!(member.uri(), "urn:dateline:anp:é1");
        assert_eq!(member.shingles().collect::<Vec<_>>(), [7, u32::MAX, 1]);
        assert_eq!(member.numbers().collect::<Vec<_>>(), [9]);
        assert_eq!(member.owners().collect::<Vec<_>>(), [5, 6]);
        assert_eq!(
            (member.body_hash(), member.headline_hash()),
            (Some(-5), None)
        );
        assert!(size_of::<Option<Member>>() <= 88);
    }
}
