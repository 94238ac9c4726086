//! `dateline run`: the whole pipeline in one process.

use clap::Args;
use dateline_runtime::{
    config::{ConfigError, Overrides},
    exit::Exit,
};

use crate::{
    cli::{InputArguments, LayerArguments},
    commands::{
        Chassis,
        serve::{serve, serve_on_kafka},
        service::{ServicePlan, needs_sources, needs_target},
    },
    pipeline::{self, Ending},
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline run --in-memory --input 'wire-page:pages/*.txt' --sink jsonl:-
      without brokers, the results on standard output; ends with the input
  dateline run --in-memory --input jsonl:- --sink jsonl:items.jsonl < items
      items from standard input
  dateline run --brokers 127.0.0.1:9092 --config newsroom.toml
      on Kafka, sources and target as configured, until it is told to end";

/// How `run` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct RunArguments {
    /// Work without brokers, in this process's memory; nothing is kept when it ends
    #[arg(long, conflicts_with = "brokers")]
    pub in_memory: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: InputArguments,
    /// Where results go: jsonl:PATH, jsonl:- for standard output, or postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "TARGET")]
    pub sink: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub layers: LayerArguments,
}

/// Where the pipeline keeps its records.
#[derive(Debug, Clone, PartialEq)]
pub enum RunPlan {
    /// In this process's memory.
    InMemory(ServicePlan),
    /// On Kafka.
    OnKafka(ServicePlan),
}

impl RunArguments {
    /// What these arguments, the environment and the file together ask for.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self) -> Result<RunPlan, ConfigError> {
        let mut overrides = Overrides::default();
        self.input.add_to(&mut overrides);
        overrides.set_some("sink.target", "--sink", self.sink.as_deref());
        let config = self.layers.load(overrides)?;
        let needs = |config: &_| {
            let sources = needs_sources(config).into_iter();
            sources.chain(needs_target(config)).collect()
        };
        if self.in_memory {
            ServicePlan::in_memory(config, needs).map(RunPlan::InMemory)
        } else {
            ServicePlan::on_kafka(config, needs).map(RunPlan::OnKafka)
        }
    }
}

/// Runs the pipeline.
///
/// # Errors
/// What is wrong with the configuration, or ended the pipeline.
pub fn execute(arguments: &RunArguments) -> anyhow::Result<Exit> {
    match arguments.plan()? {
        RunPlan::InMemory(plan) => {
            let chassis = Chassis::start(&plan)?;
            let log = pipeline::in_memory(&plan.config.value);
            let ending = Ending {
                with_input: !arguments.input.follow,
                drain_on_signal: true,
            };
            serve(&plan, &chassis, log, ending, |pipeline, crew| {
                pipeline.run_all(crew)
            })
        }
        RunPlan::OnKafka(plan) => {
            serve_on_kafka(&plan, !arguments.input.follow, |pipeline, crew| {
                pipeline.run_all(crew)
            })
        }
    }
}
