//! Definitions in, a compiled driver out: the crates, one calling library per connector, and one binary over all of them, in a
//! workspace outside the committed tree.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use connector_codegen::{
    ConnectorFolder, Generator,
    internal::{self, output::write_whole},
};

use crate::project::project;

/// A connector with its crate and calling library.
pub(super) struct Written {
    /// Name of the crate's folder.
    pub(super) name: String,
    /// The definition's file.
    pub(super) definition: PathBuf,
}

/// Writes crates, callers and the driver. Prints the definitions that yield no crate, and skips them.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn write(generator: &Generator, connectors: &[ConnectorFolder], out: &Path) -> io::Result<Vec<Written>> {
    for stale in ["crates", "calls"] {
        if out.join(stale).exists() {
            fs::remove_dir_all(out.join(stale))?;
        }
    }
    let mut written = Vec::new();
    for connector in connectors {
        let generated = generator.generate(connector)?;
        let (Some(calls), Ok(definition)) = (internal::calls(&generated), &connector.definition) else {
            println!("{}: the definition yields no crate", generated.folder);
            continue;
        };
        generator.write(&generated)?;
        let folder = out.join("calls").join(&generated.folder);
        write_file(&folder.join("Cargo.toml"), &caller_manifest(&generated.folder))?;
        write_file(&folder.join("src/lib.rs"), &calls)?;
        written.push(Written { name: generated.folder, definition: definition.canonicalize()? });
    }
    write_file(&out.join("driver/Cargo.toml"), &driver_manifest(&written))?;
    write_file(&out.join("driver/src/main.rs"), &driver(&written))?;
    write_file(&out.join("Cargo.toml"), &workspace_manifest()?)?;
    fs::copy(project().join("Cargo.lock"), out.join("Cargo.lock"))?;
    Ok(written)
}

pub(super) fn write_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    write_whole(path, text.as_bytes())
}

pub(super) fn package(name: &str) -> String {
    format!("[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n")
}

fn caller_manifest(name: &str) -> String {
    let mut text = package(&format!("calls-{name}"));
    text.push_str("connector-contract.workspace = true\n");
    let _ = writeln!(text, "connector-{name} = {{ path = \"../../crates/{name}\", default-features = false }}");
    text
}

fn driver_manifest(written: &[Written]) -> String {
    let mut text = package("driver");
    text.push_str("connector-contract.workspace = true\n");
    for Written { name, .. } in written {
        let _ = writeln!(text, "calls-{name} = {{ path = \"../calls/{name}\" }}");
    }
    text
}

fn driver(written: &[Written]) -> String {
    let mut text = "fn main() -> std::process::ExitCode {\n    connector_contract::run(&[\n".to_owned();
    for Written { name, .. } in written {
        let _ = writeln!(text, "        ({name:?}, calls_{}::call),", name.replace('-', "_"));
    }
    text.push_str("    ])\n}\n");
    text
}

pub(super) fn workspace_manifest() -> io::Result<String> {
    let project = project().canonicalize()?;
    let path = |part: &str| project.join(part).to_string_lossy().into_owned();
    Ok(format!(
        "[workspace]\nmembers = [\"crates/*\", \"calls/*\", \"driver\"]\nresolver = \"3\"\n\n[workspace.dependencies]\n\
         connector-runtime = {{ path = {:?}, default-features = false }}\nconnector-contract = {{ path = {:?} }}\n",
        path("runtime"),
        path("tests/contract")
    ))
}

/// Compiles the workspace in `out` and returns the path of the driver.
///
/// # Errors
/// It does not compile; cargo has printed the reason.
pub(super) fn compile(out: &Path, target: &Path) -> io::Result<PathBuf> {
    let mut command = Command::new("cargo");
    command.args(["build", "--quiet", "-p", "driver", "--manifest-path"]).arg(out.join("Cargo.toml"));
    command.env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "false");
    if !command.status()?.success() {
        return Err(io::Error::other("the generated crates or their callers do not compile"));
    }
    Ok(target.join("debug").join(format!("driver{}", std::env::consts::EXE_SUFFIX)))
}
