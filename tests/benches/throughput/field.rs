//! Where a row runs: a cluster, and the topics of one prefix.

use std::collections::BTreeMap;

use dateline_runtime::{
    TopicName,
    kafka::{KafkaCluster, KafkaTopic},
    log::{MemberSpec, StartAt},
};
use dateline_schemas::topic::{
    Topic,
    plan::{TopicOptions, wanted},
};

/// Partitions of the topics that items flow through.
pub const PARTITIONS: i32 = 4;

/// The topics of a prefix.
#[derive(Clone)]
pub struct Field {
    pub cluster: KafkaCluster,
    pub prefix: String,
}

impl Field {
    /// The topics of this prefix; nothing is made yet.
    pub fn new(brokers: &str, prefix: &str) -> Self {
        let properties = [("bootstrap.servers".to_owned(), brokers.to_owned())];
        Self {
            cluster: KafkaCluster::new(BTreeMap::from(properties)),
            prefix: prefix.to_owned(),
        }
    }

    /// Makes them as `dateline topics apply` does.
    pub fn make(&self) -> anyhow::Result<()> {
        let options = TopicOptions {
            prefix: self.prefix.clone(),
            partitions: Some(PARTITIONS),
            ..TopicOptions::default()
        };
        for topic in wanted(&options) {
            self.cluster.create_topic(&KafkaTopic {
                name: topic.name,
                partitions: topic.partitions,
                replication: topic.replication,
                settings: topic.settings,
            })?;
        }
        Ok(())
    }

    /// The full name of one of them.
    pub fn topic(&self, topic: Topic) -> TopicName {
        TopicName::new(&topic.name(&self.prefix))
    }

    /// A member of a group of its own, so that it reads the topic from its beginning.
    pub fn member(&self, input: &TopicName, start: StartAt) -> MemberSpec {
        let name = format!("{}-{}-{}", self.prefix, input, std::process::id());
        MemberSpec {
            group: name.clone(),
            input: input.clone(),
            transactional_id: name,
            instance_id: None,
            start,
        }
    }
}
