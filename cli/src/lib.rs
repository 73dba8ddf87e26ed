//! The commands of `cargo connector`, which `cargo xtask` has too.
//!
//! Each command is a module with its `Arguments` and `run`. Commands import `context`, `table` and `workspace`, and no other command.

mod add;
mod codegen;
mod context;
mod explain;
mod inspect;
mod list;
mod table;
mod workspace;

use std::process::ExitCode;

use clap::Subcommand;

pub use context::Caller;
use context::Context;

/// The commands.
#[expect(missing_docs, reason = "the help of a command is that of its arguments")]
#[derive(Subcommand)]
#[non_exhaustive]
pub enum Command {
    Add(add::Arguments),
    Codegen(codegen::Arguments),
    Explain(explain::Arguments),
    Inspect(inspect::Arguments),
    List(list::Arguments),
}

/// Runs a command.
pub fn run(command: &Command, caller: &Caller) -> ExitCode {
    let context = Context::new(caller);
    match command {
        Command::Add(arguments) => add::run(arguments, &context),
        Command::Codegen(arguments) => codegen::run(arguments, &context),
        Command::Explain(arguments) => explain::run(arguments, &context),
        Command::Inspect(arguments) => inspect::run(arguments, &context),
        Command::List(arguments) => list::run(arguments, &context),
    }
}
