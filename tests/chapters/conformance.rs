//! One suite against the seam, run on the log in this process and on real Kafka: what the pump may rely on.

mod groups;
mod owners;
mod pumps;

use std::{collections::BTreeMap, time::Duration};

use self::groups::a_member_that_outlives_a_rebalance_commits_again;
use dateline_runtime::{
    NextOffset, Offset, Outgoing, TopicName,
    kafka::KafkaCluster,
    local::{LocalCleanup, LocalCluster, LocalTopic},
    log::{
        Cluster, LogError, MemberSpec, Polled, Position, StageLog, StartAt, TablePolled,
        TableReader as _, Writer as _,
    },
};
use dateline_tests::{
    deadline::wait_for,
    stack::{
        self,
        kafka::{self, NewTopic},
    },
};

const WITHIN: Duration = Duration::from_secs(60);
const SLICE: Duration = Duration::from_millis(20);

/// One log with topics of its own.
struct World<C> {
    cluster: C,
    input: TopicName,
    output: TopicName,
    state: TopicName,
    dead: TopicName,
    prefix: String,
    members_are_static: bool,
}

const TOPICS: [&str; 4] = ["input", "output", "state", "dead"];

fn local_world(chapter: &str) -> World<LocalCluster> {
    let topics = TOPICS.map(|name| LocalTopic {
        name: TopicName::new(&format!("{chapter}.{name}")),
        partitions: 2,
        cleanup: LocalCleanup::KeepBytes(u64::MAX),
    });
    World::of(LocalCluster::new(&topics), chapter)
}

fn kafka_world(chapter: &str) -> World<KafkaCluster> {
    kafka_world_on(&kafka::brokers().unwrap(), chapter, &[])
}

fn kafka_world_on(brokers: &str, chapter: &str, settings: &[(&str, &str)]) -> World<KafkaCluster> {
    let prefix = kafka::topic_prefix(chapter);
    let names = TOPICS.map(|name| format!("{prefix}.{name}"));
    let topics: Vec<_> = names
        .iter()
        .map(|name| NewTopic {
            name,
            partitions: 2,
            settings: &[("message.timestamp.type", "LogAppendTime")],
        })
        .collect();
    kafka::create_topics(brokers, &topics).unwrap();
    World::of(kafka_cluster(brokers, settings), &prefix)
}

/// A member that is not polled is thrown out of its group after `max.poll.interval.ms`.
fn impatient_kafka_world(chapter: &str) -> World<KafkaCluster> {
    let settings = [("max.poll.interval.ms", "4000")];
    kafka_world_on(&kafka::brokers().unwrap(), chapter, &settings)
}

/// Clients whose members are missed soon.
fn kafka_cluster(brokers: &str, more: &[(&str, &str)]) -> KafkaCluster {
    let settings = [
        ("bootstrap.servers", brokers),
        ("session.timeout.ms", "3000"),
        ("heartbeat.interval.ms", "500"),
    ];
    let settings = settings.iter().chain(more);
    let properties: BTreeMap<String, String> = settings
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    KafkaCluster::new(properties)
}

impl<C: Cluster> World<C> {
    fn of(cluster: C, prefix: &str) -> Self {
        let [input, output, state, dead] =
            TOPICS.map(|name| TopicName::new(&format!("{prefix}.{name}")));
        Self {
            cluster,
            input,
            output,
            state,
            dead,
            prefix: prefix.to_owned(),
            members_are_static: false,
        }
    }

    fn spec(&self, identity: &str) -> MemberSpec {
        MemberSpec {
            group: format!("{}.group", self.prefix),
            input: self.input.clone(),
            transactional_id: format!("{}.{identity}", self.prefix),
            instance_id: self.members_are_static.then(|| identity.to_owned()),
            start: StartAt::Beginning,
        }
    }

    fn write(&self, topic: &TopicName, values: &[&str]) {
        let mut writer = self
            .cluster
            .writer(&format!("{}.feeder", self.prefix))
            .unwrap();
        writer.begin().unwrap();
        for value in values {
            writer.send(outgoing(topic, value)).unwrap();
        }
        writer.commit().unwrap();
    }

    /// All that a read_committed reader sees in partition 0 of a topic.
    fn read(&self, topic: &TopicName) -> Vec<String> {
        self.read_from(topic, Offset::FIRST)
    }

    fn read_from(&self, topic: &TopicName, from: Offset) -> Vec<String> {
        let mut table = self.cluster.table().unwrap();
        table.start(topic, 0, from).unwrap();
        let mut values = Vec::new();
        wait_for("the end of the topic", WITHIN, || {
            let polled = table
                .poll(SLICE, &mut |record| values.push(text(record.value)))
                .unwrap();
            Ok((polled == TablePolled::EndOfPartition(0)).then_some(()))
        })
        .unwrap();
        values
    }
}

