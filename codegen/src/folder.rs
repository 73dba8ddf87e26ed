//! A path in, connector folders out: the definitions below it, and the bytes of their files.
//!
//! The only module that reads a connector from disk. It decides the connector's name. It does not read JSON.

use std::{
    fmt, fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use crate::input::{DEFINITION, HEAD, INTRO, Input, InputFile, LOCK, LONGEST_FILE, PROPERTIES};

/// How the name of a definition ends if it is not the catalogue's.
const DEFINITION_SUFFIX: &str = ".swagger.json";

/// Files that only a connector folder holds. One of them without a definition is a mistake to report.
const BESIDE: [&str; 2] = [PROPERTIES, HEAD];

/// A connector found on disk: a folder, or one definition file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectorFolder {
    /// Name of the connector: its folder's, or the definition file's stem.
    pub name: String,
    /// Name of the folder that holds the connector, e.g. `spec` or `certified-connectors`; empty at the file system's root.
    pub tree: String,
    /// Path below the searched folder, `/` between the parts. A user may select the connector by it.
    pub path: String,
    /// The definition, if there is exactly one.
    pub definition: Result<PathBuf, NoDefinition>,
    /// The folder of `apiProperties.json`, `connector.toml`, `intro.md` and `names.lock`; `None` for a single file.
    pub directory: Option<PathBuf>,
}

/// Why a folder has no definition.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoDefinition {
    /// The folder looks like a connector's, but no file in it ends in `.swagger.json`.
    Missing,
    /// Several files end in `.swagger.json`, and none has the catalogue's name.
    Ambiguous(Vec<String>),
}

/// Why no connector was found at a path.
#[derive(Debug)]
#[non_exhaustive]
pub enum DiscoverError {
    /// The path or something below it cannot be read.
    Io {
        /// The path that cannot be read.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// There is no definition at the path or below it.
    Nothing {
        /// The searched path.
        path: PathBuf,
    },
    /// No connector has the requested name.
    Unknown {
        /// The requested name.
        name: String,
        /// Paths of all connectors.
        known: Vec<String>,
    },
    /// Several connectors have the requested name.
    Ambiguous {
        /// The requested name.
        name: String,
        /// Paths of the connectors of that name.
        paths: Vec<String>,
    },
}

impl fmt::Display for DiscoverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, source } => write!(f, "{} cannot be read: {source}", path.display()),
            Self::Nothing { path } => write!(
                f,
                "there is no connector definition at or below {}; expected `{DEFINITION}` or one `*{DEFINITION_SUFFIX}` in a folder",
                path.display()
            ),
            Self::Unknown { name, known } => {
                write!(f, "no connector is called `{name}`")?;
                let shown = known.iter().take(10).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                if !shown.is_empty() {
                    write!(f, "; there are {shown}")?;
                }
                if known.len() > 10 {
                    write!(f, " and {} more", known.len() - 10)?;
                }
                Ok(())
            }
            Self::Ambiguous { name, paths } => {
                write!(f, "`{name}` names several connectors: {}; name one by its path", paths.join(", "))
            }
        }
    }
}

