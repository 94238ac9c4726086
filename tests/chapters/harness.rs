//! The harness itself: every real part starts, does what chapters need of it, and can fail and come back.

use std::time::{Duration, Instant};

use dateline_tests::{
    deadline::wait_for,
    stack::{
        KafkaCluster, PostgresServer, Program, Prometheus,
        kafka::{self, NewTopic},
        parts, postgres,
        prometheus::{self, Target},
    },
};
use rdkafka::{
    ClientConfig, Message, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
    producer::{BaseProducer, BaseRecord, Producer},
    util::Timeout,
};

const WITHIN: Duration = Duration::from_secs(60);

fn transactional_producer(brokers: &str, id: &str) -> BaseProducer {
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("transactional.id", id)
        .create()
        .unwrap();
    producer.init_transactions(WITHIN).unwrap();
    producer
}

fn send(producer: &BaseProducer, topic: &str, value: &str) {
    let record = BaseRecord::<str, str>::to(topic).payload(value);
    producer.send(record).map_err(|(error, _)| error).unwrap();
    while producer.in_flight_count() > 0 {
        producer.poll(Duration::from_millis(1));
    }
}

fn texts(brokers: &str, topic: &str) -> Vec<String> {
    let records = kafka::records_of(brokers, topic, WITHIN).unwrap();
    let payloads = records.iter().filter_map(Message::payload);
    payloads
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .collect()
}

#[test]
fn kafka_keeps_what_was_aborted_from_a_committed_reader() {
    let brokers = kafka::brokers().unwrap();
    let topic = kafka::topic_prefix("harness");
    let new = NewTopic {
        name: &topic,
        partitions: 1,
        settings: &[],
    };
    kafka::create_topics(&brokers, &[new]).unwrap();
    let producer = transactional_producer(&brokers, &topic);

    producer.begin_transaction().unwrap();
    send(&producer, &topic, "aborted");
    producer.abort_transaction(Timeout::Never).unwrap();
    producer.begin_transaction().unwrap();
    send(&producer, &topic, "committed");
    producer.commit_transaction(Timeout::Never).unwrap();

    assert_eq!(texts(&brokers, &topic), ["committed"]);
}

#[test]
fn kafka_carries_offsets_in_the_transaction_that_wrote_the_output() {
    let brokers = kafka::brokers().unwrap();
    let topic = kafka::topic_prefix("harness");
    let new = NewTopic {
        name: &topic,
        partitions: 1,
        settings: &[],
    };
    kafka::create_topics(&brokers, &[new]).unwrap();
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &brokers)
        .set("group.id", &topic)
        .create()
        .unwrap();
    let mut at_seven = TopicPartitionList::new();
    at_seven
        .add_partition_offset(&topic, 0, Offset::Offset(7))
        .unwrap();

    let producer = transactional_producer(&brokers, &topic);
    producer.begin_transaction().unwrap();
    send(&producer, &topic, "output");
    let group = consumer.group_metadata().unwrap();
    producer
        .send_offsets_to_transaction(&at_seven, &group, WITHIN)
        .unwrap();
    producer.commit_transaction(Timeout::Never).unwrap();

    let committed = wait_for("the committed offset", WITHIN, || {
        let committed = consumer.committed_offsets(at_seven.clone(), WITHIN)?;
        Ok(Some(committed.elements()[0].offset()).filter(|it| *it != Offset::Invalid))
    });
    assert_eq!(committed.unwrap(), Offset::Offset(7));
}

#[test]
fn a_cluster_of_three_survives_the_kill_of_each_node() {
    let start = Instant::now();
    let cluster = KafkaCluster::start(3).unwrap();
    eprintln!("three nodes were ready after {:?}", start.elapsed());
    let topic = kafka::topic_prefix("harness");
    let new = NewTopic {
        name: &topic,
        partitions: 3,
        settings: &[],
    };
    kafka::create_topics(cluster.brokers(), &[new]).unwrap();
    let producer = transactional_producer(cluster.brokers(), &topic);
    for index in 0..cluster.node_count() {
        let start = Instant::now();
        cluster.kill_node(index).unwrap();
        producer.begin_transaction().unwrap();
        send(&producer, &topic, &format!("without node {index}"));
        producer.commit_transaction(Timeout::Never).unwrap();
        eprintln!("committed without node {index} after {:?}", start.elapsed());
        cluster.start_node(index).unwrap();
        cluster.wait_until_ready().unwrap();
        eprintln!("whole again after {:?}", start.elapsed());
    }
    let mut seen = texts(cluster.brokers(), &topic);
    seen.sort();
    assert_eq!(seen, ["without node 0", "without node 1", "without node 2"]);
}

#[test]
fn postgres_goes_down_and_comes_back_with_its_data() {
    let server = PostgresServer::start().unwrap();
    let url = postgres::fresh_database_in(&server.url(), "harness").unwrap();
    postgres::query(&url, "CREATE TABLE t (n int)").unwrap();
    postgres::query(&url, "INSERT INTO t VALUES (1), (NULL)").unwrap();
    server.kill().unwrap();
    assert!(postgres::query(&url, "SELECT 1").is_err());
    server.come_up().unwrap();
    server.stop().unwrap();
    assert!(postgres::query(&url, "SELECT 1").is_err());
    server.come_up().unwrap();
    let rows = postgres::query(&url, "SELECT n FROM t ORDER BY n").unwrap();
    assert_eq!(rows, [[Some("1".to_owned())], [None]]);
}

#[test]
fn every_chapter_gets_a_database_of_its_own() {
    let first = postgres::fresh_database("harness").unwrap();
    let second = postgres::fresh_database("harness").unwrap();
    postgres::query(&first, "CREATE TABLE only_here (n int)").unwrap();
    assert!(postgres::query(&second, "SELECT * FROM only_here").is_err());
}

#[test]
fn prometheus_scrapes_a_service_and_tells_that_another_is_down() {
    // The first scrapes the second: a service that surely has metrics.
    let scraped = Prometheus::start(&[], &[]).unwrap();
    let nobody = dateline_tests::stack::ports::free_port().unwrap();
    let targets = [
        Target {
            job: "up",
            port: scraped.port(),
        },
        Target {
            job: "down",
            port: nobody,
        },
    ];
    let prometheus = Prometheus::start(&targets, &[]).unwrap();
    let both = |found: &[prometheus::Sample]| found.len() == 2;
    let found = prometheus.wait_for("sort_desc(up)", WITHIN, both).unwrap();
    let seen: Vec<_> = found
        .iter()
        .map(|it| (it.labels["job"].as_str(), it.value > 0.5))
        .collect();
    assert_eq!(seen, [(Some("up"), true), (Some("down"), false)]);
    assert!(prometheus.query("sum(").is_err());
}

#[test]
fn promtool_objects_to_a_metric_without_help() {
    prometheus::check_metrics("# HELP a_total Things.\n# TYPE a_total counter\na_total 1\n")
        .unwrap();
    let error = prometheus::check_metrics("a_total 1\n").unwrap_err();
    assert!(error.to_string().contains("no help text"), "{error}");
}

#[test]
fn promtool_runs_the_tests_of_the_rules_that_ship() {
    let folder = parts::workspace().join("docker/prometheus");
    prometheus::check_rules(&folder.join("rules.yaml")).unwrap();
    prometheus::test_rules(&folder.join("rules.test.yaml")).unwrap();
}

#[test]
fn the_program_under_test_starts() {
    let program = Program::at(crate::PROGRAM).unwrap();
    let ended = program.run("start", &["--help"], WITHIN).unwrap();
    assert!(ended.status.success(), "{}", ended.stderr);
}
