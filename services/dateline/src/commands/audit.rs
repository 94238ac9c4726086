//! `dateline audit`: checks that every input has its one outcome.

use clap::Args;
use dateline_runtime::{
    config::{ConfigError, Overrides},
    exit::Exit,
};

use crate::{
    Streams,
    cli::{BrokerArguments, ConfigArguments},
    commands::service::ServicePlan,
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline audit --brokers 127.0.0.1:9092
      a table of inputs and outcomes; exits with 9 if they do not add up
  dateline audit --json | jq .balanced
      the same for a machine";

/// How `audit` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct AuditArguments {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub brokers: BrokerArguments,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub config: ConfigArguments,
}

impl AuditArguments {
    /// What these arguments, the environment and the file together ask for.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self) -> Result<ServicePlan, ConfigError> {
        let mut overrides = Overrides::default();
        self.brokers.add_to(&mut overrides);
        ServicePlan::on_kafka(self.config.load(overrides)?, |_| Vec::new())
    }
}

/// Prints the totals.
///
/// # Errors
/// What is wrong with the configuration, or keeps the totals from being read.
pub fn execute(arguments: &AuditArguments, _streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    let _plan = arguments.plan()?;
    anyhow::bail!("not wired yet")
}
