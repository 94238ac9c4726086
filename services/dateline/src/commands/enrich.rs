//! `dateline enrich`: adds language, regions and stories.

use clap::Args;
use dateline_runtime::{
    config::{ConfigError, Overrides},
    exit::Exit,
};

use crate::{
    cli::LayerArguments,
    commands::{serve::serve_on_kafka, service::ServicePlan},
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline enrich --brokers 127.0.0.1:9092
      both stages in one process
  dateline enrich --brokers 127.0.0.1:9092 --stage annotate --instance-id annotate-2
      one stage alone, to scale it
  dateline enrich --brokers 127.0.0.1:9092 --prefix trial --items-of wire
      beside the one in service, on the same items; `dateline diff` compares the two";

/// How `enrich` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct EnrichArguments {
    /// Which stages to run: both, annotate, link
    #[arg(long, value_name = "STAGE")]
    pub stage: Option<String>,
    /// Enrich the items of the installation with this prefix, instead of this one's own
    #[arg(long, value_name = "NAME")]
    pub items_of: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub layers: LayerArguments,
}

impl EnrichArguments {
    /// What these arguments, the environment and the file together ask for.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self) -> Result<ServicePlan, ConfigError> {
        let mut overrides = Overrides::default();
        overrides.set_some("enricher.stages", "--stage", self.stage.as_deref());
        overrides.set_some("enricher.items_of", "--items-of", self.items_of.as_deref());
        let config = self.layers.load(overrides)?;
        ServicePlan::on_kafka(config, |_| Vec::new())
    }
}

/// Runs the enricher.
///
/// # Errors
/// What is wrong with the configuration, or ended the enricher.
pub fn execute(arguments: &EnrichArguments) -> anyhow::Result<Exit> {
    serve_on_kafka(&arguments.plan()?, false, |pipeline, crew| {
        pipeline.enrich(crew)
    })
}
