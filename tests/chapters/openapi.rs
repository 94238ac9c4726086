//! The document of the push API and the running service agree: schemathesis asks for everything that the document allows and
//! forbids, and finds nothing. Where it is not installed the chapter says that it skips.

use std::{fs, net::SocketAddr, process::Command, time::Duration};

use dateline_tests::{
    deadline::wait_for,
    installation::{Installation, Service},
    stack::workspace,
};

const WITHIN: Duration = Duration::from_secs(120);
const TOKEN: &str = "a token for the chapter on the document";
const CONFIGURATION: &str = "\
[producer.push]
listen = \"127.0.0.1:0\"

[[producer.sources]]
name = \"agency\"
kind = \"push\"
token_file = \"agency.token\"
";

/// How `tests/stack/schemathesis` ends where there is none.
const NOT_INSTALLED: i32 = 3;

fn start(installation: &Installation) -> Service {
    let write = |name, text| fs::write(installation.folder().join(name), text).unwrap();
    write("agency.token", TOKEN);
    write("newsroom.toml", CONFIGURATION);
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
    let address: SocketAddr = wait_for("the push server's address", WITHIN, || {
        service.address_of("push server listens")
    })
    .unwrap();
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
