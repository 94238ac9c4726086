//! The demo, as `make run` starts it: what it says is what the pipeline did.

use std::{fs, time::Duration};

use dateline_tests::stack::{Program, process::Ended};
use serde_json::{Value, json};

const WITHIN: Duration = Duration::from_secs(180);

fn run(arguments: &[&str]) -> (Program, Ended) {
    let program = Program::at(crate::PROGRAM).unwrap();
    let ended = program.run("demo", arguments, WITHIN).unwrap();
    (program, ended.successful().unwrap())
}

/// The row whose uri ends so.
fn item<'a>(report: &'a Value, uri: &str) -> &'a Value {
    let items = report["items"].as_array().unwrap();
    let ends = |item: &&Value| item["uri"].as_str().unwrap().ends_with(uri);
    items.iter().find(ends).unwrap()
}

#[test]
fn every_part_of_the_demo_ends_as_it_should() {
    let (program, ended) = run(&["demo", "--folder", "look", "--json"]);
    assert_eq!(ended.stderr, "");
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    let steps = report["steps"].as_array().unwrap().iter();
    let outcomes: Vec<&Value> = steps.map(|step| &step["outcomes"]).collect();
    let expected = [
        json!([["emitted", 12]]),
        json!([["unchanged", 5]]),
        json!([["held", 1]]),
        json!([["emitted", 2]]),
        json!([["emitted", 2]]),
        json!([["emitted", 1]]),
        json!([["killed", 1]]),
        json!([["emitted", 2], ["quarantined", 3]]),
        json!([["released", 1]]),
    ];
    assert_eq!(outcomes, expected.iter().collect::<Vec<_>>());
    assert_eq!(report["account"]["problems"], json!([]));

    let killed = item(&report, "/riga-barge");
    assert_eq!(
        (&killed["position"], &killed["text"]),
        (&json!("killed"), &Value::Null)
    );
    let (cut, whole) = (item(&report, "/48213"), item(&report, "/48214"));
    assert_eq!(
        (&cut["relation"], &cut["of"]),
        (&json!("excerpt_of"), &killed["number"])
    );
    assert_eq!(
        (&whole["relation"], &whole["of"]),
        (&json!("near_duplicate"), &killed["number"])
    );
    assert_eq!(
        (&cut["story"], &whole["story"]),
        (&killed["story"], &killed["story"])
    );
    assert_eq!(killed["contained_in"], json!([whole["number"]]));
    assert_eq!(
        item(&report, "/kisumu-ferry")["changes"],
        json!(["new", "corrected"])
    );
    assert_eq!(item(&report, "/7731")["changes"], json!(["released"]));

    let reasons = report["quarantined"].as_array().unwrap().iter();
    let reasons: Vec<&Value> = reasons.map(|letter| &letter["reason"]).collect();
    assert_eq!(reasons, ["no_authority", "unparsable", "invalid_encoding"]);

    let results = program.folder().join("look/items.jsonl");
    let lines = fs::read_to_string(results).unwrap();
    assert_eq!(json!(lines.lines().count()), report["revisions"]);
    // What was held went on after everything that came in later and was not.
    let last = lines.lines().last().unwrap();
    assert!(last.contains("lemanique.example"), "{last}");
}

#[test]
fn a_person_sees_what_became_of_every_wire() {
    let (program, ended) = run(&["demo", "--folder", "look"]);
    let folder = program.folder().canonicalize().unwrap();
    let shown = ended
        .stdout
        .replace(folder.to_str().unwrap(), "FOLDER")
        .replace(crate::PROGRAM, "dateline");
    insta::assert_snapshot!(shown);
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let program = Program::at(crate::PROGRAM).unwrap();
    fs::create_dir(program.folder().join("mine")).unwrap();
    fs::write(program.folder().join("mine/items.jsonl"), "mine").unwrap();
    let ended = program
        .run("demo", &["demo", "--folder", "mine"], WITHIN)
        .unwrap();
    assert_eq!((ended.status.code(), ended.stdout.as_str()), (Some(2), ""));
    assert!(
        ended.stderr.contains("there is something in it"),
        "{}",
        ended.stderr
    );
    let left = fs::read_dir(program.folder().join("mine")).unwrap().count();
    assert_eq!(left, 1);
}

#[test]
fn a_bad_source_costs_the_others_nothing() {
    let program = Program::at(crate::PROGRAM).unwrap();
    let page = "Storm legt treinverkeer stil\nGRONINGEN (ANP) - Door een zware storm rijden er geen treinen.\n";
    fs::write(program.folder().join("page.txt"), page).unwrap();
    let line = [
        "run",
        "--in-memory",
        "--log-level",
        "off",
        "--sink",
        "jsonl:-",
        "--input",
        "wire-page:page.txt",
        "--input",
        "wire-page:none-*.txt",
    ];
    let ended = program.run("run", &line, WITHIN).unwrap();
    assert_eq!(ended.status.code(), Some(9), "{}", ended.stderr);
    assert_eq!(ended.stdout.lines().count(), 1, "{}", ended.stdout);
    assert!(
        ended.stderr.contains("no file matches none-*.txt"),
        "{}",
        ended.stderr
    );
}
