//! Counts of right answers, for each set and half.

use std::collections::BTreeMap;

use crate::{
    data::Half,
    report::{Row, Target},
};

/// Counts for each set and half.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<(String, Half), Count>);

/// Right ones among all, and the same for the reference.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    all: usize,
    right: usize,
}

impl Tally {
    /// Counts one answer.
    pub fn count(&mut self, set: &str, half: Half, right: bool) {
        let count = self.0.entry((set.to_owned(), half)).or_default();
        count.all += 1;
        count.right += usize::from(right);
    }

    /// A row for each set and half.
    pub fn rows(&self, class: &str, target: Target) -> Vec<Row> {
        let row = |((set, half), count): (&(String, Half), &Count)| Row {
            set: set.clone(),
            class: class.to_owned(),
            half: Some(*half),
            items: count.all,
            figure: share(count.right, count.all),
            target: Some(target),
            reference: None,
        };
        self.0.iter().map(row).collect()
    }
}

/// A share of a whole; 0 of nothing.
pub fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
