//! Reads a datum into a Rust type by the *writer's* schema.
//!
//! Fields that the type does not know are skipped, fields that the writer did not know take the type's default.
//! Fields are found by name, or by position where the type is known to follow the schema: names are compared one by
//! one, which is half of the time for a record of 45 fields.

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::{StrDeserializer, U64Deserializer},
    },
    forward_to_deserialize_any,
};

use crate::codec::{
    cursor::{Cursor, Fault},
    plan::{FieldNode, Items, Node},
};

/// How a record's fields are matched with a type's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Matching {
    /// By name: any writer's schema.
    ByName,
    /// By position: the type has the fields of the writer's schema in its order.
    ByPosition,
}

/// One value of a datum.
pub(crate) struct Reader<'c, 'p, 'de> {
    cursor: &'c mut Cursor<'de>,
    node: &'p Node,
    matching: Matching,
}

impl<'c, 'p, 'de> Reader<'c, 'p, 'de> {
    pub(crate) fn new(cursor: &'c mut Cursor<'de>, node: &'p Node, matching: Matching) -> Self {
        Self {
            cursor,
            node,
            matching,
        }
    }

    #[inline]
    fn branch(self, branches: &'p [Node]) -> Result<Self, Fault> {
        let node = &branches[self.cursor.index(branches.len())?];
        Ok(Self { node, ..self })
    }
}

