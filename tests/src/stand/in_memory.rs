//! The services on the log in memory, one behind the other in this process: its dead letters are seen nowhere else.

use std::{collections::BTreeMap, path::Path, time::Duration};

use anyhow::Context;
use dateline_enricher::{
    annotate::{AnnotateConfig, AnnotateStage},
    link::LinkStage,
};
use dateline_producer::{
    Clock, FetchedAt, Intake, IntakeConfig, IntakeMetrics, IntakeTopics, PushListener, SourceKind,
    SourceSpec,
};
use dateline_runtime::{
    Clients, Control, Outgoing, Pump, PumpConfig, PumpMetrics, Stage, TopicName,
    local::{LocalCleanup, LocalCluster, LocalTopic},
    log::{Cluster as _, MemberSpec, StartAt, TableReader as _, Writer as _},
    table::read_to_end,
};
use dateline_schemas::{Codec, topic::Topic};
use dateline_sink::{
    DeliveryConfig, Setup, Sink, SinkMetrics,
    targets::{LogIdentity, TargetAddress},
};
use prometheus::Registry;

use super::{
    Account, FOREIGN_HEADER, Input, LANGUAGES, Place, SCHEMA_WAIT_MS, Stand, StoredRecord, name_of,
};
use crate::stack::RunFolder;

const PREFIX: &str = "wire";
const SCHEMA_WAIT: Duration = Duration::from_millis(SCHEMA_WAIT_MS);
const SHUTDOWN_BUDGET: Duration = Duration::from_secs(8);

/// A log of its own.
pub struct InMemory {
    cluster: LocalCluster,
    registry: Registry,
    metrics: PumpMetrics,
    codec: Codec,
    folder: RunFolder,
}

impl InMemory {
    /// An empty log.
    ///
    /// # Errors
    /// When its folder cannot be made.
    pub fn new() -> anyhow::Result<Self> {
        let topics = Topic::ALL.map(|topic| LocalTopic {
            name: name_of(topic, PREFIX),
            partitions: 1,
            cleanup: LocalCleanup::KeepBytes(u64::MAX),
        });
        let registry = Registry::new();
        Ok(Self {
            cluster: LocalCluster::new(&topics),
            metrics: PumpMetrics::register(&registry)?,
            registry,
            codec: Codec::single_object(),
            folder: RunFolder::new("in-memory")?,
        })
    }

    /// Takes in what these sources have, until they are exhausted or the control says so.
    ///
    /// # Errors
    /// What ended the intake before that.
    pub fn produce(
        &self,
        sources: Vec<SourceSpec>,
        clock: Clock,
        control: &Control,
    ) -> anyhow::Result<()> {
        let topic = |topic| name_of(topic, PREFIX);
        let config = IntakeConfig {
            transactional_id: "producer".to_owned(),
            topics: IntakeTopics {
                raw: topic(Topic::Raw),
                items: topic(Topic::Items),
                checkpoints: topic(Topic::Checkpoints),
                dead: topic(Topic::Dead),
            },
            transaction_interval: Duration::from_millis(100),
            transaction_max_records: 20_000,
            shutdown_budget: SHUTDOWN_BUDGET,
            push: PushListener::default(),
            heartbeat: None,
        };
        // Each run counts for itself, as each process does.
        let metrics = IntakeMetrics::register(&Registry::new())?;
        let (codec, control) = (self.codec.clone(), control.clone());
        let intake = Intake::new(config, sources, &self.cluster, codec, control, metrics)?;
        intake.with_clock(clock).run()?;
        Ok(())
    }

    fn take_in(&self, inputs: &[Input]) -> anyhow::Result<()> {
        let inputs = inputs.iter().enumerate();
        let sources = inputs.map(|(index, input)| -> anyhow::Result<SourceSpec> {
            let is_named = input.format != "sniff";
            let kind = SourceKind::Files {
                patterns: vec![input.pattern.clone()],
                rescan: None,
            };
            // As the command line names them.
            Ok(SourceSpec {
                namespace: "input".to_owned(),
                format: is_named.then(|| input.format.parse()).transpose()?,
                ..source(&format!("input-{}", index + 1), kind)
            })
        });
        let sources = sources.collect::<anyhow::Result<_>>()?;
        self.produce(sources, Clock::default(), &Control::default())
    }

    fn member(&self, stage: &str, input: &TopicName, start: StartAt) -> MemberSpec {
        MemberSpec {
            group: stage.to_owned(),
            input: input.clone(),
            transactional_id: stage.to_owned(),
            instance_id: None,
            start,
        }
    }

    fn pump<S: Stage>(&self, stage: S) -> anyhow::Result<()> {
        let (name, control) = (stage.name(), draining());
        let spec = self.member(name, stage.input(), StartAt::Beginning);
        let clients: Clients<LocalCluster> = Clients::join(&self.cluster, &spec)?;
        let config = PumpConfig {
            schema_wait: SCHEMA_WAIT,
            ..PumpConfig::new(name_of(Topic::Dead, PREFIX))
        };
        let metrics = self.metrics.of_stage(name);
        let refresh = Box::new(|| ());
        Pump::new(stage, clients, spec, config, control, metrics, refresh).run()?;
        Ok(())
    }

