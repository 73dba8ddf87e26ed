//! The workspace around generated crates.

use std::{
    io,
    path::{Path, PathBuf},
    process::Command,
};

use connector_codegen::internal::output::{at, write_whole};

/// Makes sure that the crates in `out` have a workspace to inherit `connector-runtime` from, so that they compile as written: `out`
/// becomes one unless it is in one. If the workspace around it lacks the dependency, the lines to add are printed.
///
/// # Errors
/// Cargo cannot be started, or a manifest cannot be read or written.
pub(crate) fn make(out: &Path, project: &Path) -> io::Result<()> {
    let out = out.canonicalize().map_err(|error| at(out, error))?;
    let manifest = out.join("Cargo.toml");
    match around(&out)? {
        Around::None if manifest.symlink_metadata().is_ok() => {
            println!(
                "{}: make it a workspace for the crates beside it; it is not the generator's, so nothing was written:\n{}",
                manifest.display(),
                text(project)?
            );
        }
        Around::None => {
            write(&out, project)?;
            println!("Cargo.toml: written, a workspace for the crates in {}", out.display());
        }
        Around::Workspace { has_runtime: true, .. } => {}
        Around::Workspace { manifest, has_runtime: false } => {
            println!("{}: add the dependency that the crates inherit:\n{}", manifest.display(), dependencies(project)?);
        }
        Around::Broken(message) => {
            let dependencies = dependencies(project)?;
            println!(
                "cargo cannot load the workspace around {}; the crates inherit this dependency from it:\n{dependencies}\n{message}",
                out.display(),
            );
        }
    }
    Ok(())
}

/// The workspace that a folder is in.
enum Around {
    None,
    Workspace {
        manifest: PathBuf,
        /// Whether it states where `connector-runtime` is.
        has_runtime: bool,
    },
    /// There is a manifest, and cargo rejects it with this message.
    Broken(String),
}

fn around(folder: &Path) -> io::Result<Around> {
    if !folder.ancestors().any(|folder| folder.join("Cargo.toml").is_file()) {
        return Ok(Around::None);
    }
    let mut cargo = Command::new("cargo");
    let output =
        cargo.args(["locate-project", "--workspace", "--message-format", "plain"]).current_dir(folder).output();
    let output = output.map_err(|error| at(folder, error))?;
    if !output.status.success() {
        return Ok(Around::Broken(String::from_utf8_lossy(&output.stderr).trim_end().to_owned()));
    }
    let manifest = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim_end());
    let text = std::fs::read_to_string(&manifest).map_err(|error| at(&manifest, error))?;
    let table: toml::Table = text.parse().map_err(|error| at(&manifest, io::Error::other(error)))?;
    // A package outside of any workspace is the root of its own, which other crates are not in.
    let Some(workspace) = table.get("workspace") else { return Ok(Around::None) };
    let runtime = workspace.get("dependencies").and_then(|dependencies| dependencies.get("connector-runtime"));
    Ok(Around::Workspace { manifest, has_runtime: runtime.is_some() })
}

/// Makes `out` a workspace of the crates in it, also inside another workspace.
///
/// # Errors
/// The manifest cannot be written.
fn write(out: &Path, project: &Path) -> io::Result<()> {
    write_whole(&out.join("Cargo.toml"), text(project)?.as_bytes())
}

/// The manifest of a workspace of the crates in its folder.
fn text(project: &Path) -> io::Result<String> {
    Ok(format!("[workspace]\nmembers = [\"*\"]\nexclude = [\"target\"]\nresolver = \"3\"\n\n{}", dependencies(project)?))
}

/// The lines of a workspace manifest that state where the runtime is.
fn dependencies(project: &Path) -> io::Result<String> {
    let runtime = project.canonicalize().map_err(|error| at(project, error))?.join("runtime");
    let runtime = runtime.to_string_lossy();
    Ok(format!("[workspace.dependencies]\nconnector-runtime = {{ path = {runtime:?}, default-features = false }}\n"))
}
