//! One run of cargo over crates to measure.

use std::{io, path::Path, process::Command};

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
