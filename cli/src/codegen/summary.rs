//! Outcomes in, the last lines of the command out: repairs by class, failures with their positions, totals.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use connector_codegen::{
    Change, ChangeKind, Severity,
    internal::diagnostic::{shown, without_login},
};

use super::{
    arguments::Arguments,
    outcome::{Outcome, State},
};
use crate::{context::Context, exit::Exit};

/// With more connectors than this, the summary counts warnings by class and lists the failures again.
const ONE: usize = 1;

/// The totals of a run.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) crates: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    pub(super) stale: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
    /// Whether a check found the crates' own workspace out of date.
    pub(super) is_workspace_stale: bool,
}

impl Tally {
    pub(super) fn of(outcomes: &[Outcome]) -> Self {
        let mut tally = Self::default();
        for outcome in outcomes {
            match outcome.state {
                State::Made => tally.crates += 1,
                State::Refused | State::Failed(_) | State::Clashed(_) => tally.failed += 1,
                State::Skipped => tally.skipped += 1,
            }
            tally.stale += usize::from(outcome.is_stale());
            tally.warnings += outcome.count(Severity::Warning);
            tally.notes += outcome.count(Severity::Note);
        }
        tally
    }
}

/// Prints the summary and returns the command's exit code.
pub(super) fn conclude(
    tally: &Tally,
    outcomes: &[Outcome],
    out: &Path,
    arguments: &Arguments,
    context: &Context,
) -> Exit {
    let program = context.program();
    if outcomes.len() > ONE {
        let text = format!("{}{}{}", noted(outcomes, program), repaired(outcomes, program), failures(outcomes));
        context.say(&context.folded(&text, 4));
    }
    let Tally { skipped, stale, is_workspace_stale, failed, .. } = tally;
    if *skipped > 0 {
        let text = format!("{} skipped; --keep-going continues after a failure\n", counted(*skipped, "connector"));
        context.say(&context.folded(&text, 2));
    }
    context.say(&context.folded(&total(tally, outcomes, out, arguments), 2));
    let is_stale = arguments.check && (*stale > 0 || *is_workspace_stale);
    if is_stale {
        context.say(&format!("to update: {}\n", mending(arguments, program)));
        let is_foreign = |change: &Change| matches!(change.kind, ChangeKind::Foreign | ChangeKind::InTheWay);
        if outcomes.iter().flat_map(|outcome| &outcome.changes).any(is_foreign) {
            let text = "the generator never touches a foreign file: move or remove it by hand\n";
            context.say(&context.folded(text, 2));
        }
    }
    if !arguments.check {
        context.say(&context.folded(&next(outcomes, out), 2));
    }
    Exit::failed_if(*failed > 0 || *skipped > 0 || is_stale)
}

/// How many crates there are, where, and what happened to them. What did not happen is not named.
fn total(tally: &Tally, outcomes: &[Outcome], out: &Path, arguments: &Arguments) -> String {
    let Tally { crates, failed, stale, warnings, notes, is_workspace_stale, .. } = tally;
    let changed = match (arguments.check, stale) {
        (false, 0) => "nothing changed".to_owned(),
        (false, _) => format!("{stale} changed"),
        (true, 0) if *is_workspace_stale => "the workspace is out of date".to_owned(),
        (true, 0) => "up to date".to_owned(),
        (true, _) => format!("{stale} out of date"),
    };
    let hidden = match (arguments.verbose, notes) {
        (true, _) => "",
        (false, 1) => " (-v shows it)",
        (false, _) => " (-v shows them)",
    };
    let counts = [
        (*failed, format!("{failed} failed")),
        (*warnings, counted(*warnings, "warning")),
        (*notes, format!("{}{hidden}", counted(*notes, "note"))),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text);
    let changed = Some(changed).filter(|_| *crates > 0 || *stale > 0);
    let parts: Vec<String> = changed.into_iter().chain(counts).collect();
    let mut made = outcomes.iter().filter(|outcome| outcome.state == State::Made);
    let place = match (made.next(), made.next()) {
        (Some(only), None) => format!(" in {}", out.join(&only.folder).display()),
        (Some(_), Some(_)) => format!(" in {}", out.display()),
        _ => String::new(),
    };
    let crates = if *crates == 0 { "no crate".to_owned() } else { counted(*crates, "crate") };
    format!("{crates}{place}: {}\n", parts.join(", "))
}

