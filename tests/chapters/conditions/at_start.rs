//! What keeps a process from starting: it says what, where, why and what to do, and ends with the code for it.

use dateline_schemas::topic::Topic;
use dateline_tests::{
    installation::Installation,
    stack::{
        KafkaCluster,
        kafka::{self, NewTopic},
        ports::free_port,
        postgres,
    },
};

use rdkafka::{
    ClientConfig,
    consumer::{BaseConsumer, Consumer as _},
};

use super::{WITHIN, on, shared, told};

/// Runs the pipeline on one delivery, to its end.
fn run_once(installation: &Installation, target: &str) -> String {
    let path = installation.folder().join("delivery.jsonl");
    std::fs::write(
        &path,
        "{\"uri\": \"urn:test:1\", \"headline\": \"Storm ahead\"}\n",
    )
    .unwrap();
    let input = format!("jsonl:{}", path.display());
    let command = ["run", "--input", &input, "--sink", target];
    let ended = installation.run(&command, WITHIN).unwrap();
    told(installation, &ended)
}

#[test]
fn an_unknown_key_is_refused_with_what_may_be_meant() {
    let installation = shared("conditions").with("pump.tick_intervall_ms=50");
    let file = installation.folder().join("dateline.toml");
    std::fs::write(file, "[sink]\ntargt = \"jsonl:-\"\n").unwrap();
    insta::assert_snapshot!(run_once(&installation, "jsonl:rows.jsonl"));
}

#[test]
fn topics_that_nobody_made_are_missed() {
    insta::assert_snapshot!(run_once(&shared("conditions"), "jsonl:rows.jsonl"));
}

#[test]
fn a_single_missing_topic_is_named() {
    let installation = shared("conditions");
    installation.apply_topics().unwrap();
    let topic = installation.topic(Topic::Embargoed);
    kafka::delete_topic(installation.brokers(), &topic).unwrap();
    insta::assert_snapshot!(run_once(&installation, "jsonl:rows.jsonl"));
}

#[test]
fn unequal_partition_counts_are_refused() {
    let installation = shared("conditions");
    let (items, current) = (Topic::Items, Topic::Current);
    let [items, current] = [items, current].map(|topic| installation.topic(topic));
    let new = |name, partitions| NewTopic {
        name,
        partitions,
        settings: &[],
    };
    kafka::create_topics(installation.brokers(), &[new(&items, 2), new(&current, 3)]).unwrap();
    installation.apply_topics().unwrap();
    insta::assert_snapshot!(run_once(&installation, "jsonl:rows.jsonl"));
}

#[test]
fn partition_counts_that_are_not_the_configured_ones_are_told() {
    let installation = shared("conditions");
    installation.apply_topics().unwrap();
    let other = installation.with("topics.partitions=4");
    let ended = other.run(&["topics", "check"], WITHIN).unwrap();
    insta::assert_snapshot!(told(&other, &ended));
}

#[test]
fn a_command_without_a_broker_says_where_it_looked() {
    let nobody = format!("127.0.0.1:{}", free_port().unwrap());
    let installation = on(&nobody, "conditions");
    let ended = installation.run(&["topics", "apply"], WITHIN).unwrap();
    insta::assert_snapshot!(told(&installation, &ended));
}

fn cluster_id(brokers: &str) -> String {
    let client: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .create()
        .unwrap();
    client.client().fetch_cluster_id(WITHIN).unwrap()
}

#[test]
fn a_target_that_another_cluster_filled_is_left_alone() {
    let first = shared("conditions");
    let cluster = KafkaCluster::start(1).unwrap();
    // The same names on another cluster: its offsets say nothing about the first one's.
    let second = first.clone().at(cluster.brokers());
    for installation in [&first, &second] {
        installation.apply_topics().unwrap();
    }
    let database = postgres::fresh_database("conditions").unwrap();
    for (number, target) in ["jsonl:rows.jsonl", database.as_str()]
        .into_iter()
        .enumerate()
    {
        assert_eq!(run_once(&first, target), "exit code 0\n\n");
        let said = run_once(&second, target);
        let (server, name) = database.rsplit_once('/').unwrap();
        let address = server.rsplit('@').next().unwrap();
        let said = said.replace(name, "DATABASE").replace(address, "SERVER");
        let said = said.replace(&cluster_id(first.brokers()), "FIRST");
        let said = said.replace(&cluster_id(second.brokers()), "SECOND");
        insta::assert_snapshot!(format!("a_target_of_another_cluster_{number}"), said);
    }
    // What the first one put there is untouched.
    let rows = postgres::query(&database, "SELECT count(*) FROM items").unwrap();
    assert_eq!(rows, [[Some("1".to_owned())]]);
    let rows = std::fs::read_to_string(first.folder().join("rows.jsonl")).unwrap();
    assert_eq!(rows.lines().count(), 1);
}
