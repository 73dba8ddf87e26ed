//! Outcomes in, a JSON file out: for each connector its crate, counts, diagnostics with their places, and time by phase.

use std::{collections::BTreeMap, io, path::Path, time::Duration};

use connector_codegen::{Diagnostic, Severity, Sources, internal::output};
use serde::{Deserialize, Serialize};

use super::each::{Outcome, State};

/// A diagnostic with its place, apart from the texts that it points into.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Finding {
    pub(super) code: String,
    #[serde(with = "severity")]
    pub(super) severity: Severity,
    pub(super) message: String,
    help: String,
    /// Tree, connector and file name.
    file: String,
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
    /// Bytes of the decoded text.
    start: u32,
    /// Bytes of the decoded text, exclusive.
    end: u32,
}

impl Finding {
    pub(super) fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let Diagnostic { problem, span, .. } = diagnostic;
        let source = sources.0.get(span.file.0 as usize);
        let (line, column) = source.map_or((1, 1), |source| source.position(span.start));
        Self {
            code: problem.code().to_owned(),
            severity: problem.severity(),
            message: problem.message(),
            help: problem.help().to_owned(),
            file: source.map(|source| source.path.clone()).unwrap_or_default(),
            line,
            column,
            start: span.start,
            end: span.end,
        }
    }

    /// `file:line:column`.
    pub(super) fn place(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}

#[derive(Serialize)]
struct Report<'a> {
    version: &'static str,
    seconds: f64,
    connectors: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    connector: &'a str,
    /// Name of the package.
    #[serde(rename = "crate")]
    package: String,
    /// `made`, `refused` (errors, or warnings that are denied), `failed` (files) or `skipped` (the run stopped before).
    state: &'static str,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    files: usize,
    bytes: usize,
    changed: usize,
    counts: &'a BTreeMap<String, usize>,
    milliseconds: BTreeMap<&'static str, f64>,
    diagnostics: &'a [Finding],
}

impl<'a> Entry<'a> {
    fn new(outcome: &'a Outcome) -> Self {
        let (state, reason) = match &outcome.state {
            State::Made => ("made", None),
            State::Refused => ("refused", None),
            State::Failed(reason) => ("failed", Some(reason.as_str())),
            State::Skipped => ("skipped", None),
        };
        let milliseconds = outcome.times.iter().map(|(phase, time)| (*phase, time.as_secs_f64() * 1000.0));
        Self {
            connector: &outcome.connector,
            package: format!("connector-{}", outcome.folder),
            state,
            reason,
            files: outcome.files.0,
            bytes: outcome.files.1,
            changed: outcome.changes.len(),
            counts: &outcome.counts,
            milliseconds: milliseconds.collect(),
            diagnostics: &outcome.findings,
        }
    }
}

/// Writes the report.
///
/// # Errors
/// The file cannot be written.
pub(super) fn write(file: &Path, outcomes: &[Outcome], elapsed: Duration) -> io::Result<()> {
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        seconds: elapsed.as_secs_f64(),
        connectors: outcomes.iter().map(Entry::new).collect(),
    };
    let mut text = serde_json::to_vec_pretty(&report)?;
    text.push(b'\n');
    output::write_whole(file, &text)
}

/// A severity as the word for it.
mod severity {
    use connector_codegen::Severity;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(severity.word())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Severity, D::Error> {
        let word = String::deserialize(deserializer)?;
        let known = [Severity::Note, Severity::Warning, Severity::Error];
        known
            .into_iter()
            .find(|severity| severity.word() == word)
            .ok_or_else(|| D::Error::custom(format!("no severity: {word}")))
    }
}
