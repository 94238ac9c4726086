//! What can stand behind a key, and how it is read, shown and explained.

use std::{borrow::Cow, collections::BTreeMap, fmt::Write as _, net::SocketAddr, path::PathBuf};

use crate::config::{
    Node, Origin, Problem, UnknownChoice, Value, node::child_key, suggest::did_you_mean,
};

/// A type that can stand behind a key of the configuration.
pub trait Setting: Sized {
    /// What the configuration may hold here.
    fn shape() -> Shape;

    /// Reads the value.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn read(node: &Node) -> Result<Self, Vec<Problem>>;

    /// The value as the configuration file would have it; `None` if it is not set.
    fn show(&self) -> Option<toml::Value>;
}

/// What the configuration may hold behind a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// One value, or a list of plain values; the text completes "it must be …".
    Value(Cow<'static, str>),
    /// A secret, which a second key with `_file` behind its name can point to.
    Secret,
    /// Values under names of the user's choice; the text completes "each must be …".
    Map(Cow<'static, str>),
    /// Fields under known names.
    Table {
        /// What the section is for.
        about: Vec<&'static str>,
        /// Its fields, in order.
        fields: Vec<Field>,
    },
    /// Any number of tables with the same fields.
    Tables {
        /// What one of them is for.
        about: Vec<&'static str>,
        /// Their fields, in order.
        fields: Vec<Field>,
    },
}

/// A known name in a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name.
    pub name: &'static str,
    /// Effect and edges, a line each.
    pub about: Vec<&'static str>,
    /// What it may hold.
    pub shape: Shape,
    /// What it holds when nobody sets it.
    pub default: Option<toml::Value>,
}

impl Shape {
    /// The full keys of everything that is not a table; those inside of lists of tables are left out.
    pub fn leaf_keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        self.collect_leaf_keys("", &mut keys);
        keys
    }

    fn collect_leaf_keys(&self, key: &str, keys: &mut Vec<String>) {
        match self {
            Self::Table { fields, .. } => fields.iter().for_each(|field| {
                let key = child_key(key, field.name);
                field.shape.collect_leaf_keys(&key, keys);
            }),
            _ => keys.push(key.to_owned()),
        }
    }
}

/// Reads a value that is written as text, by its `FromStr`.
///
/// # Errors
/// That it is no text, or not one of the wanted kind.
pub fn read_text<T: std::str::FromStr>(node: &Node, expected: &str) -> Result<T, Vec<Problem>>
where
    T::Err: std::fmt::Display,
{
    let (Value::Text(text) | Value::Untyped(text)) = &node.value else {
        return Err(vec![node.mismatch(expected)]);
    };
    text.parse().map_err(|error: T::Err| {
        let mut problem = node.mismatch(expected);
        let _ = write!(problem.why, ": {error}");
        vec![problem]
    })
}

/// Reads a value that is one of a few words.
///
/// # Errors
/// That it is none of them.
pub fn read_choice<T>(node: &Node, words: &[&str]) -> Result<T, Vec<Problem>>
where
    T: std::str::FromStr<Err = UnknownChoice>,
{
    let mut problem = node.mismatch(&format!("one of {}", words.join(", ")));
    let (Value::Text(text) | Value::Untyped(text)) = &node.value else {
        return Err(vec![problem]);
    };
    text.parse().map_err(|error: UnknownChoice| {
        if let Some(intended) = error.intended() {
            problem.remedy = did_you_mean(intended);
        }
        vec![problem]
    })
}

impl Setting for String {
    fn shape() -> Shape {
        Shape::Value("text".into())
    }

    fn read(node: &Node) -> Result<Self, Vec<Problem>> {
        match &node.value {
            Value::Text(text) | Value::Untyped(text) => Ok(text.clone()),
            _ => Err(vec![node.mismatch("text")]),
        }
    }

    fn show(&self) -> Option<toml::Value> {
        Some(toml::Value::String(self.clone()))
    }
}

impl Setting for PathBuf {
    fn shape() -> Shape {
        Shape::Value("a path".into())
    }

