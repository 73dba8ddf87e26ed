//! `cargo xtask inbox`: what is in an inbox of connector-triggers, and what an operator does with it.
//!
//! The program is `connector-inbox` of `triggers`, which links the databases that this one does not.

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use clap::Args;

use crate::project::project;

/// Shows what is in an inbox, repeats its events, and deletes them.
///
/// FILE|URL is the file of an inbox in SQLite or the URL of a PostgreSQL database. The commands are list, dead, show, replay, purge and
/// stats; `cargo xtask inbox --help` describes them.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    /// FILE|URL, a command and its arguments.
    #[arg(value_name = "ARGUMENTS", trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--package", "connector-inbox"]);
    command.arg("--manifest-path").arg(project().join("Cargo.toml"));
    match command.arg("--").args(&arguments.arguments).status() {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("error: cargo cannot be started: {error}");
            ExitCode::FAILURE
        }
    }
}
