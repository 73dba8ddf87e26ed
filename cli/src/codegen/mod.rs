//! `codegen`: connector folders in, crates out; with `--check`, the changes that such a run would make.
//!
//! Imports run down this list: `run` makes the crates, `progress` prints each outcome, `summary` prints the totals and
//! `report` writes them to a file; all of them read an `outcome`; `callers` compares a crate with its earlier one; `memory` skips
//! unchanged crates; `settings` makes the job of one connector, with its settings in `connectors.toml`.

mod arguments;
mod callers;
mod memory;
mod outcome;
mod progress;
mod report;
mod run;
mod settings;
mod summary;

use std::{collections::BTreeSet, io, num::NonZeroUsize, time::Instant};

use connector_codegen::{
    ConnectorFolder, Generator, OrphanCrate,
    internal::{diagnostic::shown, output, similar::closest},
};

use crate::{
    context::Context,
    exit::{Exit, Failure},
    lock, paths, workspace,
};

pub(crate) use self::arguments::Arguments;
use self::arguments::Deny;
use self::memory::Memory;
use self::run::Task;
use self::settings::{Job, Settings};
use self::summary::Tally;

/// Runs the command. Diagnostics go to standard error, the list of written files to standard output.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let start = Instant::now();
    let spec = context.definitions(arguments.spec.as_deref())?;
    let out = context.crates(arguments.out.as_deref())?;
    let runtime = match arguments.runtime.source()? {
        Some(runtime) => Some(runtime),
        None => context.project()?.map(|project| project.runtime.clone()),
    };
    let generator = Generator::new(&spec).out(&out).only(&arguments.connectors);
    // Settings are those of the project's own definitions.
    let project = context.project()?;
    let canonical = paths::canonical(&spec).ok();
    let own = project.filter(|it| canonical.is_some_and(|spec| spec.starts_with(&it.definitions)));
    let settings = Settings { arguments, project, own };
    let connectors = context.connectors(&generator)?;
    settings.check_names()?;
    let jobs = jobs(&generator, &connectors, &settings)?;
    let lock = if arguments.check { None } else { Some(lock::lock(&out)?) };
    if let Some(file) = &arguments.report {
        report::may_write(file)?;
    }
    if !arguments.check {
        output::sweep_folder(&out)?;
    }
    // A few connectors are made as fast as their digests are compared. What is remembered has paths from the current directory.
    let memory = (jobs.len() > progress::FEW).then(|| Memory::of(&out, &context.directory)).flatten();
    let task = Task {
        memory,
        check: arguments.check,
        deny_warnings: arguments.deny == Some(Deny::Warnings),
        keep_going: arguments.keep_going,
        jobs: arguments.jobs.map_or(0, NonZeroUsize::get),
        verbose: arguments.verbose,
        out: &out,
        context,
    };
    let mut outcomes = run::run(&task, &jobs)?;
    let mut tally = Tally::of(&outcomes);
    let orphans = generator.orphans(&connectors)?;
    tally.stale += orphans.len();
    report_orphans(&generator, &orphans, arguments.check, context)?;
    if tally.crates > 0 && out.is_dir() {
        let is_stale = workspace::make(&out, runtime.as_ref(), arguments.check, context)?;
        tally.is_workspace_stale = is_stale && arguments.check;
    }
    if !arguments.check
        && tally.crates > 0
        && let Some(memory) = task.memory
    {
        memory.save(outcomes.iter_mut().filter_map(|it| Some((it.folder.clone(), it.remembered.take()?))))?;
    }
    let report = report::Report::new(&outcomes, &orphans, start.elapsed());
    if let Some(file) = &arguments.report {
        report.write(file)?;
    }
    drop(lock);
    let exit = summary::conclude(&tally, &outcomes, &out, arguments, context);
    if context.is_json() {
        context.result(&report, String::new)?;
    }
    Ok(exit)
}

/// Removes the crates whose definition is gone; with `check`, only lists them.
fn report_orphans(generator: &Generator, orphans: &[OrphanCrate], check: bool, context: &Context) -> io::Result<()> {
    for orphan in orphans {
        // Both are what stands in a folder that may be anyone's.
        let (folder, origin) = (shown(&orphan.folder), shown(&orphan.origin));
        if check {
            context.say(&format!("{folder}: orphaned, its definition {origin} is gone\n"));
        } else {
            generator.remove(orphan)?;
            context.say(&format!("{folder}: removed, its definition {origin} is gone\n"));
        }
    }
    Ok(())
}

/// The connectors to make. With `--operations`, only those that have one of them. Each of these is generated here, once, so that
/// nothing is written before every operation is found.
fn jobs(generator: &Generator, connectors: &[ConnectorFolder], settings: &Settings<'_>) -> Result<Vec<Job>, Failure> {
    let mut jobs = Vec::new();
    for connector in connectors {
        jobs.push(settings.job(generator, connector)?);
    }
    let asked = &settings.arguments.operations;
    if asked.is_empty() {
        return Ok(jobs);
    }
    let mut found = BTreeSet::new();
    let mut kept = Vec::new();
    for mut job in jobs {
        let generated = job.generator.generate(&job.connector)?;
        let has: Vec<&String> = asked.iter().filter(|operation| generated.operations.contains(operation)).collect();
        if !has.is_empty() {
            found.extend(has);
            job.generated = Some(generated);
            kept.push(job);
        }
    }
    let Some(unknown) = asked.iter().find(|operation| !found.contains(operation)) else { return Ok(kept) };
    let mut known = BTreeSet::new();
    for connector in connectors {
        known.extend(generator.generate(connector)?.operations);
    }
    let meant = closest(unknown, known.iter().map(String::as_str));
    let meant = meant.map(|name| format!("; did you mean `{}`?", shown(name))).unwrap_or_default();
    let help = "name an operation by its operationId, with the same capital letters";
    Err(Failure::usage(format!("no connector has the operation `{unknown}`{meant}")).help(help))
}
