//! The table of topics, and what follows from it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    acl::{Operation, acls},
    plan::{Action, Severity, TopicDescription, TopicOptions, check, plan, wanted},
    *,
};

fn topic<'a>(topics: &'a mut [TopicDescription], name: &str) -> &'a mut TopicDescription {
    topics.iter_mut().find(|topic| topic.name == name).unwrap()
}

fn messages(existing: &[TopicDescription], options: &TopicOptions) -> Vec<String> {
    let findings = check(existing, options);
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn one_prefix_renames_every_topic() {
    for topic in Topic::ALL {
        let name = topic.name("desk.wire");
        assert_eq!(Topic::from_name("desk.wire", &name), Some(topic));
        assert_eq!(Topic::from_name("wire", &name), None);
    }
    assert_eq!(Topic::Items.name(DEFAULT_PREFIX), "wire.items");
    let names: BTreeSet<_> = Topic::ALL.map(|topic| topic.name("wire")).into();
    assert_eq!(names.len(), Topic::ALL.len());
}

#[test]
fn state_topics_have_the_partitions_of_their_input() {
    for options in [
        TopicOptions::default(),
        TopicOptions {
            partitions: Some(5),
            ..TopicOptions::default()
        },
    ] {
        let mut topics = wanted(&options);
        let by_name: BTreeMap<_, _> = topics
            .drain(..)
            .map(|topic| (topic.name, topic.partitions))
            .collect();
        assert_eq!(by_name["wire.items"], by_name["wire.current"]);
        assert_eq!(by_name["wire.items"], by_name["wire.embargoed"]);
        assert_eq!(by_name["wire.annotated"], by_name["wire.fingerprints"]);
        assert_eq!(by_name["wire.enriched"], options.partitions.unwrap_or(12));
        assert_eq!(by_name["wire.schemas"], 1);
    }
}

#[test]
fn an_empty_cluster_gets_every_topic_and_then_nothing_more() {
    let options = TopicOptions {
        replication: 3,
        ..TopicOptions::default()
    };
    let created: Vec<TopicDescription> = plan(&[], &options)
        .into_iter()
        .map(|action| match action {
            Action::Create(topic) => topic,
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(created, wanted(&options));
    assert_eq!(plan(&created, &options), []);
    assert_eq!(check(&created, &options), []);
    assert!(
        created
            .iter()
            .all(|topic| topic.settings["message.timestamp.type"] == "LogAppendTime")
    );
    assert!(
        created
            .iter()
            .all(|topic| topic.settings["min.insync.replicas"] == "2")
    );
}

#[test]
fn the_public_topic_keeps_every_revision_a_week_and_a_killed_text_no_longer_than_eight_days() {
    let options = TopicOptions::default();
    let mut topics = wanted(&options);
    let enriched = &topic(&mut topics, "wire.enriched").settings;
    let day = 24 * 60 * 60 * 1000;
    assert_eq!(enriched["cleanup.policy"], "compact,delete");
    assert_eq!(enriched["min.compaction.lag.ms"], (7 * day).to_string());
    assert_eq!(enriched["max.compaction.lag.ms"], (8 * day).to_string());
    assert_eq!(enriched["segment.ms"], day.to_string());
}

#[test]
fn a_missing_topic_is_created_with_the_partitions_of_its_group() {
    let options = TopicOptions {
        partitions: Some(4),
        ..TopicOptions::default()
    };
    let mut existing = wanted(&options);
    existing.retain(|topic| topic.name != "wire.current");
    let now = TopicOptions {
        partitions: Some(8),
        ..TopicOptions::default()
    };
    let actions = plan(&existing, &now);
    let [Action::Create(created)] = actions.as_slice() else {
        panic!("{actions:?}")
    };
    assert_eq!(
        (created.name.as_str(), created.partitions),
        ("wire.current", 4)
    );
}

#[test]
fn a_setting_that_differs_is_altered_and_others_are_left_alone() {
    let options = TopicOptions::default();
    let mut existing = wanted(&options);
    let dead = &mut topic(&mut existing, "wire.dead").settings;
    dead.insert("max.message.bytes".into(), "1048588".into());
    dead.insert("compression.type".into(), "zstd".into());
    let enriched = &mut topic(&mut existing, "wire.enriched").settings;
    enriched.insert("cleanup.policy".into(), "delete, compact".into());
    let actions: Vec<_> = plan(&existing, &options)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(actions, ["alter wire.dead: max.message.bytes=17825792"]);
}

#[test]
fn findings_say_what_why_and_what_to_do() {
    let options = TopicOptions {
        replication: 3,
        ..TopicOptions::default()
    };
    let mut existing = wanted(&options);
    existing.retain(|topic| topic.name != "wire.dead");
    topic(&mut existing, "wire.current").partitions = 6;
    topic(&mut existing, "wire.raw").replication = 1;
    topic(&mut existing, "wire.items")
        .settings
        .remove("message.timestamp.type");
    let expected = [
        "warning: wire.raw: has 1 replicas, 3 are configured: a lost broker may lose records. Reassign its partitions",
        "error: wire.items: message.timestamp.type is unset, the table says LogAppendTime: run `dateline topics apply`",
        "error: wire.current: has 6 partitions, wire.items has 12: they must be equal, since state goes to its input's \
         partition number. Choose a new prefix and replay",
        "warning: wire.current: has 6 partitions, 12 are configured; partitions are never grown, as keys would move: \
         choose a new prefix and replay, or configure 6",
        "error: wire.dead: does not exist, and nothing creates topics by itself: run `dateline topics apply`",
    ];
    assert_eq!(messages(&existing, &options), expected);
    let worst = check(&existing, &options)
        .iter()
        .map(|finding| finding.severity)
        .max();
    assert_eq!(worst, Some(Severity::Error));
}

#[test]
fn retention_can_be_chosen_for_a_topic() {
    let mut options = TopicOptions::default();
    options.retention_ms.insert(Topic::Raw, 1_000);
    let mut topics = wanted(&options);
    assert_eq!(
        topic(&mut topics, "wire.raw").settings["retention.ms"],
        "1000"
    );
    assert_eq!(
        topic(&mut topics, "wire.embargoed").settings["retention.ms"],
        "-1"
    );
}

#[test]
fn a_consumer_may_read_the_public_topics_and_nothing_else() {
    let consumer: Vec<_> = acls("wire")
        .into_iter()
        .filter(|acl| acl.party == Party::Consumer)
        .collect();
    assert!(consumer.iter().all(|acl| acl.operation == Operation::Read));
    let names: Vec<_> = consumer.iter().map(|acl| acl.name.as_str()).collect();
    assert_eq!(names, ["wire.enriched", "wire.schemas"]);
}

#[test]
fn access_lines_are_arguments_of_kafkas_own_tool() {
    let lines: Vec<_> = acls("wire").iter().map(ToString::to_string).collect();
    let expected = "--allow-principal User:enricher --operation Write --topic wire.current --resource-pattern-type literal";
    assert!(lines.iter().any(|line| line == expected), "{lines:#?}");
    let expected = "--allow-principal User:sink --operation Write --transactional-id wire-sink --resource-pattern-type prefixed";
    assert!(lines.iter().any(|line| line == expected), "{lines:#?}");
}

#[test]
fn a_codecs_largest_datum_fits_its_topic() {
    for topic in Topic::ALL {
        if let TopicValue::Record(kind) = topic.spec().value {
            assert!((kind.max_datum_bytes() as i64) < topic.spec().max_message_bytes);
        }
    }
}
