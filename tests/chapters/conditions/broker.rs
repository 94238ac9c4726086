//! A broker that is away: at the start, and in the middle of the work.

use dateline_tests::{rows::uris_of_file, stack::KafkaCluster};

use super::{Followed, WITHIN, on};

#[test]
fn a_broker_that_is_away_is_waited_for_and_nothing_is_lost_or_doubled() {
    let cluster = KafkaCluster::start(1).unwrap();
    let installation = on(cluster.brokers(), "conditions");
    installation.apply_topics().unwrap();
    let path = installation.folder().join("rows.jsonl");
    let rows = || uris_of_file(&path).unwrap();

    cluster.stop_node(0).unwrap();
    let mut run = Followed::start(installation, "jsonl:rows.jsonl");
    run.deliver();
    let said = run.unready("topics", "BrokerTransportFailure");
    insta::assert_snapshot!("a_broker_that_is_away_at_the_start", said);
    cluster.start_node(0).unwrap();
    run.service.wait_until_ready(WITHIN).unwrap();
    run.expect_rows(rows);

    cluster.kill_node(0).unwrap();
    run.deliver();
    // Where each was when the broker went away, and so what it waits for, differs from run to run.
    run.unready("annotate", "check that the brokers");
    run.unready("sink", "check that the brokers");
    run.unready("producer", "check that the brokers");
    cluster.start_node(0).unwrap();
    run.service.wait_until_ready(WITHIN).unwrap();
    run.deliver();
    run.expect_rows(rows);
    run.end();
}

#[test]
fn a_broker_that_comes_back_while_nothing_happens_is_noticed() {
    let cluster = KafkaCluster::start(1).unwrap();
    let installation = on(cluster.brokers(), "conditions");
    installation.apply_topics().unwrap();
    let mut run = Followed::start(installation, "jsonl:rows.jsonl");
    run.service.wait_until_ready(WITHIN).unwrap();
    cluster.stop_node(0).unwrap();
    for stage in ["annotate", "link", "sink"] {
        run.unready(stage, "kafka.brokers");
    }
    cluster.start_node(0).unwrap();
    run.service.wait_until_ready(WITHIN).unwrap();
    run.end();
}
