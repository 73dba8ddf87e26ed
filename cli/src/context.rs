//! What a command knows of the run around it: the program that was started, the current directory, the project that this is in,
//! and how output is printed.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use clap::{Args, ValueEnum};
use connector_codegen::{
    ConnectorFolder, DiscoverError, Generator, Sources,
    internal::diagnostic::{Drawing, shown, shown_json},
};
use serde::Serialize;

use crate::{
    exit::{Exit, Failure},
    paths,
    project::{FILE, Project},
    terminal::{self, Stream},
};

pub(crate) use crate::terminal::Bar;

/// The width of tables that go to no terminal.
const PIPED: usize = 100;

/// The program that was started.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// What the user writes before a command, e.g. `cargo connector`.
    pub name: &'static str,
    /// The program's own name, which a shell completes.
    pub binary: &'static str,
    /// Its commands.
    pub commands: fn() -> clap::Command,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person.
    #[default]
    Text,
    /// One JSON document on standard output; the rest goes to standard error.
    Json,
}

/// The flag for the form of the output.
#[derive(Args)]
pub(crate) struct Output {
    /// The form of the output.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// A value as one JSON document. It may be read on a terminal, and holds texts of others.
///
/// # Errors
/// It has no form in JSON.
pub(crate) fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(shown_json(&serde_json::to_string_pretty(value)?) + "\n")
}

/// What a command knows of the run around it.
pub(crate) struct Context {
    pub(crate) caller: Caller,
    /// The current directory, absolute.
    pub(crate) directory: PathBuf,
    format: Format,
    project: OnceLock<Option<Project>>,
}

impl Context {
    /// # Errors
    /// There is no current directory.
    pub(crate) fn new(caller: &Caller, format: Format) -> io::Result<Self> {
        let directory = paths::canonical(&std::env::current_dir()?)?;
        Ok(Self { caller: *caller, directory, format, project: OnceLock::new() })
    }

    /// What the user writes before a command, for messages.
    pub(crate) fn program(&self) -> &'static str {
        self.caller.name
    }

    /// The project that the current directory is in.
    ///
    /// # Errors
    /// Its `connectors.toml` cannot be read, or has an error.
    pub(crate) fn project(&self) -> Result<Option<&Project>, Failure> {
        if let Some(project) = self.project.get() {
            return Ok(project.as_ref());
        }
        let project = Project::around(&self.directory)?;
        Ok(self.project.get_or_init(|| project).as_ref())
    }

    /// The folder with the definitions: the one that a flag names, or the project's.
    ///
    /// # Errors
    /// There is neither.
    pub(crate) fn definitions(&self, flag: Option<&Path>) -> Result<PathBuf, Failure> {
        self.folder(flag, "--spec", |project| &project.definitions)
    }

    /// The folder with the crates: the one that a flag names, or the project's.
    ///
    /// # Errors
    /// There is neither.
    pub(crate) fn crates(&self, flag: Option<&Path>) -> Result<PathBuf, Failure> {
        self.folder(flag, "--out", |project| &project.crates)
    }

    fn folder(
        &self,
        flag: Option<&Path>,
        name: &str,
        folder: impl Fn(&Project) -> &PathBuf,
    ) -> Result<PathBuf, Failure> {
        if let Some(folder) = flag {
            return Ok(folder.to_owned());
        }
        match self.project()? {
            Some(project) => Ok(PathBuf::from(self.path(folder(project)))),
            None => {
                let message = format!("there is no project here: no `{FILE}` in this folder or one above it");
                Err(Failure::usage(message).help(format!("`{} init` makes one; or pass `{name} DIR`", self.program())))
            }
        }
    }

    /// The connectors that a generator selects.
    ///
    /// # Errors
    /// There are none, or a name fits none or several.
    pub(crate) fn connectors(&self, generator: &Generator) -> Result<Vec<ConnectorFolder>, Failure> {
        generator.connectors().map_err(|error| {
            let is_empty = matches!(error, DiscoverError::Nothing { .. });
            let failure = Failure::usage(error.to_string());
            if is_empty { failure.help(format!("`{} add PATH` adds one", self.program())) } else { failure }
        })
    }

    /// An absolute path as the user sees it from the current directory.
    pub(crate) fn path(&self, path: &Path) -> String {
        paths::shown(&self.directory, path)
    }

    /// Gives a connector's files, in its diagnostics, the paths that the user sees from the current directory.
    pub(crate) fn place(&self, sources: &mut Sources, connector: &ConnectorFolder) {
        sources.rename(|origin| Some(self.path(&connector.place(origin)?)));
    }

    /// Sentences for a person, wrapped where [`say`](Self::say) and [`result`](Self::result) print them. A command to copy or a path on
    /// a line of its own is not for this.
    pub(crate) fn folded(&self, text: &str, indent: usize) -> String {
        terminal::folded(text, if self.is_json() { Stream::Errors } else { Stream::Output }, indent)
    }

    /// The number of columns of a table on standard output.
    pub(crate) fn columns(&self) -> usize {
        terminal::width(Stream::Output).unwrap_or(PIPED)
    }

    /// How diagnostics are drawn on standard output.
    pub(crate) fn output_drawing(&self) -> Drawing {
        terminal::drawing(Stream::Output)
    }

    /// How diagnostics are drawn on standard error.
    pub(crate) fn errors_drawing(&self) -> Drawing {
        terminal::drawing(Stream::Errors)
    }

    /// An error as text for standard error.
    pub(crate) fn error(&self, message: &str) -> String {
        self.errors_drawing().error(message)
    }

    /// A bar for a number of parts, while work takes long.
    pub(crate) fn bar(&self, parts: usize) -> Bar {
        Bar::new(parts, self.is_json())
    }

    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Prints text for a person. A reader that closes its end early, such as `head`, is not an error.
    pub(crate) fn say(&self, text: &str) {
        let bytes = text.as_bytes();
        // What cannot be printed cannot be reported either.
        drop(if self.is_json() { io::stderr().lock().write_all(bytes) } else { io::stdout().lock().write_all(bytes) });
    }

    /// Prints the command's result, in the form that is asked for.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub(crate) fn result(&self, value: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), Failure> {
        let text = if self.is_json() { json(value)? } else { text() };
        match io::stdout().lock().write_all(text.as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::failed(format!("standard output cannot be written: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Prints a message, to standard error.
    pub(crate) fn tell(&self, text: &str) {
        terminal::tell(text);
    }

    /// Prints why the command stopped early.
    pub(crate) fn stopped(&self, failure: &Failure) -> Exit {
        #[derive(Serialize)]
        struct Stopped<'f> {
            error: &'f str,
            #[serde(skip_serializing_if = "Option::is_none")]
            help: Option<&'f str>,
        }
        let Failure { exit, message, help, drawn } = failure;
        terminal::tell(drawn);
        terminal::tell(&self.error(&shown(message)));
        if let Some(help) = help {
            terminal::tell(&self.errors_drawing().help(&shown(help)));
        }
        if self.is_json() {
            // The exit code says it too.
            drop(self.result(&Stopped { error: message, help: help.as_deref() }, String::new));
        }
        *exit
    }
}
