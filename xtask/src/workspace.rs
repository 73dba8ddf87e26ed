//! Where the project stands, and a workspace for crates that are written outside of it.

use std::{
    io,
    path::{Path, PathBuf},
};

/// The project's folder, wherever the command is called from.
pub(crate) fn project() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.parent().map(Path::to_owned).unwrap_or(manifest)
}

/// Generated crates inherit `connector-runtime` from their workspace. Where `out` stands in none, it becomes one, so that what
/// was written compiles as it is; where it stands in one that does not say where `connector-runtime` is, a line tells what to add.
///
/// # Errors
/// The manifest cannot be written.
pub(crate) fn make(out: &Path) -> io::Result<()> {
    let out = out.canonicalize()?;
    for folder in out.ancestors() {
        match std::fs::read_to_string(folder.join("Cargo.toml")) {
            Ok(manifest) if manifest.contains("[workspace]") => {
                if !manifest.contains("connector-runtime") {
                    let manifest = folder.join("Cargo.toml");
                    println!("{}: add to it what the crates inherit:\n{}", manifest.display(), dependencies()?);
                }
                return Ok(());
            }
            _ => {}
        }
    }
    write(&out)?;
    println!("Cargo.toml: written, a workspace for the crates in {}", out.display());
    Ok(())
}

/// Makes `out` a workspace of the crates in it, whatever is around it.
///
/// # Errors
/// The manifest cannot be written.
pub(crate) fn write(out: &Path) -> io::Result<()> {
    let manifest =
        format!("[workspace]\nmembers = [\"*\"]\nexclude = [\"target\"]\nresolver = \"3\"\n\n{}", dependencies()?);
    connector_codegen::internal::output::write_whole(&out.join("Cargo.toml"), manifest.as_bytes())
}

/// What a workspace says of the runtime that its generated crates inherit.
fn dependencies() -> io::Result<String> {
    let runtime = project().canonicalize()?.join("runtime");
    let runtime = runtime.to_string_lossy();
    Ok(format!("[workspace.dependencies]\nconnector-runtime = {{ path = {runtime:?}, default-features = false }}\n"))
}
