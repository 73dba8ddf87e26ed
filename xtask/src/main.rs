//! `cargo xtask …`: thin commands over connector-codegen. The commands that other projects
//! use too are those of `cargo connector`. The commands here import `project` and `sample`, and no other command.

mod bench;
mod compile;
mod contract;
mod events;
mod fuzz;
mod inbox;
mod load;
mod mutants;
mod project;
mod sample;
mod shapes;

use std::process::ExitCode;

use cargo_connector::{Caller, EXIT_CODES};
use clap::{CommandFactory as _, Parser, Subcommand};

/// Printing a crate allocates millions of small tokens: the system's allocator took a fifth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The project's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Shared(cargo_connector::Command),
    Bench(bench::Arguments),
    Compile(compile::Arguments),
    Contract(contract::Arguments),
    Events(events::Arguments),
    Fuzz(fuzz::Arguments),
    Inbox(inbox::Arguments),
    Load(load::Arguments),
    Mutants(mutants::Arguments),
    Shapes(shapes::Arguments),
}

fn main() -> ExitCode {
    let command = cargo_connector::parse::<Arguments>(std::env::args_os()).command;
    if !matches!(command, Command::Shared(_)) && !project::is_here() {
        eprintln!("error: this command is for the repository of connector-codegen, and runs in its folder only");
        return ExitCode::from(2);
    }
    match command {
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Compile(arguments) => compile::run(&arguments),
        Command::Contract(arguments) => contract::run(&arguments),
        Command::Shared(command) => {
            let caller = Caller { name: "cargo xtask", binary: "xtask", commands: Arguments::command };
            cargo_connector::run(&command, &caller)
        }
        Command::Events(arguments) => events::run(&arguments),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Inbox(arguments) => inbox::run(&arguments),
        Command::Load(arguments) => load::run(&arguments),
        Command::Mutants(arguments) => mutants::run(&arguments),
        Command::Shapes(arguments) => shapes::run(&arguments),
    }
}
