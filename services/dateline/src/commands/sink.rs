//! `dateline sink`: delivers enriched items to a target.

use clap::Args;
use dateline_runtime::{
    config::{ConfigError, Overrides},
    exit::Exit,
};

use crate::{
    cli::LayerArguments,
    commands::{
        serve::serve_on_kafka,
        service::{ServicePlan, needs_target},
    },
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
    pub layers: LayerArguments,
}

impl SinkArguments {
    /// What these arguments, the environment and the file together ask for.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self) -> Result<ServicePlan, ConfigError> {
        let mut overrides = Overrides::default();
        overrides.set_some("sink.target", "--sink", self.sink.as_deref());
        let config = self.layers.load(overrides)?;
        ServicePlan::on_kafka(config, |config| needs_target(config).into_iter().collect())
    }
}

/// Runs the sink.
///
/// # Errors
/// What is wrong with the configuration, or ended the sink.
pub fn execute(arguments: &SinkArguments) -> anyhow::Result<Exit> {
    serve_on_kafka(&arguments.plan()?, false, |pipeline, crew| {
        pipeline.sink(crew)
    })
}
