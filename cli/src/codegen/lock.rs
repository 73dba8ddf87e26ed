//! One run at a time for each output folder. What a stopped run left can be told from what a running one writes only if there is no
//! running one.

use std::{fs, io, path::Path};

use connector_codegen::internal::output::at;

use crate::terminal;

/// Makes the output folder and locks it against other runs until the value is dropped or the process ends. Waits for another run.
/// `None` if the system or the file system cannot lock a folder.
///
/// # Errors
/// The folder cannot be made or opened.
pub(super) fn lock(out: &Path) -> io::Result<Option<fs::File>> {
    fs::create_dir_all(out).map_err(|error| at(out, error))?;
    locked(out)
}

#[cfg(unix)]
fn locked(out: &Path) -> io::Result<Option<fs::File>> {
    use rustix::{
        fs::{FlockOperation, flock},
        io::{Errno, retry_on_intr},
    };
    let folder = fs::File::open(out).map_err(|error| at(out, error))?;
    match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => return Ok(Some(folder)),
        Err(Errno::WOULDBLOCK) => {
            terminal::tell(&format!("waiting for another run that writes to {}\n", out.display()));
        }
        Err(_) => return Ok(None),
    }
    Ok(retry_on_intr(|| flock(&folder, FlockOperation::LockExclusive)).ok().map(|()| folder))
}

#[cfg(not(unix))]
fn locked(_: &Path) -> io::Result<Option<fs::File>> {
    Ok(None)
}
