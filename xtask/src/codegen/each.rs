//! Connectors in, an [`Outcome`] each out: they are made side by side, and what is said of them comes in the order of their
//! paths, whichever is done first.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, IsTerminal as _},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use connector_codegen::{
    Change, ChangeKind, ConnectorFolder, Generated, Generator, Severity,
    internal::{self, diagnostic::shown},
};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::memory::{Memory, Remembered};
use super::report::Finding;

/// How many changed files of a crate are named before the rest is counted.
const NAMED: usize = 12;
/// With more connectors than these, a crate's changes are counted; a person at a terminal reads warnings by class.
pub(super) const FEW: usize = 10;

/// What is to be done with each connector.
pub(super) struct Task<'a> {
    pub(super) generator: &'a Generator,
    /// What an earlier run wrote.
    pub(super) memory: Option<Memory>,
    /// Write nothing.
    pub(super) check: bool,
    /// A warning is a failure.
    pub(super) deny_warnings: bool,
    /// Go on where files cannot be read or written.
    pub(super) keep_going: bool,
    /// How many connectors are made at once; 0 stands for one a processor.
    pub(super) jobs: usize,
}

/// A connector to make.
pub(super) struct Job {
    pub(super) connector: ConnectorFolder,
    /// Its crate, if it is generated already.
    pub(super) generated: Option<Generated>,
}

/// What happened to a connector.
pub(super) struct Outcome {
    /// The connector's path below the searched folder.
    pub(super) connector: String,
    /// The crate's folder below the output folder.
    pub(super) folder: String,
    pub(super) state: State,
    pub(super) counts: BTreeMap<String, usize>,
    /// Number and bytes of the crate's files.
    pub(super) files: (usize, usize),
    pub(super) changes: Vec<Change>,
    pub(super) findings: Vec<Finding>,
    /// Time by phase, in the order of the phases.
    pub(super) times: Vec<(&'static str, Duration)>,
    /// For the next run, where there is a crate.
    pub(super) remembered: Option<Remembered>,
    /// The diagnostics as a terminal shows them.
    rendered: String,
}

/// How a connector ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// There is a crate.
    Made,
    /// Its definition has an error, or a warning where these are denied.
    Refused,
    /// A file could not be read or written, or the crate's folder belongs to another connector.
    Failed(String),
    /// The run stopped before.
    Skipped,
}

/// Makes all of them.
///
/// # Errors
/// The threads cannot be started.
pub(super) fn run(task: &Task<'_>, jobs: &[Job]) -> io::Result<Vec<Outcome>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(task.jobs).build().map_err(io::Error::other)?;
    let holders = holders(jobs);
    let stop = AtomicBool::new(false);
    let teller = Teller::new(jobs.len());
    let outcomes = pool.install(|| {
        let one = |(index, job): (usize, &Job)| {
            let connector = &job.connector;
            let outcome = if stop.load(Ordering::Relaxed) {
                Outcome::new(connector, State::Skipped)
            } else if let Some(message) = clash(&holders, connector) {
                Outcome::new(connector, State::Failed(message))
            } else {
                make(task, job)
            };
            if matches!(outcome.state, State::Failed(_)) && !task.keep_going {
                stop.store(true, Ordering::Relaxed);
            }
            teller.tell(index, &outcome, task);
            outcome
        };
        // One connector at a time to each thread: their sizes differ a thousandfold.
        jobs.par_iter().enumerate().with_max_len(1).map(one).collect()
    });
    teller.bar.finish_and_clear();
    Ok(outcomes)
}

/// The first connector of each crate folder.
fn holders(jobs: &[Job]) -> BTreeMap<String, &ConnectorFolder> {
    let mut holders = BTreeMap::new();
    for Job { connector, .. } in jobs {
        holders.entry(Generator::crate_folder(connector)).or_insert(connector);
    }
    holders
}

