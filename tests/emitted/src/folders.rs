//! An output folder in, the facts of every crate below it out.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use crate::{facts::facts, source::Files};

/// Facts of crates, by their folders below the output folder.
pub type Inventory = BTreeMap<String, Vec<String>>;

/// Reads every crate below a folder.
///
/// # Errors
/// A folder cannot be read, or a crate cannot be parsed.
pub fn inventories(root: &Path) -> Result<Inventory, String> {
    let mut crates = Vec::new();
    find(root, &mut crates).map_err(|error| format!("{}: {error}", root.display()))?;
    let read = crates.par_iter().map(|folder| {
        let mut files = Files::new();
        read(folder, folder, &mut files).map_err(|error| format!("{}: {error}", folder.display()))?;
        let lines = facts(&files).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok((below(root, folder), lines))
    });
    read.collect()
}

/// The folders that hold a crate.
fn find(folder: &Path, crates: &mut Vec<PathBuf>) -> io::Result<()> {
    if folder.join("src/lib.rs").is_file() {
        crates.push(folder.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && entry.file_name() != "target" {
            find(&entry.path(), crates)?;
        }
    }
    Ok(())
}

/// The manifest and the Rust files of a crate.
fn read(root: &Path, folder: &Path, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            read(root, &path, files)?;
        } else if path.extension().is_some_and(|it| it == "rs") || path.file_name().is_some_and(|it| it == "Cargo.toml")
        {
            files.insert(below(root, &path), fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// A path below a folder, with `/` on every system.
fn below(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
