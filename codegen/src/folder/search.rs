//! The search: a path in, the connectors at or below it out.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
};

use super::adopt::adopt;
use super::connector::{ConnectorFolder, bytes, name_of, parts_of};
use super::error::DiscoverError;
use super::files::Files;
use super::group::{Place, group, mark_strays, of_file, stem};
use crate::container::{self, Form};
use crate::input::{PROPERTIES, Remark};

/// Finds every connector at or below `root`, sorted by path. `root` is a connector folder, a tree of them, or a file with a
/// definition in any of the forms that `container` reads.
///
/// # Errors
/// [`DiscoverError::Io`] if something cannot be read, [`DiscoverError::Nothing`] if nothing is found.
pub fn discover(root: &Path) -> Result<Vec<ConnectorFolder>, DiscoverError> {
    let absolute = root.canonicalize().map_err(|source| DiscoverError::Io { path: root.into(), source })?;
    let mut found = Vec::new();
    if !absolute.is_dir() {
        found = single_file(&absolute).map_err(|source| DiscoverError::Io { path: root.into(), source })?;
    } else {
        search(root, &absolute, &absolute, &mut found)?;
        adopt(&mut found).map_err(|source| DiscoverError::Io { path: root.into(), source })?;
    }
    if found.is_empty() {
        return Err(DiscoverError::Nothing { path: root.into() });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Adds the connectors in `folder` and those below it. Skips hidden folders and links to folders.
fn search(shown: &Path, root: &Path, folder: &Path, found: &mut Vec<ConnectorFolder>) -> Result<(), DiscoverError> {
    let below = folder.strip_prefix(root).unwrap_or(folder);
    let files = Files::of(folder).map_err(|source| DiscoverError::Io { path: shown.join(below), source })?;
    let (folders, locks) = (files.folders.clone(), files.locks.clone());
    let mut group = group(&Place { folder: folder.to_owned(), path: parts_of(below) }, files);
    mark_strays(&mut group.connectors, &locks);
    found.extend(group.connectors);
    if group.is_closed {
        return Ok(());
    }
    folders.iter().try_for_each(|below| search(shown, root, below, found))
}

/// The connectors of a single file. The files beside it belong to it as far as its folder shows it.
fn single_file(file: &Path) -> io::Result<Vec<ConnectorFolder>> {
    let folder = file.parent().map(Path::to_owned).unwrap_or_default();
    let place = Place { folder: folder.clone(), path: String::new() };
    let contents = container::look(bytes(file)?);
    let head = match &contents.form {
        Form::Solution(head) => head.definition.as_ref().map(|definition| folder.join(definition)),
        _ => None,
    };
    let is_of = |connector: &ConnectorFolder| {
        let definition = connector.definition.as_deref().ok();
        definition.is_some_and(|definition| definition == file || Some(definition) == head.as_deref())
    };
    let files = Files::of(&folder)?;
    let mut locks = files.locks.clone();
    let (mut connectors, others): (Vec<_>, Vec<_>) = group(&place, files).connectors.into_iter().partition(is_of);
    let theirs: HashSet<PathBuf> = others.iter().filter_map(ConnectorFolder::lock).collect();
    locks.retain(|lock| !theirs.contains(lock));
    if connectors.is_empty() {
        connectors = of_file(&place, file, &contents);
    }
    for connector in &mut connectors {
        if is_named_after_folder(connector, &folder, file) {
            // A file that was passed by its name is called by it.
            connector.name = stem(file);
            connector.path.clone_from(&connector.name);
            connector.tree = name_of(&folder);
            connector.directory = None;
            connector.properties = Some(folder.join(PROPERTIES)).filter(|file| file.is_file());
            connector.remarks.retain(|remark| !matches!(remark, Remark::OtherName(_)));
        }
    }
    mark_strays(&mut connectors, &locks);
    Ok(connectors)
}

/// Whether a connector has its folder's name, although its file has one of its own.
fn is_named_after_folder(connector: &ConnectorFolder, folder: &PathBuf, file: &Path) -> bool {
    connector.directory.as_ref() == Some(folder)
        && connector.definition.as_deref().ok() == Some(file)
        && connector.remarks.iter().any(|remark| matches!(remark, Remark::OtherName(_)))
}