/// Why a connector cannot have its crate's folder: another has it.
fn clash(holders: &BTreeMap<String, &ConnectorFolder>, connector: &ConnectorFolder) -> Option<String> {
    let folder = Generator::crate_folder(connector);
    let holder = holders.get(&folder).filter(|holder| holder.path != connector.path)?;
    Some(format!("`{}` and `{}` would both be written to `{folder}`", holder.path, connector.path))
}

fn make(task: &Task<'_>, job: &Job) -> Outcome {
    let connector = &job.connector;
    let clock = Instant::now();
    let folder = Generator::crate_folder(connector);
    if let Some(remembered) = task.memory.as_ref().and_then(|memory| memory.recall(connector, &folder)) {
        return Outcome::remembered(connector, remembered, task, clock.elapsed());
    }
    let generated = match &job.generated {
        Some(generated) => Cow::Borrowed(generated),
        None => match task.generator.generate(connector) {
            Ok(generated) => Cow::Owned(generated),
            Err(error) => return Outcome::new(connector, State::Failed(error.to_string())),
        },
    };
    let mut outcome = Outcome::of(connector, &generated);
    if generated.files.is_none() || outcome.is_denied(task) {
        outcome.state = State::Refused;
        return outcome;
    }
    let clock = Instant::now();
    let changes = if task.check { task.generator.compare(&generated) } else { task.generator.write(&generated) };
    outcome.times.push(("output", clock.elapsed()));
    match changes {
        Ok(changes) => outcome.changes = changes,
        Err(error) => {
            outcome.state = State::Failed(error.to_string());
            return outcome;
        }
    }
    let alone = outcome.changes.iter().all(|change| change.kind != ChangeKind::Foreign);
    if let (Some(memory), Some(files), true) = (&task.memory, &generated.files, alone && !task.check) {
        let told = (outcome.counts.clone(), outcome.files, outcome.findings.as_slice(), outcome.rendered.as_str());
        outcome.remembered = memory.note(connector, files, told).ok();
    }
    outcome
}

impl Outcome {
    fn new(connector: &ConnectorFolder, state: State) -> Self {
        Self {
            connector: connector.path.clone(),
            folder: Generator::crate_folder(connector),
            state,
            counts: BTreeMap::new(),
            files: (0, 0),
            changes: Vec::new(),
            findings: Vec::new(),
            times: Vec::new(),
            remembered: None,
            rendered: String::new(),
        }
    }

    fn of(connector: &ConnectorFolder, generated: &Generated) -> Self {
        let files = generated.files.iter().flatten();
        Self {
            counts: internal::counts(generated)
                .rows()
                .map(|(name, count)| (name.to_owned(), count))
                .into_iter()
                .collect(),
            files: files.fold((0, 0), |(files, bytes), (_, text)| (files + 1, bytes + text.len())),
            findings: generated.diagnostics.iter().map(|it| Finding::new(it, &generated.sources)).collect(),
            times: generated.times.clone(),
            rendered: generated.diagnostics.render(&generated.sources),
            ..Self::new(connector, State::Made)
        }
    }

    /// A crate that is what it was.
    fn remembered(connector: &ConnectorFolder, remembered: &Remembered, task: &Task<'_>, time: Duration) -> Self {
        let mut outcome = Self {
            counts: remembered.counts.clone(),
            files: remembered.files,
            findings: remembered.findings.clone(),
            rendered: remembered.rendered.clone(),
            times: vec![("memory", time)],
            remembered: Some(remembered.clone()),
            ..Self::new(connector, State::Made)
        };
        if outcome.is_denied(task) {
            outcome.state = State::Refused;
        }
        outcome
    }

    fn is_denied(&self, task: &Task<'_>) -> bool {
        task.deny_warnings && self.count(Severity::Warning) > 0
    }

    /// Whether something was or is out of date.
    pub(super) fn is_stale(&self) -> bool {
        !self.changes.is_empty()
    }