    fn read(node: &Node) -> Result<Self, Vec<Problem>> {
        match &node.value {
            Value::Text(text) | Value::Untyped(text) if !text.is_empty() => Ok(text.into()),
            _ => Err(vec![node.mismatch("a path")]),
        }
    }

    fn show(&self) -> Option<toml::Value> {
        Some(toml::Value::String(self.display().to_string()))
    }
}

crate::text_setting!(
    SocketAddr,
    "an IP address and a port, for example 127.0.0.1:9464"
);

impl Setting for bool {
    fn shape() -> Shape {
        Shape::Value("true or false".into())
    }

    fn read(node: &Node) -> Result<Self, Vec<Problem>> {
        match &node.value {
            Value::Boolean(yes) => Ok(*yes),
            Value::Untyped(text) if text == "true" => Ok(true),
            Value::Untyped(text) if text == "false" => Ok(false),
            _ => Err(vec![node.mismatch("true or false")]),
        }
    }

    fn show(&self) -> Option<toml::Value> {
        Some(toml::Value::Boolean(*self))
    }
}

impl<T: Setting> Setting for Option<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn read(node: &Node) -> Result<Self, Vec<Problem>> {
        T::read(node).map(Some)
    }

    fn show(&self) -> Option<toml::Value> {
        self.as_ref().and_then(Setting::show)
    }
}

impl<T: Setting> Setting for Vec<T> {
    fn shape() -> Shape {
        match T::shape() {
            Shape::Table { about, fields } => Shape::Tables { about, fields },
            Shape::Value(expected) => Shape::Value(format!("a list, each {expected}").into()),
            other => other,
        }
    }

    fn read(node: &Node) -> Result<Self, Vec<Problem>> {
        let nodes = match (&node.value, T::shape()) {
            (Value::List(nodes), _) => nodes,
            (Value::Untyped(text), Shape::Value(_)) => &comma_separated(node, text),
            (_, Shape::Table { .. }) => return Err(vec![tables_expected(node)]),
            _ => return Err(vec![node.mismatch("a list")]),
        };
        let mut values = Self::with_capacity(nodes.len());
        let mut problems = Vec::new();
        for node in nodes {
            match T::read(node) {
                Ok(value) => values.push(value),
                Err(unreadable) => problems.extend(unreadable),
            }
        }
        if problems.is_empty() {
            Ok(values)
        } else {
            Err(problems)
        }
    }

    fn show(&self) -> Option<toml::Value> {
        Some(toml::Value::Array(
            self.iter().filter_map(Setting::show).collect(),
        ))
    }
}

impl<T: Setting> Setting for BTreeMap<String, T> {
    fn shape() -> Shape {
        match T::shape() {
            Shape::Value(expected) => Shape::Map(expected),
            other => other,
        }
    }

    fn read(node: &Node) -> Result<Self, Vec<Problem>> {
        let Value::Table(children) = &node.value else {
            return Err(vec![node.mismatch("a table")]);
        };
        let mut values = Self::new();
        let mut problems = Vec::new();
        for (name, child) in children {
            match T::read(child) {
                Ok(value) => {
                    values.insert(name.clone(), value);
                }
                Err(unreadable) => problems.extend(unreadable),
            }
        }
        if problems.is_empty() {
            Ok(values)
        } else {
            Err(problems)
        }
    }

    fn show(&self) -> Option<toml::Value> {
        let shown = self
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.show()?)));
        Some(toml::Value::Table(shown.collect()))
    }
}

fn comma_separated(node: &Node, text: &str) -> Vec<Node> {
    let texts = text
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let texts = texts.map(|text| Value::Untyped(text.to_owned()));
    texts
        .map(|value| Node::new(&node.key, node.origin.clone(), value))
        .collect()
}

fn tables_expected(node: &Node) -> Problem {
    let mut problem = node.mismatch("a list of tables");
    if matches!(node.origin, Origin::Environment(_) | Origin::Flag(_)) {
        problem.why = "a list of tables does not fit into one text".to_owned();
        problem.remedy = format!("write [[{}]] into the configuration file", node.key);
    }
    problem
}
