//! Whether one schema may follow another: FULL_TRANSITIVE, and Dateline's own rules, which are stricter.
//!
//! Avro's resolution allows what still hurts: promotions that older readers cannot undo, and unions that grow. Every
//! consumer, in any language, must be able to read old data with the new schema and new data with the old.

use std::{collections::HashMap, fmt};

use apache_avro::{
    Schema,
    schema::Name,
    schema_compatibility::{Compatibility, SchemaCompatibility},
};

use crate::codec::{
    plan::{EnumNode, FieldNode, Node, RecordNode},
    schema::{WriterSchema, parse_record},
};

#[cfg(test)]
mod tests;

/// A rule that a schema, or a change of one, breaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Where: record and fields, from the root.
    pub path: String,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.message)
    }
}

/// Checks that a schema follows the rules that keep it open to change: nullables with `null` first and null as
/// default, `long` for every integer, the symbol `unknown` as the default of every enum, a default and a doc for every field.
pub fn well_formed(schema_json: &str) -> Result<(), Vec<Violation>> {
    let mut violations = Violations::default();
    if let Some(schema) = violations.parsed("the schema", schema_json) {
        violations.record_rules("", &schema.record);
    }
    violations.verdict()
}

/// Checks that data of either schema can be read by the other, now and after further changes.
pub fn compatible(old_json: &str, new_json: &str) -> Result<(), Vec<Violation>> {
    let mut violations = Violations::default();
    let old = violations.parsed("the old schema", old_json);
    let new = violations.parsed("the new schema", new_json);
    if let (Some(old), Some(new)) = (old, new) {
        violations.compare("", &old.root, &new.root);
    }
    if let (Ok(old), Ok(new)) = (parse_record(old_json), parse_record(new_json)) {
        let old = expanded(&old, &mut HashMap::new());
        let new = expanded(&new, &mut HashMap::new());
        violations.resolution("new schema reading old data", &old, &new);
        violations.resolution("old schema reading new data", &new, &old);
    }
    violations.verdict()
}

/// The schema with every reference replaced by what it refers to: `can_read` takes a reference and its definition for
/// different types, so that moving a definition would look like a change. Schemas that contain themselves are refused
/// before.
fn expanded(schema: &Schema, known: &mut HashMap<Name, Schema>) -> Schema {
    let mut schema = schema.clone();
    match &mut schema {
        Schema::Ref { name } => return known.get(name).cloned().unwrap_or(schema),
        Schema::Array(array) => *array.items = expanded(&array.items, known),
        Schema::Map(map) => *map.types = expanded(&map.types, known),
        Schema::Union(union) => {
            let branches = union.variants().iter();
            let branches = branches.map(|branch| expanded(branch, known)).collect();
            if let Ok(expanded) = apache_avro::schema::UnionSchema::new(branches) {
                *union = expanded;
            }
        }
        Schema::Record(record) => {
            for field in &mut record.fields {
                field.schema = expanded(&field.schema, known);
            }
        }
        _ => {}
    }
    if let Some(name) = schema.name() {
        known.insert(name.clone(), schema.clone());
    }
    schema
}

#[derive(Default)]
struct Violations {
    found: Vec<Violation>,
}

impl Violations {
    fn add(&mut self, path: &str, message: impl Into<String>) {
        self.found.push(Violation {
            path: path.to_owned(),
            message: message.into(),
        });
    }

    fn parsed(&mut self, which: &str, json: &str) -> Option<WriterSchema> {
        WriterSchema::parse(json)
            .map_err(|error| self.add(which, error.to_string()))
            .ok()
    }

    fn verdict(mut self) -> Result<(), Vec<Violation>> {
        self.found.sort();
        self.found.dedup();
        if self.found.is_empty() {
            return Ok(());
        }
        Err(self.found)
    }

    fn resolution(&mut self, direction: &str, writer: &Schema, reader: &Schema) {
        match SchemaCompatibility::can_read(writer, reader) {
            Ok(Compatibility::Full) => {}
            Ok(Compatibility::Partial) => self.add(direction, "fails for some data"),
            Err(error) => self.add(direction, first_line(&error.to_string())),
        }
    }

    fn compare(&mut self, path: &str, old: &Node, new: &Node) {
        match (old, new) {
            (Node::Record(old), Node::Record(new)) => self.compare_records(path, old, new),
            (Node::Enum(old), Node::Enum(new)) => self.compare_enums(path, old, new),
            (Node::Array(old), Node::Array(new)) | (Node::Map(old), Node::Map(new)) => {
                self.compare(&format!("{path}[]"), &old.node, &new.node);
            }
            (Node::Union(old), Node::Union(new)) if old.len() == new.len() => {
                for (old, new) in old.iter().zip(new.iter()) {
                    self.compare(path, old, new);
                }
            }
            (Node::Union(_), _) | (_, Node::Union(_)) => {
                self.add(path, "a union is widened or narrowed: add a field instead")
            }
            (old, new) if old == new => {}
            (old, new) => self.add(
                path,
                format!("{} becomes {}: add a field instead", kind(old), kind(new)),
            ),
        }
    }