    /// How many of its findings have a severity.
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Says what happened to each connector, in order, and shows a bar on a terminal.
struct Teller {
    bar: ProgressBar,
    few: bool,
    queue: Mutex<Queue>,
}

/// Texts for standard error and standard output that wait for those before them.
#[derive(Default)]
struct Queue {
    next: usize,
    waiting: BTreeMap<usize, (String, String)>,
}

impl Teller {
    fn new(connectors: usize) -> Self {
        let few = connectors <= FEW;
        // A bar draws itself on a terminal only.
        let bar = if few { ProgressBar::hidden() } else { ProgressBar::new(connectors as u64) };
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { bar, few, queue: Mutex::default() }
    }

    fn tell(&self, index: usize, outcome: &Outcome, task: &Task<'_>) {
        let texts = (self.complaints(outcome), self.changes(outcome, task.check));
        self.bar.set_message(outcome.folder.clone());
        self.bar.inc(1);
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.waiting.insert(index, texts);
        let mut due = (String::new(), String::new());
        loop {
            let next = queue.next;
            let Some((complaints, changes)) = queue.waiting.remove(&next) else { break };
            due.0.push_str(&complaints);
            due.1.push_str(&changes);
            queue.next += 1;
        }
        if !due.0.is_empty() || !due.1.is_empty() {
            self.bar.suspend(|| {
                eprint!("{}", due.0);
                print!("{}", due.1);
            });
        }
    }

    /// The diagnostics, and why there is no crate. A person at a terminal reads the warnings of many by class, in the end.
    fn complaints(&self, outcome: &Outcome) -> String {
        let by_class = !self.few && io::stderr().is_terminal() && outcome.count(Severity::Error) == 0;
        let mut text = if by_class { String::new() } else { outcome.rendered.clone() };
        let connector = shown(&outcome.connector);
        match &outcome.state {
            State::Refused => {
                let what = if outcome.count(Severity::Error) > 0 { "errors" } else { "warnings, which are denied" };
                text.push_str(&format!("error: `{connector}` has {what}; no crate was written for it\n"));
            }
            State::Failed(message) => text.push_str(&format!("error: {}\n", shown(message))),
            State::Made | State::Skipped => {}
        }
        text
    }

    fn changes(&self, outcome: &Outcome, check: bool) -> String {
        let (folder, changes) = (&outcome.folder, &outcome.changes);
        if changes.is_empty() {
            return String::new();
        }
        if !self.few && !check {
            return format!("{folder}: {}\n", counted(changes));
        }
        let mut text = String::new();
        for change in changes.iter().take(if check { usize::MAX } else { NAMED }) {
            text.push_str(&format!("{folder}: {} {}\n", verb(change.kind, check), change.path));
        }
        if !check && changes.len() > NAMED {
            text.push_str(&format!("{folder}: … and {} more files\n", changes.len() - NAMED));
        }
        text
    }
}

/// E.g. `57 added, 2 updated`.
fn counted(changes: &[Change]) -> String {
    let mut counts: BTreeMap<ChangeKind, usize> = BTreeMap::new();
    for change in changes {
        *counts.entry(change.kind).or_default() += 1;
    }
    let counts = counts.into_iter().map(|(kind, count)| format!("{count} {}", verb(kind, false).trim_end()));
    counts.collect::<Vec<_>>().join(", ")
}

fn verb(kind: ChangeKind, check: bool) -> &'static str {
    match (kind, check) {
        (ChangeKind::Missing, true) => "missing ",
        (ChangeKind::Stale, true) => "stale   ",
        (ChangeKind::Orphan, true) => "orphaned",
        (ChangeKind::Foreign, true) => "foreign ",
        (ChangeKind::Missing, false) => "added  ",
        (ChangeKind::Stale, false) => "updated",
        (ChangeKind::Orphan, false) => "removed",
        (ChangeKind::Foreign, false) => "left   ",
        _ => "changed",
    }
}
