//! A path in, connector folders out: which definitions stand below it, and their files' bytes.
//!
//! The only place that reads a connector from disk. It decides what a connector is called; it reads no JSON.

use std::{
    fmt, fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use crate::input::{DEFINITION, HEAD, INTRO, Input, InputFile, LOCK, LONGEST_FILE, PROPERTIES};

/// How the name of a definition ends if it is not the catalogue's.
const DEFINITION_SUFFIX: &str = ".swagger.json";

/// Files that only a connector folder holds: one of them without a definition is a mistake worth a word.
const BESIDE: [&str; 2] = [PROPERTIES, HEAD];

/// A connector found on disk: a folder, or one definition file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectorFolder {
    /// Name of the connector: its folder's, or the definition file's stem.
    pub name: String,
    /// Name of the folder that holds the connector, e.g. `spec` or `certified-connectors`; empty at the file system's root.
    pub tree: String,
    /// Path below the folder that was searched, `/` between the parts; what a user may call the connector.
    pub path: String,
    /// The definition, where there is exactly one.
    pub definition: Result<PathBuf, NoDefinition>,
    /// Where `apiProperties.json`, `connector.toml`, `intro.md` and `names.lock` are looked for; `None` for a single file.
    pub directory: Option<PathBuf>,
}

/// Why a folder has no definition.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoDefinition {
    /// The folder looks like a connector's and no file in it ends in `.swagger.json`.
    Missing,
    /// Several files end in `.swagger.json`, none has the catalogue's name.
    Ambiguous(Vec<String>),
}

/// Why nothing can be generated from a path.
#[derive(Debug)]
#[non_exhaustive]
pub enum DiscoverError {
    /// The path or something below it cannot be read.
    Io {
        /// What cannot be read.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No definition stands at the path or below it.
    Nothing {
        /// What was searched.
        path: PathBuf,
    },
    /// No connector has the name that was asked for.
    Unknown {
        /// What was asked for.
        name: String,
        /// Paths of the connectors there are.
        known: Vec<String>,
    },
    /// Several connectors have the name that was asked for.
    Ambiguous {
        /// What was asked for.
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
                "no connector definition stands at or below {}; expected `{DEFINITION}` or one `*{DEFINITION_SUFFIX}` in a folder",
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
/// [`DiscoverError::Io`] where something cannot be read, [`DiscoverError::Nothing`] where nothing is found.
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

/// Keeps the connectors that `names` asks for, by folder name or by path below the searched folder; all where it is empty.
///
/// # Errors
/// [`DiscoverError::Unknown`] and [`DiscoverError::Ambiguous`].
pub fn select(found: Vec<ConnectorFolder>, names: &[String]) -> Result<Vec<ConnectorFolder>, DiscoverError> {
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

/// A definition file stands for itself: the files beside it belong to it only where it has the catalogue's name.
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

/// Adds the connector in `folder`, or else those below it. Hidden folders and links to folders are not followed.
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
    /// Where one of its files stands, for headers and messages: tree, connector and file name, whatever folder was searched
    /// from where. E.g. `spec/kaizala/apiDefinition.swagger.json`.
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
    /// A file is there and cannot be read.
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

    /// Every file that the generator reads of this connector.
    ///
    /// # Errors
    /// A file is there and cannot be read.
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

/// What a file holds, and of one that is too long so much that the reader sees it.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LONGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An error of the operating system names no file; this one does.
fn at(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
