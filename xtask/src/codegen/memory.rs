//! What an earlier run wrote: a connector whose files and whose crate are byte for byte what they were needs no making.
//!
//! A file in the output folder holds, for each crate, a digest of everything that it was made of (the connector's files, this
//! program, what was asked of it), a digest of what was written, and what was said. It is a hint, never the truth: both digests
//! are taken of the bytes on disk in every run.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

use connector_codegen::{
    ConnectorFolder, Files,
    internal::{digest::hexadecimal, output},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::finding::Finding;

/// Where it stands in the output folder. Hidden files belong to no crate.
const FILE: &str = ".connector-codegen-memory.json";

/// What earlier runs into an output folder wrote.
pub(super) struct Memory {
    out: PathBuf,
    /// This program, and what is asked of it.
    maker: Vec<u8>,
    crates: BTreeMap<String, Remembered>,
}

/// A crate that was written.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Remembered {
    made_of: String,
    written: String,
    pub(super) counts: BTreeMap<String, usize>,
    pub(super) files: (usize, usize),
    pub(super) findings: Vec<Finding>,
    pub(super) rendered: String,
}

impl Memory {
    /// What is remembered of `out`; nothing where the file cannot be read. `asked` is what the command line asks beyond the
    /// connectors. `None`: this program cannot be told from another.
    pub(super) fn of(out: &Path, asked: &[String]) -> Option<Self> {
        let program = fs::read(env::current_exe().ok()?).ok()?;
        let mut maker = Sha256::digest(program).to_vec();
        maker.extend(asked.join(",").into_bytes());
        let crates = fs::read(out.join(FILE)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Some(Self { out: out.to_owned(), maker, crates: crates.unwrap_or_default() })
    }

    /// What is remembered of a crate, where nothing has changed since.
    pub(super) fn recall(&self, connector: &ConnectorFolder, folder: &str) -> Option<&Remembered> {
        let remembered = self.crates.get(folder)?;
        let same =
            self.made_of(connector).ok()? == remembered.made_of && self.written(folder).ok()? == remembered.written;
        same.then_some(remembered)
    }

    /// What to remember of a crate that was just written, where nothing but its own files stands in its folder.
    pub(super) fn note(
        &self,
        connector: &ConnectorFolder,
        written: &Files,
        told: (BTreeMap<String, usize>, (usize, usize), &[Finding], &str),
    ) -> io::Result<Remembered> {
        let (counts, files, findings, rendered) = told;
        Ok(Remembered {
            made_of: self.made_of(connector)?,
            written: digest(written.iter().map(|(path, text)| (path.as_str(), text.as_bytes()))),
            counts,
            files,
            findings: findings.to_vec(),
            rendered: rendered.to_owned(),
        })
    }

    /// Keeps what was noted, and what was known of other crates, for the next run.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn save(mut self, noted: impl Iterator<Item = (String, Remembered)>) -> io::Result<()> {
        self.crates.extend(noted);
        output::write_whole(&self.out.join(FILE), &serde_json::to_vec(&self.crates)?)
    }

    fn made_of(&self, connector: &ConnectorFolder) -> io::Result<String> {
        let files = connector.files()?;
        let maker = [("", self.maker.as_slice())];
        Ok(digest(maker.into_iter().chain(files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())))))
    }

    fn written(&self, folder: &str) -> io::Result<String> {
        let folder = self.out.join(folder);
        let mut digest = Sha256::new();
        for path in output::paths(&folder)? {
            part(&mut digest, &path, &fs::read(folder.join(&path))?);
        }
        Ok(hexadecimal(&digest.finalize()))
    }
}

fn digest<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut digest = Sha256::new();
    files.for_each(|(path, bytes)| part(&mut digest, path, bytes));
    hexadecimal(&digest.finalize())
}

/// Lengths keep one file's end apart from the next one's beginning.
fn part(digest: &mut Sha256, path: &str, bytes: &[u8]) {
    for piece in [path.as_bytes(), bytes] {
        digest.update((piece.len() as u64).to_le_bytes());
        digest.update(piece);
    }
}
