//! The product's own entry, built with failpoints: what the chapters start and kill.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    dateline::run_cli(env::args_os())
}
