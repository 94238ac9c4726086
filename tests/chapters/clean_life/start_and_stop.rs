//! Every service starts, gets ready, works, and ends when it is asked to, without a WARN or an ERROR.

use dateline_tests::stack::process::expect_nothing_odd;

use super::{WITHIN, installed, write_deliveries};

#[test]
fn a_start_and_stop_of_every_service_says_nothing_odd() {
    let installation = installed("clean-life");
    let (_, input) = write_deliveries(&installation, 0..3, 10);
    let sink = "jsonl:sink.jsonl";
    let commands: [&[&str]; 4] = [
        &["produce", "--follow", "--input", &input],
        &["enrich"],
        &["sink", "--sink", sink],
        &["run", "--follow", "--input", &input, "--sink", sink],
    ];
    for command in commands {
        let mut service = installation.start(command).unwrap();
        service.wait_until_ready(WITHIN).unwrap();
        let ended = service.stop(WITHIN).unwrap();
        expect_nothing_odd(&ended.stderr).unwrap();
        assert_eq!(ended.stdout, "", "{command:?}");
    }
    installation.audit().unwrap();
}
