//! `init`: makes a folder a project.

use std::{
    fs,
    io::{self, BufRead as _, IsTerminal as _},
    path::{Path, PathBuf},
};

use clap::Args;
use connector_codegen::internal::output::at;
use serde::Serialize;

use crate::{
    context::{Context, Output},
    exit::{self, Exit, Failure},
    paths,
    project::{self, FILE, New, Project},
    runtime::{self, Source},
    workspace,
};

/// Makes the current folder a project: writes `connectors.toml` and the folder for definitions.
///
/// Each generated crate links to the crate `connector-runtime`. Flags state where it is; on a terminal, the command asks.
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Arguments {
    /// The folder for definitions.
    #[arg(long, value_name = "DIR", default_value = "connectors")]
    definitions: PathBuf,
    /// The folder for generated crates.
    #[arg(long, value_name = "DIR", default_value = "generated")]
    crates: PathBuf,
    /// The licence of the generated crates, as SPDX writes it [default: none is stated].
    #[arg(long, value_name = "LICENSE")]
    license: Option<String>,
    #[command(flatten)]
    runtime: runtime::Flags,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What was done.
#[derive(Serialize)]
struct Report {
    /// Path of `connectors.toml`.
    project: String,
    /// New files and folders.
    written: Vec<String>,
    /// The manifest of the workspace around the project, if it lacks something.
    manifest: Option<String>,
    /// The lines that this manifest needs.
    lines: Option<String>,
    next: String,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let root = &context.directory;
    let asked = arguments.runtime.source()?;
    if let Some(project) = context.project()? {
        if project.root != *root {
            let file = context.path(&project.root.join(FILE));
            let help = "run the command outside of that project, or move its file";
            return Err(Failure::usage(format!("this folder is in the project of {file}")).help(help));
        }
        return again(project, arguments, asked.as_ref(), context);
    }
    let runtime = match asked {
        Some(runtime) => runtime,
        None => ask(context)?,
    };
    let folder = |path: &Path| paths::absolute(path).map_err(|error| Failure::usage(error.to_string()));
    let (definitions, crates) = (folder(&arguments.definitions)?, folder(&arguments.crates)?);
    if definitions == crates {
        let message = format!("definitions and crates would both be in {}", context.path(&crates));
        return Err(Failure::usage(message).help("name two folders with `--definitions DIR` and `--crates DIR`"));
    }
    let license = arguments.license.as_deref();
    let new = New { root, definitions: &definitions, crates: &crates, runtime: &runtime, license };
    let text = project::text(&new).map_err(|error| Failure::usage(error.to_string()))?;
    let mut written = Vec::new();
    if !definitions.is_dir() {
        fs::create_dir_all(&definitions).map_err(|error| at(&definitions, error))?;
        written.push(context.path(&definitions));
    }
    project::write(root, &text)?;
    written.push(FILE.to_owned());
    report(written, &crates, &runtime, context)
}

/// A second run, which changes nothing.
fn again(
    project: &Project,
    arguments: &Arguments,
    runtime: Option<&Source>,
    context: &Context,
) -> Result<Exit, Failure> {
    let license = arguments.license.as_ref();
    let is_other = runtime.is_some_and(|runtime| *runtime != project.runtime)
        || license.is_some_and(|license| project.package.license.as_ref() != Some(license));
    if is_other {
        let help =
            format!("edit it; the comments in it document each key, and `{} init` never changes it", context.program());
        return Err(Failure::failed(format!("`{FILE}` exists, and states something else")).help(help));
    }
    report(Vec::new(), &project.crates, &project.runtime, context)
}

fn report(written: Vec<String>, crates: &Path, runtime: &Source, context: &Context) -> Result<Exit, Failure> {
    let (manifest, lines) = workspace::needed(crates, runtime, context)?.unzip();
    let manifest = manifest.map(|manifest| context.path(&manifest));
    let next = format!("{} add PATH", context.program());
    let report = Report { project: FILE.to_owned(), written, manifest, lines, next };
    context.result(&report, || {
        let mut text: String = report.written.iter().map(|path| format!("{path}: written\n")).collect();
        if text.is_empty() {
            text = format!("{FILE} exists: nothing was changed\n");
        }
        if let Some((manifest, lines)) = report.manifest.as_ref().zip(report.lines.as_ref()) {
            text.push_str(&format!(
                "{manifest}: when `codegen` has written the first crate, add what the crates need:\n{lines}"
            ));
        }
        text + &format!("next: {}\n", report.next)
    })?;
    Ok(Exit::Done)
}

/// Asks where the runtime is.
///
/// # Errors
/// There is no terminal, or no answer.
fn ask(context: &Context) -> Result<Source, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        let message = "nothing states where the crate connector-runtime is; each generated crate links to it";
        return Err(Failure::usage(message).help(format!("pass {}", runtime::FLAGS)));
    }
    context.tell(
        "Where is the crate connector-runtime, which each generated crate links to?\n  \
         1  a git repository, at a revision\n  2  a folder\n  3  a registry\n",
    );
    match answer("1, 2 or 3", context)?.as_str() {
        "1" => Ok(Source::Git { url: answer("URL", context)?, rev: answer("revision", context)? }),
        "2" => {
            runtime::folder(Path::new(&answer("folder", context)?)).map_err(|error| Failure::usage(error.to_string()))
        }
        "3" => {
            let version = answer("version", context)?;
            let registry = Some(answer("registry, or `crates-io`", context)?).filter(|name| name != "crates-io");
            Ok(Source::Version { version, registry })
        }
        other => Err(Failure::usage(format!("`{other}` is none of 1, 2 and 3"))),
    }
}

fn answer(what: &str, context: &Context) -> Result<String, Failure> {
    context.tell(&format!("{what}: "));
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    match line.trim() {
        "" => Err(Failure::usage("there is no answer, so nothing was written")),
        answer => Ok(answer.to_owned()),
    }
}
