//! A project: the folder of a `connectors.toml`, and what this file states.
//!
//! `text` is the file that `init` writes, `read` reads one into the types of `config`.

mod config;
mod read;
mod text;

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use connector_codegen::{
    Diagnostics, Sources,
    internal::{input::LONGEST_FILE, output::at, source},
};

use crate::{exit::Failure, paths};

pub(crate) use config::{FILE, Of, Placed, Project, no_package, suggestion};
pub(crate) use text::{New, text};

impl Project {
    /// The project that a folder is in. `directory` is the current one, absolute.
    ///
    /// # Errors
    /// Its file cannot be read, or has an error.
    pub(crate) fn around(directory: &Path) -> Result<Option<Self>, Failure> {
        let Some(root) = directory.ancestors().find(|folder| folder.join(FILE).is_file()) else { return Ok(None) };
        let file = root.join(FILE);
        let shown = paths::shown(directory, &file);
        let bytes = bytes(&file).map_err(|error| at(Path::new(&shown), error))?;
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let id = source::add(&mut sources, &shown, bytes, &mut diagnostics);
        let node = id.and_then(|id| source::toml(&sources, id, &mut diagnostics));
        let project = node.and_then(|node| read::read(node, root, &mut diagnostics));
        match project.filter(|_| !diagnostics.has_errors()) {
            Some(project) => Ok(Some(Self { sources, ..project })),
            None => Err(config::rejected(&diagnostics, &sources)),
        }
    }
}

/// The content of a file. Of one that is too long, it reads one byte more than allowed, so that decoding reports it.
fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(LONGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
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
