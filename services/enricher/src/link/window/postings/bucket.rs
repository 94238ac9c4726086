//! A bucket: one line of the processor's cache, with up to ten postings in the order in which they came.

use super::SLOTS_MAX;

/// Postings in a bucket.
pub const PLACES: usize = 10;
/// Bits of a key that choose among the first buckets of a table, and so are not kept.
pub const LEVEL_MIN: u32 = 12;
const SLOT_BITS: u32 = SLOTS_MAX.count_ones();
/// No next bucket.
const NONE: u32 = SLOTS_MAX;

/// A key's rest, the upper 20 bits of it, and a slot: 48 bits, of which the tag is the upper 16 of the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    tag: u16,
    word: u32,
}

impl Posting {
    const EMPTY: Self = Self {
        tag: u16::MAX,
        word: u32::MAX,
    };

    /// A posting of a member under a key.
    pub const fn new(key: u32, slot: u32) -> Self {
        let rest = key >> LEVEL_MIN;
        Self {
            tag: (rest >> (32 - SLOT_BITS)) as u16,
            word: (rest << SLOT_BITS) | (slot & SLOTS_MAX),
        }
    }

    /// The member.
    pub const fn slot(self) -> u32 {
        self.word & SLOTS_MAX
    }

    /// Whether a bit of the key is set that is kept.
    pub const fn has_bit(self, bit: u32) -> bool {
        let rest = ((self.tag as u32) << (32 - SLOT_BITS)) | (self.word >> SLOT_BITS);
        (rest >> (bit - LEVEL_MIN)) & 1 == 1
    }
}

/// Places of a bucket, first to last.
#[derive(Debug, Clone, Copy)]
pub struct Places(u32);

impl Places {
    /// How many there are.
    pub const fn count(self) -> usize {
        self.0.count_ones() as usize
    }
}

impl Iterator for Places {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let place = self.0.trailing_zeros() as usize;
        let is_left = self.0 != 0;
        self.0 &= self.0.wrapping_sub(1);
        is_left.then_some(place)
    }
}

/// Postings, the first places taken, and the bucket that goes on where they are not enough.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub struct Bucket {
    tags: [u16; PLACES],
    words: [u32; PLACES],
    /// Above the next bucket's number, how many places are taken.
    link: u32,
}

impl Default for Bucket {
    fn default() -> Self {
        Self {
            tags: [Posting::EMPTY.tag; PLACES],
            words: [Posting::EMPTY.word; PLACES],
            link: NONE,
        }
    }
}

impl Bucket {
    /// How many places are taken.
    pub const fn len(&self) -> usize {
        (self.link >> SLOT_BITS) as usize
    }

    /// The number of the bucket that goes on.
    pub fn next(&self) -> Option<u32> {
        Some(self.link & SLOTS_MAX).filter(|next| *next != NONE)
    }

    /// Goes on in another bucket, or in none.
    pub fn set_next(&mut self, next: Option<u32>) {
        self.link = (self.link & !SLOTS_MAX) | next.unwrap_or(NONE);
    }

    fn set_len(&mut self, len: usize) {
        self.link = (self.link & SLOTS_MAX) | ((len as u32) << SLOT_BITS);
    }

    /// The posting in a place that is taken.
    pub const fn at(&self, place: usize) -> Posting {
        Posting {
            tag: self.tags[place],
            word: self.words[place],
        }
    }

    /// Puts a posting into a place that is taken.
    pub const fn set(&mut self, place: usize, posting: Posting) {
        (self.tags[place], self.words[place]) = (posting.tag, posting.word);
    }

    /// The places that hold a posting of this key, as bits.
    pub fn places_of(&self, key: u32) -> Places {
        let wanted = Posting::new(key, 0);
        let mut equal = 0_u32;
        for (place, (tag, word)) in self.tags.iter().zip(&self.words).enumerate() {
            let is_equal = *tag == wanted.tag && *word & !SLOTS_MAX == wanted.word;
            equal |= u32::from(is_equal) << place;
        }
        Places(equal & ((1 << self.len()) - 1))
    }

    /// Moves what stands at a place and behind it up by one, and puts a posting there; what had no place any more.
    pub fn insert(&mut self, place: usize, posting: Posting) -> Option<Posting> {
        let len = self.len();
        if place == PLACES {
            return Some(posting);
        }
        let last = (len == PLACES).then(|| self.at(PLACES - 1));
        let end = len.min(PLACES - 1);
        if place < end {
            self.tags.copy_within(place..end, place + 1);
            self.words.copy_within(place..end, place + 1);
        }
        self.set(place, posting);
        self.set_len(end + 1);
        last
    }

    /// Takes a posting out of a place that is taken; those behind it move down.
    pub fn remove(&mut self, place: usize) -> Posting {
        let (taken, len) = (self.at(place), self.len());
        self.tags.copy_within(place + 1..len, place);
        self.words.copy_within(place + 1..len, place);
        self.set(len - 1, Posting::EMPTY);
        self.set_len(len - 1);
        taken
    }
}
