//! Configuration in layers: defaults, one TOML file, environment variables, flags.
//!
//! A product describes its settings once, with [`section!`](crate::section): the type, what each field does and its
//! default. From that follow reading, the check for unknown keys, and what `config show` prints. Whatever is wrong is
//! reported at once, each with its place, its reason and what to do about it.

mod bounded;
mod choice;
mod environment;
mod file;
mod node;
mod overrides;
mod problem;
mod secret;
mod section;
mod setting;
mod show;
mod suggest;
#[cfg(test)]
mod tests;
mod unknown;

use std::{collections::BTreeMap, path::Path};

pub use bounded::Bounded;
pub use choice::UnknownChoice;
pub use environment::Environment;
pub use node::{Node, Origin, Value};
pub use overrides::{Override, Overrides};
pub use problem::{ConfigError, Problem, Violation};
pub use secret::Secret;
pub use section::TableReader;
pub use setting::{Field, Setting, Shape, read_choice, read_text};
/// A value as the configuration file would have it.
pub use toml::Value as TomlValue;

pub use show::{documented_defaults, effective_json, effective_toml};

/// Where values come from besides the defaults; a later one wins over an earlier one.
#[derive(Debug, Clone, Copy)]
pub struct Layers<'a> {
    /// The TOML file; `None` for none.
    pub file: Option<&'a Path>,
    /// Environment variables.
    pub environment: &'a Environment,
    /// Flags.
    pub overrides: &'a Overrides,
}

/// A configuration, and where each of its values came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded<T> {
    /// The values.
    pub value: T,
    origins: BTreeMap<String, Origin>,
}

/// Reads all layers into one configuration.
///
/// # Errors
/// Everything that is wrong in any layer: unreadable files, unknown keys, values of a wrong type or out of range.
pub fn load<T: Setting>(layers: Layers<'_>) -> Result<Loaded<T>, ConfigError> {
    let shape = T::shape();
    let mut root = Node::empty_table();
    if let Some(path) = layers.file {
        root.merge(file::read(path)?);
    }
    root.merge(layers.environment.layer(&shape)?);
    root.merge(layers.overrides.layer()?);

    let mut problems = unknown::find(&root, &shape);
    problems.extend(secret::resolve(&mut root, &shape));
    match T::read(&root) {
        Ok(value) if problems.is_empty() => Ok(Loaded {
            value,
            origins: root.origins(),
        }),
        Ok(_) => Err(ConfigError::new(problems)),
        Err(unreadable) => {
            problems.extend(unreadable);
            Err(ConfigError::new(problems))
        }
    }
}

impl<T: Setting> Loaded<T> {
    /// Where the value of this key came from, for example `pump.transaction_interval_ms`.
    pub fn origin(&self, key: &str) -> &Origin {
        self.origins.get(key).unwrap_or(&Origin::Default)
    }

    /// Accepts the configuration if there are no violations of rules that span several keys.
    ///
    /// # Errors
    /// The violations, with the place of the key that each one names.
    pub fn ensure(self, violations: Vec<Violation>) -> Result<Self, ConfigError> {
        if violations.is_empty() {
            return Ok(self);
        }
        let problems = violations.into_iter().map(|violation| {
            let origin = self.origin(&violation.key).clone();
            violation.at(&origin)
        });
        Err(ConfigError::new(problems.collect()))
    }
}
