//! The shipped dashboard and alerts on a real Prometheus that scrapes a real run: every query has an answer.

use std::time::Duration;

use dateline_tests::{
    dashboard,
    deadline::wait_for,
    installation::Installation,
    stack::{
        parts, postgres,
        prometheus::{Prometheus, Sample, Target},
    },
};

use crate::wires;

/// For anything that a service does on two busy cores.
const WITHIN: Duration = Duration::from_secs(60);
/// The job of `docker/prometheus/prometheus.yaml`, which the alerts rely on.
const JOB: &str = "dateline";
/// Twice the time in which a rate sees what has happened.
const ANSWERED_WITHIN: Duration = Duration::from_secs(90);

/// Queries whose answer has to be more than 0 in a run of this stream.
const ALIVE: [&str; 10] = [
    "Deliveries",
    "Items in",
    "Languages",
    "Primary regions, the ten strongest",
    "Duplicates and other relations",
    "Age at the sink",
    "Heartbeats",
    "Target",
    "Inputs by stage",
    "Entries",
];

fn is_answered(panel: &str, found: &[Sample]) -> bool {
    let numbers = || found.iter().filter(|sample| sample.value.is_finite());
    if ALIVE.contains(&panel) {
        numbers().any(|sample| sample.value > 0.0)
    } else {
        numbers().next().is_some()
    }
}

fn firing(prometheus: &Prometheus) -> Vec<String> {
    let found = prometheus.query("ALERTS{alertstate=\"firing\"}").unwrap();
    let names = found
        .iter()
        .filter_map(|it| it.labels["alertname"].as_str());
    names.map(str::to_owned).collect()
}

#[test]
fn every_query_of_the_dashboard_is_answered_and_only_what_is_wrong_alarms() {
    let installation = Installation::shared(crate::PROGRAM, "dashboard").unwrap();
    let installation = installation.with("producer.heartbeat_seconds=1");
    installation.apply_topics().unwrap();
    let database = postgres::fresh_database("dashboard").unwrap();
    let services = [
        installation.start(&["produce", "--input", wires::INPUT, "--follow"]),
        installation.start(&["enrich"]),
        installation.start(&["sink", "--sink", &database]),
    ];
    let services = services.map(Result::unwrap);
    let targets = services.each_ref().map(|service| Target {
        job: JOB,
        port: service.port(WITHIN).unwrap(),
    });
    let docker = parts::workspace().join("docker/prometheus");
    let prometheus = Prometheus::start(&targets, &[&docker.join("rules.yaml")]).unwrap();
    let all_up = |found: &[Sample]| found[0].value > 2.5;
    prometheus.wait_for("sum(up)", WITHIN, all_up).unwrap();
    let ready = |found: &[Sample]| found[0].value > 2.5;
    prometheus
        .wait_for("sum(dateline_ready)", WITHIN, ready)
        .unwrap();

    wires::deliver_stream(&installation, 11, 400, 40);
    let queries = dashboard::queries().unwrap();
    assert!(queries.len() > 40, "{}", queries.len());
    let panels: Vec<&str> = queries.iter().map(|query| query.panel.as_str()).collect();
    assert!(ALIVE.iter().all(|panel| panels.contains(panel)));
    for query in &queries {
        let answer = prometheus.wait_for(&query.promql, ANSWERED_WITHIN, |found| {
            is_answered(&query.panel, found)
        });
        answer.unwrap_or_else(|error| panic!("{}: {error:#}", query.panel));
    }
    assert_eq!(firing(&prometheus), Vec::<String>::new());

    wires::deliver_nonsense(&installation);
    let alarms = wait_for("the alert about a delivery that is none", WITHIN, || {
        let firing = firing(&prometheus);
        Ok((!firing.is_empty()).then_some(firing))
    });
    assert_eq!(alarms.unwrap(), ["DatelineDeliveriesRefused"]);
}
