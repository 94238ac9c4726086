//! `dateline demo`: sample wires through the whole pipeline, and what it did with them.

mod folder;
mod play;
mod print;
mod report;
mod script;

use std::{
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
    thread,
};

use clap::Args;
use dateline_runtime::{
    config::{Environment, Overrides},
    exit::{Exit, Failure},
};

use self::{folder::DemoFolder, play::Stage, report::Report};
use crate::{
    Streams,
    commands::{Chassis, service::ServicePlan},
    config::Config,
    pipeline::{self, Crew, Ending, Pipeline},
};

/// Examples at the head of the help.
pub const EXAMPLES: &str = "Examples:
  dateline demo
      takes sample wires in, in memory, and shows what became of them; a few seconds
  dateline demo --folder look --json | jq .items
      the same for a machine; wires, configuration and results stay in look";

/// How `demo` is called.
#[derive(Debug, Clone, Default, Args)]
pub struct DemoArguments {
    /// Folder for wires, configuration and results, new or empty; else a new one among the temporary files
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs the pipeline over the sample wires and shows what it did.
///
/// # Errors
/// A folder that cannot be used; what ended the pipeline.
pub fn execute(arguments: &DemoArguments, streams: &mut Streams<'_>) -> anyhow::Result<Exit> {
    let folder = DemoFolder::make(arguments.folder.as_deref())?;
    let report = run(folder, streams)?;
    if arguments.json {
        writeln!(streams.output, "{}", report.to_json())?;
    } else {
        print::print(&report, print::width(), streams.output)?;
    }
    Ok(Exit::Done)
}

/// Plays the demo while the pipeline runs on it, as `dateline run --in-memory --config` would.
fn run(folder: DemoFolder, streams: &mut Streams<'_>) -> anyhow::Result<Report> {
    // Of the demo's own file alone: what is configured around it is not its business.
    let file = folder.configuration();
    let config = Config::load(
        Some(Path::new(&file)),
        &Environment::default(),
        &Overrides::default(),
    )?;
    let plan = ServicePlan::in_memory(config, |_| Vec::new())?;
    let chassis = Chassis::start(&plan)?;
    let config = &plan.config.value;
    let log = pipeline::in_memory(config);
    let cluster = log.cluster.clone();
    let mut crew = Crew::default();
    Pipeline::new(&plan, &chassis, log)?.run_all(&mut crew)?;
    let ending = Ending {
        with_input: false,
        drain_on_signal: true,
    };
    let played = thread::scope(|scope| {
        let shutdown = &chassis.shutdown;
        let crew = scope.spawn(|| crew.wait(ending, shutdown));
        let stage = Stage {
            folder: &folder,
            cluster: &cluster,
            config,
            is_over: &|| crew.is_finished() || shutdown.is_requested(),
        };
        let watched = io::stderr().is_terminal();
        let played = stage.play(watched.then_some(&mut *streams.messages));
        let interrupted = shutdown.reason();
        shutdown.request("the demo is over");
        let ended = crew.join();
        ended.unwrap_or_else(|_| Err(anyhow::anyhow!("the demo's pipeline panicked")))?;
        match interrupted {
            Some(reason) => Err(interrupted_by(&reason).into()),
            None => played,
        }
    })?;
    Report::read(played, folder, &cluster, config)
}

fn interrupted_by(reason: &str) -> Failure {
    let message = format!("the demo was ended before it was through: {reason}");
    Failure::new(Exit::Unexpected, message)
}
