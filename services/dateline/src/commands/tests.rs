//! Commands from their arguments to their output and exit.

use std::{ffi::OsString, fs, path::PathBuf};

use dateline_runtime::exit::Exit;
use tempfile::TempDir;

use super::*;
use crate::{cli, commands::run::RunPlan};

struct Answer {
    output: String,
    messages: String,
    exit: Exit,
}

fn run(arguments: &[&str]) -> Answer {
    let (mut output, mut messages) = (Vec::new(), Vec::new());
    let exit = crate::run(
        words(arguments),
        &mut Streams {
            output: &mut output,
            messages: &mut messages,
        },
    );
    Answer {
        output: String::from_utf8(output).unwrap(),
        messages: String::from_utf8(messages).unwrap(),
        exit,
    }
}

fn words(arguments: &[&str]) -> Vec<OsString> {
    let words = ["dateline"].iter().chain(arguments);
    words.map(OsString::from).collect()
}

fn write(directory: &TempDir, name: &str, text: &[u8]) -> PathBuf {
    let path = directory.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

const PAGE: &str = "Storm legt treinverkeer in het noorden stil\n\
    GRONINGEN (ANP) - Door een zware storm rijden er sinds woensdagochtend geen treinen meer in het noorden. \
    Op verschillende plaatsen liggen bomen op het spoor, meldt de spoorbeheerder.\n";

#[test]
fn items_are_printed_and_what_is_none_is_told() {
    let directory = TempDir::new().unwrap();
    let page = write(&directory, "page.txt", PAGE.as_bytes());
    let broken = write(&directory, "broken.bin", b"\x00\x01\x02nothing of ours");
    let (page, broken) = (page.to_str().unwrap(), broken.to_str().unwrap());
    let answer = run(&["parse", page]);
    assert_eq!((answer.messages.as_str(), answer.exit), ("", Exit::Done));
    let item: serde_json::Value = serde_json::from_str(&answer.output).unwrap();
    assert_eq!(item["dateline"]["place"], "GRONINGEN");
    assert_eq!(item["fetched_at"], serde_json::Value::Null);
    let neighbours = run(&["parse", broken, page]);
    assert_eq!(neighbours.exit, Exit::NotInOrder);
    assert_eq!(neighbours.output.lines().count(), 1);
    let told = neighbours
        .messages
        .replace(directory.path().to_str().unwrap(), "");
    insta::assert_snapshot!(told);
}

#[test]
fn the_fetch_time_is_the_one_that_was_said() {
    let directory = TempDir::new().unwrap();
    let page = write(&directory, "page.txt", PAGE.as_bytes());
    let fetched_at = |said: &str| {
        let answer = run(&["parse", "--fetched-at", said, page.to_str().unwrap()]);
        let item: serde_json::Value = serde_json::from_str(&answer.output).unwrap();
        item["fetched_at"].clone()
    };
    assert_eq!(
        fetched_at("2026-03-01T15:05:00+01:00"),
        "2026-03-01T14:05:00.000Z"
    );
    let modified = fs::metadata(&page).unwrap().modified().unwrap();
    let modified = crate::config::to_timestamp(modified).unwrap();
    assert_eq!(fetched_at("modification_time"), modified.to_string());
}

#[test]
fn a_file_that_cannot_be_read_is_told_what_where_why_and_what_to_do() {
    let answer = run(&["parse", "no/such/file"]);
    assert_eq!(answer.exit, Exit::Usage);
    insta::assert_snapshot!(answer.messages);
}

#[test]
fn a_wrong_configuration_exits_with_its_code() {
    let directory = TempDir::new().unwrap();
    let file = write(
        &directory,
        "dateline.toml",
        b"[pump]\ntick_intervall_ms = 5\n",
    );
    let answer = run(&["config", "check", "--config", file.to_str().unwrap()]);
    assert_eq!(answer.exit, Exit::Configuration);
    let told = answer
        .messages
        .replace(directory.path().to_str().unwrap(), "");
    insta::assert_snapshot!(told);
    write(
        &directory,
        "dateline.toml",
        b"[pump]\ntick_interval_ms = 50\n",
    );
    let answer = run(&["config", "check", "--config", file.to_str().unwrap()]);
    assert_eq!((answer.output.as_str(), answer.exit), ("", Exit::Done));
}

#[test]
fn the_configuration_is_shown_for_people_and_for_machines() {
    let shown = run(&[
        "config",
        "show",
        "--brokers",
        "a:1",
        "--set",
        "pump.tick_interval_ms=50",
    ]);
    assert_eq!(shown.exit, Exit::Done);
    assert!(
        shown
            .output
            .contains("brokers = [\"a:1\"]  # flag --brokers")
    );
    assert!(shown.output.contains("tick_interval_ms = 50  # flag --set"));
    let shown = run(&["config", "show", "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.output).unwrap();
    assert_eq!(shown["prefix"]["value"], "wire");
    let default = run(&["config", "show", "--default"]);
    assert!(default.output.starts_with("# Configuration of Dateline"));
}

#[test]
fn nobody_to_ask_is_not_well() {
    let answer = run(&["healthcheck", "--url", "http://127.0.0.1:1/readyz"]);
    assert_eq!(
        (answer.output.as_str(), answer.exit),
        ("", Exit::Unexpected)
    );
    let answer = run(&["healthcheck", "--admin-listen", "off"]);
    assert_eq!(answer.exit, Exit::Configuration);
    insta::assert_snapshot!(answer.messages);
}

#[test]
fn a_process_says_how_it_is() {
    use dateline_runtime::{admin, shutdown::Shutdown};
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = admin::Admin {
        registry: prometheus::Registry::new(),
        health: admin::Health::default(),
    };
    let health = server.health.clone();
    let any_port = "127.0.0.1:0".parse().unwrap();
    let address = server
        .serve(runtime.handle(), any_port, &Shutdown::default())
        .unwrap()
        .to_string();
    let answer = run(&["healthcheck", "--admin-listen", &address]);
    assert_eq!(answer.exit, Exit::Unexpected);
    assert_eq!(answer.output, "not ready\nprocess: starting\n");
    assert_eq!(
        run(&["healthcheck", "--live", "--admin-listen", &address]).exit,
        Exit::Done
    );
    health.component("sink").ready();
    assert_eq!(
        run(&["healthcheck", "--admin-listen", &address]).exit,
        Exit::Done
    );
}

fn plan(arguments: &[&str]) -> Result<RunPlan, dateline_runtime::config::ConfigError> {
    match cli::parse(words(arguments)).unwrap() {
        Command::Run(arguments) => arguments.plan(),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn inputs_of_the_command_line_become_sources() {
    let line = [
        "run",
        "--in-memory",
        "--input",
        "wire-page:pages/*.txt",
        "--input",
        "jsonl:-",
        "--fetched-at",
        "2026-03-01T14:05:00Z",
        "--sink",
        "jsonl:-",
    ];
    let RunPlan::InMemory(plan) = plan(&line).unwrap() else {
        unreachable!("--in-memory");
    };
    assert_eq!(plan.admin, None);
    insta::assert_debug_snapshot!(plan.config.value.producer.source_specs());
}

#[test]
fn a_run_says_all_that_it_lacks() {
    insta::assert_snapshot!(plan(&["run"]).unwrap_err());
}

#[test]
fn a_run_in_memory_serves_metrics_where_somebody_said_so() {
    let line = [
        "run",
        "--in-memory",
        "--input",
        "a",
        "--sink",
        "jsonl:-",
        "--admin-listen",
        "127.0.0.1:0",
    ];
    let RunPlan::InMemory(plan) = plan(&line).unwrap() else {
        unreachable!("--in-memory");
    };
    assert!(plan.admin.is_some());
}

#[test]
fn brokers_make_it_a_run_on_kafka() {
    let line = [
        "run",
        "--brokers",
        "a:1,b:2",
        "--input",
        "a",
        "--follow",
        "--sink",
        "jsonl:a",
    ];
    let RunPlan::OnKafka(plan) = plan(&line).unwrap() else {
        unreachable!("--brokers");
    };
    assert_eq!(plan.config.value.producer.sources[0].follow, Some(true));
    assert_eq!(plan.config.value.kafka.brokers.len(), 2);
}
