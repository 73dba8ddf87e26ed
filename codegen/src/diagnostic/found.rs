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
    codes: BTreeMap<&'static str, OfCode>,
}

/// The problems of one code.
#[derive(Clone, Debug, Default)]
struct OfCode {
    /// The number of problems that are kept.
    kept: usize,
    /// Their places.
    places: HashSet<Span>,
    /// The places of the others. A set of millions takes twice the time and memory.
    more: Vec<Span>,
    /// How many of them are known to be sorted and to differ.
    sorted: usize,
}

impl OfCode {
    /// Counts a place, unless it is known.
    fn count(&mut self, span: Span) {
        if self.places.contains(&span) || self.more.last() == Some(&span) {
            return;
        }
        self.more.push(span);
        if self.more.len() > 2 * self.sorted + MOST {
            self.more.sort_unstable();
            self.more.dedup();
            self.sorted = self.more.len();
        }
    }

    /// The number of places that are counted, and not kept.
    fn counted(&self) -> usize {
        let mut more = self.more.clone();
        more.sort_unstable();
        more.dedup();
        more.len()
    }
}

impl Diagnostics {
    /// Adds a problem, unless this place has the same one already.
    pub fn push(&mut self, span: Span, problem: Problem) {
        let of_code = self.codes.entry(problem.code()).or_default();
        if of_code.kept == MOST {
            of_code.count(span);
        } else if self.known.insert((span, problem.clone())) {
            of_code.kept += 1;
            of_code.places.insert(span);
            self.found.push(Diagnostic { problem, span });
        }
    }

    /// Adds all problems of another list, each as `change` makes it.
    pub(crate) fn append(&mut self, other: Self, change: impl Fn(Problem) -> Problem) {
        for Diagnostic { problem, span } in other.found {
            self.push(span, change(problem));
        }
        for (code, other) in other.codes {
            let of_code = self.codes.entry(code).or_default();
            other.more.into_iter().for_each(|span| of_code.count(span));
        }
    }

    /// The problems at places that `is_kept` takes.
    pub(crate) fn at(self, is_kept: impl Fn(Span) -> bool) -> Self {
        let mut kept = Self::default();
        for Diagnostic { problem, span } in self.found.into_iter().filter(|diagnostic| is_kept(diagnostic.span)) {
            kept.push(span, problem);
        }
        for (code, of_code) in self.codes {
            let more = of_code.more.into_iter().filter(|span| is_kept(*span));
            more.for_each(|span| kept.codes.entry(code).or_default().count(span));
        }
        kept
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
        let more = self.codes.iter().map(|(code, of_code)| (*code, of_code.counted()));
        let severity = |code| Problem::TABLE.iter().find(|entry| entry.code == code).map(|entry| entry.severity);
        more.filter(|(_, count)| *count > 0)
            .filter_map(move |(code, count)| Some(More { code, severity: severity(code)?, count }))
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}
