//! The one table: from a 32-bit key to the members that have it, the newest of them.
//!
//! 4,096 shards by the key's upper bits; in each, postings of six bytes (the key's lower 20 bits, 28 bits of member
//! slot) sorted by key and laid out by linear probing, so a look-up is one or two cache lines. A shard grows and shrinks
//! alone and each by a factor of its own, so no call moves more than one shard in 4,096 and they don't grow in step. It
//! lies in pages of one size: arrays that grow leave holes that no larger array fits into (measured: 2.3 kB of memory an
//! item instead of 1.2).
//! Postings of one key stand in the order in which they came, at most `POSTINGS_PER_KEY`: what everybody has in their
//! text says nothing, and no key may fill its neighbourhood.

/// Postings that one key keeps: the newest. A fingerprint of four stories is common already, and of a text that is
/// copied more often the newest copies are as good as the oldest.
pub const POSTINGS_PER_KEY: usize = 16;

const SHARD_BITS: u32 = 12;
const REST_BITS: u32 = 32 - SHARD_BITS;
const SLOT_BITS: u32 = 48 - REST_BITS;
/// Most members of a window: 268 million.
pub const SLOTS_MAX: u32 = (1 << SLOT_BITS) - 1;
/// A shard grows above this load, in percent, …
const LOAD_MAX: usize = 86;
/// … and shrinks below this one.
const LOAD_MIN: usize = 35;
const CAPACITY_MIN: usize = 4;
/// Postings in a page: 768 bytes.
const PAGE: usize = 128;
/// What a page costs with its pointer and its allocation.
const PAGE_BYTES: usize = size_of::<Page>() + 24;

/// Keys are spread evenly by the caller.
#[derive(Debug)]
pub struct Postings {
    shards: Box<[Shard]>,
    count: usize,
    pages: usize,
}

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
        Self {
            shards: (0..1_usize << SHARD_BITS)
                .map(|_| Shard::default())
                .collect(),
            count: 0,
            pages: 0,
        }
    }

    /// The members posted under a key, oldest posting first.
    pub fn of(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        let shard = &self.shards[shard_of(key)];
        let (from, to) = shard.run(rest_of(key));
        (from..to).map(|place| shard.at(place).slot())
    }

    /// Adds a posting as the key's newest. If the key was full it pushes one out: the oldest that is not needed, or
    /// else the oldest; its member and where it stood. So what is not needed never takes the place of what is.
    pub fn push(
        &mut self,
        key: u32,
        slot: u32,
        is_needed: impl Fn(u32) -> bool,
    ) -> Option<PushedOut> {
        let shard = &self.shards[shard_of(key)];
        let (from, to) = shard.run(rest_of(key));
        if to - from < POSTINGS_PER_KEY {
            self.insert_behind(key, slot, from, to - from);
            return None;
        }
        let mut run = (from..to).map(|place| shard.at(place).slot());
        let rank = run.position(|slot| !is_needed(slot)).unwrap_or(0);
        let pushed_out = PushedOut {
            slot: shard.at(from + rank).slot(),
            rank: Rank(rank as u8),
        };
        // The others move up in the key's own places: its neighbours stay where they are.
        let shard = &mut self.shards[shard_of(key)];
        for place in from + rank + 1..to {
            shard.set(place - 1, shard.at(place));
        }
        shard.set(to - 1, Posting::new(rest_of(key), slot));
        Some(pushed_out)
    }

    /// Reads the places where keys are at home: one after the other they are waited for, and so all at once.
    pub fn warm(&self, keys: impl Iterator<Item = u32>) {
        let read = keys.map(|key| {
            let shard = &self.shards[shard_of(key)];
            shard.at(shard.home(rest_of(key))).bits()
        });
        std::hint::black_box(read.fold(0, |all, bits| all ^ bits));
    }

    /// Takes a member's posting away; where it stood, or `None` if it was pushed out before.
    pub fn remove(&mut self, key: u32, slot: u32) -> Option<Rank> {
        let shard = &self.shards[shard_of(key)];
        let (from, to) = shard.run(rest_of(key));
        let rank = (from..to).rposition(|place| shard.at(place).slot() == slot)?;
        self.remove_at(key, from + rank);
        Some(Rank(rank as u8))
    }

    /// Puts a posting where it stood.
    pub fn insert(&mut self, key: u32, slot: u32, rank: Rank) {
        let (from, _) = self.shards[shard_of(key)].run(rest_of(key));
        self.insert_behind(key, slot, from, usize::from(rank.0));
    }

    /// Puts a posting at a place behind the one where the key's begin.
    fn insert_behind(&mut self, key: u32, slot: u32, from: usize, rank: usize) {
        let number = shard_of(key);
        let shard = &mut self.shards[number];
        let before = shard.pages.len();
        let mut from = from;
        if (shard.count + 1) * 100 > shard.capacity * LOAD_MAX {
            shard.resize(number, shard.count + 1);
            (from, _) = shard.run(rest_of(key));
        }
        shard.insert_at(from + rank, Posting::new(rest_of(key), slot));
        self.pages += shard.pages.len();
        self.pages -= before;
        self.count += 1;
    }

    fn remove_at(&mut self, key: u32, place: usize) -> u32 {
        let number = shard_of(key);
        let shard = &mut self.shards[number];
        let before = shard.pages.len();
        let slot = shard.remove_at(place);
        let is_sparse =
            shard.capacity > CAPACITY_MIN && shard.count * 100 < shard.capacity * LOAD_MIN;
        if is_sparse || shard.count == 0 {
            shard.resize(number, shard.count);
        }
        self.pages += shard.pages.len();
        self.pages -= before;
        self.count -= 1;
        slot
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        self.pages * PAGE_BYTES + self.shards.len() * size_of::<Shard>()
    }

    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.count
    }
}

