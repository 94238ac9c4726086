//! What each command does, a file each.

pub mod audit;
mod chassis;
pub mod config;
pub mod demo;
pub mod diff;
pub mod embargo;
pub mod enrich;
pub mod healthcheck;
mod lag;
pub mod parse;
pub mod produce;
pub mod replay;
pub mod run;
mod serve;
mod service;
pub mod sink;
#[cfg(test)]
mod tests;
pub mod topics;
mod totals;

use dateline_runtime::exit::Exit;

pub use chassis::Chassis;
pub use service::ServicePlan;

use crate::{Streams, cli::Command};

/// Does what was asked for.
///
/// # Errors
/// What kept it from being done.
pub fn execute(command: Command, streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    match command {
        Command::Demo(arguments) => demo::execute(&arguments, streams),
        Command::Run(arguments) => run::execute(&arguments),
        Command::Produce(arguments) => produce::execute(&arguments),
        Command::Embargo(command) => embargo::execute(&command, streams),
        Command::Enrich(arguments) => enrich::execute(&arguments),
        Command::Sink(arguments) => sink::execute(&arguments),
        Command::Parse(arguments) => parse::execute(&arguments, streams),
        Command::Replay(arguments) => replay::execute(&arguments, streams),
        Command::Audit(arguments) => audit::execute(&arguments, streams),
        Command::Diff(arguments) => diff::execute(&arguments, streams),
        Command::Topics(command) => topics::execute(&command, streams),
        Command::Config(command) => config::execute(&command, streams),
        Command::Healthcheck(arguments) => healthcheck::execute(&arguments, streams),
    }
}
