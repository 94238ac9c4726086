//! Secrets: from files of their own or environment variables, and never shown.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use crate::config::{Node, Origin, Problem, Setting, Shape, Value, file::reason, node::child_key};

/// No password or key is longer; anything larger is another file by mistake.
const MAX_BYTES: u64 = 64 * 1024;

const REDACTED: &str = "[redacted]";

/// A text that must not be seen: whatever prints it prints `[redacted]`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps this text out of sight.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the client that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(REDACTED)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(REDACTED)
    }
}

impl Setting for Secret {
    fn shape() -> Shape {
        Shape::Secret
    }

    fn read(node: &Node) -> Result<Self, Vec<Problem>> {
        match (&node.origin, &node.value) {
            (Origin::Environment(_) | Origin::SecretFile(_), Value::Untyped(text)) => {
                Ok(Self(text.clone()))
            }
            _ => Err(vec![in_plain_sight(node)]),
        }
    }

    fn show(&self) -> Option<toml::Value> {
        Some(toml::Value::String(REDACTED.to_owned()))
    }
}

/// The key that names the file of a secret.
pub fn file_key(name: &str) -> String {
    format!("{name}_file")
}

/// Reads the files that `…_file` keys name into the keys of the secrets themselves.
pub fn resolve(root: &mut Node, shape: &Shape) -> Vec<Problem> {
    let mut problems = Vec::new();
    visit(root, shape, &mut problems);
    problems
}

fn visit(node: &mut Node, shape: &Shape, problems: &mut Vec<Problem>) {
    match (&mut node.value, shape) {
        (Value::Table(children), Shape::Table { fields, .. }) => {
            for field in fields {
                if !matches!(field.shape, Shape::Secret) {
                    if let Some(child) = children.get_mut(field.name) {
                        visit(child, &field.shape, problems);
                    }
                    continue;
                }
                let Some(file) = children.remove(&file_key(field.name)) else {
                    continue;
                };
                let direct = children.get(field.name);
                match take(&file, direct, &child_key(&node.key, field.name)) {
                    Ok(Some(secret)) => {
                        children.insert(field.name.to_owned(), secret);
                    }
                    Ok(None) => {}
                    Err(problem) => problems.push(problem),
                }
            }
        }
        (Value::List(nodes), Shape::Tables { fields, about }) => {
            let shape = Shape::Table {
                fields: fields.clone(),
                about: about.clone(),
            };
            nodes
                .iter_mut()
                .for_each(|node| visit(node, &shape, problems));
        }
        _ => {}
    }
}

/// The secret out of its file; `None` when the secret is set in a higher layer than the file's name.
fn take(file: &Node, direct: Option<&Node>, key: &str) -> Result<Option<Node>, Problem> {
    if let Some(direct) = direct {
        return match (&direct.origin, &file.origin) {
            (Origin::Environment(_), Origin::File { .. }) => Ok(None),
            _ => Err(Problem {
                what: format!("both `{key}` and `{}` are set", file.key),
                place: format!("{} and {}", direct.origin, file.origin),
                why: "which of the two holds cannot be told".to_owned(),
                remedy: "remove one of the two".to_owned(),
            }),
        };
    }
    let (Value::Text(name) | Value::Untyped(name)) = &file.value else {
        return Err(file.mismatch("the path of a file"));
    };
    let path = beside_the_configuration(Path::new(name), &file.origin);
    let text = read_file(&path).map_err(|why| Problem {
        what: format!(
            "the secret file {} of `{}` cannot be used",
            path.display(),
            file.key
        ),
        place: file.origin.to_string(),
        why,
        remedy: format!(
            "put the secret alone into a file that this process can read, or correct `{}`",
            file.key
        ),
    })?;
    let origin = Origin::SecretFile(path);
    Ok(Some(Node::new(key, origin, Value::Untyped(text))))
}

/// A relative path in a configuration file is meant from that file's directory.
fn beside_the_configuration(path: &Path, origin: &Origin) -> PathBuf {
    match origin {
        Origin::File {
            path: configuration,
            ..
        } => configuration
            .parent()
            .map_or_else(|| path.to_owned(), |directory| directory.join(path)),
        _ => path.to_owned(),
    }
}

fn read_file(path: &Path) -> Result<String, String> {
    let length = fs::metadata(path).map_err(|error| reason(&error))?.len();
    if length > MAX_BYTES {
        return Err(format!(
            "it has {length} bytes, and at most {MAX_BYTES} are read"
        ));
    }
    let text = fs::read_to_string(path).map_err(|error| reason(&error))?;
    // Editors end a file with a line break that is no part of the secret.
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err("it is empty".to_owned()),
        secret => Ok(secret.to_owned()),
    }
}

fn in_plain_sight(node: &Node) -> Problem {
    let why = match &node.origin {
        Origin::Flag(_) => "everybody on the machine can read the flags of a process",
        _ => "a configuration file is copied, shared and printed; a secret must not be in it",
    };
    let mut remedy = format!("name a file that holds it with `{}`", file_key(&node.key));
    // What is in a list of tables has no variable of its own.
    if !node.key.contains('[') {
        let variable = super::environment::variable_of(&node.key);
        remedy += &format!(", or set the environment variable {variable}");
    }
    Problem {
        what: format!("the secret `{}` stands in plain sight", node.key),
        place: node.origin.to_string(),
        why: why.to_owned(),
        remedy,
    }
}
