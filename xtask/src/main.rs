//! `cargo xtask …`: thin commands over connector-codegen. Commands import `workspace`, `sample` and `table`, and no
//! other command.

mod add;
mod bench;
mod codegen;
mod compile;
mod contract;
mod explain;
mod fuzz;
mod inspect;
mod list;
mod load;
mod mutants;
mod sample;
mod shapes;
mod table;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Printing a crate allocates millions of small tokens: the system's allocator took a fifth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The project's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Add(add::Arguments),
    Bench(bench::Arguments),
    Codegen(codegen::Arguments),
    Compile(compile::Arguments),
    Contract(contract::Arguments),
    Explain(explain::Arguments),
    Fuzz(fuzz::Arguments),
    Inspect(inspect::Arguments),
    List(list::Arguments),
    Load(load::Arguments),
    Mutants(mutants::Arguments),
    Shapes(shapes::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Add(arguments) => add::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Codegen(arguments) => codegen::run(&arguments),
        Command::Compile(arguments) => compile::run(&arguments),
        Command::Contract(arguments) => contract::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Load(arguments) => load::run(&arguments),
        Command::Mutants(arguments) => mutants::run(&arguments),
        Command::Shapes(arguments) => shapes::run(&arguments),
    }
}
