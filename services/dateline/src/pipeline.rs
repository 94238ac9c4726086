//! The services put together on one log: who is which member of which group, and which thread runs what.

mod crew;
mod errors;
mod identity;
mod log;
mod schemas;

use std::time::Duration;

use anyhow::Context as _;
use dateline_enricher::{
    annotate::{AnnotateConfig, AnnotateStage},
    link::{Heartbeats, LinkStage},
};
use dateline_producer::{Intake, IntakeConfig, IntakeMetrics, IntakeTopics};
use dateline_runtime::{
    Clients, Control, Pump, PumpMetrics, Stage,
    log::{Cluster, MemberSpec, StartAt},
    pump::SchemaRefresh,
    table::patiently,
};
use dateline_schemas::{Codec, topic::Topic};
use dateline_sink::{Setup, Sink, SinkMetrics, targets::LogIdentity};

use crate::{
    commands::{Chassis, ServicePlan},
    config::{Config, Stages},
};

pub use self::{
    crew::{Crew, Ending},
    errors::start_failure,
    identity::Identity,
    log::{Log, describe, in_memory, on_kafka},
    schemas::SchemaExchange,
};

/// A loop that has not come round for so long hangs: longer than any call on a log or a target that is still waited for.
const STALL_LIMIT: Duration = Duration::from_secs(90);

/// Everything that the services of one process share.
pub struct Pipeline<'a, C: Cluster> {
    config: &'a Config,
    log_identity: LogIdentity,
    cluster: C,
    codec: Codec,
    identity: Identity,
    metrics: PumpMetrics,
    chassis: &'a Chassis,
    /// Ends the wait for a log that is not there when the process is told to end.
    waiting: Control,
}

impl<'a, C: Cluster> Pipeline<'a, C> {
    /// The shared parts; this process's schemas are in the schema topic when it returns.
    ///
    /// # Errors
    /// A log that needs a person, or a process that is told to end before there is one.
    pub fn new(plan: &'a ServicePlan, chassis: &'a Chassis, log: Log<C>) -> anyhow::Result<Self> {
        let Log {
            cluster,
            identity: log_identity,
        } = log;
        let config = &plan.config.value;
        let identity = Identity::of(config);
        let codec = Codec::single_object();
        let waiting = chassis.waiting_control();
        let exchange = SchemaExchange::new(
            &cluster,
            codec.clone(),
            config.schema_topics(),
            waiting.clone(),
        );
        exchange
            .announce(&cluster, &identity.writer("schemas"))
            .map_err(|error| start_failure(&error))?;
        let metrics = PumpMetrics::register(&chassis.registry)
            .context("the pump's metrics cannot be registered")?;
        Ok(Self {
            log_identity,
            config,
            cluster,
            codec,
            identity,
            metrics,
            chassis,
            waiting,
        })
    }

    /// Starts all services, in the order of the flow.
    ///
    /// # Errors
    /// A log that needs a person; metrics that cannot be registered.
    pub fn run_all(&self, crew: &mut Crew) -> anyhow::Result<()> {
        self.produce(crew)?;
        self.enrich(crew)?;
        self.sink(crew)
    }

    /// Starts taking deliveries in.
    ///
    /// # Errors
    /// A log that needs a person; metrics that cannot be registered.
    pub fn produce(&self, crew: &mut Crew) -> anyhow::Result<()> {
        let producer = &self.config.producer;
        let topic = |topic: Topic| self.config.topic(topic);
        let pump = self.config.pump_config();
        let config = IntakeConfig {
            transactional_id: self.identity.producer(producer.id.as_str()),
            topics: IntakeTopics {
                raw: topic(Topic::Raw),
                items: topic(Topic::Items),
                checkpoints: topic(Topic::Checkpoints),
                dead: topic(Topic::Dead),
            },
            transaction_interval: pump.transaction_interval,
            transaction_max_records: usize::try_from(pump.transaction_max_records)
                .unwrap_or(usize::MAX),
            shutdown_budget: pump.shutdown_budget,
            push: producer.push_listener(),
            heartbeat: producer.heartbeat(),
        };
        let sources = producer.source_specs();
        let metrics = IntakeMetrics::register(&self.chassis.registry)?;
        let control = self.control("producer");
        let intake = patiently(&self.waiting, || {
            let (config, codec) = (config.clone(), self.codec.clone());
            Intake::new(
                config,
                sources.clone(),
                &self.cluster,
                codec,
                control.clone(),
                metrics.clone(),
            )
        });
        let intake = intake.map_err(|error| start_failure(&error))?;
        crew.start("producer", control, move || {
            intake.run().map_err(errors::intake_failure)
        })
    }

