//! The commands of `cargo connector`, which `cargo xtask` has too.
//!
//! Each command is a module with its `Arguments` and `run`, and imports no other command.

#![deny(clippy::print_stderr, clippy::print_stdout, reason = "they panic if nobody reads the stream")]

mod add;
mod codegen;
mod completions;
mod context;
mod docs;
mod exit;
mod explain;
mod finding;
mod init;
mod inspect;
mod list;
mod lock;
mod paths;
mod project;
mod runtime;
mod site;
mod table;
mod terminal;
mod workspace;

use std::{ffi::OsString, process::ExitCode};

use clap::{Parser, Subcommand};

use context::Context;
pub use context::{Caller, Format};
pub use exit::TABLE as EXIT_CODES;

/// The commands.
#[expect(missing_docs, reason = "the help of a command is that of its arguments")]
#[derive(Subcommand)]
#[non_exhaustive]
pub enum Command {
    Init(init::Arguments),
    Add(add::Arguments),
    List(list::Arguments),
    Inspect(inspect::Arguments),
    Codegen(codegen::Arguments),
    Docs(docs::Arguments),
    Explain(explain::Arguments),
    Completions(completions::Arguments),
}

impl Command {
    fn format(&self) -> Format {
        match self {
            Self::Init(arguments) => arguments.output.format,
            Self::Add(arguments) => arguments.output.format,
            Self::List(arguments) => arguments.format(),
            Self::Inspect(arguments) => arguments.format(),
            Self::Codegen(arguments) => arguments.output.format,
            Self::Docs(arguments) => arguments.output.format,
            Self::Explain(arguments) => arguments.output.format,
            Self::Completions(arguments) => arguments.output.format,
        }
    }
}

/// Parses the words of a command line. Help is as wide as the terminal. Ends the process if the words are wrong or ask for help.
pub fn parse<P: Parser>(words: impl IntoIterator<Item = OsString>) -> P {
    let command = P::command();
    let command = match terminal::width(terminal::Stream::Output) {
        Some(width) => command.term_width(width),
        None => command,
    };
    P::from_arg_matches(&command.get_matches_from(words)).unwrap_or_else(|error| error.exit())
}

/// Runs a command. The result goes to standard output, diagnostics and errors go to standard error.
pub fn run(command: &Command, caller: &Caller) -> ExitCode {
    let context = match Context::new(caller, command.format()) {
        Ok(context) => context,
        Err(error) => {
            let message = format!("the current directory cannot be read: {error}");
            terminal::tell(&terminal::drawing(terminal::Stream::Errors).error(&message));
            return ExitCode::FAILURE;
        }
    };
    let ended = match command {
        Command::Init(arguments) => init::run(arguments, &context),
        Command::Add(arguments) => add::run(arguments, &context),
        Command::List(arguments) => list::run(arguments, &context),
        Command::Inspect(arguments) => inspect::run(arguments, &context),
        Command::Codegen(arguments) => codegen::run(arguments, &context),
        Command::Docs(arguments) => docs::run(arguments, &context),
        Command::Explain(arguments) => explain::run(arguments, &context),
        Command::Completions(arguments) => completions::run(arguments, &context),
    };
    ended.unwrap_or_else(|failure| context.stopped(&failure)).into()
}
