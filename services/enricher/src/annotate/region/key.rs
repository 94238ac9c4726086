//! Hash keys of names: grown token by token, the same as in `data/folding.py`.

/// Bytes that are taken in at a time.
pub const CHUNK: usize = 8;

/// The key of a name of one or more folded tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    /// The key of nothing, to be grown.
    pub const EMPTY: Self = Self(0xCBF2_9CE4_8422_2325);
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

    /// The key of one folded token.
    pub fn of(token: &[u8]) -> Self {
        let mut key = Self::EMPTY;
        for bytes in token.chunks(CHUNK) {
            let mut chunk = [0; CHUNK];
            chunk[..bytes.len()].copy_from_slice(bytes);
            key = key.with(u64::from_le_bytes(chunk));
        }
        key
    }

    /// The key of this token with up to eight more bytes, little-endian; the last ones of a token are filled up with zeros.
    #[inline]
    pub fn with(self, chunk: u64) -> Self {
        let state = (self.0 ^ chunk).wrapping_mul(Self::FACTOR);
        Self(state ^ (state >> 29))
    }

    /// The key of this name with one more token.
    #[inline]
    pub fn and(self, token: Self) -> Self {
        Self(self.0.rotate_left(5)).with(token.0)
    }

    /// MurmurHash3's finaliser, so that all bits are uniform: the top ones choose the bucket, the low ones sieve.
    #[inline]
    pub fn hash(self) -> u64 {
        let mut state = self.0;
        state ^= state >> 33;
        state = state.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        state ^= state >> 33;
        state = state.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        state ^ (state >> 33)
    }
}
