//! SIGTERM in the middle of the work: the process ends in time, and the next start goes on where it was.

use std::time::{Duration, Instant};

use dateline_tests::{
    deadline::wait_until,
    installation::{Installation, Service},
    rows::{uris_of_database, uris_of_file},
    stack::{postgres, process::expect_nothing_odd},
};

use super::{WITHIN, installed, write_deliveries};

/// What container runtimes give a process before they kill it.
const END_WITHIN: Duration = Duration::from_secs(10);
const DELIVERIES: usize = 200;
const ITEMS: usize = 150;

/// Asks all of them to end at once, and waits for each.
fn end_in_time(services: Vec<Service>) {
    let asked = Instant::now();
    let mut services = services;
    for service in &mut services {
        service.running.terminate().unwrap();
    }
    for service in services {
        let left = END_WITHIN.saturating_sub(asked.elapsed());
        let ended = service.wait(left).unwrap().successful().unwrap();
        expect_nothing_odd(&ended.stderr).unwrap();
    }
}

/// Lets `start` begin and be ended under load, and the whole pipeline finish what it left.
fn check(
    installation: &Installation,
    target: &str,
    start: impl FnOnce(&str) -> Vec<Service>,
    rows: impl Fn() -> Vec<String>,
) {
    // Groups take seconds to form, and the stages that come first would be done when the last begins: the load comes when
    // all of them are at work.
    let (mut uris, input) = write_deliveries(installation, 0..1, ITEMS);
    let services = start(&input);
    wait_until("the rows of the first delivery", WITHIN, || {
        rows().len() == ITEMS
    })
    .unwrap();
    let (load, _) = write_deliveries(installation, 1..DELIVERIES, ITEMS);
    uris.extend(load);
    wait_until("rows of the load", WITHIN, || rows().len() > ITEMS).unwrap();
    end_in_time(services);
    let before = rows().len();
    assert!(before < uris.len(), "all was done before the signal came");
    let rest = ["run", "--input", &input, "--sink", target];
    let ended = installation.run(&rest, WITHIN).unwrap();
    ended.successful().unwrap();
    let mut rows = rows();
    rows.sort();
    // Not compared by assert_eq: it would print thousands of uris.
    assert!(rows == uris, "{} rows of {} items", rows.len(), uris.len());
    installation.audit().unwrap();
}

#[test]
fn the_whole_pipeline_ends_in_time_under_load_and_goes_on_without_loss() {
    let installation = installed("clean-life");
    let path = installation.folder().join("rows.jsonl");
    let target = format!("jsonl:{}", path.display());
    let start = |input: &str| {
        let command = ["run", "--follow", "--input", input, "--sink", &target];
        vec![installation.start(&command).unwrap()]
    };
    check(&installation, &target, start, || {
        uris_of_file(&path).unwrap()
    });
}

#[test]
fn single_services_end_in_time_under_load_and_go_on_without_loss() {
    let installation = installed("clean-life");
    let database = postgres::fresh_database("clean-life").unwrap();
    let start = |input: &str| {
        let start = |command: &[&str]| installation.start(command).unwrap();
        vec![
            start(&["produce", "--follow", "--input", input]),
            start(&["enrich"]),
            start(&["sink", "--sink", &database]),
        ]
    };
    check(&installation, &database, start, || {
        uris_of_database(&database)
    });
    // One uri is one row: had one been written twice, its revision would say so.
    let again = "SELECT count(*) FROM items WHERE revision > 1";
    let again = postgres::query(&database, again).unwrap();
    assert_eq!(again, [[Some("0".to_owned())]]);
}
