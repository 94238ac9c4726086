//! The document of the push API and the running service agree: schemathesis asks for everything that the document allows and
//! forbids, and finds nothing. Where it is not installed the chapter says that it skips.

use std::{process::Command, time::Duration};

use dateline_tests::{
    installation::{Installation, Service},
    stack::workspace,
};

use crate::pushes::{TOKEN, push_address, write_configuration};

const WITHIN: Duration = Duration::from_secs(120);
/// How `tests/stack/schemathesis` ends where there is none.
const NOT_INSTALLED: i32 = 3;

fn start(installation: &Installation) -> Service {
    write_configuration(installation);
    let command = [
        "run",
        "--in-memory",
        "--config",
        "newsroom.toml",
        "--sink",
        "jsonl:items.jsonl",
    ];
    installation.start(&command).unwrap()
}

#[test]
fn the_running_service_is_what_its_document_says() {
    let installation = Installation::new(crate::PROGRAM, "", "openapi").unwrap();
    let service = start(&installation);
    let address = push_address(&service);
    let document = workspace().join("services/producer/src/sources/push/openapi.json");
    let told = Command::new(workspace().join("tests/stack/schemathesis"))
        .arg(document)
        .args([&format!("http://{address}"), "agency"])
        .env("DATELINE_TEST_TOKEN", TOKEN)
        .current_dir(installation.folder())
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&told.stdout);
    let words = String::from_utf8_lossy(&told.stderr);
    if told.status.code() == Some(NOT_INSTALLED) {
        eprintln!("skipped: {words}");
        return;
    }
    assert!(told.status.success(), "{}\n{report}\n{words}", told.status);
    println!("{report}");
    service.stop(WITHIN).unwrap();
}
