//! `cargo xtask load`: a generated client with thousands of calls at once, against a server that fails in every way.
//!
//! The calls are in `tests/load`, which links the HTTP stack; this program does not.

use std::process::{Command, ExitCode};

use clap::Args;

use crate::project::project;

/// Sends thousands of calls at once through a generated client to a server that fails in every way, and judges them.
///
/// Prints the outcomes, the memory per call and the open file descriptors. Exit code 1: a call hangs, was sent again though that is
/// not safe, or lost its response; or the memory or the file descriptors grow.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Calls at the same time.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    calls: u32,
    /// Seed of the server's faults: the same seed has the same faults.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Send waves of up to 1,000 calls for this many minutes, and print the memory after each.
    #[arg(long, value_name = "N", default_value_t = 0)]
    minutes: u64,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let mut command = Command::new("cargo");
    command
        .args(["run", "--profile", "measured", "--quiet", "--package", "connector-load", "--"])
        .current_dir(project());
    let Arguments { calls, seed, minutes } = arguments;
    for (name, value) in [("--calls", u64::from(*calls)), ("--seed", *seed), ("--minutes", *minutes)] {
        command.args([name, &value.to_string()]);
    }
    match command.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: cargo: {error}");
            ExitCode::FAILURE
        }
    }
}
