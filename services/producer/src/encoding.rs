//! Content-Encoding: what a body is packed with, and unpacking it within the limits.

use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::MultiGzDecoder;
use zstd::stream::read::Decoder;

use crate::formats::MAX_DELIVERY_BYTES;

/// A packed body may become this many times as large.
pub(crate) const MAX_RATIO: usize = 100;

/// Window of zstd that is unpacked, as a power of two: the 8 MiB that RFC 8878 asks every decoder to take.
const ZSTD_WINDOW_LOG: u32 = 23;

/// Unpacked at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// Why a body cannot be unpacked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unpacking {
    /// It is larger than a delivery may be, or than its packed size makes likely.
    #[error("{0}")]
    TooLarge(String),
    /// It is not what its encoding says.
    #[error("{0}")]
    Damaged(String),
}

/// What a body is packed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Identity,
    Gzip,
    Brotli,
    Zstd,
}

impl Encoding {
    /// By its name in the header; `None` for one that is not supported.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Some(Self::Identity),
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The delivery in a body. Both limits are held while it is unpacked.
    pub(crate) fn unpack(self, body: Vec<u8>) -> Result<Vec<u8>, Unpacking> {
        match self {
            Self::Identity => Ok(body),
            Self::Gzip => read_bounded(MultiGzDecoder::new(body.as_slice()), body.len()),
            Self::Brotli => {
                read_bounded(Decompressor::new(body.as_slice(), CHUNK_BYTES), body.len())
            }
            Self::Zstd => zstd_decoder(&body)
                .map_err(|error| damaged(&error))
                .and_then(|decoder| read_bounded(decoder, body.len())),
        }
    }
}

fn zstd_decoder(body: &[u8]) -> std::io::Result<Decoder<'_, &[u8]>> {
    let mut decoder = Decoder::with_buffer(body)?;
    decoder.window_log_max(ZSTD_WINDOW_LOG)?;
    Ok(decoder)
}

fn read_bounded(mut unpacked: impl Read, packed: usize) -> Result<Vec<u8>, Unpacking> {
    let limit = packed.saturating_mul(MAX_RATIO).min(MAX_DELIVERY_BYTES);
    let mut bytes = Vec::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match unpacked.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(count) if bytes.len() + count > limit => {
                return Err(Unpacking::TooLarge(format!(
                    "the {packed} bytes of the body unpack to more than {limit} bytes: a delivery may have {MAX_DELIVERY_BYTES}, \
                     and {MAX_RATIO} times its packed size"
                )));
            }
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            Err(error) => return Err(damaged(&error)),
        }
    }
}

fn damaged(error: &std::io::Error) -> Unpacking {
    Unpacking::Damaged(format!(
        "the body is not packed as its Content-Encoding says: {error}"
    ))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    /// "hello hello hello" and a line feed, in brotli.
    const BROTLI: &[u8] = &[
        139, 8, 128, 104, 101, 108, 108, 111, 32, 104, 101, 108, 108, 111, 32, 104, 101, 108, 108,
        111, 10, 3,
    ];

    /// 64 MiB of zeros, in brotli.
    const BROTLI_BOMB: &[u8] = &[
        203, 255, 255, 63, 248, 39, 0, 226, 177, 64, 32, 247, 254, 143, 255, 255, 127, 240, 79, 0,
        196, 97, 17, 128, 238, 253, 31, 255, 255, 255, 224, 159, 0, 136, 195, 2, 0, 221, 251, 63,
        254, 255, 255, 193, 63, 1, 16, 135, 5, 0, 186, 247, 127, 252, 255, 255, 131, 127, 2, 32,
        14, 11, 0, 116, 239, 255, 248, 255, 255, 7, 255, 4, 64, 28, 22, 0, 232, 222, 255, 241, 255,
        255, 15, 254, 9, 128, 56, 44, 0, 208, 189, 255, 203, 255, 255, 63, 252, 19, 0, 113, 88, 0,
        160, 123, 255, 7,
    ];

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 1).unwrap()
    }

    #[test]
    fn a_packed_body_is_unpacked() {
        let text = b"hello hello hello\n";
        for (name, packed) in [
            ("gzip", gzip(text)),
            ("X-GZIP", [gzip(b"hello hello "), gzip(b"hello\n")].concat()),
            ("zstd", zstd(text)),
            ("identity", text.to_vec()),
            ("br", BROTLI.to_vec()),
        ] {
            let encoding = Encoding::of_name(name).unwrap();
            assert_eq!(encoding.unpack(packed).unwrap(), text, "{name}");
        }
        for name in ["deflate", "gzip, br", "compress"] {
            assert_eq!(Encoding::of_name(name), None, "{name}");
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let zeros = vec![0; 64 << 20];
        let noise: Vec<u8> = (0..170_000_u32)
            .flat_map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes())
            .collect();
        for (encoding, packed) in [
            (Encoding::Gzip, gzip(&zeros)),
            (Encoding::Zstd, zstd(&zeros)),
            (Encoding::Brotli, BROTLI_BOMB.to_vec()),
            // Within the ratio, and too large.
            (Encoding::Gzip, gzip(&noise.repeat(25))),
        ] {
            let refused = encoding.unpack(packed);
            assert!(
                matches!(refused, Err(Unpacking::TooLarge(_))),
                "{refused:?}"
            );
        }
    }

    #[test]
    fn the_ratio_is_held_at_its_edge() {
        let packed = 100;
        let unpack = |size: u64| read_bounded(std::io::repeat(0).take(size), packed);
        assert_eq!(unpack(10_000).unwrap().len(), 10_000);
        assert!(matches!(unpack(10_001), Err(Unpacking::TooLarge(_))));
    }

    #[test]
    fn a_body_that_is_not_what_its_header_says_is_malformed() {
        let cut = gzip(b"hello hello")[..20].to_vec();
        for (encoding, body) in [
            (Encoding::Gzip, b"no gzip".to_vec()),
            (Encoding::Gzip, cut),
            (Encoding::Zstd, b"no zstd".to_vec()),
            (Encoding::Brotli, b"no brotli at all".to_vec()),
            (Encoding::Gzip, Vec::new()),
        ] {
            let refused = encoding.unpack(body);
            assert!(matches!(refused, Err(Unpacking::Damaged(_))), "{refused:?}");
        }
    }
}