/// What to read first.
fn next(outcomes: &[Outcome], out: &Path) -> String {
    let mut made = outcomes.iter().filter(|outcome| outcome.state == State::Made);
    match (made.next(), made.next()) {
        (Some(only), None) => {
            let folder = out.join(&only.folder);
            let [readme, reference] = [folder.join("README.md"), folder.join("docs").join("reference.md")];
            format!("next: read {}, then {}\n", readme.display(), reference.display())
        }
        (Some(_), Some(_)) => "next: read the README.md of a crate\n".to_owned(),
        _ => String::new(),
    }
}

/// Notes, which need no action.
fn noted(outcomes: &[Outcome], program: &str) -> String {
    let heading = format!("notes by code, no action needed ({program} explain CODE for details)");
    classes(outcomes, Severity::Note, &heading)
}

fn repaired(outcomes: &[Outcome], program: &str) -> String {
    let heading = format!("warnings by code ({program} explain CODE for details)");
    classes(outcomes, Severity::Warning, &heading)
}

/// One line per class of a severity: the number of diagnostics and of connectors.
fn classes(outcomes: &[Outcome], severity: Severity, heading: &str) -> String {
    let mut classes: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for outcome in outcomes {
        for finding in outcome.findings.iter().filter(|finding| finding.severity == severity) {
            let (count, connectors) = classes.entry(&finding.code).or_default();
            *count += 1;
            connectors.insert(&outcome.connector);
        }
        for more in outcome.more.iter().filter(|more| more.severity == severity) {
            classes.entry(&more.code).or_default().0 += more.count;
        }
    }
    if classes.is_empty() {
        return String::new();
    }
    let mut classes: Vec<_> = classes.into_iter().collect();
    classes.sort_by_key(|(code, (count, _))| (std::cmp::Reverse(*count), *code));
    let mut text = format!("\n{heading}:\n");
    for (code, (count, connectors)) in classes {
        text.push_str(&format!("{count:>7}  {code} in {}\n", counted(connectors.len(), "connector")));
    }
    text
}

/// One line per connector without a crate: the first error and its position.
fn failures(outcomes: &[Outcome]) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        let reason = match &outcome.state {
            State::Made | State::Skipped => continue,
            State::Failed(reason) | State::Clashed(reason) => reason.clone(),
            State::Refused => {
                let error = outcome.findings.iter().find(|finding| finding.severity == Severity::Error);
                let finding = error.or(outcome.findings.first());
                finding.map(|it| format!("{} {}: {}", it.position(), it.code, it.message)).unwrap_or_default()
            }
        };
        text.push_str(&format!("  {}: {}\n", shown(&outcome.connector), shown(&reason)));
    }
    if text.is_empty() { text } else { format!("\nfailed:\n{text}\n") }
}

fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// The command that writes the changes which `--check` found.
fn mending(arguments: &Arguments, program: &str) -> String {
    let mut command = format!("{program} codegen");
    for connector in &arguments.connectors {
        command += &format!(" {}", quoted(connector));
    }
    for (option, value) in [("--spec", &arguments.spec), ("--out", &arguments.out)] {
        if let Some(value) = value {
            command += &format!(" {option} {}", quoted(&value.to_string_lossy()));
        }
    }
    for (option, value) in arguments.runtime.words() {
        // CI prints the command, and a login is a secret.
        command += &format!(" {option} {}", quoted(&without_login(&value)));
    }
    if arguments.lock {
        command += " --lock";
    }
    if !arguments.operations.is_empty() {
        command += &format!(" --operations {}", quoted(&arguments.operations.join(",")));
    }
    command
}

/// A word, quoted for a shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
