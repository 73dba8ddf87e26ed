//! Writes connectors to folders of their own.

use std::{
    collections::BTreeMap,
    fmt, io,
    path::{Component, Path, PathBuf},
};

use super::convert::{Converted, convert};
use super::portable::Replacement;
use crate::diagnostic::Diagnostics;
use crate::files::Files;
use crate::folder::{self, ConnectorFolder, DiscoverError};
use crate::output;
use crate::pipeline;
use crate::span::Sources;

/// What became of one connector.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Added {
    /// The connector, as it is called where it was found.
    pub connector: String,
    /// Name of the new folder. `cargo xtask codegen` takes it as the connector's name.
    pub name: String,
    /// The new files, by their path in the folder; empty if the definition has an error.
    pub files: Vec<String>,
    /// Each value that was replaced.
    pub replaced: Vec<Replacement>,
    /// The problems of the files.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics point into, each with the path of its file.
    pub sources: Sources,
}

/// Why nothing was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum AddError {
    /// No connector is found at the path.
    Discover(DiscoverError),
    /// A file cannot be read or written.
    Io(io::Error),
    /// A name was given for several connectors, and is the own name of none or of several of them.
    SeveralConnectors {
        /// Paths of the connectors.
        connectors: Vec<String>,
        /// Their own names.
        names: Vec<String>,
    },
    /// The given name cannot be a folder name.
    Name {
        /// The name.
        name: String,
    },
    /// Connectors would get the same folder.
    SameFolder {
        /// The folder.
        folder: PathBuf,
        /// Paths of the connectors.
        connectors: Vec<String>,
    },
    /// A folder exists.
    Exists {
        /// The folder.
        folder: PathBuf,
        /// The connector that would be written there.
        connector: String,
    },
}

impl fmt::Display for AddError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Discover(error) => write!(f, "{error}"),
            Self::Io(error) => write!(f, "{error}"),
            Self::SeveralConnectors { connectors, names } => write!(
                f,
                "one name cannot name {} connectors: {}; add one of them by its own name ({}) or by its path, or all without a name",
                connectors.len(),
                connectors.join(", "),
                names.join(", ")
            ),
            Self::Name { name } => {
                write!(f, "`{name}` cannot be the name of a folder; use letters, digits, `-` and `_`")
            }
            Self::SameFolder { folder, connectors } => write!(
                f,
                "{} would both be written to {}, so nothing was; add one of them by its path and with a name",
                connectors.join(" and "),
                folder.display()
            ),
            Self::Exists { folder, connector } => write!(
                f,
                "{} exists, so `{connector}` was not added, and nothing else was; to update it, replace the files of its definition and \
                 keep `names.lock`; to add another one, choose another name",
                folder.display()
            ),
        }
    }
}

impl std::error::Error for AddError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Discover(error) => Some(error),
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for AddError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes each connector at or below `path` to a folder of its own below `spec`, in the catalogue's form. The folder is called
/// `name`, or as the connector's crate. Of several connectors, `name` picks the one whose own name it is. A connector whose definition
/// cannot be read gets no folder.
///
/// # Errors
/// See [`AddError`]. Nothing is written if a folder exists, and no folder is left half-written.
pub fn add(path: &Path, spec: &Path, name: Option<&str>) -> Result<Vec<Added>, AddError> {
    let found = folder::discover(path).map_err(AddError::Discover)?;
    if let Some(name) = name.filter(|name| !is_folder_name(name)) {
        return Err(AddError::Name { name: name.to_owned() });
    }
    let found = picked(found, name);
    let mut own_names = Vec::new();
    let mut made: Vec<(Added, Option<Files>)> = Vec::new();
    for connector in found {
        let Converted { files, replaced, diagnostics, sources } = read(&connector)?;
        let own = own_name(&connector);
        own_names.extend(files.is_some().then(|| own.clone()));
        let folder = name.map_or(own, str::to_owned);
        let written = files.iter().flat_map(|files| files.keys().cloned()).collect();
        let connector = connector.path;
        made.push((Added { connector, name: folder, files: written, replaced, diagnostics, sources }, files));
    }
    let whole: Vec<&Added> = made.iter().filter(|(_, files)| files.is_some()).map(|(added, _)| added).collect();
    if let (Some(_), [_, _, ..]) = (name, whole.as_slice()) {
        let connectors = whole.into_iter().map(|added| added.connector.clone()).collect();
        return Err(AddError::SeveralConnectors { connectors, names: own_names });
    }
    let mut taken = BTreeMap::new();
    for added in whole {
        let folder = spec.join(&added.name);
        if let Some(other) = taken.insert(&added.name, added) {
            let connectors = [&other.connector, &added.connector].map(Clone::clone).into();
            return Err(AddError::SameFolder { folder, connectors });
        }
        if folder.symlink_metadata().is_ok() {
            return Err(AddError::Exists { folder, connector: added.connector.clone() });
        }
    }
    for (added, files) in &made {
        let Some(files) = files else { continue };
        let folder = spec.join(&added.name);
        output::apply(&folder, files, &output::compare(&folder, files)?)?;
    }
    Ok(made.into_iter().map(|(added, _)| added).collect())
}

