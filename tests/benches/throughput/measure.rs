//! Wall time and CPU time of a stretch of this process, and the table of them.

use std::{fs, time::Instant};

use anyhow::Context as _;

/// Clock ticks a second of `/proc/self/stat`: USER_HZ is 100 on every Linux that Rust runs on.
const TICKS_A_SECOND: f64 = 100.0;

/// What a stretch took.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    pub items_a_second: f64,
    pub cpu_micros_an_item: f64,
}

/// A stretch that began.
pub struct Clock {
    started: Instant,
    cpu_seconds: f64,
}

impl Clock {
    /// Begins now.
    pub fn start() -> anyhow::Result<Self> {
        Ok(Self {
            started: Instant::now(),
            cpu_seconds: cpu_seconds()?,
        })
    }

    /// Ends now.
    pub fn stop(self, items: usize) -> anyhow::Result<Measured> {
        let (seconds, cpu) = (
            self.started.elapsed().as_secs_f64(),
            cpu_seconds()? - self.cpu_seconds,
        );
        Ok(Measured {
            items_a_second: items as f64 / seconds,
            cpu_micros_an_item: cpu * 1e6 / items as f64,
        })
    }
}

/// User and system time of all threads of this process.
fn cpu_seconds() -> anyhow::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat
        .rsplit_once(") ")
        .context("/proc/self/stat has no name")?;
    let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS_A_SECOND)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Prints the rows; ratios are to the first row, within the same round.
pub fn table(rows: &[(&str, Vec<Measured>)]) {
    println!(
        "{:28} {:>12} {:>12} {:>12}",
        "", "items/s", "CPU us/item", "of the bare"
    );
    let Some((_, bare)) = rows.first() else {
        return;
    };
    for (name, rounds) in rows {
        let ratios = rounds
            .iter()
            .zip(bare)
            .map(|(row, bare)| row.items_a_second / bare.items_a_second);
        println!(
            "{name:28} {:>12.0} {:>12.2} {:>12.2}",
            median(rounds.iter().map(|row| row.items_a_second).collect()),
            median(rounds.iter().map(|row| row.cpu_micros_an_item).collect()),
            median(ratios.collect()),
        );
    }
}
