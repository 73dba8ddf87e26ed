//! [`Diagnostics`]: the problems that the stages found in a definition.

use std::collections::HashSet;

use super::problems::Problem;
use super::severity::Severity;
use crate::span::Span;

/// A problem and its place.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The problem.
    pub problem: Problem,
    /// Its place.
    pub span: Span,
}

/// The problems of a definition in the order in which they were found. A problem occurs once per place, even if several operations
/// refer to that place.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    known: HashSet<(Span, Problem)>,
}

impl Diagnostics {
    /// Adds a problem, unless this place has the same one already.
    pub fn push(&mut self, span: Span, problem: Problem) {
        if self.known.insert((span, problem.clone())) {
            self.found.push(Diagnostic { problem, span });
        }
    }

    /// Whether there is an error, so that the crate cannot be made.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.problem.severity() == Severity::Error)
    }

    /// Iterates over the problems in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.found.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}
