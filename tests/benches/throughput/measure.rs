//! Wall time, CPU time and memory of a stretch of this process.

use std::{fs, time::Instant};

use anyhow::Context as _;
use serde_json::{Value, json};

/// Clock ticks a second of `/proc/self/stat`: USER_HZ is 100 on every Linux that Rust runs on.
const TICKS_A_SECOND: f64 = 100.0;

/// What a stretch took.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    pub items_a_second: f64,
    pub cpu_micros_an_item: f64,
    pub peak_megabytes: f64,
}

impl Measured {
    /// The form in which a row's process tells its parent.
    pub fn line(&self) -> String {
        let Self {
            items_a_second,
            cpu_micros_an_item,
            peak_megabytes,
        } = self;
        json!([items_a_second, cpu_micros_an_item, peak_megabytes]).to_string()
    }

    /// What a row's process told.
    pub fn from_line(line: &str) -> anyhow::Result<Self> {
        let value: Value = serde_json::from_str(line)?;
        let number = |index: usize| value[index].as_f64().context("a figure is missing");
        Ok(Self {
            items_a_second: number(0)?,
            cpu_micros_an_item: number(1)?,
            peak_megabytes: number(2)?,
        })
    }
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

    /// What has been taken so far.
    pub fn lap(&self, items: u64) -> anyhow::Result<Measured> {
        let (seconds, cpu) = (
            self.started.elapsed().as_secs_f64(),
            cpu_seconds()? - self.cpu_seconds,
        );
        Ok(Measured {
            items_a_second: items as f64 / seconds,
            cpu_micros_an_item: cpu * 1e6 / items as f64,
            peak_megabytes: peak_megabytes()?,
        })
    }
}

/// User and system time of all threads of this process, ended ones included.
fn cpu_seconds() -> anyhow::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat
        .rsplit_once(") ")
        .context("/proc/self/stat has no name")?;
    let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS_A_SECOND)
}

/// The most memory that this process ever had.
fn peak_megabytes() -> anyhow::Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    let kilobytes: f64 = peak.context("/proc/self/status has no VmHWM")?.parse()?;
    Ok(kilobytes * 1_024.0 / 1e6)
}
