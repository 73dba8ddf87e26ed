//! The arguments of `codegen`.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args, ValueEnum};

use crate::{context::Output, exit, runtime};

/// Generates Rust crates from connector folders.
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Arguments {
    /// Connectors to generate: a folder's name, or its path below --spec [default: all].
    #[arg(value_name = "CONNECTOR")]
    pub(super) connectors: Vec<String>,
    /// A connector folder, a tree of them, or one file: Swagger 2.0 as JSON, an export of Azure, a code app's folder or schema, an
    /// ARM template with custom connectors, an unpacked solution [default: `definitions` of the project].
    #[arg(long, value_name = "DIR")]
    pub(super) spec: Option<PathBuf>,
    /// Output folder; each crate gets a folder in it [default: `crates` of the project].
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Write nothing; list each missing, stale or orphaned file.
    #[arg(long)]
    pub(super) check: bool,
    /// Write a `names.lock` for each connector: Rust names and the order of arguments stay when the definition changes. Default
    /// for the project's definitions, unless `connectors.toml` says otherwise; elsewhere only an existing one is used. Of a single file, it is
    /// `FILE.names.lock` beside it, or `FILE.NAME.names.lock` if the file has several connectors.
    #[arg(long, conflicts_with = "no_lock")]
    pub(super) lock: bool,
    /// Write no `names.lock`, and with --check do not ask for one. One that exists is read.
    #[arg(long)]
    pub(super) no_lock: bool,
    /// Continue after a connector whose files cannot be read or written. A definition with an error never stops the others.
    #[arg(long)]
    pub(super) keep_going: bool,
    /// Fail and write no crate for a definition with a warning. Notes are allowed.
    #[arg(long, value_name = "WHAT")]
    pub(super) deny: Option<Deny>,
    /// Emit only these operations, by operationId, and what they need [default: those that `connectors.toml` states, else all].
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(super) operations: Vec<String>,
    /// Show notes too, which need no action. Without it they are counted.
    #[arg(long, short)]
    pub(super) verbose: bool,
    /// Number of connectors made in parallel [default: one per CPU].
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Write the outcome for each connector to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(super) report: Option<PathBuf>,
    #[command(flatten)]
    pub(super) runtime: runtime::Flags,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What makes a definition fail, in addition to its errors.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(super) enum Deny {
    Warnings,
}
