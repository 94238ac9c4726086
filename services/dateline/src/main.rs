//! The `dateline` program.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    dateline::run_cli(env::args_os())
}
