//! The layer of flags.

use crate::config::{ConfigError, Node, Origin, Problem, Value};

/// What flags set, in their order; a later one wins.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overrides {
    settings: Vec<(String, String, Override)>,
}

/// What a flag sets a key to.
#[derive(Debug, Clone, PartialEq)]
pub enum Override {
    /// One value, as text.
    Text(String),
    /// A list of values.
    List(Vec<String>),
    /// A list of tables, each by names and values.
    Tables(Vec<Vec<(String, Self)>>),
}

impl Overrides {
    /// Sets a key, for example `admin.listen`, on behalf of a flag, for example `--admin-listen`.
    pub fn set(&mut self, key: &str, flag: &str, value: Override) {
        self.settings.push((key.to_owned(), flag.to_owned(), value));
    }

    /// Sets a key to a text if there is one.
    pub fn set_some(&mut self, key: &str, flag: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.set(key, flag, Override::Text(value.to_owned()));
        }
    }

    /// Takes `KEY=VALUE`, as `--set` has it.
    ///
    /// # Errors
    /// A text without `=` or without a key.
    pub fn set_assignment(&mut self, flag: &str, assignment: &str) -> Result<(), ConfigError> {
        match assignment.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => {
                self.set(key.trim(), flag, Override::Text(value.to_owned()));
                Ok(())
            }
            _ => Err(Problem {
                what: format!("{assignment:?} sets nothing"),
                place: format!("flag {flag}"),
                why: "it has no `=` with a key before it".to_owned(),
                remedy: format!(
                    "write {flag} KEY=VALUE, for example {flag} pump.tick_interval_ms=200"
                ),
            }
            .into()),
        }
    }

    pub(super) fn layer(&self) -> Result<Node, ConfigError> {
        let mut root = Node::empty_table();
        for (key, flag, value) in &self.settings {
            let names: Vec<String> = key.split('.').map(str::to_owned).collect();
            let origin = Origin::Flag(flag.clone());
            root.insert(&names, origin.clone(), to_value(key, &origin, value));
        }
        Ok(root)
    }
}

fn to_value(key: &str, origin: &Origin, value: &Override) -> Value {
    let node = |key: String, value: Value| Node::new(&key, origin.clone(), value);
    match value {
        Override::Text(text) => Value::Untyped(text.clone()),
        Override::List(texts) => {
            let texts = texts.iter().enumerate();
            let nodes = texts
                .map(|(index, text)| node(format!("{key}[{index}]"), Value::Untyped(text.clone())));
            Value::List(nodes.collect())
        }
        Override::Tables(tables) => {
            let tables = tables.iter().enumerate();
            let nodes = tables.map(|(index, fields)| {
                let key = format!("{key}[{index}]");
                let fields = fields.iter().map(|(name, value)| {
                    let field_key = format!("{key}.{name}");
                    let value = to_value(&field_key, origin, value);
                    (name.clone(), node(field_key, value))
                });
                let table = Value::Table(fields.collect());
                node(key.clone(), table)
            });
            Value::List(nodes.collect())
        }
    }
}
