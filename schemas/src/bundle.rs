//! Makes self-contained schemas out of the fragments in `avro/`: the tool behind `avro/released/`, run by its test.

use std::{collections::HashSet, fs, path::PathBuf};

use serde_json::{Map, Value};

const NAMESPACE: &str = "dev.dateline.wire.";

fn fragment(name: &str) -> Value {
    let path = avro().join(format!("{name}.avsc"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

pub(crate) fn avro() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("avro")
}

/// Whether goldens are to be written instead of compared.
pub(crate) fn bless() -> bool {
    std::env::var_os("DATELINE_BLESS").is_some()
}

/// The fragment of this name with every other fragment inlined where it is first used.
pub(crate) fn bundle(name: &str) -> Value {
    let mut defined = HashSet::from([format!("{NAMESPACE}{name}")]);
    let mut schema = fragment(name);
    inline_fields(&mut schema, &mut defined);
    schema
}

fn inline_fields(schema: &mut Value, defined: &mut HashSet<String>) {
    let fields = schema.get_mut("fields").and_then(Value::as_array_mut);
    for field in fields.into_iter().flatten() {
        inline(&mut field["type"], defined);
    }
}

fn inline(schema: &mut Value, defined: &mut HashSet<String>) {
    match schema {
        Value::String(name) => {
            let Some(short) = name.strip_prefix(NAMESPACE) else {
                return;
            };
            if defined.insert(name.clone()) {
                let mut definition = fragment(short);
                inline_fields(&mut definition, defined);
                *schema = definition;
            }
        }
        Value::Array(branches) => branches
            .iter_mut()
            .for_each(|branch| inline(branch, defined)),
        Value::Object(members) => {
            for key in ["items", "values"] {
                if let Some(member) = members.get_mut(key) {
                    inline(member, defined);
                }
            }
        }
        _ => {}
    }
}

/// Members of a schema, in the order in which a person reads them.
const ORDER: [&str; 10] = [
    "name",
    "type",
    "logicalType",
    "namespace",
    "items",
    "values",
    "symbols",
    "default",
    "doc",
    "fields",
];

/// JSON with a schema's members in reading order, one field a line or indented.
pub(crate) fn pretty(value: &Value, indent: usize) -> String {
    let pad = " ".repeat(indent + 2);
    let end = " ".repeat(indent);
    match value {
        Value::Object(members) if is_flat(members) => {
            let parts = ordered(members).map(|(key, value)| format!("\"{key}\": {value}"));
            format!("{{ {} }}", parts.collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) => {
            let parts = ordered(members)
                .map(|(key, value)| format!("{pad}\"{key}\": {}", pretty(value, indent + 2)));
            format!("{{\n{}\n{end}}}", parts.collect::<Vec<_>>().join(",\n"))
        }
        Value::Array(values) if values.iter().any(Value::is_object) => {
            let parts = values
                .iter()
                .map(|value| format!("{pad}{}", pretty(value, indent + 2)));
            format!("[\n{}\n{end}]", parts.collect::<Vec<_>>().join(",\n"))
        }
        other => other.to_string(),
    }
}

fn is_flat(members: &Map<String, Value>) -> bool {
    members.len() <= 2
        && members
            .values()
            .all(|value| !value.is_object() && !value.is_array())
}

fn ordered(members: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    let mut members: Vec<_> = members.iter().collect();
    members.sort_by_key(|(key, _)| ORDER.iter().position(|known| known == key));
    members.into_iter()
}

mod tests {
    use super::*;
    use crate::contract::RecordKind;

    #[test]
    fn the_newest_released_bundle_is_what_the_fragments_say() {
        for kind in RecordKind::ALL {
            let short = kind.full_name().trim_start_matches(NAMESPACE);
            let bundle = bundle(short);
            if bless() {
                let number = kind.released().len();
                let path = avro().join(format!("released/{short}.{number}.avsc"));
                fs::write(path, pretty(&bundle, 0) + "\n").unwrap();
            } else {
                let released: Value = serde_json::from_str(kind.newest_schema()).unwrap();
                assert!(
                    bundle == released,
                    "{short} differs from its released bundle"
                );
            }
        }
    }
}
