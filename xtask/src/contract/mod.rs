//! `cargo xtask contract`: every operation called through its generated client, and the verdict of an independent judge on each
//! request.
//!
//! [`build`] writes crates, the libraries that call them and a driver into a workspace of their own, and compiles it; [`judge`]
//! installs and starts the judge (`tests/contract/judge`: Prism as a proxy, assertions on the raw bytes, a server that answers);
//! [`summary`] prints its report. Values and verdicts come from the definitions by code that shares nothing with the generator.

mod build;
mod facts;
mod judge;
mod summary;

use std::{io, num::NonZeroUsize, path::PathBuf, process::ExitCode, time::Instant};

use clap::Args;
use connector_codegen::{ConnectorFolder, Generator};

use crate::{project::project, sample::mixed};

/// Calls every operation through its generated client, and checks the requests with Prism and with assertions from the definition.
///
/// Needs node and npm. Exit code 0: every violation is explained, and every response was decoded. 1: otherwise. 2: wrong usage.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A connector folder, or a tree of them [default: spec of this project].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Take a sample of this many connectors.
    #[arg(long, value_name = "N")]
    sample: Option<NonZeroUsize>,
    /// Seed of the sample: the same seed selects the same connectors.
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    seed: u64,
    /// Compare recorded facts with the generated clients, without the judge: a folder with `definitions`, `wire.toml`,
    /// `triggers.toml` and `answers`.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["spec", "sample"])]
    facts: Option<PathBuf>,
    /// Folder for crates, driver and judge [default: target/contract of this project].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// File for the report, each violation with its connector, operation and case, as JSON [default: report.json in --out].
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match run_all(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(Failure::Usage(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
        Err(Failure::Io(error)) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The reason why there is no verdict.
enum Failure {
    Usage(String),
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Returns whether every violation is explained.
fn run_all(arguments: &Arguments) -> Result<bool, Failure> {
    let out = arguments.out.clone().unwrap_or_else(|| project().join("target/contract"));
    std::fs::create_dir_all(&out)?;
    let out = out.canonicalize()?;
    let report = arguments.report.clone().unwrap_or_else(|| out.join("report.json"));
    if let Some(folder) = &arguments.facts {
        return Ok(facts::run(folder, &out, &report)?);
    }
    let spec = arguments.spec.clone().unwrap_or_else(|| project().join("spec"));
    let generator = Generator::new(spec).out(out.join("crates"));
    let connectors = generator.connectors().map_err(|error| Failure::Usage(error.to_string()))?;
    let connectors = sample(arguments, connectors);
    let clock = Instant::now();
    let written = build::write(&generator, &connectors, &out)?;
    if written.is_empty() {
        return Err(Failure::Usage("none of these definitions yields a crate".to_owned()));
    }
    judge::install(&out)?;
    let driver = build::compile(&out, &out.join("target"))?;
    println!("{} crates and their callers compiled in {:.1} s", written.len(), clock.elapsed().as_secs_f64());
    let clock = Instant::now();
    judge::run(&out, &driver, &written, &report)?;
    println!("judged in {:.1} s; each violation is in {}", clock.elapsed().as_secs_f64(), report.display());
    Ok(summary::print(&report)?)
}

/// The first connectors in the order of the seed, or all without --sample.
fn sample(arguments: &Arguments, mut connectors: Vec<ConnectorFolder>) -> Vec<ConnectorFolder> {
    let Some(count) = arguments.sample else { return connectors };
    let total = connectors.len();
    connectors.sort_by_key(|connector| mixed(arguments.seed, &Generator::crate_folder(connector)));
    connectors.truncate(count.get());
    let mut names: Vec<_> = connectors.iter().map(Generator::crate_folder).collect();
    names.sort();
    println!("seed {}: {} of {total} connectors: {}", arguments.seed, names.len(), names.join(", "));
    connectors
}
