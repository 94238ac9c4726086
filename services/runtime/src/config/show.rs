//! What `config show` prints: the values in force with their origins, or every key with its meaning and default.

use std::fmt::Write as _;

use crate::config::{Field, Loaded, Setting, Shape, TomlValue, node::child_key, secret::file_key};

/// The configuration in force as TOML, with the origin of each value behind it and secrets redacted.
pub fn effective_toml<T: Setting>(loaded: &Loaded<T>) -> String {
    let mut text = String::new();
    let origin = |key: &str| loaded.origin(key).to_string();
    if let Some(TomlValue::Table(table)) = loaded.value.show() {
        let printer = EffectivePrinter { origin: &origin };
        printer.table(&mut text, "", &T::shape(), &table);
    }
    text
}

/// The configuration in force as JSON: for each key its `value` and its `origin`; secrets are redacted.
pub fn effective_json<T: Setting>(loaded: &Loaded<T>) -> serde_json::Value {
    let mut entries = serde_json::Map::new();
    let mut pending = vec![(String::new(), loaded.value.show())];
    while let Some((key, shown)) = pending.pop() {
        match shown {
            Some(TomlValue::Table(table)) => {
                let children = table.into_iter();
                pending.extend(children.map(|(name, value)| (child_key(&key, &name), Some(value))));
            }
            Some(value) => {
                let origin = loaded.origin(&key).to_string();
                entries.insert(key, serde_json::json!({ "value": value, "origin": origin }));
            }
            None => {}
        }
    }
    serde_json::Value::Object(entries)
}

/// Every key with its meaning and its default: a complete configuration file that changes nothing.
pub fn documented_defaults<T: Setting>() -> String {
    let mut text = String::new();
    if let Shape::Table { about, fields } = T::shape() {
        comment(&mut text, "", &about);
        documented_table(&mut text, "", "", &fields);
    }
    text
}

struct EffectivePrinter<'a> {
    origin: &'a dyn Fn(&str) -> String,
}

impl EffectivePrinter<'_> {
    /// TOML wants the plain values of a table before the tables within it.
    fn table(&self, text: &mut String, key: &str, shape: &Shape, table: &toml::Table) {
        let fields = match shape {
            Shape::Table { fields, .. } | Shape::Tables { fields, .. } => fields.as_slice(),
            _ => &[],
        };
        for (name, value) in in_order(table, fields) {
            if !is_table(value) {
                let key = child_key(key, name);
                let origin = (self.origin)(&key);
                let _ = writeln!(text, "{} = {value}  # {origin}", child_key("", name));
            }
        }
        for (name, value) in in_order(table, fields) {
            let key = child_key(key, name);
            let field = fields.iter().find(|field| field.name == name);
            let shape = field.map_or(&Shape::Secret, |field| &field.shape);
            match value {
                TomlValue::Table(table) => {
                    let _ = writeln!(text, "\n[{key}]");
                    self.table(text, &key, shape, table);
                }
                TomlValue::Array(tables) if is_table(value) => {
                    for (index, table) in tables.iter().enumerate() {
                        let _ = writeln!(text, "\n[[{key}]]");
                        if let TomlValue::Table(table) = table {
                            self.table(text, &format!("{key}[{index}]"), shape, table);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// The set fields in the order in which they are declared, then names of the user's choice.
fn in_order<'a>(
    table: &'a toml::Table,
    fields: &'a [Field],
) -> impl Iterator<Item = (&'a str, &'a TomlValue)> {
    let declared = fields
        .iter()
        .filter_map(|field| Some((field.name, table.get(field.name)?)));
    let free = table
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .filter(|(name, _)| fields.iter().all(|field| field.name != *name));
    declared.chain(free)
}

fn is_table(value: &TomlValue) -> bool {
    match value {
        TomlValue::Table(_) => true,
        TomlValue::Array(values) => values.first().is_some_and(TomlValue::is_table),
        _ => false,
    }
}

/// Keys first, sections behind them; `prefix` comments out what stands in an example.
fn documented_table(text: &mut String, prefix: &str, key: &str, fields: &[Field]) {
    for field in fields {
        match &field.shape {
            Shape::Value(expected) => {
                text.push('\n');
                comment(text, prefix, &field.about);
                let _ = writeln!(text, "{prefix}# It must be {expected}.");
                documented_value(text, prefix, field);
            }
            Shape::Secret => {
                text.push('\n');
                comment(text, prefix, &field.about);
                let _ = writeln!(
                    text,
                    "{prefix}# A secret: not written here, but into a file of its own or an environment variable."
                );
                let _ = writeln!(text, "{prefix}# {} =", file_key(field.name));
            }
            _ => {}
        }
    }
    for field in fields {
        let key = child_key(key, field.name);
        match &field.shape {
            Shape::Table { fields, .. } => {
                text.push('\n');
                comment(text, prefix, &field.about);
                let _ = writeln!(text, "{prefix}[{key}]");
                documented_table(text, prefix, &key, fields);
            }
            Shape::Tables { fields, .. } => {
                text.push('\n');
                comment(text, prefix, &field.about);
                let _ = writeln!(text, "# [[{key}]]");
                documented_table(text, "# ", &key, fields);
            }
            Shape::Map(expected) => {
                text.push('\n');
                comment(text, prefix, &field.about);
                let _ = writeln!(text, "{prefix}# Each must be {expected}.");
                let _ = writeln!(text, "{prefix}[{key}]");
                documented_entries(text, prefix, field);
            }
            Shape::Value(_) | Shape::Secret => {}
        }
    }
}

fn documented_value(text: &mut String, prefix: &str, field: &Field) {
    let _ = match &field.default {
        Some(default) => writeln!(text, "{prefix}{} = {default}", field.name),
        None => writeln!(text, "{prefix}# {} =", field.name),
    };
}

fn documented_entries(text: &mut String, prefix: &str, field: &Field) {
    if let Some(TomlValue::Table(entries)) = &field.default {
        for (name, value) in entries {
            let _ = writeln!(text, "{prefix}{} = {value}", child_key("", name));
        }
    }
}

/// Lines of a doc comment, which begin with the blank behind `///`.
fn comment(text: &mut String, prefix: &str, lines: &[&str]) {
    for line in lines {
        let _ = writeln!(text, "{prefix}#{}", line.trim_end());
    }
}
