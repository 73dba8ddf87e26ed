//! `cargo xtask fuzz`: broken input for every parser.
//!
//! [`run`] starts `tests/fuzz`, which links the HTTP stack that this program does not.

use std::{
    path::PathBuf,
    process::{Command, ExitCode},
    time::{SystemTime, UNIX_EPOCH},
};

use clap::Args;

use crate::project::project;

/// Gives broken input to every parser, made from `tests/fuzz/corpus`, `../shared` if it is there, and a seed.
///
/// Exit code 0: no input broke a property. 1: one did; it is in `tests/fuzz/crashes`, made smaller, with the line that repeats it.
/// 2: wrong usage.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The target [default: all, one after the other].
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// The time for all targets together, in seconds.
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,
    /// The same seed gives each target the same inputs in the same order [default: another one for each run; it is printed].
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// Run one input, such as a crash.
    #[arg(long, value_name = "FILE", requires = "target", conflicts_with_all = ["seconds", "seed"])]
    input: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let mut command = Command::new("cargo");
    command
        .args(["run", "--quiet", "--package", "connector-fuzz", "--manifest-path"])
        .arg(project().join("Cargo.toml"));
    command.arg("--");
    match (&arguments.target, &arguments.input) {
        (Some(target), Some(input)) => command.args(["once", target.as_str()]).arg(input),
        (target, _) => {
            let seed = arguments.seed.unwrap_or_else(of_the_clock);
            command.args(["run", &arguments.seconds.to_string(), &seed.to_string()]).args(target)
        }
    };
    match command.status() {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("error: cargo cannot be started: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A seed of six digits, which is easy to repeat.
fn of_the_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| u64::from(time.subsec_nanos()) % 1_000_000)
}
