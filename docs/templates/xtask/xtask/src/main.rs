//! `cargo xtask …`: the commands of `cargo connector`, and your own beside them.

use std::process::ExitCode;

use cargo_connector::Caller;
use clap::{CommandFactory as _, Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Connector(cargo_connector::Command),
    // Your own commands.
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Connector(command) => {
            let caller = Caller { name: "cargo xtask", binary: "xtask", commands: Arguments::command };
            cargo_connector::run(&command, &caller)
        }
    }
}
