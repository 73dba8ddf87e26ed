//! Outcomes in, in any order; text for a person out, in the order of the connectors' paths.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _},
    sync::{Mutex, PoisonError},
};

use connector_codegen::{Change, ChangeKind, Severity, internal::diagnostic::shown};

use super::outcome::{Outcome, State};
use crate::context::{Bar, Context};

/// The number of changed files of a crate that are named; the rest is counted.
const NAMED: usize = 12;
/// With more connectors than this, the changes of a crate are counted, and a terminal shows warnings by class.
pub(super) const FEW: usize = 10;

/// Prints the outcome of each connector in order, and shows a progress bar on a terminal.
pub(super) struct Progress {
    bar: Bar,
    few: bool,
    queue: Mutex<Queue>,
}

/// Texts for standard error and standard output that wait for earlier ones.
#[derive(Default)]
struct Queue {
    next: usize,
    waiting: BTreeMap<usize, (String, String)>,
}

impl Progress {
    /// The connectors by their names.
    pub(super) fn new<'n>(mut names: impl ExactSizeIterator<Item = &'n str>, context: &Context) -> Self {
        let few = names.len() <= FEW;
        let bar = context.bar(names.len());
        bar.name(&names.next().map(shown).unwrap_or_default());
        Self { bar, few, queue: Mutex::default() }
    }

    /// Notes the outcome of the connector at an index, and prints every text whose turn has come.
    pub(super) fn report(&self, index: usize, outcome: &Outcome, check: bool, context: &Context) {
        let texts = (self.diagnostics(outcome, context), self.changes(outcome, check, context));
        self.bar.name(&outcome.folder);
        self.bar.done();
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.waiting.insert(index, texts);
        let mut due = (String::new(), String::new());
        loop {
            let next = queue.next;
            let Some((diagnostics, changes)) = queue.waiting.remove(&next) else { break };
            due.0.push_str(&diagnostics);
            due.1.push_str(&changes);
            queue.next += 1;
        }
        if !due.0.is_empty() || !due.1.is_empty() {
            self.bar.suspend(|| {
                context.tell(&due.0);
                context.say(&due.1);
            });
        }
    }

    /// The diagnostics, and the reason why there is no crate. With many connectors, a terminal shows the warnings by class, in the
    /// summary.
    fn diagnostics(&self, outcome: &Outcome, context: &Context) -> String {
        let by_class = !self.few && io::stderr().is_terminal() && outcome.count(Severity::Error) == 0;
        let mut text = if by_class { String::new() } else { outcome.rendered.clone() };
        let connector = shown(&outcome.connector);
        match &outcome.state {
            State::Refused => {
                let what = if outcome.count(Severity::Error) > 0 { "errors" } else { "warnings, which are denied" };
                text.push_str(&context.error(&format!("`{connector}` has {what}; no crate was written for it")));
            }
            State::Failed(message) | State::Clashed(message) => text.push_str(&context.error(&shown(message))),
            State::Made | State::Skipped => {}
        }
        text
    }

    fn changes(&self, outcome: &Outcome, check: bool, context: &Context) -> String {
        let (folder, changes) = (&outcome.folder, &outcome.changes);
        if changes.is_empty() {
            return String::new();
        }
        let callers = outcome.callers.as_ref().map(|callers| callers.text(folder, self.few)).unwrap_or_default();
        let callers = context.folded(&callers, 2);
        if !self.few && !check {
            return format!("{folder}: {}\n{callers}", counted(changes));
        }
        let mut text = String::new();
        for change in changes.iter().take(if check { usize::MAX } else { NAMED }) {
            text.push_str(&format!("{folder}: {} {}\n", verb(change.kind, check), shown(&change.path)));
        }
        if !check && changes.len() > NAMED {
            let rest = changes.len() - NAMED;
            text.push_str(&format!("{folder}: … and {rest} more file{}\n", if rest == 1 { "" } else { "s" }));
        }
        text + &callers
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
        (ChangeKind::Foreign | ChangeKind::InTheWay, true) => "foreign ",
        (ChangeKind::Missing, false) => "added  ",
        (ChangeKind::Stale, false) => "updated",
        (ChangeKind::Orphan, false) => "removed",
        (ChangeKind::Foreign, false) => "kept   ",
        _ => "changed",
    }
}
