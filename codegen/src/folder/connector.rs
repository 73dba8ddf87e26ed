//! [`ConnectorFolder`]: a connector on disk, and the bytes of its files.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::shared::SharedFile;
use crate::files;
use crate::input::{HEAD, INTRO, Input, InputFile, LOCK, LONGEST_FILE, PROPERTIES, PropertyPart, Remark, Shared};

/// A connector found on disk: a folder, or a file with its definition.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectorFolder {
    /// Name of the connector: the one that its file states, or its folder's, or the definition file's stem.
    pub name: String,
    /// Name of the folder that holds the connector, e.g. `spec` or `certified-connectors`; empty at the file system's root.
    pub tree: String,
    /// Path below the searched folder, `/` between the parts. A user may select the connector by it.
    pub path: String,
    /// The file with the definition, if there is exactly one.
    pub definition: Result<PathBuf, NoDefinition>,
    /// The folder of `apiProperties.json`, `connector.toml`, `intro.md` and `names.lock`; `None` for one of several in a folder,
    /// and for a file of its own.
    pub directory: Option<PathBuf>,
    /// Whether the file has a form that no crate can be made from.
    pub(crate) is_foreign: bool,
    /// Which connector of the definition's file this is, if the file can have several.
    pub(crate) index: Option<usize>,
    /// What was read of that file, for all of its connectors.
    pub(super) shared: SharedFile,
    /// The file with the properties, if its name is not `apiProperties.json`.
    pub(crate) properties: Option<PathBuf>,
    /// Files with parts of the properties.
    pub(crate) parts: Vec<(PropertyPart, PathBuf)>,
    /// Files with schemas of tables.
    pub(crate) tables: Vec<PathBuf>,
    /// The file with code that Azure runs.
    pub(crate) script: Option<PathBuf>,
    /// What a user should know about the files.
    pub(crate) remarks: Vec<Remark>,
}

/// Why a folder has no definition.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoDefinition {
    /// The folder looks like a connector's, but no file in it is a definition.
    Missing,
    /// Several files are definitions, none has the catalogue's name, and files beside them belong to one connector.
    Ambiguous(Vec<String>),
    /// The folder has schemas of tables, and no definition of their connector.
    Tables(Vec<String>),
}

impl ConnectorFolder {
    pub(super) fn new(name: String, definition: Result<PathBuf, NoDefinition>) -> Self {
        let (tree, path) = (String::new(), name.clone());
        let (tables, parts, remarks) = (Vec::new(), Vec::new(), Vec::new());
        let (directory, properties, index, script) = (None, None, None, None);
        let (is_foreign, shared) = (false, SharedFile::default());
        Self {
            name,
            tree,
            path,
            definition,
            directory,
            is_foreign,
            index,
            shared,
            properties,
            parts,
            tables,
            script,
            remarks,
        }
    }

    /// Whether there may be a crate: a folder without a definition, or a file of another form, never takes the place of a crate.
    pub fn may_have_crate(&self) -> bool {
        self.definition.is_ok() && !self.is_foreign
    }

