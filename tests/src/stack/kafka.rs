//! A private Apache Kafka cluster in KRaft mode, of one node or three, whose nodes can be killed and started again.

mod node;
mod topics;

use std::{
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, bail};
use rdkafka::consumer::Consumer;

use crate::{
    deadline::wait_for,
    stack::{RunFolder, part::Signal, ports::free_port},
};
use node::{Addresses, Node};
pub use topics::{NewTopic, create_topics, delete_records, delete_topic, records_of};

/// Enough for three Java processes on two busy cores.
const READY_WITHIN: Duration = Duration::from_secs(120);
const STOPPED_WITHIN: Duration = Duration::from_secs(60);
/// Starts that may fail because somebody else took a port meanwhile.
const ATTEMPTS: u32 = 3;
/// How long one look at a cluster's metadata may take.
const LOOK: Duration = Duration::from_secs(2);

/// What the brokers' Java is tuned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tuning {
    /// Up in a third of the time; code is compiled quickly and not well. For chapters, which start many.
    QuickStart,
    /// As in production. For measurements.
    Throughput,
}

/// A running cluster; it ends when it is dropped, and at the latest with this process.
pub struct KafkaCluster {
    nodes: Vec<Mutex<Node>>,
    bootstrap: String,
}

impl KafkaCluster {
    /// Starts a fresh cluster and waits until every node serves.
    ///
    /// # Errors
    /// When a part is missing or the cluster does not come up.
    pub fn start(node_count: usize) -> anyhow::Result<Self> {
        Self::start_tuned(node_count, Tuning::QuickStart)
    }

    /// As `start`, tuned.
    ///
    /// # Errors
    /// As `start`.
    pub fn start_tuned(node_count: usize, tuning: Tuning) -> anyhow::Result<Self> {
        let mut attempt = 1;
        loop {
            match Self::try_start(node_count, tuning) {
                Err(error) if attempt < ATTEMPTS && is_collision(&error) => attempt += 1,
                result => return result,
            }
        }
    }

    fn try_start(node_count: usize, tuning: Tuning) -> anyhow::Result<Self> {
        let folder = RunFolder::new("kafka")?;
        let addresses: Vec<Addresses> = (0..node_count)
            .map(|_| Addresses::free())
            .collect::<anyhow::Result<_>>()?;
        let bootstrap: Vec<String> = addresses.iter().map(Addresses::broker).collect();
        // All are formatted before any is started: half a second of Java each, side by side.
        let formatted = std::thread::scope(|scope| {
            let format = |index| Node::format(index, &addresses, &folder, tuning);
            let threads: Vec<_> = (0..node_count)
                .map(|index| scope.spawn(move || format(index)))
                .collect();
            let joined = threads.into_iter().map(|thread| thread.join());
            joined
                .map(|node| node.unwrap_or_else(|_| bail!("formatting panicked")))
                .collect::<anyhow::Result<Vec<Node>>>()
        });
        let cluster = Self {
            nodes: formatted?.into_iter().map(Mutex::new).collect(),
            bootstrap: bootstrap.join(","),
        };
        for index in 0..node_count {
            cluster.node(index)?.start()?;
        }
        cluster.wait_until_ready()?;
        Ok(cluster)
    }

    /// The one-node cluster that this process's chapters share, each with topics of its own prefix.
    ///
    /// # Errors
    /// When it cannot be started; then for every caller.
    pub fn shared() -> anyhow::Result<&'static Self> {
        static SHARED: OnceLock<Result<KafkaCluster, String>> = OnceLock::new();
        let shared = SHARED.get_or_init(|| Self::start(1).map_err(|error| format!("{error:#}")));
        shared
            .as_ref()
            .map_err(|error| anyhow::anyhow!(error.clone()))
    }

    /// What clients bootstrap from.
    pub fn brokers(&self) -> &str {
        &self.bootstrap
    }

    /// Number of nodes.
    pub const fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Ends a node in good order.
    ///
    /// # Errors
    /// When it does not end in a minute.
    pub fn stop_node(&self, index: usize) -> anyhow::Result<()> {
        self.node(index)?.stop(STOPPED_WITHIN)
    }

    /// Ends a node with SIGKILL.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn kill_node(&self, index: usize) -> anyhow::Result<()> {
        self.node(index)?.kill()
    }

    /// Starts a node that was stopped or killed, with its data, at its old address. Returns before it serves.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_node(&self, index: usize) -> anyhow::Result<()> {
        self.node(index)?.start()
    }

    /// Freezes a node (SIGSTOP), as a long pause of its machine would.
    ///
    /// # Errors
    /// When it does not run.
    pub fn freeze_node(&self, index: usize) -> anyhow::Result<()> {
        self.node(index)?.signal(Signal::Stop)
    }

    /// Lets a frozen node go on.
    ///
    /// # Errors
    /// When it does not run.
    pub fn thaw_node(&self, index: usize) -> anyhow::Result<()> {
        self.node(index)?.signal(Signal::Continue)
    }

    /// Waits until every node is known to every other and nothing is without a leader or out of sync.
    ///
    /// # Errors
    /// When that is not so in two minutes, or a node ended; the message quotes that node's log.
    pub fn wait_until_ready(&self) -> anyhow::Result<()> {
        for index in 0..self.node_count() {
            let broker = self.node(index)?.broker();
            let client: rdkafka::consumer::BaseConsumer = rdkafka::ClientConfig::new()
                .set("bootstrap.servers", &broker)
                .set("log_level", "0")
                .create()?;
            let what = format!("Kafka node {index} at {broker}");
            wait_for(&what, READY_WITHIN, || {
                self.node(index)?.fail_if_ended()?;
                let Ok(metadata) = client.fetch_metadata(None, LOOK) else {
                    return Ok(None);
                };
                let whole = metadata.brokers().len() == self.node_count();
                let in_sync = metadata.topics().iter().all(|topic| {
                    let mut partitions = topic.partitions().iter();
                    partitions.all(|it| it.leader() >= 0 && it.isr().len() == it.replicas().len())
                });
                Ok((whole && in_sync).then_some(()))
            })?;
        }
        Ok(())
    }

    fn node(&self, index: usize) -> anyhow::Result<MutexGuard<'_, Node>> {
        let node = self.nodes.get(index);
        let node = node.with_context(|| format!("the cluster has no node {index}"))?;
        // A panic of another chapter says nothing about the node.
        Ok(node.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Bootstrap servers for a chapter that needs some Kafka and does nothing to its brokers: those of
/// `DATELINE_TEST_BROKERS`, else this process's shared cluster.
///
/// # Errors
/// When the shared cluster cannot be started.
pub fn brokers() -> anyhow::Result<String> {
    match std::env::var("DATELINE_TEST_BROKERS") {
        Ok(given) if !given.is_empty() => Ok(given),
        _ => Ok(KafkaCluster::shared()?.brokers().to_owned()),
    }
}

/// A topic prefix that no other chapter and no other run has.
pub fn topic_prefix(chapter: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let second = started.map_or(0, |since| since.as_secs());
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{chapter}-{second:x}-{}-{number}", std::process::id())
}

fn is_collision(error: &anyhow::Error) -> bool {
    format!("{error:#}").contains("Address already in use")
}

impl Addresses {
    fn free() -> anyhow::Result<Self> {
        Ok(Self {
            broker_port: free_port()?,
            controller_port: free_port()?,
        })
    }
}
