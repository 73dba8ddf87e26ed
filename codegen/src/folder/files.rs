//! The files of one folder, sorted by what they are.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::connector::{bytes, name_of};
use crate::container::{self, Contents, Form, SolutionHead};
use crate::files::at;
use crate::input::{DEFINITION, HEAD, INTRO, LOCK, PROPERTIES, TABLES};

/// Files that only a connector folder holds. One of them without a definition is a mistake to report.
const MARKS: [&str; 2] = [PROPERTIES, HEAD];

/// Files of a connector folder whose names show that they are not definitions.
const KNOWN: [&str; 4] = [PROPERTIES, HEAD, INTRO, LOCK];

/// How the names of files end that are looked at.
const ENDINGS: [&str; 6] = ["json", "yaml", "yml", "xml", "wadl", "msapp"];

/// How the name of a connector's code ends.
const SCRIPT: &str = ".csx";

/// The folder in a code app that is hidden and has its schemas.
const POWER: &str = ".power";
const POWER_SCHEMAS: &str = "schemas";

/// Packages of others, which a code app may have by the thousand.
const PACKAGES: &str = "node_modules";

/// The files of one folder, sorted by what they are; each list by name.
#[derive(Default)]
pub(super) struct Files {
    /// The definition with the catalogue's name.
    pub(super) exact: Option<PathBuf>,
    /// Whether there is a file that only a connector folder holds.
    pub(super) has_marks: bool,
    pub(super) has_properties: bool,
    /// Every `names.lock` and `….names.lock`.
    pub(super) locks: Vec<PathBuf>,
    /// Files that define connectors.
    pub(super) definitions: Vec<(PathBuf, Contents)>,
    /// Files of a solution that name the files of a connector.
    pub(super) heads: Vec<(PathBuf, SolutionHead)>,
    /// Files with the content of `apiProperties.json` and another name.
    pub(super) properties: Vec<PathBuf>,
    /// Files with connection parameters alone.
    pub(super) parameters: Vec<PathBuf>,
    /// Schemas of tables, here and in the folder for them.
    pub(super) tables: Vec<PathBuf>,
    /// Files with code that Azure runs.
    pub(super) scripts: Vec<PathBuf>,
    /// Files of a form that no crate can be made from.
    pub(super) foreign: Vec<PathBuf>,
    /// The folders to search.
    pub(super) folders: Vec<PathBuf>,
}

impl Files {
    /// # Errors
    /// The folder or a file in it cannot be read.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let mut files = Self::default();
        let mut others = Vec::new();
        let mut tables = None;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (kind, name) = (entry.file_type()?, entry.file_name().to_string_lossy().into_owned());
            if kind.is_dir() {
                if name == TABLES {
                    tables = Some(entry.path());
                } else if is_searched(folder, &name) {
                    files.folders.push(entry.path());
                }
            } else if name.eq_ignore_ascii_case(DEFINITION) {
                others.push(entry.path());
            } else if KNOWN.contains(&name.as_str()) {
                files.has_marks |= MARKS.contains(&name.as_str());
                files.has_properties |= name == PROPERTIES;
                if name == LOCK {
                    files.locks.push(entry.path());
                }
            } else if name.strip_suffix(LOCK).is_some_and(|file| file.ends_with('.')) {
                files.locks.push(entry.path());
            } else if name.to_ascii_lowercase().ends_with(SCRIPT) {
                files.scripts.push(entry.path());
            } else if ends_as_looked_at(&name) {
                others.push(entry.path());
            }
        }
        others.sort();
        files.locks.sort();
        files.scripts.retain(|path| is_read(path));
        files.scripts.sort();
        for path in others {
            if files.exact.is_none() && name_of(&path).eq_ignore_ascii_case(DEFINITION) {
                files.exact = Some(path);
            } else if is_read(&path) {
                files.look(path)?;
            }
        }
        files.folders.sort();
        files.take_tables(tables)?;
        Ok(files)
    }

    /// The name of each file that defines a connector.
    pub(super) fn definition_names(&self) -> Vec<String> {
        self.definitions.iter().map(|(path, _)| name_of(path)).collect()
    }

    fn look(&mut self, path: PathBuf) -> io::Result<()> {
        let contents = container::look(bytes(&path)?);
        match contents.form {
            Form::Definition | Form::Wrapped | Form::Template => self.definitions.push((path, contents)),
            Form::Table => self.tables.push(path),
            Form::Properties => self.properties.push(path),
            Form::ConnectionParameters => self.parameters.push(path),
            Form::Solution(head) => self.heads.push((path, head)),
            Form::Foreign(_) => self.foreign.push(path),
            Form::Unknown => {}
        }
        Ok(())
    }

    /// Every JSON file in the folder for tables is one, if the folder around it has a definition. Else the folder is one as any other.
    fn take_tables(&mut self, folder: Option<PathBuf>) -> io::Result<()> {
        let Some(folder) = folder else { return Ok(()) };
        if self.exact.is_none() && self.definitions.is_empty() && self.heads.is_empty() && !self.has_marks {
            self.folders.push(folder);
            return Ok(());
        }
        let mut tables = Vec::new();
        for entry in fs::read_dir(&folder).map_err(|error| at(&folder, error))? {
            let path = entry.map_err(|error| at(&folder, error))?.path();
            if name_of(&path).to_ascii_lowercase().ends_with(".json") && is_read(&path) {
                tables.push(path);
            }
        }
        tables.sort();
        self.tables.extend(tables);
        Ok(())
    }
}

/// Whether a path is read as a file: a link to nothing is not, and a pipe or a device is, which is an error.
fn is_read(path: &Path) -> bool {
    path.exists() && !path.is_dir()
}

/// Whether a folder below `parent` is searched. Hidden ones are not, except for the schemas of a code app.
fn is_searched(parent: &Path, name: &str) -> bool {
    match name_of(parent).as_str() {
        POWER => name == POWER_SCHEMAS,
        _ => name == POWER || !name.starts_with('.') && name != PACKAGES,
    }
}

fn ends_as_looked_at(name: &str) -> bool {
    let (_, ending) = name.rsplit_once('.').unwrap_or_default();
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}
