//! Outcomes in, JSON out: the crate, counts, diagnostics and times by phase of each connector.

use std::{
    collections::BTreeMap,
    io,
    path::{Component, Path},
    time::Duration,
};

use connector_codegen::{OrphanCrate, internal::output};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{
    callers::Callers,
    outcome::{Outcome, State},
};
use crate::{
    context::json,
    exit::Failure,
    finding::{Finding, More},
};

/// What a run did.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    version: &'static str,
    seconds: f64,
    connectors: Vec<Entry<'a>>,
    /// Crates whose definition is gone.
    orphans: Vec<&'a str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    connector: &'a str,
    /// Name of the package.
    #[serde(rename = "crate")]
    package: String,
    /// `made`, `refused` (errors, or denied warnings), `failed` (files) or `skipped` (the run had stopped).
    state: &'static str,
    /// The reason of a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    files: usize,
    bytes: usize,
    changed: usize,
    /// What changed for callers of an earlier crate, by public path.
    #[serde(skip_serializing_if = "Option::is_none")]
    callers: Option<&'a Callers>,
    counts: &'a BTreeMap<String, usize>,
    milliseconds: BTreeMap<&'static str, f64>,
    diagnostics: &'a [Finding],
    /// Diagnostics that are counted, and not listed.
    #[serde(skip_serializing_if = "<[More]>::is_empty")]
    more: &'a [More],
}

/// The form of a report that an earlier run wrote.
#[derive(Deserialize)]
#[expect(dead_code, reason = "only the keys count")]
struct Earlier {
    version: String,
    seconds: f64,
    connectors: Vec<IgnoredAny>,
    orphans: Vec<String>,
}

/// Refuses a path for the report before anything is written: there is another file, or no folder for it.
///
/// # Errors
/// See above, or the file cannot be read.
pub(super) fn may_write(file: &Path) -> Result<(), Failure> {
    let refused = |reason: &str| {
        let message = format!("{}: {reason}", file.display());
        Err(Failure::failed(message).help("name another file with `--report FILE`"))
    };
    // The folder itself is made.
    let around = file.parent().and_then(Path::parent).unwrap_or(Path::new(""));
    if around.components().any(|part| matches!(part, Component::Normal(_))) && !around.is_dir() {
        return refused("the folder for the report is in none that exists");
    }
    if file.symlink_metadata().is_err() {
        return Ok(());
    }
    let bytes = output::read_here(file)?;
    // An empty file holds nothing to lose.
    match bytes.is_empty() || serde_json::from_slice::<Earlier>(&bytes).is_ok() {
        true => Ok(()),
        false => refused("it is not the report of an earlier run, so it is not replaced"),
    }
}

impl<'a> Entry<'a> {
    fn new(outcome: &'a Outcome) -> Self {
        let (state, reason) = match &outcome.state {
            State::Made => ("made", None),
            State::Refused => ("refused", None),
            State::Failed(reason) | State::Clashed(reason) => ("failed", Some(reason.as_str())),
            State::Skipped => ("skipped", None),
        };
        let milliseconds = outcome.times.iter().map(|(phase, time)| (*phase, time.as_secs_f64() * 1000.0));
        Self {
            connector: &outcome.connector,
            // A folder whose name is reserved has an underscore more.
            package: format!("connector-{}", outcome.folder.trim_end_matches('_')),
            state,
            reason,
            files: outcome.files.0,
            bytes: outcome.files.1,
            changed: outcome.changes.len(),
            callers: outcome.callers.as_ref(),
            counts: &outcome.counts,
            milliseconds: milliseconds.collect(),
            diagnostics: &outcome.findings,
            more: &outcome.more,
        }
    }
}

impl<'a> Report<'a> {
    pub(super) fn new(outcomes: &'a [Outcome], orphans: &'a [OrphanCrate], elapsed: Duration) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            seconds: elapsed.as_secs_f64(),
            connectors: outcomes.iter().map(Entry::new).collect(),
            orphans: orphans.iter().map(|orphan| orphan.folder.as_str()).collect(),
        }
    }

    /// Writes the report.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        output::write_whole(file, json(self)?.as_bytes())
    }
}
