//! [`Diagnostics`]: the problems that the stages found in a definition.

use std::collections::{BTreeMap, HashSet};

use super::problems::Problem;
use super::severity::Severity;
use crate::span::Span;

/// The most problems of one code that are kept with their texts. A file of megabytes may have one at every other byte.
const MOST: usize = 1_000;

/// A problem and its place.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The problem.
    pub problem: Problem,
    /// Its place.
    pub span: Span,
}

/// Problems that are counted, and not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct More {
    /// The code of all of them.
    pub code: &'static str,
    /// How bad each is.
    pub severity: Severity,
    /// The number of places.
    pub count: usize,
}

impl More {
    /// What they are, on one line.
    pub fn message(&self) -> String {
        let places = if self.count == 1 { "place" } else { "places" };
        format!("{} more {places} with this problem", self.count)
    }
}

/// The problems of a definition in the order in which they were found. A problem occurs once per place, even if several operations
/// refer to that place. Of one code, the first thousand are kept. [`more`](Self::more) counts the others.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    known: HashSet<(Span, Problem)>,
    kept: BTreeMap<&'static str, usize>,
    more: BTreeMap<&'static str, (Severity, HashSet<Span>)>,
}

impl Diagnostics {
    /// Adds a problem, unless this place has the same one already.
    pub fn push(&mut self, span: Span, problem: Problem) {
        let found = (span, problem);
        if self.known.contains(&found) {
            return;
        }
        let (code, severity) = (found.1.code(), found.1.severity());
        let kept = self.kept.entry(code).or_default();
        if *kept == MOST {
            self.more.entry(code).or_insert_with(|| (severity, HashSet::new())).1.insert(span);
            return;
        }
        *kept += 1;
        self.found.push(Diagnostic { problem: found.1.clone(), span });
        self.known.insert(found);
    }

    /// Adds all problems of another list, each as `change` makes it.
    pub(crate) fn append(&mut self, other: Self, change: impl Fn(Problem) -> Problem) {
        for Diagnostic { problem, span } in other.found {
            self.push(span, change(problem));
        }
        for (code, (severity, places)) in other.more {
            self.more.entry(code).or_insert_with(|| (severity, HashSet::new())).1.extend(places);
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

    /// The problems beyond the first thousand of a code, by code.
    pub fn more(&self) -> impl Iterator<Item = More> {
        self.more.iter().map(|(code, (severity, places))| More { code, severity: *severity, count: places.len() })
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}
