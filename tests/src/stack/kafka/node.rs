//! One node of a Kafka cluster: broker and controller in one process.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, bail};

use super::Tuning;
use crate::stack::{
    RunFolder,
    part::{Output, Part, Signal},
    parts,
};

/// A cluster id that no other cluster of this machine has at this time: 16 bytes in base64, of which digits are a part.
fn cluster_id(broker_port: u16) -> String {
    format!("Dateline{:08}{broker_port:05}A", std::process::id())
}

/// What every node here has: no surprises, and no more than a short life needs.
const SETTINGS: &str = "\
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=4
message.max.bytes=18874368
replica.fetch.max.bytes=18874368
num.network.threads=2
num.io.threads=4
";

/// Settings that make faults cheap and cleaning quick; a production broker has none of them, nor has a measured one.
const FAULT_SETTINGS: &str = "\
group.min.session.timeout.ms=1000
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
log.segment.bytes=1048576
log.cleaner.backoff.ms=500
log.cleaner.min.cleanable.ratio=0.01
log.cleaner.dedupe.buffer.size=16777216
log.cleaner.threads=1
log.retention.check.interval.ms=1000
log.initial.task.delay.ms=1000
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
";

/// Settings of a node that is measured. Topics are made anew for a row, and a machine that reads far ahead would fill all of
/// each new index file with zeros, 10 MiB by default, at the first look into it.
const MEASURED_SETTINGS: &str = "\
log.index.size.max.bytes=1048576
";

/// Where a node listens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Addresses {
    pub(super) broker_port: u16,
    pub(super) controller_port: u16,
}

impl Addresses {
    pub(super) fn broker(&self) -> String {
        format!("127.0.0.1:{}", self.broker_port)
    }
}

/// A node that was formatted; it runs or does not.
pub(super) struct Node {
    name: String,
    addresses: Addresses,
    properties: PathBuf,
    folder: PathBuf,
    tuning: Tuning,
    part: Option<Part>,
}

impl Node {
    /// Writes the node's configuration and formats its empty log folder.
    pub(super) fn format(
        index: usize,
        cluster: &[Addresses],
        folder: &RunFolder,
        tuning: Tuning,
    ) -> anyhow::Result<Self> {
        let name = format!("kafka-{index}");
        let addresses = *cluster.get(index).context("no such node")?;
        let properties = folder.join(&format!("{name}.properties"));
        let logs = folder.join(&format!("{name}-logs"));
        std::fs::write(&properties, settings(index, cluster, &logs, tuning))?;
        let mut format = java("64m", Tuning::QuickStart)?;
        let first = cluster.first().context("no node")?;
        let id = cluster_id(first.broker_port);
        format.args(["kafka.tools.StorageTool", "format", "-t", &id, "-c"]);
        let output = format.arg(&properties).output()?;
        if !output.status.success() {
            bail!(
                "formatting {name}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(Self {
            name,
            addresses,
            properties,
            folder: folder.path().to_owned(),
            tuning,
            part: None,
        })
    }

    pub(super) fn broker(&self) -> String {
        self.addresses.broker()
    }

    pub(super) fn start(&mut self) -> anyhow::Result<()> {
        if self.part.is_some() {
            bail!("{} runs already", self.name);
        }
        let mut command = java("512m", self.tuning)?;
        command.arg("kafka.Kafka").arg(&self.properties);
        let output = Output::in_folder(&self.folder, &self.name);
        self.part = Some(Part::start(&self.name, &command, output)?);
        Ok(())
    }

    pub(super) fn stop(&mut self, within: Duration) -> anyhow::Result<()> {
        self.signal(Signal::Terminate)?;
        self.running()?.wait(within)?;
        self.part = None;
        Ok(())
    }

    pub(super) fn kill(&mut self) -> anyhow::Result<()> {
        self.running()?.kill()?;
        self.part = None;
        Ok(())
    }

    pub(super) fn signal(&mut self, signal: Signal) -> anyhow::Result<()> {
        self.running()?.signal(signal)
    }