impl<'de> Deserializer<'de> for Reader<'_, '_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let matching = self.matching;
        let cursor = self.cursor;
        match self.node {
            Node::Null => visitor.visit_unit(),
            Node::Boolean => visitor.visit_bool(cursor.boolean()?),
            Node::Int => visitor.visit_i64(cursor.int()?.into()),
            Node::Long | Node::TimestampMillis => visitor.visit_i64(cursor.long()?),
            Node::Float => visitor.visit_f64(cursor.float()?.into()),
            Node::Double => visitor.visit_f64(cursor.double()?),
            Node::Bytes => visitor.visit_borrowed_bytes(cursor.bytes()?),
            Node::Fixed(size) => visitor.visit_borrowed_bytes(cursor.take(*size)?),
            Node::Text => visitor.visit_borrowed_str(cursor.text()?),
            Node::Array(items) => visitor.visit_seq(Blocks::open(cursor, items, matching)?),
            Node::Map(items) => visitor.visit_map(Blocks::open(cursor, items, matching)?),
            Node::Union(branches) => Reader::new(cursor, self.node, matching)
                .branch(branches)?
                .deserialize_any(visitor),
            Node::Record(record) => visitor.visit_map(Fields {
                cursor,
                fields: record.fields.iter().enumerate(),
                current: None,
                matching,
            }),
            Node::Enum(schema) => {
                let index = cursor.index(schema.symbols.len())?;
                visitor.visit_str(&schema.symbols[index])
            }
        }
    }

    // What our types ask for is answered at once; anything else than the schema suggests goes the general way.

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node {
            Node::Text => visitor.visit_borrowed_str(self.cursor.text()?),
            _ => self.deserialize_any(visitor),
        }
    }

    #[inline]
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node {
            Node::Long | Node::TimestampMillis => visitor.visit_i64(self.cursor.long()?),
            _ => self.deserialize_any(visitor),
        }
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node {
            Node::Array(items) => {
                visitor.visit_seq(Blocks::open(self.cursor, items, self.matching)?)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Node::Union(branches) = self.node else {
            return visitor.visit_some(self);
        };
        let branch = self.branch(branches)?;
        match branch.node {
            Node::Null => visitor.visit_none(),
            _ => visitor.visit_some(branch),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.node {
            Node::Enum(schema) => {
                let index = self.cursor.index(schema.symbols.len())?;
                let symbol: StrDeserializer<'_, Fault> =
                    schema.symbols[index].as_str().into_deserializer();
                visitor.visit_enum(symbol)
            }
            Node::Union(branches) => self
                .branch(branches)?
                .deserialize_enum(name, variants, visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        skip(self.cursor, self.node)?;
        visitor.visit_unit()
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char str bytes byte_buf
        unit unit_struct newtype_struct tuple tuple_struct map struct identifier
    }
}

/// Reads over a value. Each step takes a byte or more, or goes one level down.
fn skip(cursor: &mut Cursor<'_>, node: &Node) -> Result<(), Fault> {
    match node {
        Node::Null => Ok(()),
        Node::Boolean => cursor.boolean().map(drop),
        Node::Int | Node::Long | Node::TimestampMillis | Node::Enum(_) => cursor.long().map(drop),
        Node::Float => cursor.take(4).map(drop),
        Node::Double => cursor.take(8).map(drop),
        Node::Bytes | Node::Text => cursor.bytes().map(drop),
        Node::Fixed(size) => cursor.take(*size).map(drop),
        Node::Array(items) => skip_blocks(cursor, items, |_| Ok(())),
        Node::Map(items) => skip_blocks(cursor, items, |cursor| cursor.bytes().map(drop)),
        Node::Union(branches) => {
            let index = cursor.index(branches.len())?;
            skip(cursor, &branches[index])
        }
        Node::Record(record) => record
            .fields
            .iter()
            .try_for_each(|field| skip(cursor, &field.node)),
    }
}

fn skip_blocks(
    cursor: &mut Cursor<'_>,
    items: &Items,
    skip_key: impl Fn(&mut Cursor<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    loop {
        let count = cursor.block(items.minimum_bytes)?;
        if count == 0 {
            return Ok(());
        }
        for _ in 0..count {
            skip_key(cursor)?;
            skip(cursor, &items.node)?;
        }
    }
}

/// The fields of a record, in the writer's order.
struct Fields<'c, 'p, 'de> {
    cursor: &'c mut Cursor<'de>,
    fields: std::iter::Enumerate<std::slice::Iter<'p, FieldNode>>,
    current: Option<&'p FieldNode>,
    matching: Matching,
}

impl<'de> MapAccess<'de> for Fields<'_, '_, 'de> {
    type Error = Fault;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some((position, field)) = self.fields.next() else {
            return Ok(None);
        };
        self.current = Some(field);
        match self.matching {
            Matching::ByName => {
                let name: StrDeserializer<'_, Fault> = field.name.as_str().into_deserializer();
                seed.deserialize(name).map(Some)
            }
            Matching::ByPosition => {
                let position: U64Deserializer<Fault> = (position as u64).into_deserializer();
                seed.deserialize(position).map(Some)
            }
        }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some(field) = self.current else {
            return Err(Fault::new("a value was asked for before its key"));
        };
        let value = seed.deserialize(Reader::new(self.cursor, &field.node, self.matching));
        value.map_err(|fault| in_field(field, &fault))
    }
}

#[cold]
fn in_field(field: &FieldNode, fault: &Fault) -> Fault {
    Fault::new(format!("{}: {fault}", field.name))
}

/// The blocks of an array or a map.
struct Blocks<'c, 'p, 'de> {
    cursor: &'c mut Cursor<'de>,
    items: &'p Items,
    left_in_block: usize,
    matching: Matching,
}

impl<'c, 'p, 'de> Blocks<'c, 'p, 'de> {
    #[inline]
    fn open(
        cursor: &'c mut Cursor<'de>,
        items: &'p Items,
        matching: Matching,
    ) -> Result<Self, Fault> {
        let left_in_block = cursor.block(items.minimum_bytes)?;
        Ok(Self {
            cursor,
            items,
            left_in_block,
            matching,
        })
    }

    fn value<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let value = seed.deserialize(Reader::new(self.cursor, &self.items.node, self.matching))?;
        self.left_in_block -= 1;
        if self.left_in_block == 0 {
            self.left_in_block = self.cursor.block(self.items.minimum_bytes)?;
        }
        Ok(value)
    }
}

impl<'de> SeqAccess<'de> for Blocks<'_, '_, 'de> {
    type Error = Fault;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        if self.left_in_block == 0 {
            return Ok(None);
        }
        self.value(seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left_in_block)
    }
}

impl<'de> MapAccess<'de> for Blocks<'_, '_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        if self.left_in_block == 0 {
            return Ok(None);
        }
        seed.deserialize(Reader::new(self.cursor, &Node::Text, self.matching))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        self.value(seed)
    }
}
