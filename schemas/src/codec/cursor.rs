//! Avro's primitive encodings, read from a slice: every length is checked against the bytes that are there.

use std::fmt;

/// Why a datum cannot be read.
#[derive(Debug)]
pub(crate) struct Fault(String);

impl Fault {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Bytes of a datum, and how far they were read.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
    length: usize,
}

/// A variable-length `long` has seven bits a byte: ten bytes hold 64.
const MAX_VARINT_BYTES: usize = 10;

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            length: bytes.len(),
        }
    }

    /// Bytes read so far.
    pub(crate) fn position(&self) -> usize {
        self.length - self.rest.len()
    }

    /// Bytes not yet read.
    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    #[inline]
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let Some((head, rest)) = self.rest.split_at_checked(count) else {
            return Err(self.too_short(count));
        };
        self.rest = rest;
        Ok(head)
    }

    #[cold]
    fn too_short(&self, count: usize) -> Fault {
        let left = self.rest.len();
        Fault(format!("{count} bytes are announced, {left} are there"))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let Some((head, rest)) = self.rest.split_first_chunk::<N>() else {
            return Err(Fault::new("the datum ends inside a value"));
        };
        self.rest = rest;
        Ok(*head)
    }

    /// Most longs are lengths, counts and branches of one byte: that case is inlined wherever one is read.
    #[inline]
    pub(crate) fn long(&mut self) -> Result<i64, Fault> {
        if let [first @ 0..=0x7F, rest @ ..] = self.rest {
            self.rest = rest;
            return Ok(zigzag_decoded(u64::from(*first)));
        }
        self.longer()
    }

    fn longer(&mut self) -> Result<i64, Fault> {
        let mut value = 0_u64;
        for (i, byte) in self.rest.iter().take(MAX_VARINT_BYTES).enumerate() {
            let bits = u64::from(byte & 0x7F);
            if i == MAX_VARINT_BYTES - 1 && *byte > 1 {
                return Err(Fault::new("a long has more than 64 bits"));
            }
            value |= bits << (7 * i);
            if byte & 0x80 == 0 {
                self.rest = &self.rest[i + 1..];
                return Ok(zigzag_decoded(value));
            }
        }
        Err(Fault::new("the datum ends inside a long"))
    }

    pub(crate) fn int(&mut self) -> Result<i32, Fault> {
        let long = self.long()?;
        i32::try_from(long).map_err(|_| Fault(format!("{long} is no int")))
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, Fault> {
        match self.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            [other] => Err(Fault(format!("{other} is no boolean"))),
        }
    }

    pub(crate) fn float(&mut self) -> Result<f32, Fault> {
        let value = f32::from_le_bytes(self.array()?);
        value
            .is_finite()
            .then_some(value)
            .ok_or_else(|| Fault::new("a float is not finite"))
    }

    /// A finite double: JSON has no form for the others, so the contract has none either.
    pub(crate) fn double(&mut self) -> Result<f64, Fault> {
        let value = f64::from_le_bytes(self.array()?);
        value
            .is_finite()
            .then_some(value)
            .ok_or_else(|| Fault::new("a double is not finite"))
    }

    #[inline]
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Fault> {
        let length = self.long()?;
        match usize::try_from(length) {
            Ok(length) => self.take(length),
            Err(_) => Err(negative(length)),
        }
    }

    #[inline]
    pub(crate) fn text(&mut self) -> Result<&'a str, Fault> {
        let bytes = self.bytes()?;
        simdutf8::compat::from_utf8(bytes)
            .map_err(|error| Fault(format!("a string is no UTF-8: {error}")))
    }

    /// Which of `count` branches or symbols follows.
    #[inline]
    pub(crate) fn index(&mut self, count: usize) -> Result<usize, Fault> {
        let index = self.long()?;
        match usize::try_from(index) {
            Ok(index) if index < count => Ok(index),
            _ => Err(out_of_range(index, count)),
        }
    }

    /// Number of items in the next block, 0 at the end; never more than the bytes left can hold.
    #[inline]
    pub(crate) fn block(&mut self, minimum_item_bytes: usize) -> Result<usize, Fault> {
        match self.long()? {
            0 => Ok(0),
            count => self.filled_block(count, minimum_item_bytes),
        }
    }

    fn filled_block(&mut self, count: i64, minimum_item_bytes: usize) -> Result<usize, Fault> {
        if count < 0 {
            // A negative count is followed by the block's size in bytes, for readers that skip.
            self.long()?;
        }
        let count = count.unsigned_abs();
        let most = self.left() / minimum_item_bytes.max(1);
        match usize::try_from(count) {
            Ok(count) if count <= most => Ok(count),
            _ => Err(Fault(format!("{count} items in {} bytes", self.left()))),
        }
    }
}

#[cold]
fn negative(length: i64) -> Fault {
    Fault(format!("length {length}"))
}

#[cold]
fn out_of_range(index: i64, count: usize) -> Fault {
    Fault(format!("index {index} of {count}"))
}

const fn zigzag_decoded(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}
