//! The project's folder.

use std::path::{Path, PathBuf};

/// The project's folder, wherever the command is called from.
pub(crate) fn project() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.parent().map(Path::to_owned).unwrap_or(manifest)
}
