//! `cargo connector …`.

use std::{ffi::OsString, process::ExitCode};

use cargo_connector::{Caller, Command, EXIT_CODES, parse, run};
use clap::{CommandFactory as _, Parser};

/// Rust crates from Power Platform and Logic Apps connectors.
#[derive(Parser)]
#[command(
    name = "cargo connector",
    bin_name = "cargo connector",
    version,
    arg_required_else_help = true,
    after_help = EXIT_CODES
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let caller = Caller { name: "cargo connector", binary: "cargo-connector", commands: Arguments::command };
    run(&parse::<Arguments>(words()).command, &caller)
}

/// The words of the command line. Cargo passes the name of the subcommand as the first argument.
fn words() -> Vec<OsString> {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "connector") {
        words.remove(1);
    }
    words
}
