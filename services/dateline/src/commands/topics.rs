//! `dateline topics`: compares topics with what they should be, and creates them.

use clap::{Args, Subcommand};
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
  dateline topics plan --brokers 127.0.0.1:9092
      what would be created or changed, and who needs access to what
  dateline topics apply --brokers 127.0.0.1:9092
      do it
  dateline topics check --brokers 127.0.0.1:9092
      exits with 4 if services could not start";

/// What can be done about topics.
#[derive(Debug, Clone, Subcommand)]
pub enum TopicsCommand {
    /// Say what `apply` would do, and which access each party needs
    #[command(before_help = EXAMPLES)]
    Plan(TopicsArguments),
    /// Create what is missing and set what differs; partitions are never added
    #[command(before_help = EXAMPLES)]
    Apply(TopicsArguments),
    /// Say what differs
    #[command(before_help = EXAMPLES)]
    Check(TopicsArguments),
}

/// How the commands about topics are called.
#[derive(Debug, Clone, Default, Args)]
pub struct TopicsArguments {
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

impl TopicsArguments {
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

/// Does what was asked for.
///
/// # Errors
/// What is wrong with the configuration, or keeps it from being done.
pub fn execute(command: &TopicsCommand, _streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    let (TopicsCommand::Plan(arguments)
    | TopicsCommand::Apply(arguments)
    | TopicsCommand::Check(arguments)) = command;
    let _plan = arguments.plan()?;
    anyhow::bail!("not wired yet")
}
