//! What is wrong with a definition, where, and what to do: [`Diagnostic`], collected in [`Diagnostics`].
//!
//! Each problem, its stable code, its severity and its texts stand in one table, in `problems.rs`; nothing else words a message.

mod problems;
mod reasons;
mod render;
#[cfg(test)]
mod tests;

pub use problems::{Entry, Problem};
pub use reasons::{
    DefaultPlace, DynamicArgumentReason, DynamicReason, DynamicTarget, EnumValues, FoundVersion, KeyPlace,
    NoDirectReason, OperationList, OperationReason, PagesReason, PolicyReason, SharedKind, TextlessKind,
};
pub use render::shown;

use std::collections::HashSet;

use crate::source::Span;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is lost and nothing has to be done: a header that the client sets itself, a name with a suffix.
    Note,
    /// The definition was repaired, or something in it was left out: the crate is still made.
    Warning,
    /// No crate can be made.
    Error,
}

impl Severity {
    /// The word for it, as messages and reports have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A problem and its place.
#[derive(Clone, Debug)]
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
