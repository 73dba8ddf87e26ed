//! A workspace for crates that are written outside of the project.

use std::{io, path::Path};

use crate::project;

/// Generated crates inherit `connector-runtime` from their workspace. Where `out` stands in none, it becomes one, so that what
/// was written compiles as it is.
///
/// # Errors
/// The manifest cannot be written.
pub(super) fn make(out: &Path) -> io::Result<()> {
    let out = out.canonicalize()?;
    for folder in out.ancestors() {
        match std::fs::read_to_string(folder.join("Cargo.toml")) {
            Ok(manifest) if manifest.contains("[workspace]") => return Ok(()),
            _ => {}
        }
    }
    let runtime = project().canonicalize()?.join("runtime");
    let manifest = format!(
        "[workspace]\nmembers = [\"*\"]\nexclude = [\"target\"]\nresolver = \"3\"\n\n[workspace.dependencies]\n\
         connector-runtime = {{ path = {:?}, default-features = false }}\n",
        runtime.to_string_lossy()
    );
    connector_codegen::output::write_whole(&out.join("Cargo.toml"), manifest.as_bytes())?;
    println!("Cargo.toml: written, a workspace for the crates in {}", out.display());
    Ok(())
}
