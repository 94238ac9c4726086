//! What the shipped dashboard and alerts ask Prometheus for.

use std::collections::BTreeSet;

use anyhow::Context;
use serde_json::Value;

use crate::stack::parts::workspace;

/// Stands for Grafana's own interval, in queries that are sent to Prometheus directly: longer than a chapter takes.
const RATE_INTERVAL: &str = "2m";

/// A query of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Title of its panel.
    pub panel: String,
    /// PromQL as Prometheus takes it.
    pub promql: String,
}

/// All queries of the overview dashboard.
///
/// # Errors
/// When it cannot be read.
pub fn queries() -> anyhow::Result<Vec<Query>> {
    let file = workspace().join("docker/grafana/dashboards/overview.json");
    let dashboard: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let panels = dashboard["panels"].as_array().context("no panels")?;
    let mut queries = Vec::new();
    for panel in panels {
        let title = panel["title"].as_str().context("a panel without a title")?;
        for target in panel["targets"].as_array().into_iter().flatten() {
            let query = target["expr"]
                .as_str()
                .context("a target without a query")?;
            queries.push(Query {
                panel: title.to_owned(),
                promql: query.replace("$__rate_interval", RATE_INTERVAL),
            });
        }
    }
    Ok(queries)
}

/// Names of our metrics that a text mentions, as they are registered: without the suffixes of histograms.
pub fn metrics_in(text: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let words = text.split(|letter| !is_part(letter));
    words
        .filter(|word| word.starts_with("dateline_"))
        .map(|word| {
            let suffixes = ["_bucket", "_sum", "_count"].into_iter();
            let mut bases = suffixes.filter_map(|suffix| word.strip_suffix(suffix));
            bases.next().unwrap_or(word).to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy;

    #[test]
    fn histograms_are_known_by_the_name_they_were_registered_under() {
        let text = "sum(rate(dateline_a_seconds_bucket[5m])) / dateline_b_total + process_c";
        let found: Vec<String> = metrics_in(text).into_iter().collect();
        assert_eq!(found, ["dateline_a_seconds", "dateline_b_total"]);
    }

    #[test]
    fn dashboard_and_alerts_ask_for_nothing_that_no_service_has() {
        let sources = tidy::tree(&workspace()).unwrap();
        let code = sources
            .iter()
            .filter(|source| source.path.starts_with("services/"));
        let registered: String = code.map(|source| source.production()).collect();
        let rules = workspace().join("docker/prometheus/rules.yaml");
        let mut asked = metrics_in(&std::fs::read_to_string(rules).unwrap());
        assert!(!asked.is_empty());
        let queries = queries().unwrap();
        assert!(queries.len() > 40, "{}", queries.len());
        for query in queries {
            asked.extend(metrics_in(&query.promql));
        }
        let unknown: Vec<&String> = asked
            .iter()
            .filter(|name| !registered.contains(&format!("\"{name}\"")))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
