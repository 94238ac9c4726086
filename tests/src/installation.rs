//! Dateline as somebody installs it: topics under a prefix of their own on some Kafka, and runs of the program there.

use std::{net::SocketAddr, path::Path, time::Duration};

use anyhow::{Context, bail};
use dateline_schemas::topic::Topic;
use serde_json::Value;

use crate::{
    deadline::wait_for,
    http::{self, Answer},
    stack::{
        Program, Running,
        kafka::topic_prefix,
        process::{Ended, events_of},
    },
};

/// Long enough for a start on two busy cores.
const WITHIN: Duration = Duration::from_secs(120);

/// Partitions of the topics that items flow through: more than one, and few, since each costs time to be made.
const PARTITIONS: &str = "topics.partitions=2";

/// One installation.
#[derive(Debug, Clone)]
pub struct Installation {
    program: Program,
    brokers: String,
    prefix: String,
    settings: Vec<String>,
}

impl Installation {
    /// An installation whose topics do not exist yet.
    ///
    /// # Errors
    /// When its folder cannot be made.
    pub fn new(program: &str, brokers: &str, chapter: &str) -> anyhow::Result<Self> {
        let settings = [PARTITIONS, "admin.listen=127.0.0.1:0", "log.format=json"];
        Ok(Self {
            program: Program::at(program)?,
            brokers: brokers.to_owned(),
            prefix: topic_prefix(chapter),
            settings: settings.map(str::to_owned).to_vec(),
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

    /// Makes its topics.
    ///
    /// # Errors
    /// What the program says.
    pub fn apply_topics(&self) -> anyhow::Result<()> {
        let applied = self.run("topics-apply", &["topics", "apply"], WITHIN)?;
        if !applied.status.success() {
            bail!("topics apply: {}", applied.stderr);
        }
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
    pub fn run(&self, name: &str, command: &[&str], within: Duration) -> anyhow::Result<Ended> {
        self.start(name, command)?.wait(within)
    }

    /// Starts a command. Runs of the same name write into the same files.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self, name: &str, command: &[&str]) -> anyhow::Result<Service> {
        let mut arguments = command.to_vec();
        arguments.extend(["--brokers", &self.brokers, "--prefix", &self.prefix]);
        arguments.extend(self.settings.iter().flat_map(|it| ["--set", it]));
        Service::start(&self.program, name, &arguments)
    }

    /// What `dateline audit` says.
    ///
    /// # Errors
    /// When it says that something does not add up.
    pub fn audit(&self) -> anyhow::Result<Value> {
        let audit = self.run("audit", &["audit", "--json"], WITHIN)?;
        let account: Value = serde_json::from_str(&audit.stdout)
            .with_context(|| format!("audit: {}", audit.stderr))?;
        if !audit.status.success() || account["balanced"] != true {
            bail!("audit: {account}");
        }
        Ok(account)
    }
}

/// A run with an admin server on a port that it chose.
#[derive(Debug)]
pub struct Service {
    /// The process.
    pub running: Running,
}

impl Service {
    /// Starts the program with `admin.listen=127.0.0.1:0` and a JSON log among these arguments.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(program: &Program, name: &str, arguments: &[&str]) -> anyhow::Result<Self> {
        let running = program.start(name, arguments)?;
        Ok(Self { running })
    }

    /// What the admin server answers; `None` before there is one. A run that has ended is an error.
    ///
    /// # Errors
    /// When the run has ended.
    pub fn get(&mut self, path: &str) -> anyhow::Result<Option<Answer>> {
        if !self.running.is_running()? {
            bail!("it ended: {}", self.running.stderr()?);
        }
        let port = self.admin_port()?;
        Ok(port.and_then(|port| http::get(port, path).ok()))
    }

    fn admin_port(&self) -> anyhow::Result<Option<u16>> {
        // The last line may be half written.
        let log = self.running.stderr()?;
        let whole = log.rfind('\n').map_or("", |end| &log[..end]);
        let events = events_of(whole)?;
        let listens = events
            .iter()
            .rfind(|event| event["message"] == "admin server listens");
        let address = listens.and_then(|event| event["address"].as_str());
        Ok(address
            .map(str::parse::<SocketAddr>)
            .transpose()?
            .map(|address| address.port()))
    }

    /// Waits until all of its parts do their work.
    ///
    /// # Errors
    /// When they do not in time, or it ended.
    pub fn wait_until_ready(&mut self, within: Duration) -> anyhow::Result<()> {
        wait_for("the service to be ready", within, || {
            let answer = self.get("/readyz")?;
            Ok(answer.filter(|answer| answer.status == 200).map(|_| ()))
        })
        .with_context(|| self.running.stderr().unwrap_or_default())
    }

    /// Waits until a part says for why it does not do its work what has this text in it; all that it says then.
    ///
    /// # Errors
    /// When it does not in time, or it ended.
    pub fn wait_until_unready(
        &mut self,
        part: &str,
        text: &str,
        within: Duration,
    ) -> anyhow::Result<String> {
        wait_for(&format!("{part}: {text:?} in /readyz"), within, || {
            let answer = self.get("/readyz")?.filter(|answer| answer.status == 503);
            let body = answer.map(|answer| answer.body).unwrap_or_default();
            let mut lines = body.lines();
            let said = lines.find_map(|line| line.strip_prefix(part)?.strip_prefix(": "));
            Ok(said.filter(|said| said.contains(text)).map(str::to_owned))
        })
        .with_context(|| self.running.stderr().unwrap_or_default())
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it has not in time.
    pub fn wait(self, within: Duration) -> anyhow::Result<Ended> {
        self.running.wait(within)
    }

    /// Asks it to end, and waits for it.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn stop(mut self, within: Duration) -> anyhow::Result<Ended> {
        self.running.terminate()?;
        self.running.wait(within)
    }
}
