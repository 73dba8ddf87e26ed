//! `codegen`: connector folders in, crates out; with `--check`, the changes that such a run would make.
//!
//! Imports run down this list: `run` makes the crates, `progress` prints each outcome, `summary` prints the totals and
//! `report` writes them to a file; all of them read an `outcome`; `memory` skips unchanged crates; `finding` is a diagnostic
//! with its position; `lock` lets one run at a time write to a folder.

mod arguments;
mod finding;
mod lock;
mod memory;
mod outcome;
mod progress;
mod report;
mod run;
mod summary;

use std::{collections::BTreeSet, fs, io, num::NonZeroUsize, path::Path, process::ExitCode, time::Instant};

use connector_codegen::{ConnectorFolder, DiscoverError, Generator, Locks, OrphanCrate, internal::output};

use crate::{context::Context, workspace};

pub(crate) use self::arguments::Arguments;
use self::arguments::Deny;
use self::memory::Memory;
use self::run::{Job, Task};
use self::summary::Tally;

/// Runs the command. Diagnostics go to standard error, the list of written files to standard output.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> ExitCode {
    match run_all(arguments, context) {
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

fn run_all(arguments: &Arguments, context: &Context) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let spec = arguments.spec.clone().unwrap_or_else(|| context.project.join("spec"));
    let out = arguments.out.clone().unwrap_or_else(|| context.project.join("generated"));
    let locks = locks(arguments, context, &spec);
    let generator = Generator::new(spec).out(&out).only(&arguments.connectors).operations(&arguments.operations);
    let generator = generator.locks(locks);
    let connectors = generator.connectors()?;
    let jobs = jobs(&generator, &connectors, &arguments.operations)?;
    let lock = if arguments.check { None } else { lock::lock(&out)? };
    if !arguments.check {
        output::sweep_folder(&out)?;
    }
    // A few connectors are made as fast as their digests are compared.
    let asked: Vec<String> =
        std::iter::once(format!("{locks:?}")).chain(arguments.operations.iter().cloned()).collect();
    let memory = (jobs.len() > progress::FEW).then(|| Memory::of(&out, &asked)).flatten();
    let task = Task {
        generator: &generator,
        memory,
        check: arguments.check,
        deny_warnings: arguments.deny == Some(Deny::Warnings),
        keep_going: arguments.keep_going,
        program: context.program,
        jobs: arguments.jobs.map_or(0, NonZeroUsize::get),
    };
    let mut outcomes = run::run(&task, &jobs)?;
    let mut tally = Tally::of(&outcomes);
    let orphans = generator.orphans(&connectors)?;
    tally.stale += orphans.len();
    report_orphans(&generator, &orphans, arguments.check)?;
    if !arguments.check && tally.crates > 0 {
        workspace::make(&out, &context.project)?;
        if let Some(memory) = task.memory {
            memory.save(outcomes.iter_mut().filter_map(|it| Some((it.folder.clone(), it.remembered.take()?))))?;
        }
    }
    if let Some(file) = &arguments.report {
        report::write(file, &outcomes, start.elapsed())?;
    }
    if !arguments.check && tally.crates == 0 {
        // Only an empty folder can be removed: the one that was made for the lock.
        fs::remove_dir(&out).ok();
    }
    drop(lock);
    Ok(summary::conclude(&tally, &outcomes, arguments, context))
}

/// Which connectors have a `names.lock`: all where the project keeps its definitions.
fn locks(arguments: &Arguments, context: &Context, spec: &Path) -> Locks {
    let is_own = || Some(spec.canonicalize().ok()?.starts_with(context.project.join("spec").canonicalize().ok()?));
    match arguments {
        Arguments { no_lock: true, .. } => Locks::Unwritten,
        Arguments { lock: true, .. } => Locks::All,
        _ if is_own().unwrap_or_default() => Locks::All,
        _ => Locks::Existing,
    }
}

/// Removes the crates whose definition is gone; with `check`, only lists them.
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
fn jobs(generator: &Generator, connectors: &[ConnectorFolder], operations: &[String]) -> Result<Vec<Job>, Failure> {
    if operations.is_empty() {
        return Ok(connectors.iter().map(|connector| Job { connector: connector.clone(), generated: None }).collect());
    }
    let mut found = BTreeSet::new();
    let mut jobs = Vec::new();
    for connector in connectors {
        let generated = generator.generate(connector)?;
        let has: Vec<&String> =
            operations.iter().filter(|operation| generated.operations.contains(operation)).collect();
        if !has.is_empty() {
            found.extend(has);
            jobs.push(Job { connector: connector.clone(), generated: Some(generated) });
        }
    }
    match operations.iter().find(|operation| !found.contains(operation)) {
        Some(unknown) => Err(Failure::Usage(format!(
            "no connector has the operation `{unknown}`; name an operation by its operationId, with the same capital letters"
        ))),
        None => Ok(jobs),
    }
}
