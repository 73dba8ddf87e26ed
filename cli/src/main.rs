//! `cargo connector …`.

use std::{ffi::OsString, process::ExitCode};

use cargo_connector::{Caller, Command, run};
use clap::Parser;

/// Printing a crate allocates millions of small tokens: the system's allocator took a fifth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rust crates from Power Platform and Logic Apps connectors.
#[derive(Parser)]
#[command(name = "cargo connector", bin_name = "cargo connector", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    run(&Arguments::parse_from(words()).command, &Caller { name: "cargo connector", project: concat!(env!("CARGO_MANIFEST_DIR"), "/..").into() })
}

/// The words of the command line. Cargo passes the name of the subcommand as the first argument.
fn words() -> Vec<OsString> {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "connector") {
        words.remove(1);
    }
    words
}
