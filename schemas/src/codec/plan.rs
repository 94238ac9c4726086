//! A schema made ready for reading: references resolved, and every shape refused that could make reading unbounded.

use std::{collections::HashMap, sync::Arc};

use apache_avro::{
    Schema,
    schema::{DecimalSchema, InnerDecimalSchema, Name, UuidSchema},
};
use serde_json::Value;

/// A type of a schema, ready for reading.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Null,
    Boolean,
    Int,
    Long,
    TimestampMillis,
    Float,
    Double,
    Bytes,
    Text,
    Fixed(usize),
    Array(Arc<Items>),
    Map(Arc<Items>),
    Union(Arc<[Self]>),
    Record(Arc<RecordNode>),
    Enum(Arc<EnumNode>),
}

/// The items of an array or the values of a map.
#[derive(Debug, PartialEq)]
pub(crate) struct Items {
    pub(crate) node: Node,
    /// No item is encoded in fewer bytes, a map's key included: what bounds a block's count.
    pub(crate) minimum_bytes: usize,
}

#[derive(Debug, PartialEq)]
pub(crate) struct RecordNode {
    pub(crate) name: String,
    pub(crate) fields: Vec<FieldNode>,
    minimum_bytes: usize,
    depth: usize,
}

#[derive(Debug, PartialEq)]
pub(crate) struct FieldNode {
    pub(crate) name: String,
    pub(crate) node: Node,
    pub(crate) default: Option<Value>,
    pub(crate) doc: Option<String>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct EnumNode {
    pub(crate) name: String,
    pub(crate) symbols: Vec<String>,
    pub(crate) default: Option<String>,
    pub(crate) doc: Option<String>,
}

/// Deepest nesting of a type: ours nest six deep. Reading recurses once for each level.
pub(crate) const MAX_DEPTH: usize = 32;

/// Why a schema cannot be used for reading.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum Refusal {
    #[error("the type {0} contains itself")]
    Recursive(String),
    #[error("the type {0} is used but not defined")]
    Undefined(String),
    #[error("types nest more than {MAX_DEPTH} deep")]
    TooDeep,
    #[error("a type that takes no bytes stands outside a union")]
    Empty,
}

impl Node {
    pub(crate) fn compile(schema: &Schema) -> Result<Self, Refusal> {
        Compiler::default().node(schema)
    }

    /// No value of this type is encoded in fewer bytes.
    fn minimum_bytes(&self) -> usize {
        match self {
            Self::Null => 0,
            Self::Float => 4,
            Self::Double => 8,
            Self::Fixed(size) => *size,
            Self::Record(record) => record.minimum_bytes,
            // A branch costs its index; the cheapest branch may be null.
            Self::Union(_) => 1,
            _ => 1,
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::Array(items) | Self::Map(items) => items.node.depth() + 1,
            Self::Union(branches) => branches.iter().map(Self::depth).max().unwrap_or_default() + 1,
            Self::Record(record) => record.depth,
            _ => 1,
        }
    }
}

#[derive(Default)]
struct Compiler {
    /// `None` while the type is being compiled: a use of it then is a recursion.
    named: HashMap<Name, Option<Node>>,
}

