//! The desk: what a correction says of itself, what is held, and how a person lets it go.

use std::time::Duration;

use dateline_tests::{deadline::wait_for, installation::Installation, stack::process::Ended};
use serde_json::{Value, json};

const WITHIN: Duration = Duration::from_secs(120);

const PUBLIC: &str = "urn:test:public";
const EMBARGOED: &str = "urn:test:embargoed";
const UNREADABLE: &str = "urn:test:unreadable";

fn embargo(installation: &Installation, arguments: &[&str]) -> Ended {
    let mut command = vec!["embargo"];
    command.extend(arguments);
    installation.run(&command, WITHIN).unwrap()
}

/// The URIs that are held, in the order of their embargoes, with why.
fn held(installation: &Installation) -> Vec<(String, String)> {
    let listed = embargo(installation, &["ls", "--json"]);
    assert!(listed.status.success(), "{}", listed.stderr);
    let lines = listed.stdout.lines().map(|line| {
        let held: Value = serde_json::from_str(line).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&held["item"]["uri"]), text(&held["why"]))
    });
    lines.collect()
}

/// Records of the target: uri, revision, change, changed fields, diff, reason.
fn rows(installation: &Installation) -> Vec<Value> {
    let path = installation.folder().join("rows.jsonl");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let records = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let told = records.map(|record: Value| {
        let lineage = &record["lineage"];
        let [change, fields, diff, reason] =
            ["change", "changed_fields", "diff", "reason"].map(|key| &lineage[key]);
        json!([
            record["item"]["uri"],
            lineage["revision"],
            change,
            fields,
            diff,
            reason
        ])
    });
    told.collect()
}

fn wait_for_rows(installation: &Installation, count: usize) -> Vec<Value> {
    wait_for(&format!("{count} rows"), WITHIN, || {
        let rows = rows(installation);
        Ok((rows.len() >= count).then_some(rows))
    })
    .unwrap()
}

/// A correction, an embargo that ends in no lifetime, and one that cannot be read.
fn deliver(installation: &Installation) {
    let item = |uri: &str, version: i64, headline: &str, more: Value| {
        let mut item = json!({"uri": uri, "version": version, "headline": headline});
        let more = more.as_object().unwrap().clone();
        item.as_object_mut().unwrap().extend(more);
        format!("{item}\n")
    };
    let signals = json!({"signals": [{"signal": "correction", "evidence": "CORRECTED"}]});
    let lines = [
        item(PUBLIC, 1, "Bridge open after two days", json!({})),
        item(PUBLIC, 2, "Bridge open after three days", signals),
        item(
            EMBARGOED,
            1,
            "Speech by the mayor",
            json!({"embargoed_until": "2999-01-01T00:00:00Z"}),
        ),
        item(
            UNREADABLE,
            1,
            "Budget of the city",
            json!({"embargoed_until": "when it is read out"}),
        ),
    ];
    std::fs::write(installation.folder().join("wires.jsonl"), lines.concat()).unwrap();
}

#[test]
fn a_person_sees_what_is_held_and_lets_it_go() {
    let installation = Installation::shared(crate::PROGRAM, "desk").unwrap();
    let installation = installation.with("enricher.languages=en,nl");
    installation.apply_topics().unwrap();
    deliver(&installation);
    let input = format!("jsonl:{}/wires.jsonl", installation.folder().display());
    let command = [
        "run",
        "--follow",
        "--input",
        &input,
        "--sink",
        "jsonl:rows.jsonl",
    ];
    let service = installation.start(&command).unwrap();

    let diff = "headline: Bridge open after [-two-] {+three+} days";
    let public = wait_for_rows(&installation, 2);
    let expected = [
        json!([PUBLIC, 1, "new", [], null, null]),
        json!([PUBLIC, 2, "corrected", ["headline", "signals"], diff, null]),
    ];
    assert_eq!(public, expected);

    let both = wait_for("both to be held", WITHIN, || {
        let held = held(&installation);
        Ok((held.len() == 2).then_some(held))
    });
    let why = "embargo that cannot be read: \"when it is read out\"";
    let expected = [(EMBARGOED, "embargo"), (UNREADABLE, why)];
    assert_eq!(
        both.unwrap(),
        expected.map(|(uri, why)| (uri.to_owned(), why.to_owned()))
    );

    let release = [
        "release",
        "--reason",
        "it was read out",
        EMBARGOED,
        UNREADABLE,
    ];
    let released = embargo(&installation, &release);
    assert!(released.status.success(), "{}", released.stderr);
    let mut released = wait_for_rows(&installation, 4).split_off(2);
    released.sort_by_key(|row| row[0].to_string());
    let reason = "released by the desk: it was read out";
    let expected = [EMBARGOED, UNREADABLE].map(|uri| json!([uri, 1, "released", [], null, reason]));
    assert_eq!(released, expected);

    let again = embargo(&installation, &release);
    assert_eq!(again.status.code(), Some(2), "{}", again.stderr);
    assert!(again.stderr.contains("is not held"), "{}", again.stderr);
    service.stop(WITHIN).unwrap();
    let account = installation.audit().unwrap();
    assert_eq!(account["sources"]["dateline:desk"]["items"], 2);
}