const fn shard_of(key: u32) -> usize {
    (key >> REST_BITS) as usize
}

const fn rest_of(key: u32) -> u32 {
    key & ((1 << REST_BITS) - 1)
}

/// 48 bits: the rest of the key above the member's slot. All ones is an empty place, which is so above all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Posting([u8; 6]);

impl Posting {
    const EMPTY: Self = Self([u8::MAX; 6]);

    const fn new(rest: u32, slot: u32) -> Self {
        let [a, b, c, d, e, f, _, _] = (least_of(rest) | slot as u64).to_le_bytes();
        Self([a, b, c, d, e, f])
    }

    const fn bits(self) -> u64 {
        let [a, b, c, d, e, f] = self.0;
        u64::from_le_bytes([a, b, c, d, e, f, 0, 0])
    }

    const fn rest(self) -> u32 {
        (self.bits() >> SLOT_BITS) as u32
    }

    const fn slot(self) -> u32 {
        self.bits() as u32 & SLOTS_MAX
    }
}

/// The least bits that a posting of this key, or of a larger one, can have.
const fn least_of(rest: u32) -> u64 {
    (rest as u64) << SLOT_BITS
}

type Page = [Posting; PAGE];

/// Sorted linear probing without wrap-around: a posting stands at its home or behind it, with no empty place between.
#[derive(Debug, Default)]
struct Shard {
    /// Homes, and behind them places for what is pushed beyond the last one.
    #[expect(
        clippy::vec_box,
        reason = "the list grows page by page, and pages must not move with it"
    )]
    pages: Vec<Box<Page>>,
    capacity: usize,
    count: usize,
}

impl Shard {
    fn home(&self, rest: u32) -> usize {
        ((u64::from(rest) * self.capacity as u64) >> REST_BITS) as usize
    }

    fn at(&self, place: usize) -> Posting {
        self.pages
            .get(place / PAGE)
            .map_or(Posting::EMPTY, |page| page[place % PAGE])
    }

    fn set(&mut self, place: usize, posting: Posting) {
        while self.pages.len() * PAGE <= place {
            self.pages.reserve_exact(1);
            self.pages.push(Box::new([Posting::EMPTY; PAGE]));
        }
        self.pages[place / PAGE][place % PAGE] = posting;
    }

    /// The places of a key's postings, or twice the place where they would begin.
    fn run(&self, rest: u32) -> (usize, usize) {
        let from = self.skip(self.home(rest), least_of(rest));
        (from, self.skip(from, least_of(rest + 1)))
    }

    /// The first place from there on that is empty or has at least these bits.
    fn skip(&self, from: usize, bits: u64) -> usize {
        let stops = |posting: &Posting| posting.bits() >= bits;
        let mut place = from;
        while let Some(page) = self.pages.get(place / PAGE) {
            let rest = &page[place % PAGE..];
            match rest.iter().position(stops) {
                Some(passed) => return place + passed,
                None => place += rest.len(),
            }
        }
        place
    }

    fn insert_at(&mut self, place: usize, posting: Posting) {
        let mut end = self.skip(place, Posting::EMPTY.bits());
        self.set(end, Posting::EMPTY);
        // Page by page from the last: each passes its last posting on to the next one.
        while end / PAGE > place / PAGE {
            let number = end / PAGE;
            self.pages[number].copy_within(..end % PAGE, 1);
            self.pages[number][0] = self.at(number * PAGE - 1);
            end = number * PAGE - 1;
        }
        let at = place % PAGE;
        self.pages[place / PAGE].copy_within(at..end % PAGE, at + 1);
        self.set(place, posting);
        self.count += 1;
    }

