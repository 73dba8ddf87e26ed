//! What a command knows of the run around it: the program that was started.

use std::path::PathBuf;

/// The program that was started.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What the user writes before a command, e.g. `cargo connector`.
    pub name: &'static str,
    /// The folder of its project.
    pub project: PathBuf,
}

/// What a command knows of the run around it.
pub(crate) struct Context {
    /// What the user writes before a command, for messages.
    pub(crate) program: &'static str,
    /// The project's folder.
    pub(crate) project: PathBuf,
}

impl Context {
    pub(crate) fn new(caller: &Caller) -> Self {
        Self { program: caller.name, project: caller.project.clone() }
    }
}
