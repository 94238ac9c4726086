//! A real Prometheus that scrapes what a chapter runs, and promtool's judgement on metrics and rules.

use std::{
    collections::BTreeMap,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::{
    deadline::wait_for,
    http,
    stack::{
        RunFolder,
        part::{Output, Part},
        parts,
        ports::free_port,
    },
};

const READY_WITHIN: Duration = Duration::from_secs(60);
const ATTEMPTS: u32 = 3;

/// A running Prometheus; it ends when it is dropped.
pub struct Prometheus {
    /// Kept for its drop, which ends the process.
    _part: Part,
    port: u16,
}

/// A service to scrape.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// Value of the label `job`; several targets may share one.
    pub job: &'a str,
    /// Its port on loopback.
    pub port: u16,
}

/// One series of an answer: its labels and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Labels as JSON, by name.
    pub labels: Value,
    /// The value at the time of the query.
    pub value: f64,
}

impl Prometheus {
    /// Starts one that scrapes these every second, with the rules of these files, and waits until it serves.
    ///
    /// # Errors
    /// When it is not installed, does not come up, or refuses a rule.
    pub fn start(targets: &[Target<'_>], rule_files: &[&Path]) -> anyhow::Result<Self> {
        let mut attempt = 1;
        loop {
            match Self::try_start(targets, rule_files) {
                Err(error) if attempt < ATTEMPTS && is_collision(&error) => attempt += 1,
                result => return result,
            }
        }
    }

    fn try_start(targets: &[Target<'_>], rule_files: &[&Path]) -> anyhow::Result<Self> {
        let folder = RunFolder::new("prometheus")?;
        let port = free_port()?;
        let config = folder.join("prometheus.yml");
        std::fs::write(&config, configuration(targets, rule_files))?;
        let mut command = Command::new(parts::path_of("prometheus")?);
        command.args([
            format!("--config.file={}", config.display()),
            format!("--storage.tsdb.path={}", folder.join("tsdb").display()),
            format!("--web.listen-address=127.0.0.1:{port}"),
        ]);
        let output = Output::in_folder(folder.path(), "prometheus");
        let mut part = Part::start("prometheus", &command, output)?;
        wait_for("Prometheus", READY_WITHIN, || {
            if let Some(status) = part.ended()? {
                bail!("Prometheus ended with {status}; {}", part.last_words());
            }
            let answer = http::get(port, "/-/ready").ok();
            Ok(answer.filter(|answer| answer.status == 200))
        })?;
        Ok(Self { _part: part, port })
    }

    /// Its port on loopback.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Evaluates a query now.
    ///
    /// # Errors
    /// When Prometheus refuses it; the message is its own.
    pub fn query(&self, promql: &str) -> anyhow::Result<Vec<Sample>> {
        let path = format!("/api/v1/query?query={}", http::query_value(promql));
        let answer = http::get(self.port, &path)?;
        let json: Value = serde_json::from_str(&answer.body)?;
        if answer.status != 200 {
            bail!("{promql}: {}", json["error"]);
        }
        samples(&json["data"]).with_context(|| format!("{promql}: {}", answer.body))
    }

    /// Waits until a query returns something that is `wanted`.
    ///
    /// # Errors
    /// When it does not in time, or Prometheus refuses the query.
    pub fn wait_for(
        &self,
        promql: &str,
        within: Duration,
        wanted: impl Fn(&[Sample]) -> bool,
    ) -> anyhow::Result<Vec<Sample>> {
        wait_for(&format!("a result of {promql}"), within, || {
            let found = self.query(promql)?;
            Ok((!found.is_empty() && wanted(&found)).then_some(found))
        })
    }
}

/// Has promtool judge metrics in the text format.
///
/// # Errors
/// What promtool objects to.
pub fn check_metrics(exposition: &str) -> anyhow::Result<()> {
    let mut promtool = Command::new(parts::path_of("promtool")?);
    promtool.args(["check", "metrics"]);
    promtool.stdin(Stdio::piped());
    promtool.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = promtool.spawn()?;
    let mut stdin = child
        .stdin
        .take()
        .context("promtool has no standard input")?;
    stdin.write_all(exposition.as_bytes())?;
    drop(stdin);
    judge("check metrics", &child.wait_with_output()?)
}

/// Has promtool judge a file of alerting and recording rules.
///
/// # Errors
/// What promtool objects to.
pub fn check_rules(file: &Path) -> anyhow::Result<()> {
    promtool(&["check", "rules"], file)
}

/// Has promtool run the unit tests of rules.
///
/// # Errors
/// What fails in them.
pub fn test_rules(file: &Path) -> anyhow::Result<()> {
    promtool(&["test", "rules"], file)
}

fn promtool(arguments: &[&str], file: &Path) -> anyhow::Result<()> {
    let mut promtool = Command::new(parts::path_of("promtool")?);
    judge(
        &arguments.join(" "),
        &promtool.args(arguments).arg(file).output()?,
    )
}

fn judge(what: &str, output: &std::process::Output) -> anyhow::Result<()> {
    if output.status.success() {
        return Ok(());
    }
    bail!(
        "promtool {what}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// JSON is YAML, too.
fn configuration(targets: &[Target<'_>], rule_files: &[&Path]) -> String {
    let mut addresses: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for target in targets {
        let address = format!("127.0.0.1:{}", target.port);
        addresses.entry(target.job).or_default().push(address);
    }
    let jobs: Vec<Value> = addresses
        .iter()
        .map(|(job, addresses)| {
            serde_json::json!({
                "job_name": job,
                "static_configs": [{"targets": addresses}],
            })
        })
        .collect();
    serde_json::json!({
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": rule_files,
        "scrape_configs": jobs,
    })
    .to_string()
}

fn samples(data: &Value) -> anyhow::Result<Vec<Sample>> {
    let sample = |labels: &Value, value: &Value| {
        let text = value[1].as_str().context("a value that is no text")?;
        Ok(Sample {
            labels: labels.clone(),
            value: text.parse()?,
        })
    };
    if data["resultType"] == "scalar" {
        return Ok(vec![sample(&Value::Null, &data["result"])?]);
    }
    let series = data["result"].as_array().context("no result")?;
    series
        .iter()
        .map(|series| sample(&series["metric"], &series["value"]))
        .collect()
}

fn is_collision(error: &anyhow::Error) -> bool {
    format!("{error:#}").contains("address already in use")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_prometheus_is_read_into_samples() {
        let vector = serde_json::json!({"resultType": "vector", "result": [
            {"metric": {"job": "enrich"}, "value": [1700000000.0, "2.5"]}]});
        let found = samples(&vector).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].labels["job"], "enrich");
        assert!((found[0].value - 2.5).abs() < f64::EPSILON);
    }
}
