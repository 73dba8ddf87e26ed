//! Connectors in, an [`Outcome`] for each out. The crates are made in parallel.

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use connector_codegen::{
    Change, ChangeKind, ConnectorFolder, Generated, Generator, Severity, internal::diagnostic::Drawing,
};
use rayon::prelude::*;

use super::{
    callers::{self, Callers},
    memory::{Memory, Printed},
    outcome::{Outcome, State},
    progress::Progress,
    settings::Job,
};
use crate::context::Context;

/// What to do with each connector.
pub(super) struct Task<'a> {
    /// What earlier runs wrote.
    pub(super) memory: Option<Memory>,
    /// Write nothing.
    pub(super) check: bool,
    /// Treat a warning as a failure.
    pub(super) deny_warnings: bool,
    /// Continue after a file that cannot be read or written.
    pub(super) keep_going: bool,
    /// The number of connectors made in parallel; 0 stands for one per CPU.
    pub(super) jobs: usize,
    /// Show notes too.
    pub(super) verbose: bool,
    /// The folder of the crates.
    pub(super) out: &'a Path,
    pub(super) context: &'a Context,
}

/// Makes the crates of all connectors.
///
/// # Errors
/// The threads cannot be started.
pub(super) fn run(task: &Task<'_>, jobs: &[Job]) -> io::Result<Vec<Outcome>> {
    // More threads than connectors would have nothing to do.
    let threads = task.jobs.min(jobs.len());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other)?;
    let holders = holders(jobs);
    let stop = AtomicBool::new(false);
    let names = jobs.iter().map(|job| job.connector.name.as_str());
    let progress = Progress::new(names, task.context);
    let outcomes = pool.install(|| {
        let one = |(index, job): (usize, &Job)| {
            let connector = &job.connector;
            let outcome = if stop.load(Ordering::Relaxed) {
                Outcome::new(connector, State::Skipped)
            } else if let Some(message) = clash(&holders, jobs, index, task.context.program()) {
                Outcome::new(connector, State::Clashed(message))
            } else {
                make(task, job)
            };
            if matches!(outcome.state, State::Failed(_)) && !task.keep_going {
                stop.store(true, Ordering::Relaxed);
            }
            progress.report(index, &outcome, task.check, task.context);
            outcome
        };
        // Each thread takes one connector at a time: their sizes differ by a factor of a thousand.
        jobs.par_iter().enumerate().with_max_len(1).map(one).collect()
    });
    drop(progress);
    Ok(outcomes)
}

/// The first connector of each crate folder.
fn holders(jobs: &[Job]) -> BTreeMap<String, usize> {
    let mut holders = BTreeMap::new();
    for (index, Job { connector, .. }) in jobs.iter().enumerate().filter(|(_, job)| job.connector.may_have_crate()) {
        holders.entry(Generator::crate_folder(connector)).or_insert(index);
    }
    holders
}

/// The message for a connector whose crate folder belongs to another one.
fn clash(holders: &BTreeMap<String, usize>, jobs: &[Job], index: usize, program: &str) -> Option<String> {
    let connector = &jobs.get(index)?.connector;
    let folder = Generator::crate_folder(connector);
    if !connector.may_have_crate() {
        return None;
    }
    let holder = &jobs.get(*holders.get(&folder).filter(|holder| **holder != index)?)?.connector;
    Some(format!(
        "{} and {} would both be written to `{folder}`; no crate was written for the second; give one of them another name with \
         `{program} add PATH --name NAME`, or generate it alone into another folder: `--spec PATH --out DIR`",
        named(holder),
        named(connector)
    ))
}

/// A connector with the file of its definition.
fn named(connector: &ConnectorFolder) -> String {
    let file = connector.definition.as_ref().map_or_else(|_| connector.path.clone(), |file| connector.origin(file));
    format!("`{}` ({file})", connector.path)
}

fn make(task: &Task<'_>, job: &Job) -> Outcome {
    let connector = &job.connector;
    let clock = Instant::now();
    let folder = Generator::crate_folder(connector);
    if let Some(remembered) = task.memory.as_ref().and_then(|memory| memory.recall(job, &folder)) {
        let mut outcome = Outcome::remembered(connector, remembered, clock.elapsed());
        if is_denied(task, &outcome) {
            outcome.state = State::Refused;
        }
        return outcome;
    }
    let mut generated = match &job.generated {
        Some(generated) => generated.clone(),
        None => match job.generator.generate(connector) {
            Ok(generated) => generated,
            Err(error) => return Outcome::new(connector, State::Failed(error.to_string())),
        },
    };
    task.context.place(&mut generated.sources, connector);
    // The memory is of any terminal. It has the crates whose diagnostics a terminal shows by class only.
    let is_plain = task.memory.is_some() && generated.files.is_some();
    let drawing = if is_plain { Drawing::default() } else { task.context.errors_drawing() };
    let least = if task.verbose { Severity::Note } else { Severity::Warning };
    let mut outcome = Outcome::of(connector, &generated, least, drawing);
    if generated.files.is_none() || is_denied(task, &outcome) {
        outcome.state = State::Refused;
        return outcome;
    }
    let clock = Instant::now();
    match output(task, job, &generated) {
        Ok((changes, callers)) => (outcome.changes, outcome.callers) = (changes, callers),
        Err(error) => {
            outcome.state = State::Failed(error.to_string());
            return outcome;
        }
    }
    outcome.times.push(("output", clock.elapsed()));
    let alone = outcome.changes.iter().all(|change| change.kind != ChangeKind::Foreign);
    if let (Some(memory), Some(files), true) = (&task.memory, &generated.files, alone && !task.check) {
        let printed = Printed {
            counts: &outcome.counts,
            files: outcome.files,
            findings: &outcome.findings,
            more: &outcome.more,
            rendered: &outcome.rendered,
        };
        outcome.remembered = memory.note(job, files, printed).ok();
    }
    outcome
}

/// Compares the crate with its folder, and writes what changed. Returns the changes, also for callers.
fn output(task: &Task<'_>, job: &Job, generated: &Generated) -> io::Result<(Vec<Change>, Option<Callers>)> {
    let changes = job.generator.compare(generated)?;
    let mut callers = None;
    if changes.iter().any(|change| change.path.ends_with(".rs"))
        && let Some(files) = &generated.files
        && let Some(earlier) = callers::earlier(&task.out.join(&generated.folder))
    {
        callers = Callers::of(&earlier, files);
    }
    let changes = if task.check || changes.is_empty() { changes } else { job.generator.write(generated)? };
    Ok((changes, callers))
}

fn is_denied(task: &Task<'_>, outcome: &Outcome) -> bool {
    task.deny_warnings && outcome.count(Severity::Warning) > 0
}
