//! The one table: from a 32-bit key to the members that have it, the newest of them.
//!
//! Postings lie in buckets of one cache line, so a look-up waits for memory once. Those of one key stand in the order in
//! which they came, at most `POSTINGS_PER_KEY`: what everybody has in their text says nothing, and no key may fill its
//! bucket.

mod bucket;
mod chains;
#[cfg(test)]
mod tests;

use self::{
    bucket::Posting,
    chains::{Address, Chains},
};

/// Postings that one key keeps: the newest. A fingerprint of four stories is common already, and of a text that is
/// copied more often the newest copies are as good as the oldest.
pub const POSTINGS_PER_KEY: usize = 16;
/// Most members of a window: 268 million.
const SLOTS_MAX: u32 = (1 << 28) - 1;

/// Keys are spread evenly by the caller.
#[derive(Debug)]
pub struct Postings(Chains);

/// Where a posting stood among those of its key, so that it can be put back there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rank(pub u8);

/// A posting that a newer one pushed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PushedOut {
    /// The member that it led to.
    pub slot: u32,
    /// Where it stood.
    pub rank: Rank,
}

impl Postings {
    /// A table without postings.
    pub fn new() -> Self {
        Self(Chains::new())
    }

    /// The members posted under a key, oldest posting first.
    pub fn of(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        let buckets = self.0.from(self.0.home(key));
        buckets.flat_map(move |(_, bucket)| {
            let places = bucket.places_of(key);
            places.map(|place| bucket.at(place).slot())
        })
    }

    /// Where the postings of a key stand, oldest first.
    fn places_of(&self, key: u32) -> impl Iterator<Item = (Address, usize)> + '_ {
        let buckets = self.0.from(self.0.home(key));
        buckets.flat_map(move |(address, bucket)| {
            let places = bucket.places_of(key);
            places.map(move |place| (address, place))
        })
    }

    /// Adds a posting as the key's newest. If the key was full it pushes one out: the oldest that is not needed, or
    /// else the oldest; its member and where it stood. So what is not needed never takes the place of what is.
    pub fn push(
        &mut self,
        key: u32,
        slot: u32,
        is_needed: impl Fn(u32) -> bool,
    ) -> Option<PushedOut> {
        let mut last = self.0.home(key);
        let mut count = 0;
        for (address, bucket) in self.0.from(last) {
            last = address;
            count += bucket.places_of(key).count();
        }
        if count < POSTINGS_PER_KEY {
            self.0.append(last, Posting::new(key, slot));
            return None;
        }
        let mut places = [(last, 0); POSTINGS_PER_KEY];
        for (place, found) in places.iter_mut().zip(self.places_of(key)) {
            *place = found;
        }
        let at = |(address, place): &(Address, usize)| self.0.bucket(*address).at(*place);
        let unneeded = places.iter().position(|place| !is_needed(at(place).slot()));
        let rank = unneeded.unwrap_or(0);
        // The others move up in the key's own places: its neighbours stay where they are.
        let mut moved = Posting::new(key, slot);
        for (address, place) in places[rank..].iter().rev() {
            let bucket = self.0.bucket_mut(*address);
            let before = bucket.at(*place);
            bucket.set(*place, moved);
            moved = before;
        }
        Some(PushedOut {
            slot: moved.slot(),
            rank: Rank(rank as u8),
        })
    }

    /// Reads the buckets of keys: one after the other they are waited for, and so all at once.
    pub fn warm(&self, keys: impl Iterator<Item = u32>) {
        let read = keys.map(|key| self.0.bucket(self.0.home(key)).len());
        std::hint::black_box(read.fold(0, |all, len| all ^ len));
    }

    /// Takes a member's posting away; where it stood, or `None` if it was pushed out before.
    pub fn remove(&mut self, key: u32, slot: u32) -> Option<Rank> {
        let ranked = self.places_of(key).enumerate();
        let found = ranked
            .filter(|(_, (address, place))| self.0.bucket(*address).at(*place).slot() == slot)
            .last();
        let (rank, (address, place)) = found?;
        self.0.remove(address, place);
        Some(Rank(rank as u8))
    }

    /// Puts a posting where it stood.
    pub fn insert(&mut self, key: u32, slot: u32, rank: Rank) {
        let place = self.places_of(key).nth(rank.0.into());
        let posting = Posting::new(key, slot);
        match place {
            Some((address, place)) => self.0.insert(address, place, posting),
            None => {
                let last = self.0.from(self.0.home(key)).last();
                let last = last.map_or(self.0.home(key), |(address, _)| address);
                self.0.append(last, posting);
            }
        }
    }

    /// Bytes in memory.
    pub const fn bytes(&self) -> usize {
        self.0.bytes()
    }

    #[cfg(test)]
    pub const fn count(&self) -> usize {
        self.0.count()
    }
}
