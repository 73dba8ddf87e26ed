//! Verdicts in; a line for each, totals and a JSON report out.

use std::{collections::BTreeMap, fs, io, path::Path};

use serde::{Serialize, Serializer};

use super::explained::{CALLBACKS, CALLS, LINKS};
use crate::contract::summary::one_line;

/// Why a fact cannot test the client.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Untried {
    NoDefinition,
    NoCrate,
    SdkMethod,
    SdkValues,
    NoAddress,
    Doubtful,
}

impl Untried {
    /// The reason for a table.
    fn words(self) -> &'static str {
        match self {
            Self::NoDefinition => "no definition in the folder has that name, or several have it",
            Self::NoCrate => "the definition yields no crate",
            Self::SdkMethod => "the operation is named by an SDK method",
            Self::SdkValues => "a value is named by an argument of an SDK",
            Self::NoAddress => "the fact states no address",
            Self::Doubtful => "the fact is doubtful",
        }
    }
}

/// What came of a fact.
#[derive(Clone)]
pub(super) enum Verdict {
    Same,
    /// It differs in these classes only.
    Explained(Vec<&'static str>),
    Differs,
    NotTried(Untried),
}

impl Verdict {
    /// The row of the totals.
    fn row(&self) -> (u8, String) {
        match self {
            Self::Same => (0, "same".to_owned()),
            Self::Explained(classes) => (1, format!("differs, explained: {}", classes.join(", "))),
            Self::Differs => (2, "differs".to_owned()),
            Self::NotTried(reason) => (3, format!("not tried: {}", reason.words())),
        }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.row().1)
    }
}

/// A fact with its verdict.
#[derive(Serialize)]
pub(super) struct Line {
    /// `call`, `link` or `callback`.
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) connector: String,
    pub(super) operation: String,
    pub(super) verdict: Verdict,
    /// The differences, or why the fact was not tried.
    pub(super) details: Vec<String>,
}

/// Prints a line per fact and the totals, and returns whether none differs without an explanation.
pub(super) fn print(lines: &[Line]) -> bool {
    for line in lines {
        let (_, verdict) = line.verdict.row();
        let subject = format!("{} {} {}", line.id, line.connector, line.operation);
        let details: String = line.details.iter().map(|detail| format!("; {detail}")).collect();
        println!("{}: {verdict}{}", one_line(&subject), one_line(&details));
    }
    for kind in ["call", "link", "callback"] {
        let of_kind: Vec<_> = lines.iter().filter(|line| line.kind == kind).collect();
        let tried = of_kind.iter().filter(|line| !matches!(line.verdict, Verdict::NotTried(_))).count();
        println!("\n{kind}s: {}, tried: {tried}", of_kind.len());
        for ((_, row), count) in totals(lines, kind) {
            println!("{count:>6}  {row}");
        }
    }
    let used = |name: &str| {
        lines.iter().any(|line| matches!(&line.verdict, Verdict::Explained(classes) if classes.contains(&name)))
    };
    let calls = CALLS.iter().map(|class| (class.name, class.reason));
    let links = LINKS.iter().map(|class| (class.name, class.reason));
    let callbacks = CALLBACKS.iter().map(|class| (class.name, class.reason));
    for (name, reason) in calls.chain(links).chain(callbacks).filter(|(name, _)| used(name)) {
        println!("\n{name}: {reason}");
    }
    !lines.iter().any(|line| matches!(line.verdict, Verdict::Differs))
}

fn totals(lines: &[Line], kind: &str) -> BTreeMap<(u8, String), usize> {
    let mut totals = BTreeMap::new();
    for line in lines.iter().filter(|line| line.kind == kind) {
        *totals.entry(line.verdict.row()).or_default() += 1;
    }
    totals
}

/// Writes the report: every line, and the totals by kind of fact.
///
/// # Errors
/// The file cannot be written.
pub(super) fn write(lines: &[Line], path: &Path) -> io::Result<()> {
    let by_kind: BTreeMap<_, BTreeMap<_, _>> = ["call", "link", "callback"]
        .into_iter()
        .map(|kind| (kind, totals(lines, kind).into_iter().map(|((_, row), count)| (row, count)).collect()))
        .collect();
    let report = serde_json::json!({ "totals": by_kind, "facts": lines });
    fs::write(path, serde_json::to_string_pretty(&report)?)
}
