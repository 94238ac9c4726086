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

/// The place of an n-gram that has no row.
pub const NOWHERE: u32 = u32::MAX;

/// Rows of one group of languages; each has so many lanes, of which the last may be nobody's.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a, const LANES: usize> {
    fingerprints: &'a [[u8; FINGERPRINTS]],
    weights: &'a [[u8; LANES]],
}

impl<'a, const LANES: usize> Table<'a, LANES> {
    /// The table of so many sets at the head of these bytes, and the bytes behind it; `None` where there are not enough.
    pub fn split(bytes: &'a [u8], sets: usize) -> Option<(Self, &'a [u8])> {
        let (fingerprints, rest) = bytes.split_at_checked(sets * FINGERPRINTS)?;
        let (weights, rest) = rest.split_at_checked(sets * PLACES * LANES)?;
        let (fingerprints, _) = fingerprints.as_chunks();
        let (weights, _) = weights.as_chunks();
        let table = Self {
            fingerprints,
            weights,
        };
        Some((table, rest))
    }

    /// Where the row of an n-gram is; [`NOWHERE`] where it has none. One n-gram in some thousands that has none meets
    /// another's. There is no branch in it, so that lookups wait for memory side by side.
    #[inline]
    pub fn place(&self, key: Key) -> u32 {
        let set = key.set(self.fingerprints.len());
        let stored = self
            .fingerprints
            .get(set)
            .map_or(0, |set| u64::from_le_bytes(*set));
        let differences = stored ^ (LOWEST_BITS * u64::from(key.fingerprint()));
        // The lowest of these bits is that of the first fingerprint without a difference; higher ones may be borrowed.
        let equal = differences.wrapping_sub(LOWEST_BITS) & !differences & HIGHEST_BITS;
        let place = (set * PLACES) as u32 + equal.trailing_zeros() / 16;
        if equal == 0 { NOWHERE } else { place }
    }

    /// The weights of the row at a place, a signed byte for each language; `None` at [`NOWHERE`].
    #[inline]
    pub fn row(&self, place: u32) -> Option<&[u8; LANES]> {
        self.weights.get(place as usize)
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
        let mut builder = TableBuilder::new(4, 4);
        let keys: Vec<Key> = (0..40).map(|symbol| Key::of(&[symbol, 7])).collect();
        let taken: Vec<bool> = (0..)
            .zip(&keys)
            .map(|(weight, key)| builder.insert(*key, &[weight, -weight, 1]))
            .collect();
        let bytes = builder.bytes();
        let (table, rest) = Table::<4>::split(&bytes, 4).unwrap();
        assert!(rest.is_empty());
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 4 * PLACES);
        for (weight, (key, taken)) in (0_i8..).zip(keys.iter().zip(&taken)) {
            let expected = [weight, -weight, 1, 0].map(i8::cast_unsigned);
            let place = table.place(*key);
            assert_eq!(place != NOWHERE, *taken);
            assert_eq!(table.row(place), taken.then_some(&expected));
        }
        assert!(!builder.insert(keys[0], &[1, 1, 1]), "it is there already");
    }

    #[test]
    fn bytes_that_are_too_few_are_no_table() {
        assert!(Table::<3>::split(&[0; 4 * (2 + 3) - 1], 1).is_none());
        assert!(Table::<3>::split(&[0; 4 * (2 + 3)], 1).is_some());
    }
}
