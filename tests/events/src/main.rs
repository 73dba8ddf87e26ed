//! The path of an event under bad conditions, and its cost: `cargo xtask events` and `cargo xtask bench triggers` run this.
//!
//! `ledger` plays a service that sends callbacks, kills receiver and consumer at random moments, and compares what it sent with
//! what a handler got. `bench` compares receiver, stores and consumer with the same work by hand.

mod bench;
#[path = "../../../triggers/tests/inbox/cluster.rs"]
#[allow(clippy::unwrap_used, dead_code, reason = "the tests of the inbox use the rest")]
mod cluster;
mod journal;
mod judge;
mod ledger;
mod sender;
mod serve;
mod store;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Sends callbacks through receiver, inbox and consumer, and judges or measures them.
#[derive(Parser)]
#[command(name = "connector-events")]
struct Arguments {
    #[command(subcommand)]
    role: Role,
}

#[derive(Subcommand)]
enum Role {
    /// Counts callbacks outside the processes that receive them. Exit code 1: an event was lost, or delivered after it was done.
    Ledger(ledger::Arguments),
    /// Prints what receiver, stores and consumer cost beside the same work by hand.
    Bench(bench::Arguments),
    /// Receives callbacks, handles events, or both.
    #[command(hide = true)]
    Serve(serve::Arguments),
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a tokio runtime");
    let outcome = runtime.block_on(async {
        match Arguments::parse().role {
            Role::Ledger(arguments) => ledger::run(&arguments).await,
            Role::Bench(arguments) => bench::run(&arguments).await,
            Role::Serve(arguments) => serve::run(arguments).await.map(|()| true),
        }
    });
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
