//! This repository's folder.

use std::path::{Path, PathBuf};

/// The project's folder, wherever the command is called from.
pub(crate) fn project() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.parent().map(Path::to_owned).unwrap_or(manifest)
}

/// Whether the current directory is in this repository.
pub(crate) fn is_here() -> bool {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    here.ok().zip(project().canonicalize().ok()).is_some_and(|(here, project)| here.starts_with(project))
}
