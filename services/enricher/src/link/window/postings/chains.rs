//! Chains of buckets by key, grown and shrunk a bucket at a time: linear hashing (Litwin 1980).
//!
//! A chain is one bucket, and where that is not enough further ones behind it. When the table is full by its measure, the
//! next chain in turn is split in two by one more bit of the key; when it is sparse, the last two are joined again. So no
//! call moves more than a chain, whatever the size, and buckets never move.

use super::bucket::{Bucket, LEVEL_MIN, PLACES, Posting};

/// Buckets in a block: 64 KiB.
const BLOCK: usize = 1_024;
/// Postings a home bucket, on average, above which the table grows: a few in a hundred chains then have a second bucket.
const LOAD_MAX: usize = 7;
/// The same, below which it shrinks.
const LOAD_MIN: usize = 4;

/// Chains by key.
#[derive(Debug)]
pub struct Chains {
    homes: Blocks,
    /// Second and further buckets of chains.
    spares: Blocks,
    /// Spare buckets that are in no chain, the first of a list.
    free: Option<u32>,
    /// Chains number 2 to this power and those that have been split in this turn.
    level: u32,
    count: usize,
    /// Room for what is moved.
    moved: Vec<Posting>,
}

/// A bucket's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// The first of a chain.
    Home(u32),
    /// A further one.
    Spare(u32),
}

impl Chains {
    /// Chains without postings.
    pub fn new() -> Self {
        let mut homes = Blocks::default();
        for _ in 0..1 << LEVEL_MIN {
            homes.push();
        }
        Self {
            homes,
            spares: Blocks::default(),
            free: None,
            level: LEVEL_MIN,
            count: 0,
            moved: Vec::new(),
        }
    }

    /// The first bucket of the chain that a key's postings are in.
    pub fn home(&self, key: u32) -> Address {
        let narrow = (1_u64 << self.level) - 1;
        let wide = u64::from(key) & (narrow * 2 + 1);
        let is_split = wide < self.homes.len as u64;
        Address::Home(if is_split { wide } else { wide & narrow } as u32)
    }

    /// A bucket.
    pub fn bucket(&self, address: Address) -> &Bucket {
        match address {
            Address::Home(number) => self.homes.get(number),
            Address::Spare(number) => self.spares.get(number),
        }
    }

    /// A bucket, to change its postings and not their number.
    pub fn bucket_mut(&mut self, address: Address) -> &mut Bucket {
        match address {
            Address::Home(number) => self.homes.get_mut(number),
            Address::Spare(number) => self.spares.get_mut(number),
        }
    }

    /// A bucket and those behind it.
    pub fn from(&self, address: Address) -> impl Iterator<Item = (Address, &Bucket)> {
        let with = |address| (address, self.bucket(address));
        std::iter::successors(Some(with(address)), move |(_, bucket)| {
            bucket.next().map(|next| with(Address::Spare(next)))
        })
    }

    /// Adds a posting to the last bucket of its chain.
    pub fn append(&mut self, last: Address, posting: Posting) {
        self.insert(last, self.bucket(last).len(), posting);
    }

    /// Adds a posting at a place of a chain; those behind it move up.
    pub fn insert(&mut self, address: Address, place: usize, posting: Posting) {
        self.insert_from(address, place, posting);
        self.grow();
    }

    /// Takes a posting away; those behind it move down.
    pub fn remove(&mut self, address: Address, place: usize) -> Posting {
        let taken = self.bucket_mut(address).remove(place);
        let mut address = address;
        while let Some(next) = self.bucket(address).next() {
            // The last bucket may be empty, for who empties it does not know the one before.
            if self.spares.get(next).len() > 0 {
                let first = self.spares.get_mut(next).remove(0);
                let _: Option<Posting> = self.bucket_mut(address).insert(PLACES - 1, first);
            }
            if self.spares.get(next).len() == 0 {
                self.bucket_mut(address).set_next(None);
                self.release(next);
            } else {
                address = Address::Spare(next);
            }
        }
        self.count -= 1;
        if self.homes.len > 1 << LEVEL_MIN && self.count < self.homes.len * LOAD_MIN {
            self.join();
        }
        taken
    }