/// The only connector whose own name is `name`; all if there is no such connector.
fn picked(mut found: Vec<ConnectorFolder>, name: Option<&str>) -> Vec<ConnectorFolder> {
    let is_named = |connector: &ConnectorFolder| name == Some(own_name(connector).as_str());
    if found.iter().filter(|connector| is_named(connector)).count() == 1 {
        found.retain(is_named);
    }
    found
}

/// The folder that a connector gets without a name.
fn own_name(connector: &ConnectorFolder) -> String {
    pipeline::crate_folder(&connector.name, "")
}

fn read(connector: &ConnectorFolder) -> io::Result<Converted> {
    match &connector.definition {
        Ok(definition) => {
            let mut converted = convert(connector.read(definition)?);
            converted.sources.rename(|origin| Some(connector.place(origin)?.to_string_lossy().into_owned()));
            Ok(converted)
        }
        Err(reason) => {
            let missing = pipeline::missing(&connector.name, &connector.tree, connector.origin(Path::new("")), reason);
            let (diagnostics, sources) = (missing.diagnostics, missing.sources);
            Ok(Converted { diagnostics, sources, ..Converted::default() })
        }
    }
}

/// Whether a name is one part of a path, and none that a shell or a file system treats otherwise.
fn is_folder_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let is_one = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
    is_one && !name.starts_with('.') && name.chars().all(|letter| letter.is_alphanumeric() || " -_.".contains(letter))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_connector_gets_the_folder_of_its_crate_or_of_the_name_that_is_given() {
        let root = tempfile::tempdir().unwrap();
        let [from, to] = ["from", "to"].map(|folder| root.path().join(folder));
        for name in ["Big One", "two"] {
            fs::create_dir_all(from.join(name)).unwrap();
            let definition = r#"{"swagger": "2.0", "info": {"title": "x", "version": "1"}, "paths": {}}"#;
            fs::write(from.join(name).join("apiDefinition.swagger.json"), definition).unwrap();
        }
        let added = |name| add(&from, &to, name).map(|added| added.into_iter().map(|it| it.name).collect::<Vec<_>>());
        assert_eq!(added(Some("two")).unwrap(), ["two"]);
        assert!(
            matches!(added(Some("three")), Err(AddError::SeveralConnectors { names, .. }) if names == ["big-one", "two"])
        );
        assert!(matches!(added(None), Err(AddError::Exists { connector, .. }) if connector == "two"));
        fs::remove_dir_all(to.join("two")).unwrap();
        assert_eq!(added(None).unwrap(), ["big-one", "two"]);
        assert!(to.join("big-one/apiDefinition.swagger.json").is_file());
    }

    #[test]
    fn settings_that_no_command_reads_are_not_copied() {
        let root = tempfile::tempdir().unwrap();
        let [from, to] = ["from", "to"].map(|folder| root.path().join(folder));
        fs::create_dir_all(&from).unwrap();
        let get = r#"{"operationId": "Do", "responses": {"200": {"description": "x"}}}"#;
        let info = r#""info": {"title": "x", "version": "1"}, "host": "x.example""#;
        let definition = format!(r#"{{"swagger": "2.0", {info}, "paths": {{"/a": {{"get": {get}}}}}}}"#);
        fs::write(from.join("apiDefinition.swagger.json"), definition).unwrap();
        for (length, is_added) in [((1 << 20) + 1, false), (1 << 20, true)] {
            fs::write(from.join("connector.toml"), format!("#{}", "x".repeat(length - 1))).unwrap();
            let added = add(&from, &to, None).unwrap();
            let codes: Vec<_> = added[0].diagnostics.iter().map(|it| it.problem.code()).collect();
            assert_eq!(codes.contains(&"copy-too-large"), !is_added, "{codes:?}");
            assert_eq!(to.join("from").exists(), is_added);
        }
        let folder = to.join("from");
        let read = folder::discover(&folder).unwrap()[0].read(&folder.join("apiDefinition.swagger.json")).unwrap();
        let generated = pipeline::generate(read, &[], &Default::default());
        assert!(generated.files.is_some());
    }

    #[test]
    fn only_what_is_bound_to_an_environment_is_left_out() {
        let root = tempfile::tempdir().unwrap();
        let [from, to] = ["from", "to"].map(|folder| root.path().join(folder));
        fs::create_dir_all(&from).unwrap();
        let entries = ["https://x.example/docs", "https://x.example/environments/1"]
            .map(|address| format!(r#"{{"propertyName": "Website", "propertyValue": "{address}"}}"#));
        let definition = format!(
            r#"{{"swagger": "2.0", "info": {{"title": "x", "version": "1"}}, "host": "x.example", "paths": {{}},
                "x-ms-connector-metadata": [{}]}}"#,
            entries.join(", ")
        );
        fs::write(from.join("apiDefinition.swagger.json"), definition).unwrap();
        let properties = r#"{"properties": {"connectionParameters": {}, "createdTime": "now"}}"#;
        fs::write(from.join("apiProperties.json"), properties).unwrap();
        let added = add(&from, &to, None).unwrap();
        let replaced: Vec<_> = added[0].replaced.iter().map(|it| (it.field.as_str(), it.value.as_deref())).collect();
        let expected = [("x-ms-connector-metadata.propertyValue", None), ("properties.createdTime", None)];
        assert_eq!(replaced, expected);
        let copy = fs::read_to_string(to.join("from/apiDefinition.swagger.json")).unwrap();
        assert!(copy.contains("https://x.example/docs") && !copy.contains("environments"), "{copy}");
    }
}
