//! Metrics of the process itself, read when they are asked for.

use std::{
    fs,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use prometheus::{
    Counter, Gauge, IntGauge, IntGaugeVec, Opts, Registry,
    core::{Collector, Desc},
    proto::MetricFamily,
};

/// The kernel counts a process's time in hundredths of a second, on every Linux that there is.
const TICKS_PER_SECOND: f64 = 100.0;

/// Version, age, memory, processor time and open files of this process.
#[derive(Debug)]
pub struct ProcessMetrics {
    build_info: IntGaugeVec,
    start_time: Gauge,
    uptime: Gauge,
    resident_memory: IntGauge,
    processor_time: Counter,
    open_files: IntGauge,
    started: Instant,
}

impl ProcessMetrics {
    /// Registers the metrics under the names that dashboards for Prometheus know.
    ///
    /// # Errors
    /// A registry that has them already.
    pub fn register(registry: &Registry, version: &str) -> prometheus::Result<()> {
        let build_info = IntGaugeVec::new(
            Opts::new("dateline_build_info", "Always 1; says which version runs."),
            &["version"],
        )?;
        build_info.with_label_values(&[version]).set(1);
        let start_time = Gauge::new(
            "process_start_time_seconds",
            "When the process started, in seconds since the epoch.",
        )?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        start_time.set(now.unwrap_or_default().as_secs_f64());
        registry.register(Box::new(Self {
            build_info,
            start_time,
            uptime: Gauge::new(
                "dateline_uptime_seconds",
                "How long the process has been running, by a clock that nobody can set.",
            )?,
            resident_memory: IntGauge::new(
                "process_resident_memory_bytes",
                "How much memory the process holds.",
            )?,
            processor_time: Counter::new(
                "process_cpu_seconds_total",
                "How much processor time the process has used, in user and system mode together.",
            )?,
            open_files: IntGauge::new(
                "process_open_fds",
                "How many files and sockets the process has open.",
            )?,
            started: Instant::now(),
        }))
    }

    fn read(&self) {
        self.uptime.set(self.started.elapsed().as_secs_f64());
        if let Some(bytes) = resident_bytes() {
            self.resident_memory.set(bytes);
        }
        if let Some(seconds) = processor_seconds() {
            // It only grows, but is known in hundredths.
            let more = (seconds - self.processor_time.get()).max(0.0);
            self.processor_time.inc_by(more);
        }
        if let Ok(files) = fs::read_dir("/proc/self/fd") {
            let files = i64::try_from(files.count()).unwrap_or(i64::MAX);
            self.open_files.set(files);
        }
    }

    fn collectors(&self) -> [&dyn Collector; 6] {
        [
            &self.build_info,
            &self.start_time,
            &self.uptime,
            &self.resident_memory,
            &self.processor_time,
            &self.open_files,
        ]
    }
}

impl Collector for ProcessMetrics {
    fn desc(&self) -> Vec<&Desc> {
        let collectors = self.collectors();
        collectors.into_iter().flat_map(Collector::desc).collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.read();
        let collectors = self.collectors();
        collectors
            .into_iter()
            .flat_map(Collector::collect)
            .collect()
    }
}

/// `status` gives kilobytes, where `statm` would want to know the size of a page.
fn resident_bytes() -> Option<i64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the process stands in parentheses and may hold blanks; user and system time are the 12th and 13th
    // field behind it.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut ticks = fields.split_whitespace().skip(11);
    let user: f64 = ticks.next()?.parse().ok()?;
    let system: f64 = ticks.next()?.parse().ok()?;
    Some((user + system) / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_of_the_process_has_a_plausible_value() {
        let registry = Registry::new();
        ProcessMetrics::register(&registry, "1.2.3").unwrap();
        let families = registry.gather();
        let value = |name: &str| {
            let family = families.iter().find(|family| family.name() == name);
            let metric = &family.unwrap().get_metric()[0];
            metric.get_gauge().get_value() + metric.get_counter().get_value()
        };
        assert!((value("dateline_build_info") - 1.0).abs() < f64::EPSILON);
        assert!(value("process_start_time_seconds") > 1.6e9);
        assert!(value("process_resident_memory_bytes") > 100_000.0);
        assert!(value("process_open_fds") >= 3.0);
        assert!(value("dateline_uptime_seconds") > 0.0);
        assert!(value("process_cpu_seconds_total") >= 0.0);
        let names: Vec<&str> = families.iter().map(MetricFamily::name).collect();
        insta::assert_debug_snapshot!(names);
    }
}
