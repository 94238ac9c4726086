//! `[topics]`: how topics are created and what they are checked against.

use std::collections::BTreeMap;

use dateline_runtime::config::{Bounded, Violation};
use dateline_schemas::topic::{Topic, plan::TopicOptions};

/// From a minute to a thousand years.
pub type Retention = Bounded<60_000, 31_536_000_000_000>;

dateline_runtime::section! {
    /// How topics are created and what they are checked against.
    pub struct TopicsConfig {
        /// Partitions of the topics that items flow through: how many processes can share the work. They never grow
        /// afterwards, since keys would move: choose generously, or use a new prefix and replay. Not set, the
        /// number of Dateline's own table holds.
        pub partitions: Option<Bounded<1, 1_000>> = None,
        /// Replicas of every topic. One survives no broker's loss; with three, writes wait for two.
        pub replication: Bounded<1, 9> = Bounded::of::<1>(),
        /// How long the records of a topic are kept, in milliseconds, by the topic's name without the prefix
        /// (raw = 2592000000). What is not listed is kept as Dateline's own table says.
        pub retention_ms: BTreeMap<String, Retention> = BTreeMap::new(),
    }
}

impl TopicsConfig {
    pub(super) fn to_options(&self, prefix: &str) -> TopicOptions {
        let small = |number: u64| i32::try_from(number).unwrap_or(i32::MAX);
        let retention = self.retention_ms.iter().filter_map(|(name, retention)| {
            let millis = i64::try_from(retention.get()).unwrap_or(i64::MAX);
            Some((topic_of(name)?, millis))
        });
        TopicOptions {
            prefix: prefix.to_owned(),
            partitions: self.partitions.map(|number| small(number.get())),
            replication: small(self.replication.get()),
            retention_ms: retention.collect(),
        }
    }

    pub(super) fn violations(&self) -> Vec<Violation> {
        let unknown = self
            .retention_ms
            .keys()
            .filter(|name| topic_of(name).is_none());
        let violations = unknown.map(|name| Violation {
            key: format!("topics.retention_ms.{name}"),
            what: format!("`topics.retention_ms` names the topic {name:?}"),
            why: "there is no such topic".to_owned(),
            remedy: format!("name one of {}", topic_names().join(", ")),
        });
        violations.collect()
    }
}

fn topic_of(suffix: &str) -> Option<Topic> {
    let mut topics = Topic::ALL.into_iter();
    topics.find(|topic| topic.spec().suffix == suffix)
}

fn topic_names() -> Vec<&'static str> {
    Topic::ALL.iter().map(|topic| topic.spec().suffix).collect()
}
