//! `add`: connectors in any form in, folders of the project's definitions out.

use std::path::PathBuf;

use clap::Args;
use connector_codegen::{AddError, Added, Severity, add, internal::diagnostic::shown};
use serde::Serialize;

use crate::{
    context::{Context, Output},
    exit::{self, Exit, Failure},
    finding::Finding,
    lock,
};

/// Adds connectors to the project's definitions, in the catalogue's form.
///
/// PATH is a definition (Swagger 2.0 as JSON), a code app's folder or one of its schemas, the response of Azure's
/// `managedApis/NAME?export=true`, an ARM template with custom connectors, an unpacked solution, or a folder with any of these. Values
/// of the environment that a definition was exported from are replaced, and each is listed.
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Arguments {
    /// A file, or a folder.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Name of the new folder, for one connector [default: the connector's own name]. Of several connectors, it picks the one of that
    /// name.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The folder that gets the new ones [default: `definitions` of the project].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Show notes too, which need no action. Without it they are counted.
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What was added.
#[derive(Serialize)]
struct Report<'a> {
    connectors: Vec<Entry<'a>>,
    /// The command that generates the crates.
    next: Option<String>,
}

/// What became of one connector.
#[derive(Serialize)]
struct Entry<'a> {
    connector: &'a str,
    /// Name of the new folder.
    name: &'a str,
    /// Its files; none if the definition has an error.
    files: &'a [String],
    replaced: Vec<Replaced<'a>>,
    diagnostics: Vec<Finding>,
}

/// A value of an environment.
#[derive(Serialize)]
struct Replaced<'a> {
    field: &'a str,
    place: &'a str,
    /// The new value; `null` if the field was left out.
    value: Option<&'a str>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let spec = context.definitions(arguments.spec.as_deref())?;
    let lock = lock::lock(&spec)?;
    let added = add(&arguments.path, &spec, arguments.name.as_deref()).map_err(failure);
    drop(lock);
    let mut added = added?;
    for one in &mut added {
        one.sources.rename(|path| Some(context.path(path.as_ref())));
    }
    added.iter().for_each(|it| diagnose(it, arguments.verbose, context));
    let next = next(&added, arguments, context);
    let report = Report { connectors: added.iter().map(entry).collect(), next };
    let notes = if arguments.verbose { 0 } else { notes(&added) };
    context.result(&report, || text(&report, notes, context))?;
    let is_error = |added: &Added| added.diagnostics.iter().any(|it| it.problem.severity() == Severity::Error);
    Ok(Exit::failed_if(added.iter().any(is_error)))
}

fn failure(error: AddError) -> Failure {
    match error {
        AddError::Io(_) | AddError::Exists { .. } | AddError::SameFolder { .. } => Failure::failed(error.to_string()),
        _ => Failure::usage(error.to_string()),
    }
}

/// Prints the diagnostics, and why there is no folder. Notes are left out, unless `verbose` asks for them.
fn diagnose(added: &Added, verbose: bool, context: &Context) {
    let least = if verbose { Severity::Note } else { Severity::Warning };
    context.tell(&added.diagnostics.draw(&added.sources, least, context.errors_drawing()));
    if added.files.is_empty() {
        let message = format!("`{}` has errors; no folder was written for it", shown(&added.connector));
        context.tell(&context.error(&message));
    }
}

/// The number of notes.
fn notes(added: &[Added]) -> usize {
    let is_note = |severity: Severity| severity == Severity::Note;
    let notes = added.iter().map(|Added { diagnostics, .. }| {
        let more = diagnostics.more().filter(|more| is_note(more.severity)).map(|more| more.count);
        diagnostics.iter().filter(|it| is_note(it.problem.severity())).count() + more.sum::<usize>()
    });
    notes.sum()
}

/// The command that generates the crates of what was added; `None` if nothing was.
fn next(added: &[Added], arguments: &Arguments, context: &Context) -> Option<String> {
    let names = added.iter().filter(|it| !it.files.is_empty()).map(|it| it.name.as_str());
    let names = names.map(|name| if name.contains(' ') { format!("\"{name}\"") } else { name.to_owned() });
    let names: Vec<_> = names.collect();
    let place = arguments.spec.as_ref().map(|spec| format!(" --spec {}", spec.display())).unwrap_or_default();
    (!names.is_empty()).then(|| format!("{} codegen {}{place}", context.program(), names.join(" ")))
}

fn entry(added: &Added) -> Entry<'_> {
    Entry {
        connector: &added.connector,
        name: &added.name,
        files: &added.files,
        replaced: added
            .replaced
            .iter()
            .map(|it| Replaced { field: &it.field, place: &it.place, value: it.value.as_deref() })
            .collect(),
        diagnostics: added.diagnostics.iter().map(|it| Finding::new(it, &added.sources)).collect(),
    }
}

/// What was added; `notes` are those that are not shown.
fn text(report: &Report<'_>, notes: usize, context: &Context) -> String {
    let mut text = String::new();
    for Entry { name, files, replaced, .. } in report.connectors.iter().filter(|it| !it.files.is_empty()) {
        let files: Vec<_> = files.iter().map(|file| shown(file)).collect();
        text.push_str(&format!("{name}: added {}\n", files.join(", ")));
        for Replaced { field, place, value } in replaced {
            let what = value.map_or("is left out of the copy".to_owned(), |value| format!("is `{value}` in the copy"));
            text.push_str(&format!("{name}: {} {what} ({})\n", shown(field), shown(place)));
        }
    }
    if notes > 0 {
        text.push_str(&format!("{notes} note{} (-v shows them)\n", if notes == 1 { "" } else { "s" }));
    }
    text = context.folded(&text, 2);
    report.next.iter().for_each(|next| text.push_str(&format!("next: {next}\n")));
    text
}
