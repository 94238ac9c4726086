//! The values of one layer, each with its key and where it came from.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use crate::config::Problem;

/// A value with its full key and its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Full key, for example `producer.sources[0].name`; empty for the whole configuration.
    pub key: String,
    /// Where it came from.
    pub origin: Origin,
    /// What it is.
    pub value: Value,
}

/// What a key holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text of a variable or a flag, whose type only the reader of the key knows.
    Untyped(String),
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// Yes or no.
    Boolean(bool),
    /// Values in order.
    List(Vec<Node>),
    /// Values by name.
    Table(BTreeMap<String, Node>),
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A line of the configuration file.
    File {
        /// The file as it was named.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
    },
    /// An environment variable, by name.
    Environment(String),
    /// A flag, with its dashes.
    Flag(String),
    /// A file that holds nothing but a secret, named by another key.
    SecretFile(PathBuf),
}

impl Node {
    /// A configuration that sets nothing.
    pub fn empty_table() -> Self {
        Self::new("", Origin::Default, Value::Table(BTreeMap::new()))
    }

    /// A value under this full key.
    pub fn new(key: &str, origin: Origin, value: Value) -> Self {
        Self {
            key: key.to_owned(),
            origin,
            value,
        }
    }

    /// Lays another layer over this one: tables are joined, everything else is replaced.
    pub fn merge(&mut self, above: Self) {
        match (&mut self.value, above.value) {
            (Value::Table(below), Value::Table(above)) => {
                for (name, node) in above {
                    match below.get_mut(&name) {
                        Some(existing) => existing.merge(node),
                        None => {
                            below.insert(name, node);
                        }
                    }
                }
            }
            (value, replacement) => {
                *value = replacement;
                self.origin = above.origin;
            }
        }
    }

    /// Sets the value at a path of names, making the tables above it.
    pub fn insert(&mut self, names: &[String], origin: Origin, value: Value) {
        let Some((last, tables)) = names.split_last() else {
            return;
        };
        let mut node = self;
        for name in tables {
            let table = Value::Table(BTreeMap::new());
            node = node.child_or(name, &origin, table);
        }
        let leaf = node.child_or(last, &origin, Value::Untyped(String::new()));
        leaf.origin = origin;
        leaf.value = value;
    }

    /// The origin of every value, by full key.
    pub fn origins(&self) -> BTreeMap<String, Origin> {
        let mut origins = BTreeMap::new();
        self.collect_origins(&mut origins);
        origins
    }

    /// That the value is not what the key takes.
    pub fn mismatch(&self, expected: &str) -> Problem {
        Problem {
            what: format!("`{}` is {}", self.key, self.value),
            place: self.origin.to_string(),
            why: format!("it must be {expected}"),
            remedy: format!("set `{}` to {expected}, or remove it", self.key),
        }
    }

    fn child_or(&mut self, name: &str, origin: &Origin, value: Value) -> &mut Self {
        let key = child_key(&self.key, name);
        let child = || Self::new(&key, origin.clone(), value);
        if let Value::Table(ref mut children) = self.value {
            return children.entry(name.to_owned()).or_insert_with(child);
        }
        // What stood here was no table, so nothing can be below it: the longer key wins.
        self.value = Value::Table(BTreeMap::new());
        self.child_or(name, origin, child().value)
    }

    fn collect_origins(&self, origins: &mut BTreeMap<String, Origin>) {
        if self.origin != Origin::Default {
            origins.insert(self.key.clone(), self.origin.clone());
        }
        match &self.value {
            Value::List(nodes) => nodes.iter().for_each(|node| node.collect_origins(origins)),
            Value::Table(nodes) => nodes
                .values()
                .for_each(|node| node.collect_origins(origins)),
            _ => {}
        }
    }
}

/// The full key of a name in a table; names that are not bare in TOML are quoted.
pub fn child_key(parent: &str, name: &str) -> String {
    let bare = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
    let name = if !name.is_empty() && name.chars().all(bare) {
        name.to_owned()
    } else {
        format!("{name:?}")
    };
    if parent.is_empty() {
        name
    } else {
        format!("{parent}.{name}")
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untyped(text) | Self::Text(text) => write!(formatter, "{text:?}"),
            Self::Integer(number) => write!(formatter, "{number}"),
            Self::Float(number) => write!(formatter, "{number}"),
            Self::Boolean(yes) => write!(formatter, "{yes}"),
            Self::List(_) => formatter.write_str("a list"),
            Self::Table(_) => formatter.write_str("a table"),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File { path, line } => write!(formatter, "{}, line {line}", path.display()),
            Self::Environment(name) => write!(formatter, "environment variable {name}"),
            Self::Flag(name) => write!(formatter, "flag {name}"),
            Self::SecretFile(path) => write!(formatter, "secret file {}", path.display()),
        }
    }
}