impl Compiler {
    fn node(&mut self, schema: &Schema) -> Result<Node, Refusal> {
        Ok(match schema {
            Schema::Null => Node::Null,
            Schema::Boolean => Node::Boolean,
            Schema::Int | Schema::Date | Schema::TimeMillis => Node::Int,
            Schema::TimestampMillis => Node::TimestampMillis,
            Schema::Long
            | Schema::TimeMicros
            | Schema::TimestampMicros
            | Schema::TimestampNanos
            | Schema::LocalTimestampMillis
            | Schema::LocalTimestampMicros
            | Schema::LocalTimestampNanos => Node::Long,
            Schema::Float => Node::Float,
            Schema::Double => Node::Double,
            Schema::Bytes | Schema::BigDecimal | Schema::Uuid(UuidSchema::Bytes) => Node::Bytes,
            Schema::String | Schema::Uuid(UuidSchema::String) => Node::Text,
            Schema::Decimal(DecimalSchema { inner, .. }) => match inner {
                InnerDecimalSchema::Bytes => Node::Bytes,
                InnerDecimalSchema::Fixed(fixed) => {
                    self.named(&fixed.name, |_| Ok(Node::Fixed(fixed.size)))?
                }
            },
            Schema::Fixed(fixed)
            | Schema::Duration(fixed)
            | Schema::Uuid(UuidSchema::Fixed(fixed)) => {
                self.named(&fixed.name, |_| Ok(Node::Fixed(fixed.size)))?
            }
            Schema::Array(array) => Node::Array(self.items(&array.items, 0)?),
            Schema::Map(map) => Node::Map(self.items(&map.types, 1)?),
            Schema::Union(union) => Node::Union(self.branches(union.variants())?),
            Schema::Record(_) | Schema::Enum(_) => self.defined(schema)?,
            Schema::Ref { name } => match self.named.get(name) {
                Some(Some(node)) => node.clone(),
                Some(None) => return Err(Refusal::Recursive(name.to_string())),
                None => return Err(Refusal::Undefined(name.to_string())),
            },
        })
    }

    fn defined(&mut self, schema: &Schema) -> Result<Node, Refusal> {
        match schema {
            Schema::Enum(schema) => self.named(&schema.name, |_| {
                Ok(Node::Enum(Arc::new(EnumNode {
                    name: schema.name.to_string(),
                    symbols: schema.symbols.clone(),
                    default: schema.default.clone(),
                    doc: schema.doc.clone(),
                })))
            }),
            Schema::Record(schema) => self.named(&schema.name, |compiler| {
                let fields = schema.fields.iter().map(|field| {
                    Ok(FieldNode {
                        name: field.name.clone(),
                        node: compiler.sized(&field.schema)?,
                        default: field.default.clone(),
                        doc: field.doc.clone(),
                    })
                });
                record(schema.name.to_string(), fields.collect::<Result<_, _>>()?)
            }),
            _ => self.node(schema),
        }
    }

    fn named(
        &mut self,
        name: &Name,
        build: impl FnOnce(&mut Self) -> Result<Node, Refusal>,
    ) -> Result<Node, Refusal> {
        self.named.insert(name.clone(), None);
        let node = build(self)?;
        self.named.insert(name.clone(), Some(node.clone()));
        Ok(node)
    }

    /// A type that takes at least a byte: work is then bounded by the datum's length.
    fn sized(&mut self, schema: &Schema) -> Result<Node, Refusal> {
        let node = self.node(schema)?;
        if node.depth() > MAX_DEPTH {
            return Err(Refusal::TooDeep);
        }
        if node.minimum_bytes() == 0 {
            return Err(Refusal::Empty);
        }
        Ok(node)
    }

    fn items(&mut self, schema: &Schema, key_bytes: usize) -> Result<Arc<Items>, Refusal> {
        let node = self.sized(schema)?;
        let minimum_bytes = node.minimum_bytes().saturating_add(key_bytes);
        Ok(Arc::new(Items {
            node,
            minimum_bytes,
        }))
    }

    fn branches(&mut self, schemas: &[Schema]) -> Result<Arc<[Node]>, Refusal> {
        let branches = schemas.iter().map(|schema| match schema {
            Schema::Null => Ok(Node::Null),
            other => self.sized(other),
        });
        branches.collect()
    }
}

fn record(name: String, fields: Vec<FieldNode>) -> Result<Node, Refusal> {
    let minimum_bytes = fields.iter().fold(0_usize, |sum, field| {
        sum.saturating_add(field.node.minimum_bytes())
    });
    let deepest = fields.iter().map(|field| field.node.depth()).max();
    let depth = deepest.unwrap_or_default() + 1;
    if depth > MAX_DEPTH {
        return Err(Refusal::TooDeep);
    }
    Ok(Node::Record(Arc::new(RecordNode {
        name,
        fields,
        minimum_bytes,
        depth,
    })))
}
