//! Every service starts, gets ready, works, and ends when it is asked to, without a WARN or an ERROR.

use dateline_tests::stack::process::expect_nothing_odd;

use super::{WITHIN, installed, write_deliveries};

#[test]
fn a_start_and_stop_of_every_service_says_nothing_odd() {
    let installation = installed("clean-life");
    let (_, input) = write_deliveries(&installation, 3, 10);
    let commands: [(&str, &[&str]); 4] = [
        ("produce", &["produce", "--follow", "--input", &input]),
        ("enrich", &["enrich"]),
        ("sink", &["sink", "--sink", "jsonl:sink.jsonl"]),
        (
            "run",
            &[
                "run",
                "--follow",
                "--input",
                &input,
                "--sink",
                "jsonl:sink.jsonl",
            ],
        ),
    ];
    for (name, command) in commands {
        let mut service = installation.start(name, command).unwrap();
        service.wait_until_ready(WITHIN).unwrap();
        let ended = service.stop(WITHIN).unwrap();
        assert_eq!(ended.status.code(), Some(0), "{name}: {}", ended.stderr);
        expect_nothing_odd(&ended.stderr).unwrap();
        assert_eq!(ended.stdout, "", "{name}");
    }
    installation.audit().unwrap();
}
