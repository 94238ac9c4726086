//! Parts of the pipeline at work on a field, each on its thread, until they have consumed their input.

use std::{
    thread::{self, JoinHandle},
    time::Duration,
};

use anyhow::{anyhow, ensure};
use dateline_producer::{
    FetchedAt, Intake, IntakeConfig, IntakeMetrics, IntakeTopics, PushListener, SourceKind,
    SourceSpec, formats::Format,
};
use dateline_runtime::{
    Clients, Control, Pump, PumpConfig, PumpMetrics, Stage, kafka::KafkaCluster, log::StartAt,
};
use dateline_schemas::{Codec, Topic};
use dateline_sink::{
    Setup, Sink, SinkMetrics,
    delivery::{DeliveryConfig, STAGE},
    targets::{LogIdentity, TargetAddress},
};
use dateline_tests::{
    deadline::{wait_for, wait_until},
    stream::PROVIDERS,
};
use prometheus::Registry;

use crate::field::Field;

const READY_WITHIN: Duration = Duration::from_secs(60);
const DRAINED_WITHIN: Duration = Duration::from_secs(600);

/// A part at work.
pub struct Work {
    control: Control,
    registry: Registry,
    thread: JoinHandle<anyhow::Result<()>>,
}

impl Work {
    /// A stage in its pump; it has its partitions when this returns.
    pub fn pump<S: Stage>(stage: S, field: &Field) -> anyhow::Result<Self> {
        let (control, registry) = (Control::default(), Registry::new());
        let spec = field.member(stage.input(), StartAt::Beginning);
        let metrics = PumpMetrics::register(&registry)?.of_stage(stage.name());
        let clients: Clients<KafkaCluster> = Clients::join(&field.cluster, &spec)?;
        let config = PumpConfig::new(field.topic(Topic::Dead));
        let refresh = Box::new(|| {});
        let pump = Pump::new(
            stage,
            clients,
            spec,
            config,
            control.clone(),
            metrics,
            refresh,
        );
        Self::start(control, registry, move || Ok(pump.run()?)).ready()
    }

    /// A target in its delivery loop; it has its partitions when this returns.
    pub fn sink(target: &str, field: &Field) -> anyhow::Result<Self> {
        let (control, registry) = (Control::default(), Registry::new());
        let address: TargetAddress = target.parse()?;
        let input = field.topic(Topic::Enriched);
        let setup = Setup {
            spec: field.member(&input, StartAt::Error),
            config: DeliveryConfig::new(field.topic(Topic::Dead)),
            codec: Codec::single_object(),
            identity: LogIdentity {
                cluster_id: field.cluster.cluster_id()?,
                topic: input.to_string(),
                topic_id: String::new(),
            },
            control: control.clone(),
            metrics: PumpMetrics::register(&registry)?.of_stage(STAGE),
            sink_metrics: SinkMetrics::register(&registry)?,
            refresh: Box::new(|| {}),
        };
        let sink = Sink::new(address.into_target(), &field.cluster, setup)?;
        Self::start(control, registry, move || Ok(sink.run()?)).ready()
    }

    /// The producer, over these files of JSON Lines.
    pub fn intake(pattern: &str, field: &Field) -> anyhow::Result<Self> {
        let (control, registry) = (Control::default(), Registry::new());
        let pump = PumpConfig::new(field.topic(Topic::Dead));
        let config = IntakeConfig {
            transactional_id: format!("{}-producer", field.prefix),
            topics: IntakeTopics {
                raw: field.topic(Topic::Raw),
                items: field.topic(Topic::Items),
                checkpoints: field.topic(Topic::Checkpoints),
                dead: field.topic(Topic::Dead),
            },
            transaction_interval: pump.transaction_interval,
            transaction_max_records: usize::try_from(pump.transaction_max_records)?,
            shutdown_budget: pump.shutdown_budget,
            push: PushListener::default(),
            heartbeat: None,
        };
        let source = SourceSpec {
            name: "bench".to_owned(),
            namespace: "bench".to_owned(),
            kind: SourceKind::Files {
                patterns: vec![pattern.to_owned()],
                rescan: None,
            },
            format: Some(Format::Jsonl),
            providers: PROVIDERS.map(str::to_owned).to_vec(),
            charset: None,
            zone: None,
            rights: None,
            declared_language: Default::default(),
            language_declared: None,
            fetched_at: FetchedAt::Unknown,
            expected_every: None,
        };
        let metrics = IntakeMetrics::register(&registry)?;
        let codec = Codec::single_object();
        let intake: Intake<KafkaCluster> = Intake::new(
            config,
            vec![source],
            &field.cluster,
            codec,
            control.clone(),
            metrics,
        )?;
        Ok(Self::start(control, registry, move || Ok(intake.run()?)))
    }

    fn start(
        control: Control,
        registry: Registry,
        work: impl FnOnce() -> anyhow::Result<()> + Send + 'static,
    ) -> Self {
        Self {
            control,
            registry,
            thread: thread::spawn(work),
        }
    }

    fn ready(self) -> anyhow::Result<Self> {
        wait_until("a part to be ready", READY_WITHIN, || {
            self.control.ready().is_ok() || self.thread.is_finished()
        })?;
        Ok(self)
    }

    /// Waits until it has consumed all that is in its input; how many inputs that were. What has been committed so far
    /// is told whenever it has grown: the end itself is known only when the log has said so, up to half a second later.
    pub fn drain(self, mut progress: impl FnMut(u64) -> anyhow::Result<()>) -> anyhow::Result<u64> {
        self.control.drain();
        let mut inputs = 0;
        wait_for("a part to consume its input", DRAINED_WITHIN, || {
            let has_ended = self.thread.is_finished();
            let now = sum(&self.registry, "dateline_inputs_total");
            if now > inputs {
                inputs = now;
                progress(inputs)?;
            }
            Ok(has_ended.then_some(()))
        })?;
        let ended = self.thread.join();
        ended.map_err(|_| anyhow!("a part panicked"))??;
        let quarantined = sum(&self.registry, "dateline_quarantined_total");
        ensure!(
            quarantined == 0,
            "{quarantined} inputs were quarantined: this measures nothing"
        );
        Ok(inputs)
    }
}

/// The sum of a counter over its labels.
fn sum(registry: &Registry, name: &str) -> u64 {
    let families = registry.gather();
    let family = families.iter().find(|family| family.name() == name);
    let metrics = family.map_or(&[][..], |family| family.get_metric());
    let values = metrics
        .iter()
        .map(|metric| metric.get_counter().get_value());
    values.sum::<f64>() as u64
}
