//! What a `connectors.toml` states.

use std::path::PathBuf;

use connector_codegen::{
    Diagnostics, Package, Problem, Severity, Sources, Span,
    internal::similar::closest,
    reasons::{Quoted, Suggestion},
};

use crate::{exit::Failure, runtime, terminal};

/// The name of the file.
pub(crate) const FILE: &str = "connectors.toml";

/// A project.
pub(crate) struct Project {
    /// The folder of `connectors.toml`, absolute, as all paths here.
    pub(crate) root: PathBuf,
    /// The folder with the definitions.
    pub(crate) definitions: PathBuf,
    /// The folder with the crates.
    pub(crate) crates: PathBuf,
    pub(crate) runtime: runtime::Source,
    /// What the crates' manifests state.
    pub(crate) package: Package,
    /// Settings of single connectors, in the file's order.
    pub(crate) connectors: Vec<Of>,
    pub(super) sources: Sources,
}

/// A text with its place in the file.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// Settings of one connector.
#[derive(Clone, Debug)]
pub(crate) struct Of {
    /// The connector's folder, or its path below the definitions.
    pub(crate) name: Placed,
    /// Only these operations; all if there are none.
    pub(crate) operations: Vec<Placed>,
    /// The crate's default features.
    pub(crate) features: Option<Vec<Placed>>,
    /// Whether the connector has a `names.lock`.
    pub(crate) lock: Option<bool>,
    /// The crate's version.
    pub(crate) version: Option<String>,
}

impl Project {
    /// The failure of a problem at a place of the file.
    pub(crate) fn rejected(&self, span: Span, problem: Problem) -> Failure {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(span, problem);
        rejected(&diagnostics, &self.sources)
    }
}

impl Of {
    /// Whether these are the settings of a connector, by its name or its path below the definitions.
    pub(crate) fn is_of(&self, name: &str, path: &str) -> bool {
        [name, path].contains(&self.name.text.as_str())
    }
}

/// The failure of a file with these problems.
pub(super) fn rejected(diagnostics: &Diagnostics, sources: &Sources) -> Failure {
    let file = sources.iter().next().map(|source| source.path.as_str()).unwrap_or(FILE);
    Failure::usage(format!("{file} has errors")).drawn(diagnostics.draw(
        sources,
        Severity::Note,
        terminal::drawing(terminal::Stream::Errors),
    ))
}

/// What manifests state if no project says otherwise.
pub(crate) fn no_package() -> Package {
    let mut package = Package::default();
    (package.license, package.publish) = (None, false);
    package
}

/// What may be meant by a name that is not known.
pub(crate) fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Suggestion {
    if let Some(name) = closest(name, known.clone()) {
        return Suggestion::One { name: name.to_owned() };
    }
    let names: Vec<String> = known.into_iter().take(12).map(str::to_owned).collect();
    if names.is_empty() { Suggestion::Nothing } else { Suggestion::Known { names: Quoted(names) } }
}