    fn compare_records(&mut self, path: &str, old: &RecordNode, new: &RecordNode) {
        let path = joined(path, &old.name, &new.name);
        if old.name != new.name {
            self.add(&path, "the record has another name");
        }
        for field in &new.fields {
            let path = format!("{path}.{}", field.name);
            match find(&old.fields, &field.name) {
                Some(before) => self.compare_fields(&path, before, field),
                None if field.default.is_none() => {
                    self.add(&path, "a field without default is added");
                }
                None => {}
            }
        }
        for field in &old.fields {
            if find(&new.fields, &field.name).is_none() {
                self.add(
                    &format!("{path}.{}", field.name),
                    "a field is removed or renamed: leave it and stop filling it",
                );
            }
        }
    }

    fn compare_fields(&mut self, path: &str, old: &FieldNode, new: &FieldNode) {
        if old.default != new.default {
            self.add(
                path,
                "the default changes: old data would change its meaning",
            );
        }
        self.compare(path, &old.node, &new.node);
    }

    fn compare_enums(&mut self, path: &str, old: &EnumNode, new: &EnumNode) {
        if old.name != new.name {
            self.add(path, "the enum has another name");
        }
        if old.default.is_none() || old.default != new.default {
            self.add(
                path,
                "the enum has no default, or another one: older readers fail on new symbols",
            );
        }
        for symbol in &old.symbols {
            if !new.symbols.contains(symbol) {
                self.add(path, format!("the symbol {symbol} is removed"));
            }
        }
    }

    fn record_rules(&mut self, path: &str, record: &RecordNode) {
        let path = joined(path, &record.name, &record.name);
        for field in &record.fields {
            let path = format!("{path}.{}", field.name);
            if field.doc.as_deref().unwrap_or_default().is_empty() {
                self.add(&path, "has no doc");
            }
            self.default_rules(&path, field);
            self.type_rules(&path, &field.node);
        }
    }

    fn default_rules(&mut self, path: &str, field: &FieldNode) {
        match (&field.node, &field.default) {
            (_, None) => self.add(path, "has no default"),
            (Node::Union(_), Some(default)) if !default.is_null() => {
                self.add(path, "is nullable, and its default is not null");
            }
            (Node::Array(_), Some(default)) if default.as_array().is_none_or(|a| !a.is_empty()) => {
                self.add(path, "is an array, and its default is not empty");
            }
            _ => {}
        }
    }

    fn type_rules(&mut self, path: &str, node: &Node) {
        match node {
            Node::Int => self.add(path, "is an int: integers are long"),
            Node::Float => self.add(path, "is a float: numbers are double"),
            Node::Union(branches) => match &branches[..] {
                [Node::Null, value] => self.type_rules(path, value),
                _ => self.add(path, "is a union other than null and one type"),
            },
            Node::Array(items) | Node::Map(items) => {
                self.type_rules(&format!("{path}[]"), &items.node);
            }
            Node::Enum(schema) => {
                if schema.default.as_deref() != Some("unknown") {
                    self.add(path, "is an enum whose default is not unknown");
                }
                if schema.doc.is_none() {
                    self.add(path, "is an enum without doc");
                }
            }
            Node::Record(record) => self.record_rules(path, record),
            _ => {}
        }
    }
}

fn find<'a>(fields: &'a [FieldNode], name: &str) -> Option<&'a FieldNode> {
    fields.iter().find(|field| field.name == name)
}

fn joined(path: &str, old_name: &str, new_name: &str) -> String {
    match path {
        "" if old_name == new_name => short(old_name).to_owned(),
        "" => format!("{}→{}", short(old_name), short(new_name)),
        path => path.to_owned(),
    }
}

fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

const fn kind(node: &Node) -> &'static str {
    match node {
        Node::Null => "null",
        Node::Boolean => "boolean",
        Node::Int => "int",
        Node::Long => "long",
        Node::TimestampMillis => "timestamp-millis",
        Node::Float => "float",
        Node::Double => "double",
        Node::Bytes => "bytes",
        Node::Text => "string",
        Node::Fixed(_) => "fixed",
        Node::Array(_) => "array",
        Node::Map(_) => "map",
        Node::Union(_) => "union",
        Node::Record(_) => "record",
        Node::Enum(_) => "enum",
    }
}
