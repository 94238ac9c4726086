//! Names that become part of topic names, group names and identities.

use std::{fmt, str::FromStr};

/// Kafka takes topic names of 249 characters; this leaves room for what is put behind it.
const MAX_CHARACTERS: usize = 100;

/// Letters, digits, dots, dashes and underscores: what Kafka takes in the name of a topic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// A text that is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing.
    #[error("it is empty")]
    Empty,
    /// More than [`MAX_CHARACTERS`].
    #[error("it has {0} characters")]
    TooLong(usize),
    /// A character that Kafka does not take.
    #[error("it has a {0:?} in it")]
    Character(char),
}

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name that is known to be one.
    pub(super) fn of_default(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let allowed = |character: &char| {
            character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_')
        };
        if let Some(character) = text.chars().find(|character| !allowed(character)) {
            return Err(NameError::Character(character));
        }
        match text.len() {
            0 => Err(NameError::Empty),
            length if length > MAX_CHARACTERS => Err(NameError::TooLong(length)),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

dateline_runtime::text_setting!(
    Name,
    "1 to 100 letters, digits, dots, dashes and underscores"
);
