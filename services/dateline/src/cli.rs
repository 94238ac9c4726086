//! The command line: what can be asked for, and how it is explained.

mod answer;
mod arguments;
mod input;
#[cfg(test)]
mod tests;

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub use answer::tell;
pub use arguments::{
    BrokerArguments, ConfigArguments, INPUT_NAMESPACE, InputArguments, LayerArguments,
    ServiceArguments, ToolArguments,
};
pub use input::{InputSpec, NoInputSpec};

use crate::commands::{
    audit, config, demo, diff, embargo, enrich, healthcheck, parse, produce, replay, run, sink,
    topics,
};

/// Help begins with what it is and with examples, since most readers want to copy one.
const HELP_TEMPLATE: &str =
    "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// Wide enough for a flag and its meaning in a line, narrow enough for half a screen.
const HELP_WIDTH: usize = 100;

const EXAMPLES: &str = "Examples:
  dateline demo
      sample wires through the whole pipeline, and what became of them
  dateline parse page.txt
      the items of a page, as JSON Lines
  dateline run --in-memory --input 'wire-page:pages/*.txt' --sink jsonl:-
      the whole pipeline without brokers, its results on standard output
  dateline topics apply --brokers 127.0.0.1:9092
      make the topics that the services need
  dateline run --brokers 127.0.0.1:9092 --input 'pages/*.txt' --follow --sink jsonl:items.jsonl
      the whole pipeline on Kafka, until it is told to end";

/// Takes news agency wires in, and puts them on Kafka as typed, versioned, deduplicated items
#[derive(Debug, Parser)]
#[command(name = "dateline", version, before_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what it does: take sample wires through the whole pipeline, in memory
    #[command(before_help = demo::EXAMPLES)]
    Demo(demo::DemoArguments),
    /// Run the whole pipeline in one process: take in, enrich, deliver
    #[command(before_help = run::EXAMPLES)]
    Run(run::RunArguments),
    /// Take deliveries in
    #[command(before_help = produce::EXAMPLES)]
    Produce(produce::ProduceArguments),
    /// Add language, regions and stories
    #[command(before_help = enrich::EXAMPLES)]
    Enrich(enrich::EnrichArguments),
    /// Deliver enriched items to a target
    #[command(before_help = sink::EXAMPLES)]
    Sink(sink::SinkArguments),
    /// Parse deliveries into items, without brokers and without a trace
    #[command(before_help = parse::EXAMPLES)]
    Parse(parse::ParseArguments),
    /// Parse deliveries of the log again, with today's parsers and configuration
    #[command(before_help = replay::EXAMPLES)]
    Replay(replay::ReplayArguments),
    /// Check that every input has its one outcome
    #[command(before_help = audit::EXAMPLES)]
    Audit(audit::AuditArguments),
    /// Compare what two enrichers have made of the same items
    #[command(before_help = diff::EXAMPLES)]
    Diff(diff::DiffArguments),
    /// Show what is held under an embargo or withheld, and let it go
    #[command(subcommand, before_help = embargo::EXAMPLES)]
    Embargo(embargo::EmbargoCommand),
    /// Compare, create and check topics
    #[command(subcommand, before_help = topics::EXAMPLES)]
    Topics(topics::TopicsCommand),
    /// Show and check the configuration
    #[command(subcommand, before_help = config::EXAMPLES)]
    Config(config::ConfigCommand),
    /// Ask a running process whether it is well
    #[command(before_help = healthcheck::EXAMPLES)]
    Healthcheck(healthcheck::HealthcheckArguments),
}

/// The command that these arguments, the program's name first, ask for.
///
/// # Errors
/// What to tell instead: help, the version, or what is wrong.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, clap::Error> {
    let matches = definition().try_get_matches_from(arguments)?;
    let cli = Cli::from_arg_matches(&matches)?;
    Ok(cli.command)
}

/// The whole command line with the look of its help.
fn definition() -> clap::Command {
    let command = Cli::command()
        .term_width(HELP_WIDTH)
        .after_help(answer::exit_codes());
    with_template(command)
}

fn with_template(command: clap::Command) -> clap::Command {
    command
        .help_template(HELP_TEMPLATE)
        .disable_help_subcommand(true)
        .mut_subcommands(with_template)
}