fn outgoing(topic: &TopicName, value: &str) -> Outgoing {
    let mut outgoing = Outgoing::keyed(topic, b"key", Some(value.as_bytes().to_vec()));
    outgoing.partition = Some(0);
    outgoing.with_header("traceparent", "00-1")
}

fn text(value: Option<&[u8]>) -> String {
    String::from_utf8(value.unwrap_or_default().to_vec()).unwrap()
}

fn position(next: i64) -> Position {
    position_in(0, next)
}

fn position_in(partition: i32, next: i64) -> Position {
    Position {
        partition,
        next: NextOffset(next),
        metadata: "{\"in\":1}".to_owned(),
    }
}

/// Polls until this member owns partition 0, resumes it, and then until so many records came.
fn poll_records<L: StageLog>(log: &mut L, count: usize) -> Vec<(i64, String)> {
    let mut records = Vec::new();
    wait_for("records of partition 0", WITHIN, || {
        let polled = log.poll(SLICE, &mut |record| {
            if record.partition == 0 {
                records.push((record.offset.0, text(record.value)));
            }
        });
        if let Ok(Polled::Assigned(partitions)) = &polled {
            for partition in partitions {
                log.resume(*partition).unwrap();
            }
        }
        Ok((records.len() >= count).then_some(()))
    })
    .unwrap();
    records
}

fn own_all<L: StageLog>(log: &mut L) {
    let mut owned = 0;
    wait_for("both partitions", WITHIN, || {
        if let Ok(Polled::Assigned(partitions)) = log.poll(SLICE, &mut |_| {}) {
            owned += partitions.len();
        }
        Ok((owned == 2).then_some(()))
    })
    .unwrap();
}

fn what_a_transaction_wrote_is_visible_at_once_or_never<C: Cluster>(world: &World<C>) {
    let mut writer = world
        .cluster
        .writer(&format!("{}.writer", world.prefix))
        .unwrap();
    writer.begin().unwrap();
    writer.send(outgoing(&world.output, "a")).unwrap();
    writer.send(outgoing(&world.output, "b")).unwrap();
    assert_eq!(
        world.read(&world.output),
        Vec::<String>::new(),
        "an open transaction is visible to nobody"
    );
    writer.commit().unwrap();
    assert_eq!(world.read(&world.output), ["a", "b"]);
    writer.begin().unwrap();
    writer.send(outgoing(&world.output, "aborted")).unwrap();
    writer.abort().unwrap();
    writer.begin().unwrap();
    writer.send(outgoing(&world.output, "c")).unwrap();
    writer.commit().unwrap();
    assert_eq!(
        world.read(&world.output),
        ["a", "b", "c"],
        "what was aborted is never visible, and order is kept"
    );
}

fn a_member_resumes_at_its_commit_with_the_metadata<C: Cluster>(world: &World<C>) {
    world.write(&world.input, &["a", "b", "c"]);
    let mut first = world.cluster.member(&world.spec("one")).unwrap();
    assert_eq!(poll_records(&mut first, 3).len(), 3);
    first.begin().unwrap();
    first.send(outgoing(&world.output, "A")).unwrap();
    first.send_offsets(&[position(1)]).unwrap();
    first.commit().unwrap();
    first.begin().unwrap();
    first.send(outgoing(&world.output, "B")).unwrap();
    first.send_offsets(&[position(2)]).unwrap();
    first.abort().unwrap();
    drop(first);
    let mut second = world.cluster.member(&world.spec("two")).unwrap();
    let records = poll_records(&mut second, 2);
    assert_eq!(records, [(1, "b".to_owned()), (2, "c".to_owned())]);
    let committed = second.committed(0).unwrap().unwrap();
    assert_eq!(
        (committed.next, committed.metadata.as_str()),
        (NextOffset(1), "{\"in\":1}")
    );
    assert_eq!(world.read(&world.output), ["A"]);
}

fn the_end_is_after_the_last_transaction_marker<C: Cluster>(world: &World<C>) {
    world.write(&world.input, &["a"]);
    let mut log = world.cluster.member(&world.spec("one")).unwrap();
    poll_records(&mut log, 1);
    wait_for("the end of partition 0", WITHIN, || {
        let polled = log.poll(SLICE, &mut |_| {}).unwrap();
        Ok((polled == Polled::EndOfPartition(0)).then_some(()))
    })
    .unwrap();
    let mut table = world.cluster.table().unwrap();
    let end = table.last_stable_offset(&world.input, 0).unwrap();
    assert_eq!(
        log.position(0),
        Some(end),
        "committed, this position makes the lag 0"
    );
}

