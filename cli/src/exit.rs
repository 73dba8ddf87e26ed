//! How a command ends: one table of exit codes, and the failures that end it early.

use std::{io, process::ExitCode};

/// The table of exit codes, for `--help`.
pub const TABLE: &str = "Exit codes:\n  0  done; with --check, everything is up to date\n  1  something failed, or is out of date\n  2  \
                         wrong usage, or no project";

/// The exit code of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// [`Failed`](Self::Failed) if so, else [`Done`](Self::Done).
    pub(crate) fn failed_if(failed: bool) -> Self {
        if failed { Self::Failed } else { Self::Done }
    }
}

/// Why a command stopped early.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    /// The next step.
    pub(crate) help: Option<String>,
    /// Diagnostics as text for a terminal, which the message follows.
    pub(crate) drawn: String,
}

impl Failure {
    fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), help: None, drawn: String::new() }
    }

    /// The command line or the configuration is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// The command cannot do what it should.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn drawn(mut self, diagnostics: String) -> Self {
        self.drawn = diagnostics;
        self
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::failed(error.to_string())
    }
}
