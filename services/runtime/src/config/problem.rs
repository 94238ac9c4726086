//! What is wrong with a configuration: what, where, why and what to do.

use std::fmt;

use crate::config::Origin;

/// One thing that is wrong, in the words that an operator reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, the key named.
    pub what: String,
    /// The file and line, environment variable or flag that says so.
    pub place: String,
    /// Why that is not accepted.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
}

/// Everything that is wrong with a configuration; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

/// A rule over several keys that a configuration breaks; it has no place yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The key to look at, for example `producer.sources[0].name`.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// Why that is not accepted.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
}

impl Violation {
    pub(super) fn at(self, origin: &Origin) -> Problem {
        Problem {
            what: self.what,
            place: match origin {
                Origin::Default => format!("key `{}`, which is not set", self.key),
                origin => format!("key `{}` in {origin}", self.key),
            },
            why: self.why,
            remedy: self.remedy,
        }
    }
}

impl ConfigError {
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self { problems }
    }

    /// What is wrong, in the order in which it was found.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl From<Problem> for ConfigError {
    fn from(problem: Problem) -> Self {
        Self::new(vec![problem])
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.what)?;
        writeln!(formatter, "  where: {}", self.place)?;
        writeln!(formatter, "  why:   {}", self.why)?;
        write!(formatter, "  do:    {}", self.remedy)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            problem.fmt(formatter)?;
        }
        Ok(())
    }
}
