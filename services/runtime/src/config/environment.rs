//! The layer of environment variables: `DATELINE_SECTION__KEY`.

use std::{collections::BTreeMap, env, ffi::OsString};

use crate::config::{
    ConfigError, Node, Origin, Problem, Shape, Value,
    suggest::{closest, did_you_mean},
};

const PREFIX: &str = "DATELINE_";
const SEPARATOR: &str = "__";

/// The variables of a process that begin with `DATELINE_`.
///
/// A section and its key are parted by two underscores. A name without them is a key of the top level; other such names
/// are not ours (Kubernetes sets `DATELINE_PORT` for a service called dateline) and are left alone, unless they look
/// like a key with an underscore too few.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<String, OsString>,
}

impl Environment {
    /// The variables of this process.
    pub fn of_process() -> Self {
        Self::from_variables(
            env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))),
        )
    }

    /// These variables; names with another prefix are left out.
    pub fn from_variables<Text: Into<OsString>>(
        variables: impl IntoIterator<Item = (String, Text)>,
    ) -> Self {
        let ours = variables
            .into_iter()
            .filter(|(name, _)| name.starts_with(PREFIX))
            .map(|(name, value)| (name, value.into()));
        Self {
            variables: ours.collect(),
        }
    }

    pub(super) fn layer(&self, shape: &Shape) -> Result<Node, ConfigError> {
        let known = shape.leaf_keys();
        let mut root = Node::empty_table();
        let mut problems = Vec::new();
        for (variable, value) in &self.variables {
            let path = variable[PREFIX.len()..].to_lowercase();
            let names: Vec<String> = path.split(SEPARATOR).map(str::to_owned).collect();
            if names.len() == 1 && !known.contains(&path) {
                problems.extend(almost_a_key(variable, &known));
                continue;
            }
            match value.to_str() {
                Some(text) => {
                    let origin = Origin::Environment(variable.clone());
                    root.insert(&names, origin, Value::Untyped(text.to_owned()));
                }
                None => problems.push(not_text(variable)),
            }
        }
        if problems.is_empty() {
            Ok(root)
        } else {
            Err(ConfigError::new(problems))
        }
    }
}

/// The variable that sets this key.
pub(super) fn variable_of(key: &str) -> String {
    let path = key.replace('.', SEPARATOR);
    format!("{PREFIX}{}", path.to_uppercase())
}

fn almost_a_key(variable: &str, known: &[String]) -> Option<Problem> {
    let variables: Vec<String> = known.iter().map(|key| variable_of(key)).collect();
    let with_two_underscores = variables
        .iter()
        .find(|name| name.replace(SEPARATOR, "_") == variable);
    let intended = with_two_underscores
        .map(String::as_str)
        .or_else(|| closest(variable, variables.iter().map(String::as_str)))?;
    Some(Problem {
        what: format!("the environment variable {variable} sets nothing"),
        place: format!("environment variable {variable}"),
        why: "a section and its key are parted by two underscores, and no key has this name"
            .to_owned(),
        remedy: did_you_mean(intended),
    })
}

fn not_text(variable: &str) -> Problem {
    Problem {
        what: format!("the value of {variable} is not text"),
        place: format!("environment variable {variable}"),
        why: "it is not valid UTF-8".to_owned(),
        remedy: "set it to UTF-8 text, or unset it".to_owned(),
    }
}
