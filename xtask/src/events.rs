//! `cargo xtask events`: thousands of callbacks through receiver, inbox and consumer, whose processes are killed on the way.
//!
//! The processes are in `tests/events`, which links the HTTP stack; this program does not.

use std::process::{Command, ExitCode};

use clap::Args;

use crate::project::project;

/// Sends callbacks with faults to a receiver, kills receiver and consumer at random moments, and counts outside of them.
///
/// Exit code 1: an event that was accepted did not reach a handler, or one was delivered again after it was done.
#[derive(Args)]
pub(crate) struct Arguments {
    /// How many callbacks.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    callbacks: u64,
    /// How often a process is killed; never with `memory`.
    #[arg(long, value_name = "N", default_value_t = 500)]
    kills: u64,
    /// `memory`, `sqlite` (a file of its own), `postgres` (a server of its own), or the `postgres://…` URL of an empty database.
    #[arg(long, value_name = "STORE", default_value = "sqlite")]
    store: String,
    /// Seed of the faults, the kills and the handler's failures.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let Arguments { callbacks, kills, store, seed } = arguments;
    let mut command = Command::new("cargo");
    command
        .args(["run", "--profile", "measured", "--quiet", "--package", "connector-events", "--", "ledger"])
        .current_dir(project());
    for (name, value) in [("--callbacks", callbacks), ("--kills", kills), ("--seed", seed)] {
        command.args([name, &value.to_string()]);
    }
    match command.args(["--store", store]).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: cargo: {error}");
            ExitCode::FAILURE
        }
    }
}
