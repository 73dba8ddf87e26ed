//! The commands of `cargo connector`, which `cargo xtask` has too.
//!
//! Each command is a module with its `Arguments` and `run`. Commands import `context`, and no other command.

mod context;
mod explain;

use std::process::ExitCode;

use clap::Subcommand;

pub use context::Caller;
use context::Context;

/// The commands.
#[derive(Subcommand)]
#[non_exhaustive]
pub enum Command {
    #[expect(missing_docs, reason = "the help of a command is its arguments'")]
    Explain(explain::Arguments),
}

/// Runs a command.
pub fn run(command: &Command, caller: &Caller) -> ExitCode {
    let context = Context::new(caller);
    match command {
        Command::Explain(arguments) => explain::run(arguments, &context),
    }
}