    fn deliver(&self, target: &str) -> anyhow::Result<()> {
        let target: TargetAddress = target.parse()?;
        let name = dateline_sink::delivery::STAGE;
        let input = name_of(Topic::Enriched, PREFIX);
        let setup = Setup {
            spec: self.member(name, &input, StartAt::Error),
            config: DeliveryConfig {
                schema_wait: SCHEMA_WAIT,
                ..DeliveryConfig::new(name_of(Topic::Dead, PREFIX))
            },
            codec: self.codec.clone(),
            identity: LogIdentity {
                cluster_id: "memory".to_owned(),
                topic: input.to_string(),
                topic_id: String::new(),
            },
            control: draining(),
            metrics: self.metrics.of_stage(name),
            sink_metrics: SinkMetrics::register(&self.registry)?,
            refresh: Box::new(|| ()),
        };
        Sink::new(target.into_target(), &self.cluster, setup)?.run()?;
        Ok(())
    }
}

impl Stand for InMemory {
    fn topic(&self, topic: Topic) -> String {
        topic.name(PREFIX)
    }

    fn put(&self, topic: Topic, key: Option<&[u8]>, value: Option<&[u8]>) -> anyhow::Result<Place> {
        let topic = name_of(topic, PREFIX);
        let mut outgoing = Outgoing::keyed(&topic, b"", value.map(<[u8]>::to_vec));
        outgoing.key = key.map(<[u8]>::to_vec);
        outgoing.partition = Some(0);
        let (name, value) = FOREIGN_HEADER;
        let outgoing = outgoing.with_header(name, value);
        let mut writer = self.cluster.writer("somebody")?;
        writer.begin()?;
        writer.send(outgoing)?;
        writer.commit()?;
        let end = self.cluster.table()?.high_watermark(&topic, 0)?;
        Ok(Place {
            topic: topic.to_string(),
            partition: 0,
            offset: end.0 - 1,
        })
    }

    fn run(&self, inputs: &[Input], target: &str) -> anyhow::Result<()> {
        self.take_in(inputs)?;
        let config = AnnotateConfig {
            languages: LANGUAGES.map(str::to_owned).to_vec(),
            ..AnnotateConfig::default()
        };
        self.pump(AnnotateStage::new(&config, PREFIX, self.codec.clone())?)?;
        self.pump(LinkStage::new(self.codec.clone(), PREFIX))?;
        self.deliver(target)
    }

    fn records(&self, topic: Topic) -> anyhow::Result<Vec<StoredRecord>> {
        let mut records = Vec::new();
        let mut table = self.cluster.table()?;
        let topic = name_of(topic, PREFIX);
        read_to_end(&mut table, &topic, &Control::default(), |record| {
            let headers = record.headers.iter().map(|(name, value)| {
                let value = String::from_utf8(value.to_vec());
                value.map(|value| (name.to_owned(), value))
            });
            let headers = headers.collect::<Result<_, _>>();
            records.push(headers.map(|headers| StoredRecord {
                key: record.key.map(<[u8]>::to_vec),
                value: record.value.map(<[u8]>::to_vec),
                headers,
            }));
        })?;
        let records = records.into_iter().collect::<Result<_, _>>();
        records.context("a header that is no UTF-8")
    }

    fn account(&self) -> anyhow::Result<Account> {
        let mut account = Account::default();
        let mut open: BTreeMap<String, f64> = BTreeMap::new();
        for family in self.registry.gather() {
            for metric in family.get_metric() {
                let label = |name: &str| {
                    let mut labels = metric.get_label().iter();
                    let found = labels.find(|label| label.name() == name);
                    found.map_or("", |label| label.value())
                };
                let (stage, count) = (label("stage"), metric.get_counter().get_value());
                let of_stage = open.entry(stage.to_owned()).or_default();
                let outcome = match family.name() {
                    "dateline_inputs_total" => {
                        *of_stage += count;
                        continue;
                    }
                    "dateline_outcomes_total" => {
                        *of_stage -= count;
                        label("outcome")
                    }
                    "dateline_quarantined_total" => label("reason"),
                    _ => continue,
                };
                if count > 0.0 && outcome != "quarantined" {
                    let outcome = format!("{stage} {outcome}");
                    account.outcomes.insert(outcome, count as u64);
                }
            }
        }
        let unequal = open.into_iter().filter(|(_, open)| *open != 0.0);
        let problems = unequal.map(|(stage, open)| format!("{stage}: {open} inputs too many"));
        account.problems = problems.collect();
        Ok(account)
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A source of which nothing is known but its name and its kind.
pub fn source(name: &str, kind: SourceKind) -> SourceSpec {
    SourceSpec {
        name: name.to_owned(),
        namespace: name.to_owned(),
        kind,
        format: None,
        providers: Vec::new(),
        charset: None,
        zone: None,
        rights: None,
        declared_language: Default::default(),
        language_declared: None,
        fetched_at: FetchedAt::Unknown,
        expected_every: None,
    }
}

/// What is to end with its input.
fn draining() -> Control {
    let control = Control::default();
    control.drain();
    control
}
