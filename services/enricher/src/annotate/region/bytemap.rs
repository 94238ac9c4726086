//! Which bytes of a text are letters, digits or capitals of ASCII, a bit each, found eight bytes at a time.

use crate::annotate::region::key::CHUNK;

/// Bits in a word of a map.
const WORD: usize = 64;
const EVERY_BYTE: u64 = 0x0101_0101_0101_0101;
const TOP_BITS: u64 = 0x80 * EVERY_BYTE;
/// What a small letter of ASCII has and a capital lacks.
const SMALL_BITS: u64 = 0x20 * EVERY_BYTE;

/// What the bytes of a text are, a bit each.
#[derive(Debug)]
pub struct ByteMap(Vec<Kinds>);

/// What 64 bytes are: the lowest bit is the first byte's.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kinds {
    /// Bytes that may belong to a word: letters and digits of ASCII, and all bytes of other characters.
    pub inside: u64,
    /// Bytes of characters that are not of ASCII.
    pub wide: u64,
    /// Letters of ASCII.
    pub letters: u64,
    /// Capitals of ASCII.
    pub capitals: u64,
}

impl ByteMap {
    /// Maps the text that fills this buffer, and writes small letters into it. Zeros are added up to a whole word of
    /// the map and one chunk more.
    pub fn lower(buffer: &mut Vec<u8>) -> Self {
        let words = buffer.len().div_ceil(WORD);
        buffer.resize(words * WORD, 0);
        let mut map = Vec::with_capacity(words + 2);
        map.extend(buffer.chunks_exact_mut(WORD).map(Kinds::lower));
        // Behind the end, so that every position of the text has a word behind its own.
        map.resize(words + 2, Kinds::default());
        buffer.resize(buffer.len() + CHUNK, 0);
        Self(map)
    }

    /// What the 64 bytes from this one on are; a position is at most the length of the text.
    #[inline]
    pub fn from(&self, position: usize) -> Kinds {
        let (word, shift) = (position / WORD, position % WORD);
        let (low, high) = (self.0[word], self.0[word + 1]);
        let both = |low: u64, high: u64| low >> shift | (high << 1) << (WORD - 1 - shift);
        Kinds {
            inside: both(low.inside, high.inside),
            wide: both(low.wide, high.wide),
            letters: both(low.letters, high.letters),
            capitals: both(low.capitals, high.capitals),
        }
    }

    /// The first byte at or behind this one that may belong to a word.
    #[inline]
    pub fn next(&self, position: usize) -> Option<usize> {
        let (first, shift) = (position / WORD, position % WORD);
        let mut words = self.0.iter().enumerate().skip(first);
        let (_, kinds) = words.next()?;
        match kinds.inside >> shift {
            0 => {}
            bits => return Some(position + bits.trailing_zeros() as usize),
        }
        let (word, kinds) = words.find(|(_, kinds)| kinds.inside != 0)?;
        Some(word * WORD + kinds.inside.trailing_zeros() as usize)
    }

    /// The first byte at or behind this one that belongs to no word.
    pub fn end(&self, mut position: usize) -> usize {
        loop {
            let ones = self.from(position).inside.trailing_ones() as usize;
            position += ones;
            if ones < WORD {
                return position;
            }
        }
    }
}

impl Kinds {
    fn lower(word: &mut [u8]) -> Self {
        let mut bits = [0_u64; 4];
        for (number, bytes) in word.chunks_exact_mut(CHUNK).enumerate() {
            let mut eight = [0; CHUNK];
            eight.copy_from_slice(bytes);
            let chunk = u64::from_le_bytes(eight);
            let wide = chunk & TOP_BITS;
            let plain = chunk & !TOP_BITS;
            let small = plain | SMALL_BITS;
            let letters = between(small, b'a', b'z') & !wide;
            let capitals = letters & !((chunk & SMALL_BITS) << 2);
            let digits = between(plain, b'0', b'9') & !wide;
            bytes.copy_from_slice(&(chunk | (letters >> 2)).to_le_bytes());
            let shift = number * CHUNK;
            let found = [letters | digits | wide, wide, letters, capitals];
            for (bits, found) in bits.iter_mut().zip(found) {
                *bits |= gather(found) << shift;
            }
        }
        let [inside, wide, letters, capitals] = bits;
        Self {
            inside,
            wide,
            letters,
            capitals,
        }
    }
}

/// The top bit of each byte below 128 that lies between two others.
fn between(plain: u64, first: u8, last: u8) -> u64 {
    let from_first = plain + u64::from(0x80 - first) * EVERY_BYTE;
    let behind_last = plain + u64::from(0x7F - last) * EVERY_BYTE;
    from_first & !behind_last & TOP_BITS
}

/// The top bits of eight bytes side by side.
fn gather(top_bits: u64) -> u64 {
    (top_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
