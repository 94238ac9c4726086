//! Whole numbers within limits.

use crate::config::{Node, Problem, Setting, Shape, Value};

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bounded<const MIN: u64, const MAX: u64>(u64);

impl<const MIN: u64, const MAX: u64> Bounded<MIN, MAX> {
    /// A default of a configuration; the compiler refuses one out of range.
    pub const fn of<const VALUE: u64>() -> Self {
        const { assert!(MIN <= VALUE && VALUE <= MAX, "out of range") };
        Self(VALUE)
    }

    /// The number, if it is in range.
    pub const fn try_new(number: u64) -> Option<Self> {
        if MIN <= number && number <= MAX {
            Some(Self(number))
        } else {
            None
        }
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }

    fn expected() -> String {
        format!("a whole number from {MIN} to {MAX}")
    }
}

impl<const MIN: u64, const MAX: u64> Setting for Bounded<MIN, MAX> {
    fn shape() -> Shape {
        Shape::Value(Self::expected().into())
    }

    fn read(node: &Node) -> Result<Self, Vec<Problem>> {
        let number = match &node.value {
            Value::Integer(number) => u64::try_from(*number).ok(),
            Value::Untyped(text) => text.trim().parse().ok(),
            _ => None,
        };
        number
            .and_then(Self::try_new)
            .ok_or_else(|| vec![node.mismatch(&Self::expected())])
    }

    fn show(&self) -> Option<toml::Value> {
        i64::try_from(self.0).ok().map(toml::Value::Integer)
    }
}
