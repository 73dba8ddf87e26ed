//! One run at a time for each folder that a command writes to. What a stopped run left can be told from what a running one writes only
//! if there is no running one.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use connector_codegen::internal::output::at;

#[cfg(unix)]
use crate::terminal;

/// How often a folder is made again that another run made and removed.
const ATTEMPTS: usize = 10;

/// A folder that other runs do not write to until this is dropped or the process ends.
pub(crate) struct Lock {
    /// The folder; `None` if the system or the file system cannot lock one.
    _folder: Option<fs::File>,
    /// The folders that were made for the lock, each before the one around it.
    made: Vec<PathBuf>,
}

/// Makes a folder and locks it against other runs. Waits for another run.
///
/// # Errors
/// The folder cannot be made or opened.
pub(crate) fn lock(folder: &Path) -> io::Result<Lock> {
    let missing = folder.ancestors().take_while(|folder| folder.symlink_metadata().is_err());
    let made = missing.filter(|folder| !folder.as_os_str().is_empty()).map(Path::to_owned).collect();
    let mut attempt = 1;
    loop {
        match fs::create_dir_all(folder).and_then(|()| locked(folder)) {
            Ok(locked) => return Ok(Lock { _folder: locked, made }),
            // The run that was waited for removed what it had made.
            Err(error) if error.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(at(folder, error)),
        }
    }
}

impl Drop for Lock {
    /// Removes the folders that were made for the lock, if nothing is in them.
    fn drop(&mut self) {
        self.made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

#[cfg(unix)]
fn locked(folder: &Path) -> io::Result<Option<fs::File>> {
    use rustix::{
        fs::{FlockOperation, flock},
        io::{Errno, retry_on_intr},
    };
    let opened = fs::File::open(folder)?;
    match flock(&opened, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(Errno::WOULDBLOCK) => {
            terminal::tell(&format!("waiting for another run that writes to {}\n", folder.display()));
            if retry_on_intr(|| flock(&opened, FlockOperation::LockExclusive)).is_err() {
                return Ok(None);
            }
        }
        Err(_) => return Ok(None),
    }
    if is_at(&opened, folder)? { Ok(Some(opened)) } else { Err(io::ErrorKind::NotFound.into()) }
}

/// Whether an open folder is still the one at its path.
#[cfg(unix)]
fn is_at(opened: &fs::File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let (opened, there) = (opened.metadata()?, fs::metadata(path)?);
    Ok((opened.dev(), opened.ino()) == (there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn locked(_: &Path) -> io::Result<Option<fs::File>> {
    Ok(None)
}
