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

    /// Prints medians of the rounds; ratios and differences are to the copies of the same round.
    pub fn print(&self) {
        let (bare, tuned) = (self.rounds(Row::Bare), self.rounds(Row::Tuned));
        println!(
            "{:38} {:>10} {:>13} {:>14} {:>12} {:>12} {:>12}",
            "",
            "items/s",
            "of bare copy",
            "of tuned copy",
            "CPU us/item",
            "beyond bare",
            "peak RSS MB"
        );
        for (row, rounds) in &self.rows {
            let ratio = |yardstick: &[Measured]| {
                let beside = rounds.iter().zip(yardstick);
                median(beside.map(|(it, copy)| it.items_a_second / copy.items_a_second))
            };
            let beside = rounds.iter().zip(bare);
            println!(
                "{:38} {:>10.0} {:>13.3} {:>14.3} {:>12.2} {:>12.2} {:>12.0}",
                row.label(),
                median(rounds.iter().map(|it| it.items_a_second)),
                ratio(bare),
                ratio(tuned),
                median(rounds.iter().map(|it| it.cpu_micros_an_item)),
                median(beside.map(|(it, bare)| it.cpu_micros_an_item - bare.cpu_micros_an_item)),
                median(rounds.iter().map(|it| it.peak_megabytes)),
            );
        }
    }

    fn rounds(&self, row: Row) -> &[Measured] {
        let found = self.rows.iter().find(|(known, _)| *known == row);
        found.map_or(&[], |(_, rounds)| rounds)
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
