//! The frozen hash under fingerprints and window keys: FNV-1a over bytes, finished by MurmurHash3's mixers.
//!
//! Fingerprints outlive a process in `wire.fingerprints`, so these functions never change; a golden test holds them.

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// 64-bit hash of bytes.
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    mix64(
        bytes
            .iter()
            .fold(FNV_OFFSET, |hash, byte| fold(hash, *byte)),
    )
}

/// FNV-1a's step.
const fn fold(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(FNV_PRIME)
}

/// [`hash_bytes`] of each word of a text in which one space stands between words. Each step waits for the one before, so two
/// halves of the text are gone through at a time.
pub fn hash_words(text: &str) -> Vec<u64> {
    let bytes = text.as_bytes();
    let middle = bytes.len() / 2;
    let space = bytes[middle..].iter().position(|byte| *byte == b' ');
    let (one, other) = match space {
        Some(space) => (&bytes[..middle + space], &bytes[middle + space + 1..]),
        None => (bytes, &[][..]),
    };
    let mut hashes = Words::of_bytes(one.len());
    let mut others = Words::of_bytes(other.len());
    let both = one.len().min(other.len());
    for (byte, other) in one.iter().zip(other) {
        hashes.take(*byte);
        others.take(*other);
    }
    one[both..].iter().for_each(|byte| hashes.take(*byte));
    other[both..].iter().for_each(|byte| others.take(*byte));
    if !one.is_empty() {
        hashes.end();
    }
    if !other.is_empty() {
        others.end();
    }
    hashes.hashes.append(&mut others.hashes);
    hashes.hashes
}

/// Hashes of words, and the one that is gone through.
struct Words {
    hashes: Vec<u64>,
    folded: u64,
}

impl Words {
    fn of_bytes(bytes: usize) -> Self {
        Self {
            hashes: Vec::with_capacity(bytes / 3),
            folded: FNV_OFFSET,
        }
    }

    #[inline]
    fn take(&mut self, byte: u8) {
        if byte == b' ' {
            self.end();
        } else {
            self.folded = fold(self.folded, byte);
        }
    }

    fn end(&mut self) {
        self.hashes.push(mix64(self.folded));
        self.folded = FNV_OFFSET;
    }
}

/// Hash of a sequence of hashes, in its order.
pub fn hash_sequence(hashes: impl IntoIterator<Item = u64>) -> u64 {
    let folded = hashes.into_iter().fold(FNV_OFFSET, |folded, hash| {
        (folded.rotate_left(5) ^ hash).wrapping_mul(FNV_PRIME)
    });
    mix64(folded)
}

/// Spreads every bit over all 64; a bijection.
pub const fn mix64(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// Spreads every bit over all 32; a bijection.
pub const fn mix32(mut hash: u32) -> u32 {
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

/// The upper half of a hash.
pub const fn upper32(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_that_older_records_were_made_with() {
        assert_eq!(hash_bytes(b""), 0xefd0_1f60_ba99_2926);
        assert_eq!(hash_bytes(b"zeewering"), 0xfa45_358d_5957_e739);
        assert!(hash_words("").is_empty());
        assert_eq!(hash_words("zeewering"), [hash_bytes(b"zeewering")]);
        assert_eq!(
            hash_words("é b"),
            ["é", "b"].map(|word| hash_bytes(word.as_bytes()))
        );
        assert_eq!(hash_sequence([1, 2, 3]), 0x7f1c_d7bf_4dda_c53c);
        for words in 0..9 {
            let words: Vec<String> = (0..words)
                .map(|it| "wéér".repeat(it * it % 7 + 1))
                .collect();
            let hashes = words.iter().map(|word| hash_bytes(word.as_bytes()));
            assert_eq!(hash_words(&words.join(" ")), hashes.collect::<Vec<_>>());
        }
        assert_ne!(hash_sequence([1, 2, 3]), hash_sequence([1, 3, 2]));
        assert_eq!(mix32(1), 0x514e_28b7);
    }
}
