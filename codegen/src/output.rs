//! Files in, disk out: compares a crate's files with its folder, writes the changed ones and removes those no longer generated.
//!
//! It knows nothing of connectors. A file belongs to the generator if its first lines hold [`MARK`]. All other files in the
//! folder are foreign and never touched. Each file is written beside its place and then moved there; a new crate is moved as a
//! whole. So a run that is stopped leaves every file whole, old or new.

use std::{
    fs, io,
    io::Read,
    path::{Path, PathBuf},
};

use crate::files::{Files, MANIFEST, MARK, same_lines};

/// Ends the name of a file or crate that is not yet moved to its place. One that is left over comes from a run that was stopped.
const UNFINISHED: &str = ".connector-codegen-unfinished";

/// The only hidden file that a crate has.
const ATTRIBUTES: &str = ".gitattributes";

/// A difference between what was generated and what is on disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Change {
    /// Path below the crate's folder.
    pub path: String,
    /// How it differs.
    pub kind: ChangeKind,
}

/// How a file on disk differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ChangeKind {
    /// Generated, not on disk.
    Missing,
    /// On disk with another content.
    Stale,
    /// On disk, written by an earlier run, no longer generated.
    Orphan,
    /// On disk, not written by the generator: reported, never touched.
    Foreign,
}

/// Compares a crate's files with its folder, in both directions. Returns the differences, sorted by path.
///
/// # Errors
/// The folder or a file in it cannot be read, or something else is in the place of a file.
pub(crate) fn compare(folder: &Path, files: &Files) -> io::Result<Vec<Change>> {
    if is_absent(folder)? {
        return Ok(files.keys().map(|path| Change { path: path.clone(), kind: ChangeKind::Missing }).collect());
    }
    let mut changes = Vec::new();
    for (path, text) in files {
        let kind = match fs::read(folder.join(path)) {
            Ok(bytes) if same_lines(&bytes, text) => continue,
            Ok(_) => ChangeKind::Stale,
            Err(error) if error.kind() == io::ErrorKind::NotFound => ChangeKind::Missing,
            Err(error) => return Err(at(&folder.join(path), error)),
        };
        changes.push(Change { path: path.clone(), kind });
    }
    changes.extend(left_over(folder, files)?);
    changes.sort();
    Ok(changes)
}

/// Applies the changes that [`compare`] found, so that the folder holds `files`.
///
/// # Errors
/// A file cannot be written or removed. Earlier changes stay; no file is left half-written.
pub(crate) fn apply(folder: &Path, files: &Files, changes: &[Change]) -> io::Result<()> {
    if !files.is_empty() && is_absent(folder)? {
        return write_crate(folder, files);
    }
    for change in changes {
        let target = folder.join(&change.path);
        match (change.kind, files.get(&change.path)) {
            (ChangeKind::Missing | ChangeKind::Stale, Some(text)) => write_whole(&target, text.as_bytes())?,
            (ChangeKind::Orphan, _) => remove(folder, &target)?,
            _ => {}
        }
    }
    Ok(())
}

/// Writes a crate that has no folder yet, and moves all of its files at once.
fn write_crate(folder: &Path, files: &Files) -> io::Result<()> {
    let unfinished = unfinished(folder);
    match fs::remove_dir_all(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&unfinished, error)),
        _ => {}
    }
    // The manifest comes last: without it, cargo does not take the rest of a stopped run for a package.
    let (manifests, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| *path == MANIFEST);
    for (path, text) in others.into_iter().chain(manifests) {
        let target = unfinished.join(path);
        write_with_parents(&target, text.as_bytes()).map_err(|error| at(&target, error))?;
    }
    fs::rename(&unfinished, folder).map_err(|error| at(folder, error))
}

/// Writes a file so that nobody ever sees it half-written.
///
/// # Errors
/// The file or its folder cannot be written.
pub fn write_whole(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = unfinished(target);
    let written = write_with_parents(&unfinished, bytes);
    written.and_then(|()| fs::rename(&unfinished, target)).map_err(|error| at(target, error))
}

fn write_with_parents(target: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::write(target, bytes).or_else(|error| match (error.kind(), target.parent()) {
        (io::ErrorKind::NotFound, Some(parent)) => {
            fs::create_dir_all(parent)?;
            fs::write(target, bytes)
        }
        _ => Err(error),
    })
}

/// The path of a file or folder until it is complete.
fn unfinished(target: &Path) -> PathBuf {
    let mut unfinished = target.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    PathBuf::from(unfinished)
}

fn is_absent(folder: &Path) -> io::Result<bool> {
    Ok(!folder.try_exists().map_err(|error| at(folder, error))?)
}

/// The definition that a generated file names in its mark; `None` for a foreign file.
///
/// # Errors
/// The file exists and cannot be read.
pub fn origin_of(file: &Path) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    match fs::File::open(file) {
        Ok(file) => file.take(1024).read_to_end(&mut head)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(at(file, error)),
    };
    let head = String::from_utf8_lossy(&head);
    let marked = head.lines().take(3).find_map(|line| line.split_once(MARK));
    Ok(marked.and_then(|(_, rest)| rest.split_once(". Do not edit").map(|(origin, _)| origin.to_owned())))
}

/// The files in a folder that are not in `files`.
fn left_over(folder: &Path, files: &Files) -> io::Result<Vec<Change>> {
    let mut found = Vec::new();
    for path in paths(folder)?.into_iter().filter(|path| !files.contains_key(path)) {
        let own = path.ends_with(UNFINISHED) || origin_of(&folder.join(&path))?.is_some();
        found.push(Change { path, kind: if own { ChangeKind::Orphan } else { ChangeKind::Foreign } });
    }
    Ok(found)
}

