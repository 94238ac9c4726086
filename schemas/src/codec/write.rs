//! Writes a record as an Avro datum.
//!
//! The schema is not consulted: a test holds that the Rust types have the fields of their schemas in the schemas'
//! order, the symbols of their enums in order, and `null` first in every union.

use std::fmt;

use serde::{
    Serialize, Serializer,
    ser::{Impossible, SerializeMap, SerializeSeq, SerializeStruct},
};

/// Why a record cannot be written.
#[derive(Debug)]
pub(crate) struct Unwritable(pub(crate) String);

impl fmt::Display for Unwritable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unwritable {}

impl serde::ser::Error for Unwritable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Appends values to a buffer.
pub(crate) struct Writer<'b> {
    buffer: &'b mut Vec<u8>,
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Avro's.
    Datum,
    /// For hashing: a record's fields have their names, those that hold nothing are left out, and an empty name ends
    /// it. A field that a later schema adds then changes no hash of an item without it.
    Canonical,
}

/// Index of `null` in a nullable type, encoded.
const NULL_BRANCH: u8 = 0;
/// Index of the other branch, encoded (zigzag of 1).
const VALUE_BRANCH: u8 = 2;
const END_OF_BLOCKS: u8 = 0;
/// Null, an empty text or list, zero and false all have this one byte; a canonical record without fields too.
const NOTHING: u8 = 0;

/// Most longs are lengths, counts and branches of one byte: that case is inlined wherever one is written.
#[inline]
pub(crate) fn write_long(buffer: &mut Vec<u8>, value: i64) {
    let zigzag = ((value << 1) ^ (value >> 63)) as u64;
    match u8::try_from(zigzag) {
        Ok(byte @ 0..=0x7F) => buffer.push(byte),
        _ => write_longer(buffer, zigzag),
    }
}

fn write_longer(buffer: &mut Vec<u8>, zigzag: u64) {
    let mut rest = zigzag;
    while rest > 0x7F {
        buffer.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    buffer.push(rest as u8);
}

#[inline]
pub(crate) fn write_bytes(buffer: &mut Vec<u8>, bytes: &[u8]) {
    write_long(buffer, bytes.len() as i64);
    buffer.extend_from_slice(bytes);
}

impl<'b> Writer<'b> {
    pub(crate) fn datum(buffer: &'b mut Vec<u8>) -> Self {
        let form = Form::Datum;
        Self { buffer, form }
    }

    pub(crate) fn canonical(buffer: &'b mut Vec<u8>) -> Self {
        let form = Form::Canonical;
        Self { buffer, form }
    }

    #[inline]
    fn again(&mut self) -> Writer<'_> {
        Writer {
            buffer: self.buffer,
            form: self.form,
        }
    }

    fn canonical_field<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<(), Unwritable> {
        let before = self.buffer.len();
        write_bytes(self.buffer, name.as_bytes());
        let start = self.buffer.len();
        value.serialize(self.again())?;
        if self.buffer[start..] == [NOTHING] {
            self.buffer.truncate(before);
        }
        Ok(())
    }

    #[inline]
    fn open_block(self, length: Option<usize>) -> Result<Self, Unwritable> {
        let length = length.ok_or_else(|| Unwritable("a collection of unknown length".into()))?;
        if length > 0 {
            write_long(self.buffer, length as i64);
        }
        Ok(self)
    }
}

fn no_such_type<T>(what: &str) -> Result<T, Unwritable> {
    Err(Unwritable(format!("the contract has no {what}")))
}

macro_rules! not_in_the_contract {
    ($($method:ident: $argument:ty),+ $(,)?) => {
        $(fn $method(self, _: $argument) -> Result<(), Unwritable> {
            no_such_type(stringify!($argument))
        })+
    };
}

impl<'b> Serializer for Writer<'b> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeTuple = Impossible<(), Unwritable>;
    type SerializeTupleStruct = Impossible<(), Unwritable>;
    type SerializeTupleVariant = Impossible<(), Unwritable>;
    type SerializeStructVariant = Impossible<(), Unwritable>;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, value: bool) -> Result<(), Unwritable> {
        self.buffer.push(u8::from(value));
        Ok(())
    }

    #[inline]
    fn serialize_i64(self, value: i64) -> Result<(), Unwritable> {
        write_long(self.buffer, value);
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Unwritable> {
        if !value.is_finite() {
            return Err(Unwritable(format!("{value} has no form in JSON")));
        }
        self.buffer.extend_from_slice(&value.to_le_bytes());
        Ok(())
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Unwritable> {
        write_bytes(self.buffer, value.as_bytes());
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Unwritable> {
        write_bytes(self.buffer, value);
        Ok(())
    }

    #[inline]
    fn serialize_none(self) -> Result<(), Unwritable> {
        self.buffer.push(NULL_BRANCH);
        Ok(())
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        self.buffer.push(VALUE_BRANCH);
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
    ) -> Result<(), Unwritable> {
        write_long(self.buffer, index.into());
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    #[inline]
    fn serialize_seq(self, length: Option<usize>) -> Result<Self, Unwritable> {
        self.open_block(length)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self, Unwritable> {
        self.open_block(length)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unwritable> {
        Ok(self)
    }

    not_in_the_contract! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_u8: u8, serialize_u16: u16,
        serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_char: char,
        serialize_unit_struct: &'static str,
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        no_such_type("unit")
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Unwritable> {
        no_such_type("variant with a value")
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unwritable> {
        no_such_type("tuple")
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unwritable> {
        no_such_type("tuple")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        no_such_type("variant with a value")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unwritable> {
        no_such_type("variant with a value")
    }
}

impl SerializeSeq for Writer<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self.again())
    }

    fn end(self) -> Result<(), Unwritable> {
        self.buffer.push(END_OF_BLOCKS);
        Ok(())
    }
}

impl SerializeMap for Writer<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        key.serialize(self.again())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self.again())
    }

    fn end(self) -> Result<(), Unwritable> {
        self.buffer.push(END_OF_BLOCKS);
        Ok(())
    }
}

impl SerializeStruct for Writer<'_> {
    type Ok = ();
    type Error = Unwritable;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        match self.form {
            Form::Datum => value.serialize(self.again()),
            Form::Canonical => self.canonical_field(name, value),
        }
    }

    fn end(self) -> Result<(), Unwritable> {
        if self.form == Form::Canonical {
            self.buffer.push(NOTHING);
        }
        Ok(())
    }
}
