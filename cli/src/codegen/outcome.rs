//! What a run did with one connector: plain data for the progress, the summary, the report and the memory.

use std::{collections::BTreeMap, time::Duration};

use connector_codegen::{
    Change, ConnectorFolder, Generated, Generator, Severity,
    internal::{self, diagnostic::Drawing},
};

use super::{callers::Callers, memory::Remembered};
use crate::finding::{Finding, More};

/// The outcome for one connector.
pub(super) struct Outcome {
    /// The connector's path below the searched folder.
    pub(super) connector: String,
    /// The crate's folder below the output folder.
    pub(super) folder: String,
    pub(super) state: State,
    pub(super) counts: BTreeMap<String, usize>,
    /// Number and bytes of the crate's files.
    pub(super) files: (usize, usize),
    pub(super) changes: Vec<Change>,
    /// What changed for callers of an earlier crate.
    pub(super) callers: Option<Callers>,
    pub(super) findings: Vec<Finding>,
    /// Findings that are counted, and not listed.
    pub(super) more: Vec<More>,
    /// Time by phase, in the order of the phases.
    pub(super) times: Vec<(&'static str, Duration)>,
    /// For the next run; `None` without a crate.
    pub(super) remembered: Option<Remembered>,
    /// The diagnostics as text for a terminal.
    pub(super) rendered: String,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// The crate was written, or is unchanged.
    Made,
    /// The definition has an error, or a warning while warnings are denied.
    Refused,
    /// A file could not be read or written.
    Failed(String),
    /// The crate's folder belongs to another connector.
    Clashed(String),
    /// The run had stopped.
    Skipped,
}

impl Outcome {
    pub(super) fn new(connector: &ConnectorFolder, state: State) -> Self {
        Self {
            connector: connector.path.clone(),
            folder: Generator::crate_folder(connector),
            state,
            counts: BTreeMap::new(),
            files: (0, 0),
            changes: Vec::new(),
            callers: None,
            findings: Vec::new(),
            more: Vec::new(),
            times: Vec::new(),
            remembered: None,
            rendered: String::new(),
        }
    }

    /// The outcome of a crate whose diagnostics, those of `least` severity and above, are drawn for standard error.
    pub(super) fn of(connector: &ConnectorFolder, generated: &Generated, least: Severity, drawing: Drawing) -> Self {
        let files = generated.files.iter().flatten();
        Self {
            counts: internal::counts(generated)
                .rows()
                .map(|(name, count)| (name.to_owned(), count))
                .into_iter()
                .collect(),
            files: files.fold((0, 0), |(files, bytes), (_, text)| (files + 1, bytes + text.len())),
            findings: generated.diagnostics.iter().map(|it| Finding::new(it, &generated.sources)).collect(),
            more: generated.diagnostics.more().map(More::from).collect(),
            times: generated.times.clone(),
            rendered: generated.diagnostics.draw(&generated.sources, least, drawing),
            ..Self::new(connector, State::Made)
        }
    }

    /// An unchanged crate.
    pub(super) fn remembered(connector: &ConnectorFolder, remembered: &Remembered, time: Duration) -> Self {
        Self {
            counts: remembered.counts.clone(),
            files: remembered.files,
            findings: remembered.findings.clone(),
            more: remembered.more.clone(),
            rendered: remembered.rendered.clone(),
            times: vec![("memory", time)],
            remembered: Some(remembered.clone()),
            ..Self::new(connector, State::Made)
        }
    }

    /// Whether a file was or is out of date.
    pub(super) fn is_stale(&self) -> bool {
        !self.changes.is_empty()
    }

    /// The number of findings of a severity.
    pub(super) fn count(&self, severity: Severity) -> usize {
        let more = self.more.iter().filter(|more| more.severity == severity).map(|more| more.count);
        self.findings.iter().filter(|finding| finding.severity == severity).count() + more.sum::<usize>()
    }
}