/// The files in a folder by their path in it (`/` between the parts), sorted; none if the folder does not exist. Skips hidden
/// files and folders but `.gitattributes`, and those that cargo makes (`target`, `Cargo.lock`).
///
/// # Errors
/// The folder or one in it cannot be read.
pub fn paths(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((directory, prefix)) = open.pop() {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(at(&directory, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| at(&directory, error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') && name != ATTRIBUTES || name == "target" || name == "Cargo.lock" {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.file_type().map_err(|error| at(&entry.path(), error))?.is_dir() {
                open.push((entry.path(), format!("{path}/")));
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Removes a file and the folders that it leaves empty, up to and including `folder`.
fn remove(folder: &Path, file: &Path) -> io::Result<()> {
    fs::remove_file(file).map_err(|error| at(file, error))?;
    for directory in file.ancestors().skip(1).take_while(|directory| directory.starts_with(folder)) {
        if fs::remove_dir(directory).is_err() {
            break;
        }
    }
    Ok(())
}

/// Adds the path to an error; the operating system's errors do not name it.
pub(crate) fn at(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> Files {
        entries
            .iter()
            .map(|(path, text)| ((*path).to_owned(), format!("// {MARK}spec/x. Do not edit.\n{text}")))
            .collect()
    }

    fn kinds(changes: &[Change]) -> Vec<(&str, ChangeKind)> {
        changes.iter().map(|change| (change.path.as_str(), change.kind)).collect()
    }

    #[test]
    fn every_difference_is_found_and_mended_and_foreign_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let old = files(&[("src/lib.rs", "1"), ("src/gone/mod.rs", "1"), ("a.md", "1")]);
        apply(folder.path(), &old, &compare(folder.path(), &old).unwrap()).unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        fs::write(folder.path().join("src/lib.rs"), "edited").unwrap();
        fs::write(folder.path().join(format!("b.rs{UNFINISHED}")), "half").unwrap();

        let new = files(&[("src/lib.rs", "1"), ("src/new.rs", "1"), ("a.md", "1")]);
        let changes = compare(folder.path(), &new).unwrap();
        assert_eq!(
            kinds(&changes),
            [
                (format!("b.rs{UNFINISHED}").as_str(), ChangeKind::Orphan),
                ("notes.txt", ChangeKind::Foreign),
                ("src/gone/mod.rs", ChangeKind::Orphan),
                ("src/lib.rs", ChangeKind::Stale),
                ("src/new.rs", ChangeKind::Missing),
            ]
        );
        apply(folder.path(), &new, &changes).unwrap();
        assert_eq!(kinds(&compare(folder.path(), &new).unwrap()), [("notes.txt", ChangeKind::Foreign)]);
        assert!(!folder.path().join("src/gone").exists());
        assert_eq!(fs::read_to_string(folder.path().join("notes.txt")).unwrap(), "mine");
    }

    #[test]
    fn a_checkout_with_other_line_ends_is_not_stale() {
        let folder = tempfile::tempdir().unwrap();
        let own = files(&[(ATTRIBUTES, "* text eol=lf\n"), ("src/lib.rs", "1\n2\n")]);
        apply(folder.path(), &own, &compare(folder.path(), &own).unwrap()).unwrap();
        for (path, text) in &own {
            fs::write(folder.path().join(path), text.replace('\n', "\r\n")).unwrap();
        }
        assert_eq!(compare(folder.path(), &own).unwrap(), []);
        fs::write(folder.path().join("src/lib.rs"), own["src/lib.rs"].replace('\n', "\r\n") + "3").unwrap();
        assert_eq!(kinds(&compare(folder.path(), &own).unwrap()), [("src/lib.rs", ChangeKind::Stale)]);
        let none = compare(folder.path(), &Files::new()).unwrap();
        assert_eq!(kinds(&none), [(ATTRIBUTES, ChangeKind::Orphan), ("src/lib.rs", ChangeKind::Orphan)]);
    }

    #[test]
    fn a_new_crate_appears_as_a_whole_whatever_a_stopped_run_left() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("x");
        let remnant = root.path().join(format!("x{UNFINISHED}"));
        fs::create_dir_all(remnant.join("src")).unwrap();
        fs::write(remnant.join("src/old.rs"), "half").unwrap();

        let new = files(&[("Cargo.toml", "1"), ("src/lib.rs", "1")]);
        let changes = compare(&folder, &new).unwrap();
        assert_eq!(kinds(&changes), [("Cargo.toml", ChangeKind::Missing), ("src/lib.rs", ChangeKind::Missing)]);
        apply(&folder, &new, &changes).unwrap();
        assert_eq!(paths(root.path()).unwrap(), ["x/Cargo.toml", "x/src/lib.rs"]);
    }

    #[test]
    fn a_crate_without_files_leaves_no_folder() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("x");
        let old = files(&[("src/lib.rs", "1")]);
        apply(&folder, &old, &compare(&folder, &old).unwrap()).unwrap();
        apply(&folder, &Files::new(), &compare(&folder, &Files::new()).unwrap()).unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn the_mark_names_the_definition() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lib.rs");
        fs::write(&file, format!("// {MARK}spec/a.b/apiDefinition.swagger.json. Do not edit.\n")).unwrap();
        assert_eq!(origin_of(&file).unwrap().as_deref(), Some("spec/a.b/apiDefinition.swagger.json"));
    }
}
