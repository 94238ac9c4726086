//! What a process tells about itself: logs on standard error, and metrics of the process.

mod process;

use std::{
    io::{self, IsTerminal as _},
    panic::PanicHookInfo,
    thread,
};

use tracing_subscriber::{EnvFilter, fmt};

pub use process::ProcessMetrics;

crate::choice! {
    /// How log lines look.
    pub enum LogFormat {
        /// Pretty if standard error is a terminal, JSON otherwise.
        Auto = "auto",
        /// For people.
        Pretty = "pretty",
        /// One JSON object a line.
        Json = "json",
    }
}

/// Logging could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter cannot be read.
    #[error(
        "the log filter {filter:?} cannot be read\n  where: log.level, or flag --log-level\n  why:   {why}\n  do:    use error, warn, info, debug or trace, or a list like `info,dateline_runtime=debug`"
    )]
    Filter {
        /// The filter as configured.
        filter: String,
        /// What is wrong with it.
        why: String,
    },
    /// This process logs already.
    #[error("logging was set up twice")]
    Twice,
}

/// Sends the log of this process to standard error from now on.
///
/// # Errors
/// A filter that cannot be read, or a second call.
pub fn init(format: LogFormat, filter: &str) -> Result<(), TelemetryError> {
    let filter = parse_filter(filter)?;
    let builder = fmt().with_env_filter(filter).with_writer(io::stderr);
    let on_terminal = io::stderr().is_terminal();
    let pretty = match format {
        LogFormat::Auto => on_terminal,
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    let installed = if pretty {
        builder.with_ansi(on_terminal).with_target(false).try_init()
    } else {
        builder.json().flatten_event(true).try_init()
    };
    installed.map_err(|_| TelemetryError::Twice)?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// A panic is an ERROR of the log like any other: what reads the log as JSON is not to stumble over plain text.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let why = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map(ToString::to_string);
    let thread = thread::current();
    let (place, thread) = (place.unwrap_or_default(), thread.name().unwrap_or_default());
    tracing::error!(thread, place, why, "panic: a defect of Dateline");
}

/// Checks a filter without setting up anything.
///
/// # Errors
/// A filter that cannot be read.
pub fn check_filter(filter: &str) -> Result<(), TelemetryError> {
    parse_filter(filter).map(|_| ())
}

/// Words that are a filter by themselves; any other one would be taken for a part of the program, and hide everything else.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

fn parse_filter(filter: &str) -> Result<EnvFilter, TelemetryError> {
    let mut words = filter.split(',').map(str::trim);
    let unknown = words.find(|word| {
        let is_level = LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word));
        !word.is_empty() && !word.contains(['=', '[', ':']) && !is_level
    });
    if let Some(word) = unknown {
        return Err(TelemetryError::Filter {
            filter: filter.to_owned(),
            why: format!("{word:?} is no level; a part has its level behind it: {word}=debug"),
        });
    }
    EnvFilter::builder()
        .parse(filter)
        .map_err(|error| TelemetryError::Filter {
            filter: filter.to_owned(),
            why: error.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_lists_of_targets_are_filters() {
        for filter in ["info", "warn,dateline_runtime=debug", "off"] {
            check_filter(filter).unwrap();
        }
    }

    #[test]
    fn a_filter_that_cannot_be_read_says_what_to_do() {
        let message = check_filter("dateline=loud").unwrap_err().to_string();
        insta::assert_snapshot!(message);
        for word in ["loud", "info,dateline_runtime"] {
            let message = check_filter(word).unwrap_err().to_string();
            assert!(message.contains("is no level"), "{message}");
        }
    }
}