fn a_second_owner_of_a_transactional_id_fences_the_first<C: Cluster>(world: &World<C>) {
    let id = format!("{}.writer", world.prefix);
    let mut first = world.cluster.writer(&id).unwrap();
    first.begin().unwrap();
    first.send(outgoing(&world.output, "zombie")).unwrap();
    let mut second = world.cluster.writer(&id).unwrap();
    let refused = first.commit().unwrap_err();
    assert!(matches!(refused, LogError::Fenced(_)), "{refused}");
    second.begin().unwrap();
    second.send(outgoing(&world.output, "owner")).unwrap();
    second.commit().unwrap();
    assert_eq!(world.read(&world.output), ["owner"]);
}

fn a_record_appended_before_its_time_is_refused<C: Cluster>(world: &World<C>) {
    let mut writer = world
        .cluster
        .writer(&format!("{}.writer", world.prefix))
        .unwrap();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    let hour_ms = 3_600_000;
    let mut early = outgoing(&world.output, "early");
    early.not_before_ms = Some(i64::try_from(now).unwrap() + hour_ms);
    writer.begin().unwrap();
    writer.send(early).unwrap();
    let refused = writer.commit().unwrap_err();
    assert!(matches!(refused, LogError::TooEarly { .. }), "{refused}");
    writer.abort().unwrap();
    let mut due = outgoing(&world.output, "due");
    due.not_before_ms = Some(i64::try_from(now).unwrap() - hour_ms);
    writer.begin().unwrap();
    writer.send(due).unwrap();
    writer.commit().unwrap();
    assert_eq!(world.read(&world.output), ["due"]);
}

fn the_records_of_a_key_stay_in_order_over_commits_and_aborts<C: Cluster>(world: &World<C>) {
    let values: Vec<String> = (0..10).map(|value| value.to_string()).collect();
    let fed: Vec<&str> = values.iter().map(String::as_str).collect();
    world.write(&world.input, &fed);
    let mut log = world.cluster.member(&world.spec("one")).unwrap();
    let mut next = 0;
    let mut attempt = 0;
    while next < fed.len() {
        let count = 3.min(fed.len() - next);
        let records = poll_records(&mut log, count);
        let end = records.last().map_or(0, |(offset, _)| offset + 1);
        log.begin().unwrap();
        for (_, value) in &records {
            log.send(outgoing(&world.output, value)).unwrap();
        }
        attempt += 1;
        if attempt % 2 == 1 {
            log.abort().unwrap();
            let next = i64::try_from(next).unwrap();
            log.rewind(0, NextOffset(next)).unwrap();
        } else {
            log.send_offsets(&[position(end)]).unwrap();
            log.commit().unwrap();
            next = usize::try_from(end).unwrap();
        }
    }
    assert_eq!(world.read(&world.output), values);
}

fn a_table_is_read_from_where_it_is_asked_for<C: Cluster>(world: &World<C>) {
    world.write(&world.input, &["a", "b", "c"]);
    assert_eq!(world.read_from(&world.input, Offset(1)), ["b", "c"]);
    let mut table = world.cluster.table().unwrap();
    let end = table.high_watermark(&world.input, 0).unwrap();
    let nothing: [&str; 0] = [];
    assert_eq!(world.read_from(&world.input, Offset(end.0)), nothing);
}

#[test]
fn a_table_begins_behind_what_retention_took() {
    let world = kafka_world("retention");
    world.write(&world.input, &["a", "b", "c"]);
    let brokers = kafka::brokers().unwrap();
    kafka::delete_records(&brokers, world.input.as_str(), 0, 2).unwrap();
    for from in [Offset::FIRST, Offset(1)] {
        assert_eq!(world.read_from(&world.input, from), ["c"]);
    }
}

fn a_missing_topic_is_told_by_name<C: Cluster>(world: &World<C>) {
    let missing = TopicName::new(&format!("{}.missing", world.prefix));
    let mut table = world.cluster.table().unwrap();
    assert_eq!(table.partitions(&missing).unwrap(), None);
    assert_eq!(table.partitions(&world.input).unwrap(), Some(2));
}

macro_rules! on_both_logs {
    ($($name:ident),+ $(,)?) => {
        mod local {
            $(#[test] fn $name() { super::$name(&super::local_world(stringify!($name))); })+
        }
        mod on_kafka {
            $(#[test] fn $name() { super::$name(&super::kafka_world("conformance")); })+
        }
    };
}

on_both_logs! {
    what_a_transaction_wrote_is_visible_at_once_or_never,
    a_member_resumes_at_its_commit_with_the_metadata,
    the_end_is_after_the_last_transaction_marker,
    a_second_owner_of_a_transactional_id_fences_the_first,
    a_record_appended_before_its_time_is_refused,
    the_records_of_a_key_stay_in_order_over_commits_and_aborts,
    a_member_that_outlives_a_rebalance_commits_again,
    a_table_is_read_from_where_it_is_asked_for,
    a_missing_topic_is_told_by_name,
}
