//! `cargo xtask codegen`: connector folders in, crates out; with `--check`, the changes that such a run would make.
//!
//! Imports run down this list: [`run`] makes the crates, `progress` prints each outcome, `summary` prints the totals and
//! `report` writes them to a file; all of them read an `outcome`; `memory` skips unchanged crates; `finding` is a diagnostic
//! with its position.

mod arguments;
mod finding;
mod memory;
mod outcome;
mod progress;
mod report;
mod run;
mod summary;

use std::{collections::BTreeSet, io, num::NonZeroUsize, process::ExitCode, time::Instant};

use connector_codegen::{
    Generator,
    folder::{ConnectorFolder, DiscoverError},
};

use crate::workspace::{self, project};

pub(crate) use self::arguments::Arguments;
use self::arguments::Deny;
use self::memory::Memory;
use self::run::Task;
use self::summary::Tally;

/// Runs the command. Diagnostics go to standard error, the list of written files to standard output.
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

/// The reason why a run stopped early.
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
    let mut connectors = generator.connectors()?;
    if !arguments.operations.is_empty() {
        connectors = with_operations(&generator, connectors, &arguments.operations)?;
    }
    // A few connectors are made as fast as their digests are compared.
    let memory = (connectors.len() > progress::FEW).then(|| Memory::of(&out, &arguments.operations)).flatten();
    let task = Task {
        generator: &generator,
        memory,
        check: arguments.check,
        deny_warnings: arguments.deny == Some(Deny::Warnings),
        keep_going: arguments.keep_going,
        jobs: arguments.jobs.map_or(0, NonZeroUsize::get),
    };
    let mut outcomes = run::run(&task, &connectors)?;
    let mut tally = Tally::of(&outcomes);
    tally.stale += orphans(&generator, arguments.check)?;
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

/// Removes the crates whose definition is gone, or lists them; returns their number.
fn orphans(generator: &Generator, check: bool) -> Result<usize, Failure> {
    let orphans = generator.orphans()?;
    for orphan in &orphans {
        let (folder, origin) = (&orphan.folder, &orphan.origin);
        if check {
            println!("{folder}: orphaned, its definition {origin} is gone");
        } else {
            generator.remove(orphan)?;
            println!("{folder}: removed, its definition {origin} is gone");
        }
    }
    Ok(orphans.len())
}

/// The connectors that have one of the operations; the others are not touched. Fails before anything is written if an operation is
/// in no connector.
fn with_operations(
    generator: &Generator,
    connectors: Vec<ConnectorFolder>,
    operations: &[String],
) -> Result<Vec<ConnectorFolder>, Failure> {
    let mut found = BTreeSet::new();
    let mut with = Vec::new();
    for connector in connectors {
        let has = generator.generate(&connector)?.operations;
        let has: Vec<&String> = operations.iter().filter(|operation| has.contains(operation)).collect();
        if !has.is_empty() {
            found.extend(has);
            with.push(connector);
        }
    }
    match operations.iter().find(|operation| !found.contains(operation)) {
        Some(unknown) => Err(Failure::Usage(format!(
            "no connector has the operation `{unknown}`; name an operation by its operationId, with the same capital letters"
        ))),
        None => Ok(with),
    }
}
