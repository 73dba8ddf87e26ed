//! A file with several connectors, which is read once for all of them.

use std::{
    fmt, fs, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use crate::container;
use crate::files::at;
use crate::input::Shared;

/// What was read of a file; nothing yet, or for a file with one connector.
#[derive(Clone, Default)]
pub(super) struct SharedFile(Arc<Mutex<Option<Reading>>>);

/// The file when it was read: its length and the time of its last change.
type State = (u64, Option<SystemTime>);

/// A file that was read; without content, it does not have several connectors.
type Reading = (State, Option<Arc<Shared>>);

impl SharedFile {
    /// The content of the file, whose `bytes` are read if they were not or have changed; `None` if it does not have several connectors.
    ///
    /// # Errors
    /// The file cannot be read. The error names the path.
    pub(super) fn read(
        &self,
        path: &Path,
        bytes: impl FnOnce() -> io::Result<Vec<u8>>,
    ) -> io::Result<Option<Arc<Shared>>> {
        let metadata = fs::metadata(path).map_err(|error| at(path, error))?;
        let state = (metadata.len(), metadata.modified().ok());
        // The other connectors of the file wait meanwhile.
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((earlier, shared)) = &*reading
            && *earlier == state
        {
            return Ok(shared.clone());
        }
        let shared = container::share(bytes()?).map(Arc::new);
        *reading = Some((state, shared.clone()));
        Ok(shared)
    }
}

/// Connectors are equal whether or not they were read.
impl PartialEq for SharedFile {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for SharedFile {}

/// The content of a file is too long to print.
impl fmt::Debug for SharedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedFile")
    }
}
