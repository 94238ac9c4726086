//! How a product declares a section of its configuration: type, meaning and default in one place.

use std::collections::BTreeMap;

use crate::config::{Node, Problem, Setting, Value};

/// Reads the fields of a table one after the other and gathers what is wrong with them.
#[derive(Debug)]
pub struct TableReader<'a> {
    children: &'a BTreeMap<String, Node>,
    problems: Vec<Problem>,
}

impl<'a> TableReader<'a> {
    /// Begins to read a table.
    ///
    /// # Errors
    /// That it is no table.
    pub fn open(node: &'a Node) -> Result<Self, Vec<Problem>> {
        match &node.value {
            Value::Table(children) => Ok(Self {
                children,
                problems: Vec::new(),
            }),
            _ => Err(vec![node.mismatch("a table")]),
        }
    }

    /// The value of a field, or its default if it is not set or not readable.
    pub fn read<T: Setting>(&mut self, name: &str, default: T) -> T {
        let Some(node) = self.children.get(name) else {
            return default;
        };
        match T::read(node) {
            Ok(value) => value,
            Err(unreadable) => {
                self.problems.extend(unreadable);
                default
            }
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// Everything that was wrong with its fields.
    pub fn finish(self) -> Result<(), Vec<Problem>> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(self.problems)
        }
    }
}

/// Declares a section: `pub field: Type = default,` with a doc comment on each, which `config show --default` prints.
///
/// The struct gets `Debug`, `Clone`, `PartialEq`, `Default` and [`Setting`](crate::config::Setting).
#[macro_export]
macro_rules! section {
    (
        $(#[doc = $about:literal])*
        pub struct $name:ident {
            $( $(#[doc = $field_about:literal])* pub $field:ident: $kind:ty = $default:expr, )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[doc = $field_about])* pub $field: $kind, )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )* }
            }
        }

        impl $crate::config::Setting for $name {
            fn shape() -> $crate::config::Shape {
                let default = Self::default();
                $crate::config::Shape::Table {
                    about: vec![$($about),*],
                    fields: vec![$(
                        $crate::config::Field {
                            name: stringify!($field),
                            about: vec![$($field_about),*],
                            shape: <$kind as $crate::config::Setting>::shape(),
                            default: $crate::config::Setting::show(&default.$field),
                        }
                    ),*],
                }
            }

            fn read(
                node: &$crate::config::Node,
            ) -> Result<Self, Vec<$crate::config::Problem>> {
                let mut reader = $crate::config::TableReader::open(node)?;
                let default = Self::default();
                $( let $field = reader.read(stringify!($field), default.$field); )*
                reader.finish()?;
                Ok(Self { $( $field ),* })
            }

            fn show(&self) -> Option<$crate::config::TomlValue> {
                let shown = [$( (stringify!($field), $crate::config::Setting::show(&self.$field)) ),*];
                let set = shown.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
                Some($crate::config::TomlValue::Table(set.collect()))
            }
        }
    };
}

/// Makes a type a setting that is written as text: it needs `FromStr` and `Display`. The words complete "it must be …".
#[macro_export]
macro_rules! text_setting {
    ($name:ty, $expected:expr) => {
        impl $crate::config::Setting for $name {
            fn shape() -> $crate::config::Shape {
                $crate::config::Shape::Value($expected.into())
            }

            fn read(node: &$crate::config::Node) -> Result<Self, Vec<$crate::config::Problem>> {
                $crate::config::read_text(node, $expected)
            }

            fn show(&self) -> Option<$crate::config::TomlValue> {
                Some($crate::config::TomlValue::String(self.to_string()))
            }
        }
    };
}
