//! The layer of the TOML file.

use std::{collections::BTreeMap, fs, io, path::Path};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::config::{Node, Origin, Problem, Value, node::child_key};

/// A configuration is written by hand; anything larger is another file by mistake.
const MAX_BYTES: u64 = 1024 * 1024;

pub fn read(path: &Path) -> Result<Node, Problem> {
    let text = read_text(path)?;
    let document = DeTable::parse(&text).map_err(|error| not_toml(path, &text, &error))?;
    let source = Source { path, text: &text };
    Ok(source.table("", 0, document.get_ref()))
}

struct Source<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn table(&self, key: &str, start: usize, table: &DeTable<'_>) -> Node {
        let mut children = BTreeMap::new();
        for (name, value) in table {
            let child = child_key(key, name.get_ref());
            // A table's own span may begin behind its header: its key tells the line better.
            let node = self.value(&child, name.span().start, value);
            children.insert(name.get_ref().to_string(), node);
        }
        Node::new(key, self.origin(start), Value::Table(children))
    }

    fn value(&self, key: &str, start: usize, spanned: &Spanned<DeValue<'_>>) -> Node {
        let value = match spanned.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(integer) => Value::Integer(integer),
                    Err(_) => Value::Text(number.as_str().to_owned()),
                }
            }
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(float) => Value::Float(float),
                Err(_) => Value::Text(number.as_str().to_owned()),
            },
            DeValue::Boolean(yes) => Value::Boolean(*yes),
            DeValue::Datetime(time) => Value::Text(time.to_string()),
            DeValue::Array(values) => Value::List(
                values
                    .iter()
                    .enumerate()
                    .map(|(index, value)| {
                        self.value(&format!("{key}[{index}]"), value.span().start, value)
                    })
                    .collect(),
            ),
            DeValue::Table(table) => return self.table(key, start, table),
        };
        Node::new(key, self.origin(start), value)
    }

    fn origin(&self, byte: usize) -> Origin {
        Origin::File {
            path: self.path.to_owned(),
            line: line_of(self.text, byte),
        }
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

fn read_text(path: &Path) -> Result<String, Problem> {
    let unreadable = |error: io::Error| Problem {
        what: "the configuration file cannot be read".to_owned(),
        place: path.display().to_string(),
        why: match error.kind() {
            io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
            _ => reason(&error),
        },
        remedy: "name a readable TOML file with --config, or leave the flag out for the defaults"
            .to_owned(),
    };
    let length = fs::metadata(path).map_err(unreadable)?.len();
    if length > MAX_BYTES {
        let why = format!("it has {length} bytes, and at most {MAX_BYTES} are read");
        return Err(unreadable(io::Error::other(why)));
    }
    fs::read_to_string(path).map_err(unreadable)
}

/// The system's words without the number that Rust appends.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_lowercase(),
        None => text,
    }
}

fn not_toml(path: &Path, text: &str, error: &toml::de::Error) -> Problem {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    Problem {
        what: "the configuration file is not valid TOML".to_owned(),
        place: format!("{}, line {line}", path.display()),
        why: error.message().lines().collect::<Vec<_>>().join("; "),
        remedy: "correct that line; `dateline config show --default` prints a complete file"
            .to_owned(),
    }
}
