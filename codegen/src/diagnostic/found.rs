//! [`Diagnostics`]: the problems that the stages found in a definition.

use std::collections::HashSet;

use super::problems::Problem;
use super::severity::Severity;
use crate::span::Span;

/// A problem and its place.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What is wrong.
    pub problem: Problem,
    /// Where.
    pub span: Span,
}

/// All the problems of a definition, in the order in which they were found, each once: what several operations refer to is wrong in one
/// place.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    known: HashSet<(Span, Problem)>,
}

impl Diagnostics {
    /// Adds one, where the same was not said of this place before.
    pub fn push(&mut self, span: Span, problem: Problem) {
        if self.known.insert((span, problem.clone())) {
            self.found.push(Diagnostic { problem, span });
        }
    }

    /// Whether a crate can be made.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.problem.severity() == Severity::Error)
    }

    /// All of them.
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
