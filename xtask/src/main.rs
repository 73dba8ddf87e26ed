//! `cargo xtask …`: thin commands over connector-codegen.

mod codegen;
mod compile;
mod explain;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

/// Printing a crate makes and drops millions of small tokens: a fifth of the time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Codegen(codegen::Arguments),
    Compile(compile::Arguments),
    Explain(explain::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Codegen(arguments) => codegen::run(&arguments),
        Command::Compile(arguments) => compile::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
    }
}

/// The project's folder, wherever the command is called from.
fn project() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.parent().map(Path::to_owned).unwrap_or(manifest)
}
