//! The one binary: its command line, its configuration and the operator's tools.

pub mod cli;
pub mod commands;
pub mod config;
mod pipeline;
mod streams;

use std::{ffi::OsString, io, process::ExitCode};

use dateline_runtime::{
    config::ConfigError,
    exit::{Exit, Failure},
};
use mimalloc::MiMalloc;

/// Items are many small texts, and the C library's allocator took a fifth of the CPU time of annotating them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

pub use pipeline::SchemaExchange;
pub use streams::Streams;

/// Runs the program with these arguments, the program's name first, and says how it ended.
pub fn run_cli(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    // Not locked: a sink on standard output writes from a thread of its own.
    let (mut output, mut messages) = (io::stdout(), io::stderr());
    let exit = run(
        arguments,
        &mut Streams {
            output: &mut output,
            messages: &mut messages,
        },
    );
    exit.into()
}

/// The same on streams of the caller's choice.
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> Exit {
    let command = match cli::parse(arguments) {
        Ok(command) => command,
        Err(answer) => return cli::tell(&answer, streams),
    };
    let ended = commands::execute(command, streams).and_then(|exit| {
        streams.output.flush()?;
        Ok(exit)
    });
    ended.unwrap_or_else(|error| {
        let exit = exit_of(&error);
        if exit != Exit::Done {
            // If standard error is gone, nobody is left to tell.
            let _ = writeln!(streams.messages, "error: {error:#}");
        }
        exit
    })
}

/// The exit that somebody down the chain of causes asked for.
fn exit_of(error: &anyhow::Error) -> Exit {
    for cause in error.chain() {
        if let Some(failure) = cause.downcast_ref::<Failure>() {
            return failure.exit;
        }
        if cause.is::<ConfigError>() {
            return Exit::Configuration;
        }
        // Whoever read the output has seen enough, as in `dateline parse … | head`.
        let pipe = cause.downcast_ref::<io::Error>();
        if pipe.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
            return Exit::Done;
        }
    }
    Exit::Unexpected
}
