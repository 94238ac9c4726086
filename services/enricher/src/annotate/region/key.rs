//! Hash keys of names: grown token by token, the same as in `data/folding.py`.

/// The key of a name of one or more folded tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    const EMPTY: Self = Self(0xCBF2_9CE4_8422_2325);
    const PRIME: u64 = 0x0100_0000_01B3;

    /// The key of one folded token.
    pub fn of(token: &str) -> Self {
        Self::EMPTY.fold(token.as_bytes())
    }

    /// The key of this name with one more token.
    pub fn and(self, token: &str) -> Self {
        self.fold(b" ").fold(token.as_bytes())
    }

    fn fold(self, bytes: &[u8]) -> Self {
        let step = |state: u64, byte: &u8| (state ^ u64::from(*byte)).wrapping_mul(Self::PRIME);
        Self(bytes.iter().fold(self.0, step))
    }

    /// FNV-1a with a finaliser, so that the top bits are uniform: they choose the bucket.
    pub fn hash(self) -> u64 {
        let mut state = self.0;
        state ^= state >> 33;
        state = state.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        state ^= state >> 33;
        state = state.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        state ^ (state >> 33)
    }
}