    /// Path of one of its files for headers and messages: tree, folder and file name, e.g.
    /// `spec/kaizala/apiDefinition.swagger.json`. It does not depend on the searched folder or the current directory.
    pub fn origin(&self, file: &Path) -> String {
        let below = self.directory.as_ref().and_then(|directory| file.strip_prefix(directory).ok());
        let folder = self.directory.as_deref().map(name_of).unwrap_or_default();
        let file = below.map_or_else(|| name_of(file), parts_of);
        let parts = [self.tree.as_str(), folder.as_str(), file.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
    }

    /// Where the file is whose path in headers and messages is `origin`; `None` if no file of this connector has that path.
    pub fn place(&self, origin: &str) -> Option<PathBuf> {
        let beside = self.directory.iter().flat_map(|directory| {
            [PROPERTIES, HEAD, INTRO, LOCK].map(|file| directory.join(file)).into_iter().chain([directory.clone()])
        });
        let own = self.definition.iter().cloned().chain(self.lock()).chain(self.properties.clone());
        let parts = self.parts.iter().map(|(_, path)| path).chain(&self.tables).chain(&self.script).cloned();
        own.chain(beside).chain(parts).find(|path| match self.directory.as_ref() == Some(path) {
            true => self.origin(Path::new("")) == origin,
            false => self.origin(path) == origin,
        })
    }

    /// Reads the definition and the files beside it that the generator uses.
    ///
    /// # Errors
    /// A file exists and cannot be read.
    pub fn read(&self, definition: &Path) -> io::Result<Input> {
        let shared = self.read_shared(definition)?;
        Ok(Input {
            folder: self.name.clone(),
            tree: Some(self.tree.clone()).filter(|tree| !tree.is_empty()),
            definition: match shared {
                Some(_) => InputFile { path: self.origin(definition), bytes: Vec::new() },
                None => self.file(definition)?,
            },
            shared,
            properties: self.read_properties()?,
            head: self.read_beside(HEAD)?,
            intro: self.read_beside(INTRO)?,
            lock: self.lock().map(|path| self.read_if_exists(&path)).transpose()?.flatten(),
            tables: self.tables.iter().map(|path| self.file(path)).collect::<io::Result<_>>()?,
            script: self.script.as_ref().map(|path| self.file(path)).transpose()?,
            index: self.index,
            parts: self.parts.iter().map(|(part, path)| Ok((*part, self.file(path)?))).collect::<io::Result<_>>()?,
            remarks: self.remarks.clone(),
        })
    }

    /// The place of its `names.lock`, whether or not it exists: in the connector's folder, else beside its file, as
    /// `FILE.names.lock`, or as `FILE.NAME.names.lock` if the file has several connectors. `None` without a definition.
    pub fn lock(&self) -> Option<PathBuf> {
        let definition = self.definition.as_ref().ok()?;
        if let Some(directory) = &self.directory {
            return Some(directory.join(LOCK));
        }
        let mut file = definition.file_name()?.to_owned();
        if self.index.is_some() {
            // A name may hold anything; it must not lead into another folder.
            let part = |letter: char| if letter.is_alphanumeric() || " -_.".contains(letter) { letter } else { '_' };
            file.push(".");
            file.push(self.name.chars().map(part).collect::<String>());
        }
        file.push(".");
        file.push(LOCK);
        Some(definition.with_file_name(file))
    }

    /// How its files are read, in addition to their bytes. Two connectors of equal files differ by it.
    pub fn reading(&self) -> String {
        format!("{:?} {:?}", self.index, self.remarks)
    }

    /// All files of this connector that the generator reads. Of a definition's file with several connectors, the bytes are those of its
    /// digest: it is not read for each of them.
    ///
    /// # Errors
    /// A file exists and cannot be read.
    pub fn files(&self) -> io::Result<Vec<InputFile>> {
        let mut files = Vec::new();
        if let Ok(definition) = &self.definition {
            files.push(match self.read_shared(definition)? {
                Some(shared) => InputFile { path: self.origin(definition), bytes: shared.digest.clone().into() },
                None => self.file(definition)?,
            });
        }
        files.extend(self.read_properties()?);
        for file in [HEAD, INTRO] {
            files.extend(self.read_beside(file)?);
        }
        if let Some(lock) = self.lock() {
            files.extend(self.read_if_exists(&lock)?);
        }
        for path in self.parts.iter().map(|(_, path)| path).chain(&self.tables).chain(&self.script) {
            files.push(self.file(path)?);
        }
        Ok(files)
    }

    /// `apiProperties.json`, or the file that holds the same under another name.
    fn read_properties(&self) -> io::Result<Option<InputFile>> {
        match &self.properties {
            Some(path) => self.file(path).map(Some),
            None => self.read_beside(PROPERTIES),
        }
    }

    /// The definition's file, if it has several connectors.
    fn read_shared(&self, definition: &Path) -> io::Result<Option<Arc<Shared>>> {
        if self.index.is_none() {
            return Ok(None);
        }
        files::own_link(definition)?;
        self.shared.read(definition, || bytes(definition))
    }

    fn file(&self, path: &Path) -> io::Result<InputFile> {
        files::own_link(path)?;
        Ok(InputFile { path: self.origin(path), bytes: bytes(path)? })
    }

    /// A file beside the definition; `None` if it does not exist.
    fn read_beside(&self, file: &str) -> io::Result<Option<InputFile>> {
        let Some(directory) = &self.directory else { return Ok(None) };
        self.read_if_exists(&directory.join(file))
    }

    fn read_if_exists(&self, path: &Path) -> io::Result<Option<InputFile>> {
        match self.file(path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The content of a file. Of a file that is too long, it reads one byte more than allowed, so that decoding reports it.
///
/// # Errors
/// The file cannot be read, or is not regular. The error names the path.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    files::read(path, LONGEST_FILE + 1)
}

/// The last part of a path.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A path with `/` between its parts.
pub(super) fn parts_of(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_in_the_folder_or_beside_the_file() {
        let mut connector = ConnectorFolder::new("greeter".to_owned(), Ok("spec/x/export.json".into()));
        assert_eq!(connector.lock(), Some("spec/x/export.json.names.lock".into()));
        connector.index = Some(1);
        assert_eq!(connector.lock(), Some("spec/x/export.json.greeter.names.lock".into()));
        connector.name = "../a b/c".to_owned();
        assert_eq!(connector.lock(), Some("spec/x/export.json..._a b_c.names.lock".into()));
        connector.directory = Some("spec/x".into());
        assert_eq!(connector.lock(), Some("spec/x/names.lock".into()));
        connector.definition = Err(NoDefinition::Missing);
        assert_eq!(connector.lock(), None);
    }
}
