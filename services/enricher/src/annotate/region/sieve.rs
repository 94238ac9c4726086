//! A set of hashes that may say yes wrongly and never no: most words of a text are no name, and one bit tells.

/// Bits, one for each remainder of a hash.
pub struct Sieve {
    bits: Vec<u64>,
    mask: u64,
}

impl Sieve {
    /// An empty sieve of 2 to this many bits, 6 at least.
    pub fn of_bits(log2: u32) -> Self {
        let words = 1_usize << log2.saturating_sub(6);
        Self {
            bits: vec![0; words],
            mask: words as u64 * 64 - 1,
        }
    }

    /// Takes a hash in.
    pub fn insert(&mut self, hash: u64) {
        let bit = hash & self.mask;
        self.bits[(bit / 64) as usize] |= 1 << (bit % 64);
    }

    /// Whether the hash may have been taken in; false is certain.
    #[inline]
    pub fn may_hold(&self, hash: u64) -> bool {
        let bit = hash & self.mask;
        self.bits[(bit / 64) as usize] >> (bit % 64) & 1 == 1
    }
}