impl std::error::Error for DiscoverError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// Finds every connector at or below `root`, sorted by path. `root` is a connector folder, a tree of them, or a definition file.
///
/// # Errors
/// [`DiscoverError::Io`] if something cannot be read, [`DiscoverError::Nothing`] if nothing is found.
pub fn discover(root: &Path) -> Result<Vec<ConnectorFolder>, DiscoverError> {
    let absolute = root.canonicalize().map_err(|source| DiscoverError::Io { path: root.into(), source })?;
    let mut found = Vec::new();
    if absolute.is_file() {
        found.push(single_file(&absolute));
    } else {
        search(root, &absolute, &absolute, &mut found)?;
    }
    if found.is_empty() {
        return Err(DiscoverError::Nothing { path: root.into() });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Keeps the connectors in `names`, given by folder name or by path below the searched folder. Keeps all if `names` is empty.
///
/// # Errors
/// [`DiscoverError::Unknown`] and [`DiscoverError::Ambiguous`].
pub(crate) fn select(found: Vec<ConnectorFolder>, names: &[String]) -> Result<Vec<ConnectorFolder>, DiscoverError> {
    if names.is_empty() {
        return Ok(found);
    }
    let mut selected: Vec<ConnectorFolder> = Vec::new();
    for name in names {
        let wanted = name.trim_end_matches('/');
        let by_path = found.iter().filter(|connector| connector.path == wanted).collect::<Vec<_>>();
        let by_name = found.iter().filter(|connector| connector.name == wanted).collect::<Vec<_>>();
        let matches = if by_path.is_empty() { by_name } else { by_path };
        match matches.as_slice() {
            [] => {
                let known = found.iter().map(|connector| connector.path.clone()).collect();
                return Err(DiscoverError::Unknown { name: name.clone(), known });
            }
            [one] if selected.contains(one) => {}
            [one] => selected.push((*one).clone()),
            several => {
                let paths = several.iter().map(|connector| connector.path.clone()).collect();
                return Err(DiscoverError::Ambiguous { name: name.clone(), paths });
            }
        }
    }
    Ok(selected)
}

/// The connector of a single definition file. The files beside it belong to it only if it has the catalogue's name.
fn single_file(file: &Path) -> ConnectorFolder {
    let file_name = name_of(file);
    if let (true, Some(directory)) = (file_name.eq_ignore_ascii_case(DEFINITION), file.parent()) {
        let name = name_of(directory);
        return ConnectorFolder {
            path: name.clone(),
            name,
            tree: directory.parent().map(name_of).unwrap_or_default(),
            definition: Ok(file.into()),
            directory: Some(directory.into()),
        };
    }
    let stem =
        file_name.strip_suffix(DEFINITION_SUFFIX).or_else(|| file_name.strip_suffix(".json")).unwrap_or(&file_name);
    ConnectorFolder {
        name: stem.into(),
        tree: file.parent().map(name_of).unwrap_or_default(),
        path: stem.into(),
        definition: Ok(file.into()),
        directory: None,
    }
}

/// Adds the connector in `folder`, or those below it if it is none. Skips hidden folders and links to folders.
fn search(shown: &Path, root: &Path, folder: &Path, found: &mut Vec<ConnectorFolder>) -> Result<(), DiscoverError> {
    let failed = |source| DiscoverError::Io { path: shown.join(folder.strip_prefix(root).unwrap_or(folder)), source };
    let mut folders = Vec::new();
    let mut definitions = Vec::new();
    let mut looks_like_connector = false;
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if kind.is_dir() && !name.starts_with('.') {
            folders.push(entry.path());
        } else if !kind.is_dir() && name.to_ascii_lowercase().ends_with(DEFINITION_SUFFIX) {
            definitions.push(entry.path());
        } else {
            looks_like_connector |= !kind.is_dir() && BESIDE.contains(&name.as_str());
        }
    }
    definitions.sort();
    if definitions.is_empty() && !looks_like_connector {
        folders.sort();
        return folders.iter().try_for_each(|below| search(shown, root, below, found));
    }
    let exact = definitions.iter().find(|path| name_of(path).eq_ignore_ascii_case(DEFINITION));
    let definition = match (exact, definitions.as_slice()) {
        (Some(path), _) | (None, [path]) => Ok(path.clone()),
        (None, []) => Err(NoDefinition::Missing),
        (None, several) => Err(NoDefinition::Ambiguous(several.iter().map(|path| name_of(path)).collect())),
    };
    let below = folder.strip_prefix(root).unwrap_or(folder);
    let path = below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    let name = name_of(folder);
    found.push(ConnectorFolder {
        path: if path.is_empty() { name.clone() } else { path },
        name,
        tree: folder.parent().map(name_of).unwrap_or_default(),
        definition,
        directory: Some(folder.into()),
    });
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

impl ConnectorFolder {
    /// Path of one of its files for headers and messages: tree, connector and file name, e.g.
    /// `spec/kaizala/apiDefinition.swagger.json`. It does not depend on the searched folder or the current directory.
    pub fn origin(&self, file: &Path) -> String {
        let file = name_of(file);
        let parts = match &self.directory {
            Some(_) => vec![self.tree.as_str(), self.name.as_str(), file.as_str()],
            None => vec![self.tree.as_str(), file.as_str()],
        };
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
    }

    /// Reads the definition and the files beside it that the generator uses.
    ///
    /// # Errors
    /// A file exists and cannot be read.
    pub fn read(&self, definition: &Path) -> io::Result<Input> {
        let bytes = bytes(definition).map_err(|error| at(definition, error))?;
        Ok(Input {
            folder: self.name.clone(),
            tree: Some(self.tree.clone()).filter(|tree| !tree.is_empty()),
            definition: InputFile { path: self.origin(definition), bytes },
            properties: self.read_beside(PROPERTIES)?,
            head: self.read_beside(HEAD)?,
            intro: self.read_beside(INTRO)?,
            lock: self.read_beside(LOCK)?,
            has_other_name: self.directory.is_some() && !name_of(definition).eq_ignore_ascii_case(DEFINITION),
        })
    }

    /// All files of this connector that the generator reads.
    ///
    /// # Errors
    /// A file exists and cannot be read.
    pub fn files(&self) -> io::Result<Vec<InputFile>> {
        let mut files = Vec::new();
        if let Ok(definition) = &self.definition {
            let bytes = bytes(definition).map_err(|error| at(definition, error))?;
            files.push(InputFile { path: self.origin(definition), bytes });
        }
        for file in [PROPERTIES, HEAD, INTRO, LOCK] {
            files.extend(self.read_beside(file)?);
        }
        Ok(files)
    }

    /// A file beside the definition; `None` if it does not exist.
    fn read_beside(&self, file: &str) -> io::Result<Option<InputFile>> {
        let Some(directory) = &self.directory else { return Ok(None) };
        let path = directory.join(file);
        match bytes(&path) {
            Ok(bytes) => Ok(Some(InputFile { path: self.origin(&path), bytes })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(at(&path, error)),
        }
    }
}

/// The content of a file. Of a file that is too long, it reads one byte more than allowed, so that decoding reports it.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LONGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Adds the path to an error; the operating system's errors do not name it.
fn at(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