    pub(super) fn fail_if_ended(&mut self) -> anyhow::Result<()> {
        let part = self.running()?;
        match part.ended()? {
            Some(status) => bail!("it ended with {status}; {}", part.last_words()),
            None => Ok(()),
        }
    }

    fn running(&mut self) -> anyhow::Result<&mut Part> {
        let name = &self.name;
        self.part
            .as_mut()
            .with_context(|| format!("{name} does not run"))
    }
}

fn settings(index: usize, cluster: &[Addresses], logs: &Path, tuning: Tuning) -> String {
    let Addresses {
        broker_port,
        controller_port,
    } = cluster[index];
    let id = index + 1;
    let voters: Vec<String> = (1..)
        .zip(cluster)
        .map(|(id, node)| format!("{id}@127.0.0.1:{}", node.controller_port))
        .collect();
    let replicas = cluster.len();
    let in_sync = replicas.div_ceil(2);
    let tuned = match tuning {
        Tuning::QuickStart => FAULT_SETTINGS,
        Tuning::Throughput => MEASURED_SETTINGS,
    };
    format!(
        "process.roles=broker,controller
node.id={id}
controller.quorum.voters={voters}
listeners=PLAINTEXT://127.0.0.1:{broker_port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker_port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={logs}
default.replication.factor={replicas}
min.insync.replicas={in_sync}
offsets.topic.replication.factor={replicas}
transaction.state.log.replication.factor={replicas}
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.replication.factor={replicas}
share.coordinator.state.topic.min.isr={in_sync}
{SETTINGS}{tuned}",
        voters = voters.join(","),
        logs = logs.display(),
    )
}

/// Java for a broker. `tests/stack/install` put an archive of its classes beside them, which Java ignores where it does
/// not fit.
fn java(heap: &str, tuning: Tuning) -> anyhow::Result<Command> {
    let log = parts::workspace().join("tests/stack/kafka/log4j2.properties");
    let classes = parts::path_of("kafka_lib")?;
    let archive = classes.with_file_name("classes.jsa");
    let mut command = Command::new(parts::path_of("java")?);
    command.args([
        format!("-Xmx{heap}"),
        "-XX:+UseSerialGC".to_owned(),
        format!("-XX:SharedArchiveFile={}", archive.display()),
        format!("-Dlog4j2.configurationFile={}", log.display()),
    ]);
    if tuning == Tuning::QuickStart {
        command.arg("-XX:TieredStopAtLevel=1");
    }
    command.arg("-cp").arg(format!("{}/*", classes.display()));
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(broker_port: u16) -> Addresses {
        Addresses {
            broker_port,
            controller_port: broker_port + 1,
        }
    }

    #[test]
    fn a_cluster_id_is_sixteen_bytes_in_base64() {
        let id = cluster_id(15_000);
        // 22 digits have four bits too many, which must be zero as they are in an A.
        assert!(id.len() == 22 && id.ends_with('A'), "{id}");
    }

    #[test]
    fn one_node_replicates_nothing_and_three_survive_the_loss_of_one() {
        let one = settings(0, &[addresses(10)], Path::new("/logs"), Tuning::QuickStart);
        assert!(one.contains("\ntransaction.state.log.min.isr=1\n"), "{one}");
        let three = [addresses(10), addresses(20), addresses(30)];
        let third = settings(2, &three, Path::new("/logs"), Tuning::QuickStart);
        assert!(third.contains("\nmin.insync.replicas=2\n"), "{third}");
        assert!(third.contains("\nnode.id=3\n"), "{third}");
        assert!(
            third.contains("voters=1@127.0.0.1:11,2@127.0.0.1:21,3@127.0.0.1:31\n"),
            "{third}"
        );
    }

    #[test]
    fn a_node_that_is_measured_has_none_of_the_settings_for_faults() {
        let measured = settings(0, &[addresses(10)], Path::new("/logs"), Tuning::Throughput);
        assert!(!measured.contains("log.segment.bytes"), "{measured}");
        assert!(measured.contains("message.max.bytes"), "{measured}");
    }
}