    /// Starts the stages that the configuration names.
    ///
    /// # Errors
    /// A log that needs a person.
    pub fn enrich(&self, crew: &mut Crew) -> anyhow::Result<()> {
        let stages = self.config.enricher.stages;
        let prefix = self.config.prefix.as_str();
        if matches!(stages, Stages::Both | Stages::Annotate) {
            let languages = self
                .config
                .enricher
                .languages
                .iter()
                .map(|tag| tag.as_str().to_owned())
                .collect();
            let config = AnnotateConfig {
                languages,
                text_window_ms: self.config.enricher.text_window_ms(),
                homes: self.config.enricher.homes(),
                ..AnnotateConfig::default()
            };
            let stage = AnnotateStage::new(&config, prefix, self.codec.clone())?;
            self.pump(crew, stage.reading(self.config.intake_topic(Topic::Items)))?;
        }
        if matches!(stages, Stages::Both | Stages::Link) {
            let hours = self.config.enricher.dedup_window_hours.get();
            let stage = LinkStage::new(self.codec.clone(), prefix);
            let stage = stage.with_window_hours(i64::try_from(hours).unwrap_or(i64::MAX));
            let stage = stage.with_heartbeats(if self.config.enricher.heartbeat_visible {
                Heartbeats::Visible
            } else {
                Heartbeats::Hidden
            });
            self.pump(crew, stage)?;
        }
        Ok(())
    }

    fn pump<S: Stage>(&self, crew: &mut Crew, stage: S) -> anyhow::Result<()> {
        let name = stage.name();
        let spec = self.identity.member(name, stage.input());
        let control = self.control(name);
        let clients = patiently(&self.waiting, || Clients::join(&self.cluster, &spec));
        let clients: Clients<C> = clients.map_err(|error| start_failure(&error))?;
        let metrics = self
            .metrics
            .of_stage(name)
            .with_tallies(&self.chassis.registry, stage.tally_families())?;
        let refresh = self.schema_refresh(&control);
        let config = self.config.pump_config();
        let pump: Pump<S, C> = Pump::new(
            stage,
            clients,
            spec,
            config,
            control.clone(),
            metrics,
            refresh,
        );
        crew.start(name, control, move || {
            pump.run().map_err(errors::pump_failure)
        })
    }

    fn schema_refresh(&self, control: &Control) -> SchemaRefresh {
        let topics = self.config.schema_topics();
        let exchange =
            SchemaExchange::new(&self.cluster, self.codec.clone(), topics, control.clone());
        Box::new(move || exchange.refresh())
    }

    /// Starts delivering to the configured target.
    ///
    /// # Errors
    /// A log that needs a person; metrics that cannot be registered.
    pub fn sink(&self, crew: &mut Crew) -> anyhow::Result<()> {
        let Some(address) = self.config.sink.address() else {
            return Ok(());
        };
        let name = dateline_sink::delivery::STAGE;
        let input = self.config.topic(Topic::Enriched);
        let spec = MemberSpec {
            start: StartAt::Error,
            ..self.identity.member(name, &input)
        };
        let control = self.control(name);
        let sink_metrics = SinkMetrics::register(&self.chassis.registry)?;
        let sink = patiently(&self.waiting, || {
            let setup = Setup {
                spec: spec.clone(),
                config: self.config.delivery_config(),
                codec: self.codec.clone(),
                identity: self.log_identity.clone(),
                control: control.clone(),
                metrics: self.metrics.of_stage(name),
                sink_metrics: sink_metrics.clone(),
                refresh: self.schema_refresh(&control),
            };
            Sink::new(address.clone().into_target(), &self.cluster, setup)
        });
        let sink: Sink<C> = sink.map_err(|error| start_failure(&error))?;
        crew.start(name, control, move || {
            sink.run().map_err(errors::delivery_failure)
        })
    }

    /// The handle of a loop, watched by the health of the process.
    fn control(&self, name: &str) -> Control {
        let control = Control::default();
        self.chassis.health.watch(name, &control, STALL_LIMIT);
        control
    }
}
