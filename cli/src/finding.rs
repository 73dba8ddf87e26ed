//! A diagnostic in, its texts and its position out, independent of the sources that it points into: for the report, the summary
//! and the memory of an output folder.

use connector_codegen::{Diagnostic, Severity, Sources};
use serde::{Deserialize, Serialize};

/// A diagnostic with its position.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(crate) code: String,
    #[serde(with = "severity")]
    pub(crate) severity: Severity,
    pub(crate) message: String,
    help: String,
    /// Path of the file, from the current directory.
    file: String,
    /// Counted from 1.
    line: usize,
    /// In characters, counted from 1.
    column: usize,
    /// Offset in the decoded text, in bytes.
    start: u32,
    /// End in the decoded text, in bytes, exclusive.
    end: u32,
}

impl Finding {
    pub(crate) fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let Diagnostic { problem, span, .. } = diagnostic;
        let source = sources.get(span.file);
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
    pub(crate) fn position(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Diagnostics of one code that are counted, and not listed: those beyond the first thousand.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct More {
    pub(crate) code: String,
    #[serde(with = "severity")]
    pub(crate) severity: Severity,
    pub(crate) count: usize,
}

impl From<connector_codegen::More> for More {
    fn from(more: connector_codegen::More) -> Self {
        Self { code: more.code.to_owned(), severity: more.severity, count: more.count }
    }
}

/// A severity as its word.
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
