//! Stores the results of earlier runs, so that a run skips connectors whose files and crate are unchanged.
//!
//! A file in the output folder has an entry for each crate: a digest of the inputs (the connector's files, this program, the
//! settings, the current directory), a digest of the written files, and the diagnostics. Every run computes both digests again from the bytes on disk and
//! uses an entry only if both match.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

use connector_codegen::{
    Files,
    internal::{digest::hexadecimal, output},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::settings::Job;
use crate::finding::{Finding, More};

/// File name in the output folder. Crates do not own hidden files.
const FILE: &str = ".connector-codegen-memory.json";

/// Entries of earlier runs for one output folder.
pub(super) struct Memory {
    out: PathBuf,
    /// Digest of this program, followed by the options.
    maker: Vec<u8>,
    crates: BTreeMap<String, Remembered>,
}

/// The entry of a written crate.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// Digest of the inputs.
    made_of: String,
    /// Digest of the written files.
    written: String,
    pub(super) counts: BTreeMap<String, usize>,
    /// Number of files, and of their bytes.
    pub(super) files: (usize, usize),
    pub(super) findings: Vec<Finding>,
    pub(super) more: Vec<More>,
    pub(super) rendered: String,
}

/// What a run printed about a crate.
pub(super) struct Printed<'a> {
    pub(super) counts: &'a BTreeMap<String, usize>,
    /// Number of files, and of their bytes.
    pub(super) files: (usize, usize),
    pub(super) findings: &'a [Finding],
    pub(super) more: &'a [More],
    pub(super) rendered: &'a str,
}

impl Memory {
    /// The memory of `out`. It is empty if its file cannot be read. `directory` is the current one. Returns `None` if this program cannot read its own executable.
    pub(super) fn of(out: &Path, directory: &Path) -> Option<Self> {
        let program = fs::read(env::current_exe().ok()?).ok()?;
        let mut maker = Sha256::digest(program).to_vec();
        maker.extend(directory.to_string_lossy().bytes());
        let crates = output::read_here(&out.join(FILE)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Some(Self { out: out.to_owned(), maker, crates: crates.unwrap_or_default() })
    }

    /// The entry of a crate, if neither the inputs nor the written files have changed.
    pub(super) fn recall(&self, job: &Job, folder: &str) -> Option<&Remembered> {
        let remembered = self.crates.get(folder)?;
        let same = self.made_of(job).ok()? == remembered.made_of && self.written(folder).ok()? == remembered.written;
        same.then_some(remembered)
    }

    /// Makes the entry of a crate that was just written. Its folder must contain only generated files.
    ///
    /// # Errors
    /// The connector's files cannot be read.
    pub(super) fn note(&self, job: &Job, written: &Files, printed: Printed<'_>) -> io::Result<Remembered> {
        let Printed { counts, files, findings, more, rendered } = printed;
        Ok(Remembered {
            made_of: self.made_of(job)?,
            written: digest(written.iter().map(|(path, text)| (path.as_str(), text.as_bytes()))),
            counts: counts.clone(),
            files,
            findings: findings.to_vec(),
            more: more.to_vec(),
            rendered: rendered.to_owned(),
        })
    }

    /// Saves the new entries for the next run. Entries of other crates stay.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn save(mut self, noted: impl Iterator<Item = (String, Remembered)>) -> io::Result<()> {
        self.crates.extend(noted);
        output::write_whole(&self.out.join(FILE), &serde_json::to_vec(&self.crates)?)
    }

    fn made_of(&self, job: &Job) -> io::Result<String> {
        let files = job.connector.files()?;
        let (reading, settings) = (job.connector.reading(), &job.settings);
        let maker = [("", self.maker.as_slice()), ("", reading.as_bytes()), ("", settings.as_bytes())];
        Ok(digest(maker.into_iter().chain(files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())))))
    }

    fn written(&self, folder: &str) -> io::Result<String> {
        let folder = self.out.join(folder);
        let mut digest = Sha256::new();
        for path in output::paths(&folder)? {
            part(&mut digest, &path, &output::read_here(&folder.join(&path))?);
        }
        Ok(hexadecimal(&digest.finalize()))
    }
}

fn digest<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut digest = Sha256::new();
    files.for_each(|(path, bytes)| part(&mut digest, path, bytes));
    hexadecimal(&digest.finalize())
}

/// Adds a file to the digest. The lengths mark where a path or a file ends.
fn part(digest: &mut Sha256, path: &str, bytes: &[u8]) {
    for piece in [path.as_bytes(), bytes] {
        digest.update((piece.len() as u64).to_le_bytes());
        digest.update(piece);
    }
}
