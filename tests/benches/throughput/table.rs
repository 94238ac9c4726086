//! The table at the end.

use crate::{measure::Measured, row::Row};

/// What the rounds measured, a row each.
#[derive(Default)]
pub struct Table {
    rows: Vec<(Row, Vec<Measured>)>,
}

impl Table {
    /// Adds what a row measured in its next round.
    pub fn push(&mut self, row: Row, measured: Measured) {
        match self.rows.iter_mut().find(|(known, _)| *known == row) {
            Some((_, rounds)) => rounds.push(measured),
            None => self.rows.push((row, vec![measured])),
        }
    }

    /// Prints medians of the rounds; ratios and differences are to the bare copy of the same round.
    pub fn print(&self) {
        let bare = self.rows.iter().find(|(row, _)| *row == Row::Bare);
        let bare = bare.map_or(&[][..], |(_, rounds)| rounds);
        println!(
            "{:38} {:>10} {:>13} {:>12} {:>12} {:>12}",
            "", "items/s", "of bare copy", "CPU us/item", "beyond bare", "peak RSS MB"
        );
        for (row, rounds) in &self.rows {
            let beside = || rounds.iter().zip(bare);
            println!(
                "{:38} {:>10.0} {:>13.3} {:>12.2} {:>12.2} {:>12.0}",
                row.label(),
                median(rounds.iter().map(|it| it.items_a_second)),
                median(beside().map(|(it, bare)| it.items_a_second / bare.items_a_second)),
                median(rounds.iter().map(|it| it.cpu_micros_an_item)),
                median(beside().map(|(it, bare)| it.cpu_micros_an_item - bare.cpu_micros_an_item)),
                median(rounds.iter().map(|it| it.peak_megabytes)),
            );
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
