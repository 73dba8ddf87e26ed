//! `cargo xtask codegen`: connector folders in, crates out; or, with `--check`, what such a run would change.
//!
//! [`each`] makes the crates side by side and says what happened to each in the order of their paths; `memory` spares those
//! that are what they were; `summary` says it of all, `report` writes it to a file.

mod each;
mod memory;
mod report;
mod summary;

use std::{collections::BTreeSet, io, num::NonZeroUsize, path::PathBuf, process::ExitCode, time::Instant};

use clap::{Args, ValueEnum};
use connector_codegen::{ConnectorFolder, DiscoverError, Generator, OrphanCrate};

use crate::workspace::{self, project};

use self::each::{Job, Task};
use self::memory::Memory;
use self::summary::Tally;

/// Turns connector folders into Rust crates.
///
/// Exit code 0: done, or with --check nothing to do. 1: something is stale, or a connector failed. 2: wrong usage.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Connectors to generate: a folder's name, or its path below --spec. All where none is named.
    #[arg(value_name = "CONNECTOR")]
    connectors: Vec<String>,
    /// A connector folder, a tree of them, or one definition file [default: spec of this project].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Where the crates go, one folder each [default: generated of this project].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing; name each file that is missing, stale or left over.
    #[arg(long)]
    check: bool,
    /// Go on where a connector's files cannot be read or written. A definition with an error never stops the others.
    #[arg(long)]
    keep_going: bool,
    /// Write no crate for a definition that had to be repaired, and fail. A note is no repair.
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Emit only these operations, by operationId, and what they need.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    operations: Vec<String>,
    /// How many connectors are made at once [default: one a processor].
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Write what happened to each connector to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// What makes a definition fail beside its errors.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Deny {
    Warnings,
}

/// Runs the command. Diagnostics go to standard error, what was written to standard output.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match run_all(arguments) {
        Ok(code) => code,
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

/// Why a run stopped before its end.
enum Failure {
    Usage(String),
    Io(io::Error),
}

impl From<DiscoverError> for Failure {
    fn from(error: DiscoverError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn run_all(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let spec = arguments.spec.clone().unwrap_or_else(|| project().join("spec"));
    let out = arguments.out.clone().unwrap_or_else(|| project().join("generated"));
    let generator = Generator::new(spec).out(&out).only(&arguments.connectors).operations(&arguments.operations);
    let connectors = generator.connectors()?;
    let orphans = generator.orphans(&connectors)?;
    let jobs = jobs(&generator, connectors, &arguments.operations)?;
    // Reading a few anew is as quick as remembering them.
    let memory = (jobs.len() > each::FEW).then(|| Memory::of(&out, &arguments.operations)).flatten();
    let task = Task {
        generator: &generator,
        memory,
        check: arguments.check,
        deny_warnings: arguments.deny == Some(Deny::Warnings),
        keep_going: arguments.keep_going,
        jobs: arguments.jobs.map_or(0, NonZeroUsize::get),
    };
    let mut outcomes = each::run(&task, &jobs)?;
    let mut tally = Tally::of(&outcomes);
    tally.stale += orphans.len();
    report_orphans(&generator, &orphans, arguments.check)?;
    if !arguments.check && tally.crates > 0 {
        workspace::make(&out)?;
        if let Some(memory) = task.memory {
            memory.save(outcomes.iter_mut().filter_map(|it| Some((it.folder.clone(), it.remembered.take()?))))?;
        }
    }
    if let Some(file) = &arguments.report {
        report::write(file, &outcomes, start.elapsed())?;
    }
    Ok(summary::conclude(&tally, &outcomes, arguments))
}

/// Removes the crates whose definition is gone; with `check`, only names them.
fn report_orphans(generator: &Generator, orphans: &[OrphanCrate], check: bool) -> io::Result<()> {
    for orphan in orphans {
        let (folder, origin) = (&orphan.folder, &orphan.origin);
        if check {
            println!("{folder}: orphaned, its definition {origin} is gone");
        } else {
            generator.remove(orphan)?;
            println!("{folder}: removed, its definition {origin} is gone");
        }
    }
    Ok(())
}

/// The connectors to make. With `operations`, only those that have one of them. Each of these is generated here, once, so that
/// nothing is written before every operation is found.
fn jobs(generator: &Generator, connectors: Vec<ConnectorFolder>, operations: &[String]) -> Result<Vec<Job>, Failure> {
    if operations.is_empty() {
        return Ok(connectors.into_iter().map(|connector| Job { connector, generated: None }).collect());
    }
    let mut found = BTreeSet::new();
    let mut jobs = Vec::new();
    for connector in connectors {
        let generated = generator.generate(&connector)?;
        let has: Vec<&String> =
            operations.iter().filter(|operation| generated.operations.contains(operation)).collect();
        if !has.is_empty() {
            found.extend(has);
            jobs.push(Job { connector, generated: Some(generated) });
        }
    }
    match operations.iter().find(|operation| !found.contains(operation)) {
        Some(unknown) => Err(Failure::Usage(format!(
            "no connector has the operation `{unknown}`; an operation is named by its operationId, letter by letter"
        ))),
        None => Ok(jobs),
    }
}
