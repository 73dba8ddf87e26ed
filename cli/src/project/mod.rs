//! A project: the folder of a `connectors.toml`, and what this file states.
//!
//! `text` is the file that `init` writes, `read` reads one.

mod read;
mod text;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use connector_codegen::{
    Diagnostics, Package, Problem, Sources, Span,
    internal::{output::at, similar::closest, source},
    reasons::{Quoted, Suggestion},
};

use crate::{exit::Failure, paths, runtime};

pub(crate) use text::{New, text};

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
    sources: Sources,
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
    /// The project that a folder is in. `directory` is the current one, absolute.
    ///
    /// # Errors
    /// Its file cannot be read, or has an error.
    pub(crate) fn around(directory: &Path) -> Result<Option<Self>, Failure> {
        let Some(root) = directory.ancestors().find(|folder| folder.join(FILE).is_file()) else { return Ok(None) };
        let file = root.join(FILE);
        let shown = paths::shown(directory, &file);
        let bytes = fs::read(&file).map_err(|error| at(Path::new(&shown), error))?;
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let id = source::add(&mut sources, &shown, bytes, &mut diagnostics);
        let node = id.and_then(|id| source::toml(&sources, id, &mut diagnostics));
        let project = node.and_then(|node| read::read(node, root, &mut diagnostics));
        match project.filter(|_| !diagnostics.has_errors()) {
            Some(project) => Ok(Some(Self { sources, ..project })),
            None => Err(rejected(&diagnostics, &sources)),
        }
    }

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

fn rejected(diagnostics: &Diagnostics, sources: &Sources) -> Failure {
    let file = sources.iter().next().map(|source| source.path.as_str()).unwrap_or(FILE);
    Failure::usage(format!("{file} has errors")).drawn(diagnostics.render(sources))
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

/// Writes a new file.
///
/// # Errors
/// It cannot be written, or exists.
pub(crate) fn write(root: &Path, text: &str) -> io::Result<()> {
    let file = root.join(FILE);
    let written = fs::File::create_new(&file).and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()));
    written.map_err(|error| at(&file, error))
}
