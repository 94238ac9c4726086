//! `dateline config`: shows and checks the configuration.

use clap::{Args, Subcommand};
use dateline_runtime::{
    config::{Overrides, documented_defaults, effective_json, effective_toml},
    exit::Exit,
};

use crate::{Streams, cli::LayerArguments, config::Config};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline config show --default > dateline.toml
      a file with every key, its meaning and its default
  dateline config show
      the values in force, and where each comes from
  dateline config check --config newsroom.toml
      exits with 3 if something is wrong";

/// What can be done about the configuration.
#[derive(Debug, Clone, Subcommand)]
pub enum ConfigCommand {
    /// Show the values in force and where each comes from, secrets redacted
    #[command(before_help = EXAMPLES)]
    Show(ShowArguments),
    /// Check the configuration without starting anything
    #[command(before_help = EXAMPLES)]
    Check(CheckArguments),
}

/// How `config show` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct ShowArguments {
    /// Show every key with its meaning and its default instead: a file to start from
    #[arg(long, conflicts_with = "json")]
    pub default: bool,
    /// Print JSON: value and origin by key
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub layers: LayerArguments,
}

/// How `config check` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub layers: LayerArguments,
}

/// Does what was asked for.
///
/// # Errors
/// Everything that is wrong with the configuration.
pub fn execute(command: &ConfigCommand, streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    match command {
        ConfigCommand::Show(arguments) => show(arguments, streams)?,
        ConfigCommand::Check(arguments) => {
            arguments.layers.load(Overrides::default())?;
            let checked = match arguments.layers.config.file() {
                Some(file) => file.display().to_string(),
                None => "no file; defaults, environment and flags".to_owned(),
            };
            writeln!(streams.messages, "configuration is in order ({checked})")?;
        }
    }
    Ok(Exit::Done)
}

fn show(arguments: &ShowArguments, streams: &mut Streams<'_>) -> anyhow::Result<()> {
    if arguments.default {
        write!(streams.output, "{}", documented_defaults::<Config>())?;
        return Ok(());
    }
    let config = arguments.layers.load(Overrides::default())?;
    if arguments.json {
        writeln!(streams.output, "{:#}", effective_json(&config))?;
    } else {
        write!(streams.output, "{}", effective_toml(&config))?;
    }
    Ok(())
}
