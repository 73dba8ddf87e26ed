//! `add`: connectors in any form in, folders of the project's definitions out.

use std::path::PathBuf;

use clap::Args;
use connector_codegen::{AddError, Added, Severity, add, internal::diagnostic::shown};
use serde::Serialize;

use crate::{
    context::{Context, Output},
    exit::{self, Exit, Failure},
    finding::Finding,
};

/// Adds connectors to the project's definitions, in the catalogue's form.
///
/// PATH is a definition (Swagger 2.0 as JSON), a code app's folder or one of its schemas, the answer of Azure's
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
    let mut added = add(&arguments.path, &spec, arguments.name.as_deref()).map_err(failure)?;
    for one in &mut added {
        one.sources.rename(|path| Some(context.path(path.as_ref())));
    }
    added.iter().for_each(diagnose);
    let next = next(&added, arguments, context);
    let report = Report { connectors: added.iter().map(entry).collect(), next };
    context.result(&report, || text(&report))?;
    let is_error = |added: &Added| added.diagnostics.iter().any(|it| it.problem.severity() == Severity::Error);
    Ok(Exit::failed_if(added.iter().any(is_error)))
}

fn failure(error: AddError) -> Failure {
    match error {
        AddError::Io(_) | AddError::Exists { .. } | AddError::SameFolder { .. } => Failure::failed(error.to_string()),
        _ => Failure::usage(error.to_string()),
    }
}

fn diagnose(added: &Added) {
    eprint!("{}", added.diagnostics.render(&added.sources));
    if added.files.is_empty() {
        eprintln!("error: `{}` has errors; no folder was written for it", shown(&added.connector));
    }
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

fn text(report: &Report<'_>) -> String {
    let mut text = String::new();
    for Entry { name, files, replaced, .. } in report.connectors.iter().filter(|it| !it.files.is_empty()) {
        text.push_str(&format!("{name}: added {}\n", files.join(", ")));
        for Replaced { field, place, value } in replaced {
            let what = value.map_or("left out".to_owned(), |value| format!("replaced by `{value}`"));
            text.push_str(&format!("{name}: {} {what} ({})\n", shown(field), shown(place)));
        }
    }
    report.next.iter().for_each(|next| text.push_str(&format!("next: {next}\n")));
    text
}
