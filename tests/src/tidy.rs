//! The rules of the house, held over the source tree so that nobody has to remember them.
//!
//! Each rule is a function from the files to what offends it, and is shown to find a planted offence.

mod floors;
mod names;
mod repository;
mod shape;
mod source;
mod words;

use std::fmt;

pub use source::{Source, tree};

/// A place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offence {
    /// Path of the file from the top of the repository.
    pub path: String,
    /// Line, from 1; 0 where it is about the whole file.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Offence {
    fn at(source: &Source, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: source.path.clone(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Offence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// A rule by its name.
pub type Rule = (&'static str, fn(&[Source]) -> Vec<Offence>);

/// All rules.
pub const RULES: [Rule; 12] = [
    ("floors look down only", floors::floors_look_down_only),
    (
        "dependencies are declared once",
        floors::dependencies_are_declared_once,
    ),
    (
        "crates take the workspace's lints",
        floors::crates_take_the_lints,
    ),
    (
        "files begin with their purpose",
        shape::files_begin_with_their_purpose,
    ),
    ("files have exact names", shape::files_have_exact_names),
    ("files are short", shape::files_are_short),
    ("functions are short", shape::functions_are_short),
    (
        "production code does not panic or print",
        words::production_does_not_panic_or_print,
    ),
    (
        "tests neither sleep nor are skipped",
        words::tests_neither_sleep_nor_are_skipped,
    ),
    (
        "log messages are lower case and have no dot",
        words::log_messages_are_plain,
    ),
    ("names are spelled once", names::names_are_spelled_once),
    (
        "the repository is about the project",
        repository::is_about_the_project,
    ),
];

#[cfg(test)]
fn planted(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// The lines on which a rule finds something in these files.
#[cfg(test)]
fn lines_of(rule: fn(&[Source]) -> Vec<Offence>, sources: &[Source]) -> Vec<usize> {
    let mut lines: Vec<usize> = rule(sources).into_iter().map(|found| found.line).collect();
    lines.sort_unstable();
    lines
}
