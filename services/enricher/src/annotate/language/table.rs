//! The model's rows, read in place: a set-associative table from n-gram to a weight per language.

use super::gram::Key;

/// Places of a set: four fingerprints of 16 bits are one word, and compared at once.
pub const PLACES: usize = 4;
/// Bytes of a set's fingerprints.
const FINGERPRINTS: usize = 2 * PLACES;

const LOWEST_BITS: u64 = 0x0001_0001_0001_0001;
const HIGHEST_BITS: u64 = LOWEST_BITS << 15;

/// Units of a weight in a natural logarithm.
pub const SCALE: f64 = 16.0;

/// What is added to a weight that is taken as a byte without a sign.
const BIAS: u8 = 0x80;

/// How many rows are summed in words of 16 bits: 65,535 / 255 are not too many.
pub const ROWS_AT_ONCE: usize = 256;

/// Lanes that are summed at once: weights of eight bytes become words of 16 bits, for which every processor has one
/// instruction.
pub const BLOCK: usize = 8;

/// Sums of a row's lanes.
pub type Sums<const BLOCKS: usize> = [[i32; BLOCK]; BLOCKS];

/// Rows of one group of languages; each has so many blocks of lanes, of which the last lanes may be nobody's.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a, const BLOCKS: usize> {
    fingerprints: &'a [[u8; FINGERPRINTS]],
    weights: &'a [[[u8; BLOCK]; BLOCKS]],
}

impl<'a, const BLOCKS: usize> Table<'a, BLOCKS> {
    /// The table of so many sets at the head of these bytes, and the bytes behind it; `None` where there are not enough.
    pub fn split(bytes: &'a [u8], sets: usize) -> Option<(Self, &'a [u8])> {
        let (fingerprints, rest) = bytes.split_at_checked(sets * FINGERPRINTS)?;
        let (weights, rest) = rest.split_at_checked(sets * PLACES * BLOCKS * BLOCK)?;
        let (fingerprints, _) = fingerprints.as_chunks();
        let (blocks, _) = weights.as_chunks();
        let (weights, _) = blocks.as_chunks();
        let table = Self {
            fingerprints,
            weights,
        };
        Some((table, rest))
    }

    /// Where the row of an n-gram is, and whether it has one. One n-gram in some thousands that has none meets another's.
    /// There is no branch in it, so that lookups wait for memory side by side.
    #[inline]
    pub fn place(&self, key: Key) -> (u32, bool) {
        let set = key.set(self.fingerprints.len());
        let stored = u64::from_le_bytes(self.fingerprints[set]);
        let differences = stored ^ (LOWEST_BITS * u64::from(key.fingerprint()));
        // The lowest of these bits is that of the first fingerprint without a difference; higher ones may be borrowed.
        let equal = differences.wrapping_sub(LOWEST_BITS) & !differences & HIGHEST_BITS;
        let place = (set * PLACES) as u32 + equal.trailing_zeros() / 16;
        (place, equal != 0)
    }

    /// Adds the rows at these places, of which there are [`ROWS_AT_ONCE`] at most, to the sum of each lane.
    pub fn add(&self, places: &[u32], sums: &mut Sums<BLOCKS>) {
        let (words, biases) = self.words(places);
        for (sums, words) in sums.iter_mut().zip(words) {
            for (sum, word) in sums.iter_mut().zip(words) {
                *sum += i32::from(word) - biases;
            }
        }
    }

    /// The rows' sums in words of 16 bits, and how much each of them is too large: weights are taken as bytes from 0 to
    /// 255, which are made words with fewer instructions than signed ones.
    ///
    /// Not inlined, since the optimiser would sum half as many lanes at once where it sees that sums of 32 bits follow.
    #[inline(never)]
    fn words(&self, places: &[u32]) -> ([[u16; BLOCK]; BLOCKS], i32) {
        let mut words = [[0_u16; BLOCK]; BLOCKS];
        let mut biases = 0;
        for place in places {
            let Some(row) = self.weights.get(*place as usize) else {
                continue;
            };
            for (words, weights) in words.iter_mut().zip(row) {
                for (word, weight) in words.iter_mut().zip(weights) {
                    *word = word.wrapping_add(u16::from(weight ^ BIAS));
                }
            }
            biases += i32::from(BIAS);
        }
        (words, biases)
    }
}

/// A table that is being made.
#[derive(Debug)]
pub struct TableBuilder {
    sets: Vec<Vec<(u16, Vec<i8>)>>,
    lanes: usize,
}

impl TableBuilder {
    /// An empty table of so many sets of rows with so many lanes.
    pub fn new(sets: usize, lanes: usize) -> Self {
        Self {
            sets: vec![Vec::new(); sets],
            lanes,
        }
    }

    /// Puts a row in, its last lanes empty where it is shorter; false where its set is full, or an n-gram with the same fingerprint is there.
    ///
    /// # Panics
    /// On a row that is longer.
    pub fn insert(&mut self, key: Key, weights: &[i8]) -> bool {
        assert!(
            weights.len() <= self.lanes,
            "a row has a lane for each weight"
        );
        let sets = self.sets.len();
        let set = &mut self.sets[key.set(sets)];
        let fingerprint = key.fingerprint();
        let is_taken = set.iter().any(|(taken, _)| *taken == fingerprint);
        if set.len() == PLACES || is_taken {
            return false;
        }
        let mut row = weights.to_vec();
        row.resize(self.lanes, 0);
        set.push((fingerprint, row));
        true
    }

    /// The bytes that [`Table::split`] reads.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for set in &self.sets {
            for place in 0..PLACES {
                let fingerprint = set.get(place).map_or(0, |(fingerprint, _)| *fingerprint);
                bytes.extend(fingerprint.to_le_bytes());
            }
        }
        for set in &self.sets {
            for place in 0..PLACES {
                let empty = vec![0; self.lanes];
                let weights = set.get(place).map_or(&empty, |(_, weights)| weights);
                bytes.extend(weights.iter().map(|weight| weight.cast_unsigned()));
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let mut builder = TableBuilder::new(4, BLOCK);
        let keys: Vec<Key> = (0..40).map(|symbol| Key::of(&[symbol, 7])).collect();
        let taken: Vec<bool> = (0..)
            .zip(&keys)
            .map(|(weight, key)| builder.insert(*key, &[weight, -weight, 1]))
            .collect();
        let bytes = builder.bytes();
        let (table, rest) = Table::<1>::split(&bytes, 4).unwrap();
        assert!(rest.is_empty());
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 4 * PLACES);
        for (weight, (key, taken)) in (0_i8..).zip(keys.iter().zip(&taken)) {
            let expected =
                [weight, -weight, 1, 0, 0, 0, 0, 0].map(|weight| 1 + 3 * i32::from(weight));
            let (place, is_there) = table.place(*key);
            assert_eq!(is_there, *taken);
            if *taken {
                let mut sums = [[1; BLOCK]];
                table.add(&[place; 3], &mut sums);
                assert_eq!(sums, [expected]);
            }
        }
        assert!(!builder.insert(keys[0], &[1, 1, 1]), "it is there already");
    }

    #[test]
    fn bytes_that_are_too_few_are_no_table() {
        assert!(Table::<3>::split(&[0; 4 * (2 + 3 * BLOCK) - 1], 1).is_none());
        assert!(Table::<3>::split(&[0; 4 * (2 + 3 * BLOCK)], 1).is_some());
    }
}
