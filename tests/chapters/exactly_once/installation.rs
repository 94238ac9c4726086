//! One installation of Dateline: a prefix on a Kafka cluster, a database, and the configuration that its processes share.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, bail};
use dateline_schemas::topic::Topic;
use dateline_tests::stack::{Program, Running, kafka, postgres};
use rdkafka::{
    ClientConfig, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer},
};
use serde_json::Value;

use super::plan::{PARTITIONS, Service};
use dateline_tests::stream::PROVIDERS;

/// Records in one transaction: so few that a delivery spans several, and that a backlog is many.
const TRANSACTION_RECORDS: usize = 40;
const COMMAND_WITHIN: Duration = Duration::from_secs(60);
const REQUEST: Duration = Duration::from_secs(1);

/// Which process of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// The one that keeps its identity over restarts.
    First,
    /// One that comes and goes.
    Second,
}

/// Processes of one prefix, with one configuration file, in one working directory.
pub struct Installation {
    pub program: Program,
    pub prefix: String,
    pub database: String,
    brokers: String,
}

impl Installation {
    /// Topics and configuration of a fresh installation.
    pub fn new(brokers: &str, follow: bool) -> anyhow::Result<Self> {
        let program = Program::at(crate::PROGRAM)?;
        let installation = Self {
            prefix: kafka::topic_prefix("exactly-once"),
            database: postgres::fresh_database("exactly_once")?,
            brokers: brokers.to_owned(),
            program,
        };
        let file = installation.program.folder().join("dateline.toml");
        std::fs::write(file, installation.configuration(follow))?;
        std::fs::create_dir(installation.deliveries())?;
        installation.command("topics", &["topics", "apply"])?;
        Ok(installation)
    }

    /// Where its producer finds deliveries, in folders that sort in the order of arrival.
    pub fn deliveries(&self) -> PathBuf {
        self.program.folder().join("deliveries")
    }

    /// Full name of a topic.
    pub fn topic(&self, topic: Topic) -> String {
        topic.name(&self.prefix)
    }

    /// Brokers to ask first.
    pub fn brokers(&self) -> &str {
        &self.brokers
    }

    fn configuration(&self, follow: bool) -> String {
        // The session is as short as the broker allows with some room for a machine under load.
        format!(
            r#"prefix = "{prefix}"

[kafka]
brokers = ["{brokers}"]
properties = {{ "session.timeout.ms" = 3000, "heartbeat.interval.ms" = 500 }}

[pump]
transaction_interval_ms = 50
transaction_max_records = {TRANSACTION_RECORDS}
tick_interval_ms = 100

[topics]
partitions = {PARTITIONS}

[admin]
listen = "off"

[enricher]
languages = ["nl", "en", "de"]

[sink]
target = "{database}"

[producer]
heartbeat_seconds = 0

[[producer.sources]]
name = "stream"
paths = ["deliveries/*/*.jsonl"]
format = "jsonl"
providers = {PROVIDERS:?}
follow = {follow}
rescan_interval_ms = 50
"#,
            prefix = self.prefix,
            brokers = self.brokers,
            database = self.database,
        )
    }

    /// Runs a command of the operator to its end; what it printed.
    pub fn command(&self, name: &str, arguments: &[&str]) -> anyhow::Result<String> {
        let ended = self.program.run(name, arguments, COMMAND_WITHIN)?;
        if !ended.status.success() {
            bail!(
                "{name} ended with {}: {} {}",
                ended.status,
                ended.stdout,
                ended.stderr
            );
        }
        Ok(ended.stdout)
    }

    /// The totals of everything under this prefix; an account that does not balance is an error.
    pub fn audit(&self, look: usize) -> anyhow::Result<Value> {
        let printed = self.command(&format!("audit-{look}"), &["audit", "--json"])?;
        serde_json::from_str(&printed).with_context(|| format!("no JSON: {printed}"))
    }

    /// Starts a process of a service; `log` names its output.
    pub fn start(
        &self,
        service: Service,
        member: Member,
        log: &str,
        failpoint: Option<&str>,
    ) -> anyhow::Result<Running> {
        let mut arguments = match service {
            Service::Producer => vec!["produce"],
            Service::Annotate => vec!["enrich", "--stage", "annotate"],
            Service::Link => vec!["enrich", "--stage", "link"],
            Service::Sink => vec!["sink"],
        };
        if service != Service::Producer && member == Member::First {
            arguments.extend(["--instance-id", "first"]);
        }
        let program = self.program.clone();
        let program = match failpoint {
            Some(failpoint) => program.with_env("DATELINE_FAILPOINT", failpoint),
            None => program,
        };
        program.start(log, &arguments)
    }
}

/// How far services are, asked of the broker; no answer while there is none.
pub struct Progress {
    items: String,
    client: BaseConsumer,
    inputs: TopicPartitionList,
}

impl Progress {
    pub fn of(installation: &Installation, service: Service) -> anyhow::Result<Self> {
        let (group, input) = match service {
            Service::Producer => ("unused", Topic::Items),
            Service::Annotate => ("enricher-annotate", Topic::Items),
            Service::Link => ("enricher-link", Topic::Annotated),
            Service::Sink => ("sink", Topic::Enriched),
        };
        let input = installation.topic(input);
        let mut inputs = TopicPartitionList::new();
        inputs.add_partition_range(&input, 0, i32::try_from(PARTITIONS)? - 1);
        let client = ClientConfig::new()
            .set("bootstrap.servers", installation.brokers())
            .set("group.id", format!("{}-{group}", installation.prefix))
            // With this a position is told as it is, whether or not a transaction is about to move it.
            .set("isolation.level", "read_uncommitted")
            .set("log_level", "0")
            .create()?;
        Ok(Self {
            items: installation.topic(Topic::Items),
            client,
            inputs,
        })
    }

    /// The committed position of each input partition; 0 where there is none.
    pub fn positions(&self) -> Option<Vec<i64>> {
        let committed = self
            .client
            .committed_offsets(self.inputs.clone(), REQUEST)
            .ok()?;
        let positions = committed
            .elements()
            .into_iter()
            .map(|element| match element.offset() {
                Offset::Offset(next) => next,
                _ => 0,
            });
        Some(positions.collect())
    }

    /// The ends of what the producer writes.
    pub fn ends(&self) -> Option<Vec<i64>> {
        let ends = self.inputs.elements().into_iter().map(|element| {
            let marks = self
                .client
                .fetch_watermarks(&self.items, element.partition(), REQUEST);
            marks.ok().map(|(_, end)| end)
        });
        ends.collect()
    }

    /// How many positions this service has moved in all.
    pub fn moved(&self, service: Service) -> Option<i64> {
        let positions = match service {
            Service::Producer => self.ends(),
            _ => self.positions(),
        };
        Some(positions?.iter().sum())
    }
}