    /// Adds postings to an empty chain, or behind those that it has.
    fn extend(&mut self, home: u32, postings: impl Iterator<Item = Posting>) {
        let mut last = Address::Home(home);
        for posting in postings {
            while let Some(next) = self.bucket(last).next() {
                last = Address::Spare(next);
            }
            self.insert_from(last, self.bucket(last).len(), posting);
        }
    }

    fn insert_from(&mut self, address: Address, place: usize, posting: Posting) {
        self.count += 1;
        let (mut address, mut place, mut posting) = (address, place, posting);
        while let Some(last) = self.bucket_mut(address).insert(place, posting) {
            (place, posting) = (0, last);
            let next = self.bucket(address).next();
            let next = next.unwrap_or_else(|| {
                let spare = self.spare();
                self.bucket_mut(address).set_next(Some(spare));
                spare
            });
            address = Address::Spare(next);
        }
    }

    fn grow(&mut self) {
        if self.count > self.homes.len * LOAD_MAX {
            self.split();
        }
    }

    /// Splits the chain whose turn it is.
    fn split(&mut self) {
        let turn = (self.homes.len - (1 << self.level)) as u32;
        let bit = self.level;
        let postings = self.drain(turn);
        self.homes.push();
        if self.homes.len == 2 << self.level {
            self.level += 1;
        }
        let of = |has_bit| {
            let postings = postings.iter().copied();
            postings.filter(move |posting: &Posting| posting.has_bit(bit) == has_bit)
        };
        self.extend(turn, of(false));
        self.extend(turn | 1 << bit, of(true));
        self.moved = postings;
    }

    /// Joins the last two chains that were split.
    fn join(&mut self) {
        let last = (self.homes.len - 1) as u32;
        let postings = self.drain(last);
        self.homes.pop();
        if self.homes.len < 1 << self.level {
            self.level -= 1;
        }
        self.extend(last - (1 << self.level), postings.iter().copied());
        self.moved = postings;
    }

    /// Takes all postings out of a chain, in their order.
    fn drain(&mut self, home: u32) -> Vec<Posting> {
        let mut postings = std::mem::take(&mut self.moved);
        postings.clear();
        for (_, bucket) in self.from(Address::Home(home)) {
            postings.extend((0..bucket.len()).map(|place| bucket.at(place)));
        }
        let mut next = std::mem::take(self.homes.get_mut(home)).next();
        while let Some(spare) = next {
            next = self.spares.get(spare).next();
            self.release(spare);
        }
        self.count -= postings.len();
        postings
    }

    /// A spare bucket that is empty.
    fn spare(&mut self) -> u32 {
        match self.free {
            Some(spare) => {
                self.free = std::mem::take(self.spares.get_mut(spare)).next();
                spare
            }
            None => self.spares.push(),
        }
    }

    fn release(&mut self, spare: u32) {
        let mut bucket = Bucket::default();
        bucket.set_next(self.free.replace(spare));
        *self.spares.get_mut(spare) = bucket;
    }

    /// Postings in it.
    #[cfg(test)]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Bytes in memory.
    pub const fn bytes(&self) -> usize {
        self.homes.bytes() + self.spares.bytes()
    }
}

/// Buckets by number, in blocks that never move.
#[derive(Debug, Default)]
struct Blocks {
    blocks: Vec<Box<[Bucket]>>,
    len: usize,
}

impl Blocks {
    fn get(&self, number: u32) -> &Bucket {
        &self.blocks[number as usize / BLOCK][number as usize % BLOCK]
    }

    fn get_mut(&mut self, number: u32) -> &mut Bucket {
        &mut self.blocks[number as usize / BLOCK][number as usize % BLOCK]
    }

    /// Adds an empty bucket; its number.
    fn push(&mut self) -> u32 {
        if self.len == self.blocks.len() * BLOCK {
            self.blocks.push(vec![Bucket::default(); BLOCK].into());
        }
        self.len += 1;
        (self.len - 1) as u32
    }

    /// Drops the last bucket, which is empty.
    fn pop(&mut self) {
        self.len -= 1;
        if self.len.is_multiple_of(BLOCK) {
            self.blocks.pop();
        }
    }

    const fn bytes(&self) -> usize {
        self.blocks.len() * BLOCK * size_of::<Bucket>()
    }
}
