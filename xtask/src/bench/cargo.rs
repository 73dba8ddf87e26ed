//! The workspace of the crates to measure, and one run of cargo over them.

use std::{io, path::Path, process::Command};

use connector_codegen::internal::output::write_whole;

use crate::project::project;

/// Makes `out` a workspace of the crates in it.
///
/// # Errors
/// The manifest cannot be written.
pub(super) fn workspace(out: &Path) -> io::Result<()> {
    let runtime = project().canonicalize()?.join("runtime");
    let runtime = runtime.to_string_lossy();
    let text = format!(
        "[workspace]\nmembers = [\"*\"]\nexclude = [\"target\"]\nresolver = \"3\"\n\n[workspace.dependencies]\n\
         connector-runtime = {{ path = {runtime:?}, default-features = false }}\n"
    );
    write_whole(&out.join("Cargo.toml"), text.as_bytes())
}

/// Runs cargo in a workspace, without the default features of its crates.
///
/// # Errors
/// Cargo cannot be started, or fails.
pub(super) fn cargo(out: &Path, target: &Path, words: &[&str], after: &[&str]) -> io::Result<()> {
    let mut command = Command::new("cargo");
    command.args(words).args(["--quiet", "--no-default-features"]).args(after).current_dir(out);
    command.env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "0");
    if command.status()?.success() { Ok(()) } else { Err(io::Error::other("cargo failed")) }
}
