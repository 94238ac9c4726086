//! Which bytes of a text are letters, digits or capitals of ASCII, a bit each, found eight bytes at a time.

use crate::annotate::region::key::CHUNK;

/// Bits in a word of a map.
const WORD: usize = 64;
const EVERY_BYTE: u64 = 0x0101_0101_0101_0101;
const TOP_BITS: u64 = 0x80 * EVERY_BYTE;
/// What a small letter of ASCII has and a capital lacks.
const SMALL_BITS: u64 = 0x20 * EVERY_BYTE;

/// The bytes of a text in small letters, with room behind them, and what each of them was.
#[derive(Debug, Default)]
pub struct ByteMap {
    /// Bytes that may belong to a word: letters and digits of ASCII, and all bytes of other characters.
    pub inside: Bits,
    /// Bytes of characters that are not of ASCII.
    pub wide: Bits,
    /// Letters of ASCII.
    pub letters: Bits,
    /// Capitals of ASCII.
    pub capitals: Bits,
}

impl ByteMap {
    /// Maps the text that fills this buffer, and writes small letters into it. Zeros are added up to a whole word of
    /// the map and one chunk more.
    pub fn lower(buffer: &mut Vec<u8>) -> Self {
        let words = buffer.len().div_ceil(WORD);
        buffer.resize(words * WORD, 0);
        let mut map = Self::default();
        for word in buffer.chunks_exact_mut(WORD) {
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
                for (bits, found) in
                    bits.iter_mut()
                        .zip([letters | digits | wide, wide, letters, capitals])
                {
                    *bits |= gather(found) << shift;
                }
            }
            map.inside.0.push(bits[0]);
            map.wide.0.push(bits[1]);
            map.letters.0.push(bits[2]);
            map.capitals.0.push(bits[3]);
        }
        buffer.resize(buffer.len() + CHUNK, 0);
        map
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

/// A bit for each byte of a text.
#[derive(Debug, Default)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// The 64 bits from this one on; zeros behind the end.
    #[inline]
    pub fn from(&self, position: usize) -> u64 {
        let (word, shift) = (position / WORD, position % WORD);
        let low = self.0.get(word).copied().unwrap_or_default() >> shift;
        if shift == 0 {
            return low;
        }
        low | self.0.get(word + 1).copied().unwrap_or_default() << (WORD - shift)
    }

    /// The first bit at or behind this one that is set.
    #[inline]
    pub fn next(&self, position: usize) -> Option<usize> {
        let mut position = position;
        while position < self.0.len() * WORD {
            let bits = self.from(position);
            if bits != 0 {
                return Some(position + bits.trailing_zeros() as usize);
            }
            position += WORD;
        }
        None
    }

    /// The first bit at or behind this one that is not set.
    #[inline]
    pub fn end(&self, position: usize) -> usize {
        let mut position = position;
        loop {
            let ones = self.from(position).trailing_ones() as usize;
            position += ones;
            if ones < WORD {
                return position;
            }
        }
    }
}
