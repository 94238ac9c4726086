//! What a service shows at `/metrics`, read as Prometheus reads it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use anyhow::{Context, bail};

use crate::http;

/// Labels that the text format adds to histograms.
const OF_HISTOGRAMS: &str = "le";

/// Metrics in the classic text format.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exposition {
    /// What was said about each family, by its name.
    pub families: BTreeMap<String, Family>,
    samples: Vec<Sample>,
}

/// What is the same for every series of a metric: its type, its help text, the names of its labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Family {
    /// `counter`, `gauge` or `histogram`.
    pub kind: String,
    /// What it says of itself.
    pub help: String,
    /// Names of its labels.
    pub labels: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

impl Exposition {
    /// Asks the service at this port of loopback; its text comes along, for others to judge.
    ///
    /// # Errors
    /// When it does not answer, or says what is no metric.
    pub fn scrape(port: u16) -> anyhow::Result<(Self, String)> {
        let answer = http::get(port, "/metrics")?;
        if answer.status != 200 {
            bail!("/metrics answered {}: {}", answer.status, answer.body);
        }
        Ok((Self::parse(&answer.body)?, answer.body))
    }

    /// Reads a text.
    ///
    /// # Errors
    /// A line that is neither comment nor sample, or a sample without a family.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let mut exposition = Self::default();
        for line in text.lines() {
            exposition
                .read(line)
                .with_context(|| format!("no metric: {line}"))?;
        }
        Ok(exposition)
    }

    fn read(&mut self, line: &str) -> anyhow::Result<()> {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, help) = help.split_once(' ').context("no help text")?;
            help.clone_into(&mut self.families.entry(name.to_owned()).or_default().help);
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').context("no type")?;
            kind.clone_into(&mut self.families.entry(name.to_owned()).or_default().kind);
        } else if !line.is_empty() {
            let sample = sample(line)?;
            let family = self.families.get_mut(base_of(&sample.name));
            let names = sample.labels.keys().filter(|name| *name != OF_HISTOGRAMS);
            let family = match family {
                Some(family) => family,
                None => self.families.entry(sample.name.clone()).or_default(),
            };
            family.labels.extend(names.cloned());
            self.samples.push(sample);
        }
        Ok(())
    }

    /// Takes in what another service, or the same at another time, says of its families.
    pub fn add_families(&mut self, other: &Self) {
        for (name, family) in &other.families {
            let known = self.families.entry(name.clone()).or_default();
            known.labels.extend(family.labels.iter().cloned());
            known.kind.clone_from(&family.kind);
            known.help.clone_from(&family.help);
        }
    }

    /// Every family in a line of its own and its help text in the next: what a golden file holds.
    pub fn describe_families(&self) -> String {
        let mut text = String::new();
        for (name, Family { kind, help, labels }) in &self.families {
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            let _ = writeln!(text, "{kind} {name}{{{}}}\n    {help}", labels.join(", "));
        }
        text
    }

    /// Sum over all series of this name that have these labels; of none it is 0.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.matching(name, labels).map(|sample| sample.value).sum()
    }

    /// Values of all series of this name that have these labels, by the value of one more label.
    pub fn by(&self, label: &str, name: &str, labels: &[(&str, &str)]) -> BTreeMap<String, f64> {
        let mut values = BTreeMap::new();
        for sample in self.matching(name, labels) {
            if let Some(key) = sample.labels.get(label) {
                *values.entry(key.clone()).or_default() += sample.value;
            }
        }
        values
    }

    /// All of ours that only grows, by series.
    pub fn counts(&self) -> Vec<(String, f64)> {
        let ours = self.samples.iter().filter(|sample| {
            let counts = ["_total", "_count"].iter();
            sample.name.starts_with("dateline_")
                && counts.into_iter().any(|end| sample.name.ends_with(end))
        });
        ours.map(|sample| (format!("{}{:?}", sample.name, sample.labels), sample.value))
            .collect()
    }

    fn matching(&self, name: &str, labels: &[(&str, &str)]) -> impl Iterator<Item = &Sample> {
        self.samples.iter().filter(move |sample| {
            sample.name == name
                && labels
                    .iter()
                    .all(|(label, value)| sample.labels.get(*label).is_some_and(|it| it == value))
        })
    }
}

/// The family of a sample: a histogram's are told apart by their ends.
fn base_of(name: &str) -> &str {
    let ends = ["_bucket", "_sum", "_count"];
    let mut bases = ends.iter().filter_map(|end| name.strip_suffix(end));
    bases.next().unwrap_or(name)
}

fn sample(line: &str) -> anyhow::Result<Sample> {
    let (series, value) = line.rsplit_once(' ').context("no value")?;
    let (name, labels) = match series.split_once('{') {
        Some((name, labels)) => (name, labels.strip_suffix('}').context("no end of labels")?),
        None => (series, ""),
    };
    let pairs = labels.split_terminator("\",").map(|pair| {
        let (label, value) = pair.split_once("=\"").context("no label")?;
        Ok((label.to_owned(), value.trim_end_matches('"').to_owned()))
    });
    Ok(Sample {
        name: name.to_owned(),
        labels: pairs.collect::<anyhow::Result<_>>()?,
        value: value.parse()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# HELP a_total Things.\n# TYPE a_total counter\na_total{x=\"1\",y=\"p\"} 2\na_total{x=\"2\",y=\"p\"} 3\n\
                        # HELP b_seconds Times.\n# TYPE b_seconds histogram\nb_seconds_bucket{le=\"+Inf\"} 1\nb_seconds_sum 0.5\n\
                        b_seconds_count 1\n";

    #[test]
    fn families_are_described_without_what_only_histograms_add() {
        let exposition = Exposition::parse(TEXT).unwrap();
        assert_eq!(
            exposition.describe_families(),
            "counter a_total{x, y}\n    Things.\nhistogram b_seconds{}\n    Times.\n"
        );
    }

    #[test]
    fn series_are_summed_and_told_apart_by_their_labels() {
        let exposition = Exposition::parse(TEXT).unwrap();
        assert!((exposition.sum("a_total", &[("y", "p")]) - 5.0).abs() < f64::EPSILON);
        let by_x = exposition.by("x", "a_total", &[("x", "2")]);
        assert_eq!(by_x, BTreeMap::from([("2".to_owned(), 3.0)]));
        assert!(exposition.by("x", "b_seconds_count", &[]).is_empty());
    }

    #[test]
    fn what_is_no_metric_is_told() {
        assert!(Exposition::parse("nonsense\n").is_err());
        assert!(Exposition::parse("a_total{x=\"1\" 2\n").is_err());
    }
}
