//! `dateline produce`: takes deliveries in.

use clap::Args;
use dateline_runtime::{
    config::{ConfigError, Overrides},
    exit::Exit,
};

use crate::{
    cli::{InputArguments, LayerArguments},
    commands::{
        serve::serve_on_kafka,
        service::{ServicePlan, needs_sources},
    },
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline produce --brokers 127.0.0.1:9092 --input 'wire-page:pages/*.txt'
      take in these files, and end
  dateline produce --config newsroom.toml
      take in from the configured sources";

/// How `produce` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct ProduceArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: InputArguments,
    /// Name of this producer; a second process of the same name takes over
    #[arg(long, value_name = "NAME")]
    pub producer_id: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub layers: LayerArguments,
}

impl ProduceArguments {
    /// What these arguments, the environment and the file together ask for.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self) -> Result<ServicePlan, ConfigError> {
        let mut overrides = Overrides::default();
        self.input.add_to(&mut overrides);
        let producer_id = self.producer_id.as_deref();
        overrides.set_some("producer.id", "--producer-id", producer_id);
        let config = self.layers.load(overrides)?;
        ServicePlan::on_kafka(config, |config| needs_sources(config).into_iter().collect())
    }
}

/// Runs the producer.
///
/// # Errors
/// What is wrong with the configuration, or ended the producer.
pub fn execute(arguments: &ProduceArguments) -> anyhow::Result<Exit> {
    serve_on_kafka(
        &arguments.plan()?,
        !arguments.input.follow,
        |pipeline, crew| pipeline.produce(crew),
    )
}
