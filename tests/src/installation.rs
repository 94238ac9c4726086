//! Dateline as somebody installs it: topics under a prefix of their own on some Kafka, and runs of the program there.

mod service;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, bail};
use dateline_schemas::topic::Topic;
use serde_json::Value;

pub use self::service::Service;
use crate::stack::{Program, kafka, process::Ended};

/// Long enough for a start on two busy cores.
const WITHIN: Duration = Duration::from_secs(120);

/// Partitions of the topics that items flow through: more than one, and few, since each costs time to be made.
const PARTITIONS: &str = "topics.partitions=2";

/// Chapters count records; the one on heartbeats has them.
const NO_HEARTBEATS: &str = "producer.heartbeat_seconds=0";

/// One installation.
#[derive(Debug, Clone)]
pub struct Installation {
    program: Program,
    brokers: String,
    prefix: String,
    settings: Vec<String>,
    /// Clones share a folder, and each of their runs has files of its own there.
    runs: Arc<AtomicU32>,
}

impl Installation {
    /// An installation on the Kafka that chapters share; its topics do not exist yet.
    ///
    /// # Errors
    /// When there is no Kafka, or its folder cannot be made.
    pub fn shared(program: &str, chapter: &str) -> anyhow::Result<Self> {
        Self::new(program, &kafka::brokers()?, chapter)
    }

    /// An installation whose topics do not exist yet.
    ///
    /// # Errors
    /// When its folder cannot be made.
    pub fn new(program: &str, brokers: &str, chapter: &str) -> anyhow::Result<Self> {
        let settings = [
            PARTITIONS,
            NO_HEARTBEATS,
            "admin.listen=127.0.0.1:0",
            "log.format=json",
        ];
        Ok(Self {
            program: Program::at(program)?,
            brokers: brokers.to_owned(),
            prefix: kafka::topic_prefix(chapter),
            settings: settings.map(str::to_owned).to_vec(),
            runs: Arc::default(),
        })
    }

    /// The same with one setting more (`pump.schema_wait_ms=300`); the last of a key counts.
    #[must_use]
    pub fn with(mut self, setting: &str) -> Self {
        self.settings.push(setting.to_owned());
        self
    }

    /// An installation with the same names, settings and folder on another Kafka.
    #[must_use]
    pub fn at(mut self, brokers: &str) -> Self {
        brokers.clone_into(&mut self.brokers);
        self
    }

    /// The same, with a variable in the environment of its runs.
    #[must_use]
    pub fn with_env(mut self, name: &str, value: &str) -> Self {
        self.program = self.program.with_env(name, value);
        self
    }

    /// Makes its topics.
    ///
    /// # Errors
    /// What the program says.
    pub fn apply_topics(&self) -> anyhow::Result<()> {
        self.run(&["topics", "apply"], WITHIN)?.successful()?;
        Ok(())
    }

    /// Full name of a topic.
    pub fn topic(&self, topic: Topic) -> String {
        topic.name(&self.prefix)
    }

    /// What all its names begin with.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Where its Kafka is.
    pub fn brokers(&self) -> &str {
        &self.brokers
    }

    /// Folder in which its runs work.
    pub fn folder(&self) -> &Path {
        self.program.folder()
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn run(&self, command: &[&str], within: Duration) -> anyhow::Result<Ended> {
        self.start(command)?.wait(within)
    }

    /// Starts a command.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self, command: &[&str]) -> anyhow::Result<Service> {
        let mut arguments = command.to_vec();
        // Who works in memory may not name brokers.
        if !command.contains(&"--in-memory") {
            arguments.extend(["--brokers", &self.brokers]);
        }
        arguments.extend(["--prefix", &self.prefix]);
        arguments.extend(self.settings.iter().flat_map(|it| ["--set", it]));
        let number = self.runs.fetch_add(1, Ordering::Relaxed);
        let name = format!("{number}-{}", command[0]);
        let running = self.program.start(&name, &arguments)?;
        Ok(Service { running })
    }

    /// What `dateline audit` says, whether or not it adds up.
    ///
    /// # Errors
    /// When it says nothing.
    pub fn account(&self) -> anyhow::Result<Value> {
        let audit = self.run(&["audit", "--json"], WITHIN)?;
        serde_json::from_str(&audit.stdout).with_context(|| format!("audit: {}", audit.stderr))
    }

    /// What `dateline audit` says.
    ///
    /// # Errors
    /// When it says that something does not add up.
    pub fn audit(&self) -> anyhow::Result<Value> {
        let account = self.account()?;
        if account["balanced"] != true {
            bail!("audit: {account}");
        }
        Ok(account)
    }
}
