//! `add`: connectors in any form in, folders below `spec` out.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use connector_codegen::{AddError, Added, Replacement, Severity, add, internal::diagnostic::shown};

use crate::context::Context;

/// Adds connectors to `spec`, in the catalogue's form.
///
/// PATH is a definition (Swagger 2.0 as JSON), a code app's folder or one of its schemas, the answer of Azure's
/// `managedApis/NAME?export=true`, an ARM template with custom connectors, an unpacked solution, or a folder with any of these. Values
/// of the environment that a definition was exported from are replaced, and each is listed.
///
/// Exit code 0: success. 1: a definition has an error, a file cannot be read or written, or a folder exists. 2: wrong usage.
#[derive(Args)]
pub struct Arguments {
    /// A file, or a folder.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Name of the new folder, for one connector [default: the connector's own name]. Of several connectors, it picks the one of that
    /// name.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The folder that gets the new ones [default: spec of this project].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

/// Runs the command. Diagnostics go to standard error, what was written to standard output.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> ExitCode {
    let spec = arguments.spec.clone().unwrap_or_else(|| context.project.join("spec"));
    let added = match add(&arguments.path, &spec, arguments.name.as_deref()) {
        Ok(added) => added,
        Err(error) => {
            eprintln!("error: {}", shown(&error.to_string()));
            let is_usage = !matches!(error, AddError::Io(_) | AddError::Exists { .. } | AddError::SameFolder { .. });
            return ExitCode::from(if is_usage { 2 } else { 1 });
        }
    };
    added.iter().for_each(report);
    let names: Vec<&str> = added.iter().filter(|it| !it.files.is_empty()).map(|it| it.name.as_str()).collect();
    if !names.is_empty() {
        let quoted =
            names.iter().map(|name| if name.contains(' ') { format!("\"{name}\"") } else { (*name).to_owned() });
        let place = arguments.spec.as_ref().map(|spec| format!(" --spec {}", spec.display())).unwrap_or_default();
        println!("next: {} codegen {}{place}", context.program, quoted.collect::<Vec<_>>().join(" "));
    }
    let has_errors = added.iter().any(|it| it.diagnostics.iter().any(|it| it.problem.severity() == Severity::Error));
    if has_errors { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn report(added: &Added) {
    eprint!("{}", added.diagnostics.render(&added.sources));
    let (connector, name) = (shown(&added.connector), &added.name);
    if added.files.is_empty() {
        eprintln!("error: `{connector}` has errors; no folder was written for it");
        return;
    }
    println!("{name}: added {}", added.files.join(", "));
    for Replacement { field, place, value, .. } in &added.replaced {
        let what = value.as_ref().map_or("left out".to_owned(), |value| format!("replaced by `{value}`"));
        println!("{name}: {} {what} ({})", shown(field), shown(place));
    }
}
