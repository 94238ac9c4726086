//! How a product declares a setting that is one of a few words.

use std::fmt;

use crate::config::suggest::closest;

/// A word that is none of the choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownChoice {
    choices: &'static [&'static str],
    intended: Option<&'static str>,
}

impl UnknownChoice {
    /// The error for this word.
    pub fn new(word: &str, choices: &'static [&'static str]) -> Self {
        Self {
            choices,
            intended: closest(word, choices.iter().copied()),
        }
    }

    /// The choice that was probably meant.
    pub const fn intended(&self) -> Option<&'static str> {
        self.intended
    }
}

impl std::error::Error for UnknownChoice {}

impl fmt::Display for UnknownChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.intended {
            Some(intended) => write!(formatter, "did you mean {intended:?}?"),
            None => write!(formatter, "the choices are {}", self.choices.join(", ")),
        }
    }
}

/// Declares an enum whose variants are words of the configuration: `Variant = "word",` with a doc comment on each.
///
/// The enum gets `FromStr`, `Display` and [`Setting`](crate::config::Setting).
#[macro_export]
macro_rules! choice {
    (
        $(#[doc = $about:literal])*
        pub enum $name:ident {
            $( $(#[doc = $variant_about:literal])* $variant:ident = $word:literal, )+
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[doc = $variant_about])* $variant, )+
        }

        impl $name {
            /// Every choice as it is written, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The choice as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::config::UnknownChoice;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::config::UnknownChoice::new(word, Self::WORDS)),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl $crate::config::Setting for $name {
            fn shape() -> $crate::config::Shape {
                $crate::config::Shape::Value(format!("one of {}", Self::WORDS.join(", ")).into())
            }

            fn read(
                node: &$crate::config::Node,
            ) -> Result<Self, Vec<$crate::config::Problem>> {
                $crate::config::read_choice(node, Self::WORDS)
            }

            fn show(&self) -> Option<$crate::config::TomlValue> {
                Some($crate::config::TomlValue::String(self.as_str().to_owned()))
            }
        }
    };
}