    fn remove_at(&mut self, place: usize) -> u32 {
        let slot = self.at(place).slot();
        let mut hole = place;
        loop {
            let next = self.at(hole + 1);
            if next == Posting::EMPTY || self.home(next.rest()) > hole {
                break;
            }
            self.set(hole, next);
            hole += 1;
        }
        self.set(hole, Posting::EMPTY);
        self.count -= 1;
        slot
    }

    /// Makes room for `count` postings and a fifth to a third more, a share that differs from shard to shard.
    fn resize(&mut self, number: usize, count: usize) {
        self.capacity = CAPACITY_MIN.max(count * (620 + number % 64) / 512);
        let old = std::mem::take(&mut self.pages);
        let mut end = 0;
        for page in old {
            for posting in page
                .into_iter()
                .filter(|posting| *posting != Posting::EMPTY)
            {
                let place = self.home(posting.rest()).max(end);
                self.set(place, posting);
                end = place + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Act {
        Push(u32, u32),
        Remove(usize),
        PutBack,
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        // Few shards and crowded keys, so that runs meet, overflow and shift each other.
        let key = (0_u32..2, 0_u32..60)
            .prop_map(|(shard, rest)| (shard << REST_BITS) | (rest << 14) | (rest & 3));
        let act = prop_oneof![
            5 => (key, 0_u32..60).prop_map(|(key, slot)| Act::Push(key, slot)),
            3 => any::<usize>().prop_map(Act::Remove),
            1 => Just(Act::PutBack),
        ];
        prop::collection::vec(act, 0..600)
    }

    proptest! {
        #[test]
        fn the_table_holds_what_a_plain_list_per_key_holds(acts in acts()) {
            let mut table = Postings::new();
            let mut model = std::collections::BTreeMap::<u32, Vec<u32>>::new();
            let mut taken = None;
            for act in acts {
                match act {
                    Act::Push(key, slot) => {
                        let list = model.entry(key).or_default();
                        let is_needed = |slot: u32| !slot.is_multiple_of(5);
                        let pushed_out = (list.len() == POSTINGS_PER_KEY).then(|| {
                            let rank = list.iter().position(|slot| !is_needed(*slot)).unwrap_or(0);
                            PushedOut { slot: list.remove(rank), rank: Rank(rank as u8) }
                        });
                        list.push(slot);
                        prop_assert_eq!(table.push(key, slot, is_needed), pushed_out);
                        taken = None;
                    }
                    Act::Remove(choice) => {
                        let all: Vec<(u32, u32)> = model.iter().flat_map(|(key, list)| list.iter().map(|slot| (*key, *slot))).collect();
                        if all.is_empty() { continue }
                        let (key, slot) = all[choice % all.len()];
                        let list = model.entry(key).or_default();
                        let rank = list.iter().rposition(|found| *found == slot).expect("it was chosen from the list");
                        list.remove(rank);
                        prop_assert_eq!(table.remove(key, slot), Some(Rank(rank as u8)));
                        taken = Some((key, slot, rank));
                    }
                    Act::PutBack => if let Some((key, slot, rank)) = taken.take() {
                        model.entry(key).or_default().insert(rank, slot);
                        table.insert(key, slot, Rank(rank as u8));
                    }
                }
                for (key, list) in &model {
                    prop_assert_eq!(&table.of(*key).collect::<Vec<_>>(), list);
                }
                prop_assert_eq!(table.count(), model.values().map(Vec::len).sum::<usize>());
            }
        }
    }

    #[test]
    fn a_full_table_gives_its_memory_back() {
        let mut table = Postings::new();
        let empty = table.bytes();
        let keys: Vec<u32> = (0..1_000_000_u32).map(crate::link::hash::mix32).collect();
        for (slot, key) in keys.iter().enumerate() {
            table.push(*key, slot as u32, |_| true);
        }
        let full = table.bytes() - empty;
        assert!(full < 1_000_000 * 10, "{full} bytes");
        for (slot, key) in keys.iter().enumerate() {
            assert_eq!(table.of(*key).collect::<Vec<_>>(), [slot as u32]);
            table.remove(*key, slot as u32);
        }
        assert!(table.bytes() - empty < full / 3);
        assert_eq!(table.remove(keys[0], 0), None);
    }
}
