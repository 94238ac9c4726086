//! A target that is away or cannot be written: at the start, and in the middle of the work.

use dateline_tests::{
    rows::{uris_of_database, uris_of_file},
    stack::{PostgresServer, postgres},
};

use super::{Followed, WITHIN, shared};

#[test]
fn a_database_that_is_down_is_waited_for_and_nothing_is_lost_or_doubled() {
    let server = PostgresServer::start().unwrap();
    let url = postgres::fresh_database_in(&server.url(), "conditions").unwrap();
    let rows = || uris_of_database(&url);
    let (address, name) = url.rsplit_once('/').unwrap();
    let address = address.rsplit('@').next().unwrap();
    let installation = shared("conditions");
    installation.apply_topics().unwrap();

    server.stop().unwrap();
    let mut run = Followed::start(installation, &url);
    run.deliver();
    // What is said at first depends on the moment; at every attempt after it nobody listens.
    let said = |run: &mut Followed| {
        let said = run.unready("sink", "Connection refused");
        said.replace(name, "DATABASE").replace(address, "SERVER")
    };
    insta::assert_snapshot!("a_database_that_is_down_at_the_start", said(&mut run));
    server.come_up().unwrap();
    run.service.wait_until_ready(WITHIN).unwrap();
    run.expect_rows(rows);

    server.kill().unwrap();
    run.deliver();
    insta::assert_snapshot!("a_database_that_goes_down_in_the_middle", said(&mut run));
    server.come_up().unwrap();
    run.service.wait_until_ready(WITHIN).unwrap();
    run.deliver();
    run.expect_rows(rows);
    run.end();
}

#[test]
fn a_file_that_cannot_be_written_is_waited_for_and_nothing_is_lost_or_doubled() {
    let installation = shared("conditions");
    installation.apply_topics().unwrap();
    let results = installation.folder().join("results");
    let away = installation.folder().join("results-away");
    let path = results.join("rows.jsonl");
    let rows = || uris_of_file(&path).unwrap();

    // Permissions would not stop a test that runs as root; a file in the place of a directory stops everybody.
    std::fs::write(&results, "in the way").unwrap();
    let mut run = Followed::start(installation, &format!("jsonl:{}", path.display()));
    run.deliver();
    let said = run.unready("sink", "cannot be written");
    insta::assert_snapshot!("a_file_that_cannot_be_written_at_the_start", said);
    std::fs::remove_file(&results).unwrap();
    std::fs::create_dir(&results).unwrap();
    run.service.wait_until_ready(WITHIN).unwrap();
    run.expect_rows(rows);

    std::fs::rename(&results, &away).unwrap();
    run.deliver();
    let said = run.unready("sink", "cannot be written");
    insta::assert_snapshot!("a_file_that_cannot_be_written_in_the_middle", said);
    std::fs::rename(&away, &results).unwrap();
    run.service.wait_until_ready(WITHIN).unwrap();
    run.deliver();
    run.expect_rows(rows);
    run.end();
}
