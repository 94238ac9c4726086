//! `dateline sink`: delivers enriched items to a target.

use clap::Args;
use dateline_runtime::{
    config::{ConfigError, Overrides},
    exit::Exit,
};

use crate::{
    cli::{BrokerArguments, ConfigArguments, ServiceArguments},
    commands::{
        Chassis,
        service::{ServicePlan, needs_target},
    },
    pipeline::{self, Crew, Ending, Pipeline},
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline sink --brokers 127.0.0.1:9092 --sink jsonl:items.jsonl
      into a file, exactly once
  DATELINE_SINK__PASSWORD=… dateline sink --brokers 127.0.0.1:9092 --sink postgres://wire@db/news
      into PostgreSQL, the password kept out of the command line";

/// How `sink` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct SinkArguments {
    /// Where results go: jsonl:PATH, jsonl:- for standard output, or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "TARGET")]
    pub sink: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub brokers: BrokerArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub service: ServiceArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub config: ConfigArguments,
}

impl SinkArguments {
    /// What these arguments, the environment and the file together ask for.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self) -> Result<ServicePlan, ConfigError> {
        let mut overrides = Overrides::default();
        overrides.set_some("sink.target", "--sink", self.sink.as_deref());
        self.brokers.add_to(&mut overrides);
        self.service.add_to(&mut overrides);
        let config = self.config.load(overrides)?;
        ServicePlan::on_kafka(config, |config| needs_target(config).into_iter().collect())
    }
}

/// Runs the sink.
///
/// # Errors
/// What is wrong with the configuration, or ended the sink.
pub fn execute(arguments: &SinkArguments) -> anyhow::Result<Exit> {
    let plan = arguments.plan()?;
    let chassis = Chassis::start(&plan)?;
    let log = pipeline::on_kafka(&plan.config.value, &chassis)?;
    let pipeline = Pipeline::new(&plan, &chassis, log)?;
    let mut crew = Crew::default();
    pipeline.sink(&mut crew)?;
    crew.wait(
        Ending {
            with_input: false,
            drain_on_signal: false,
        },
        &chassis.shutdown,
    )?;
    Ok(Exit::Done)
}
