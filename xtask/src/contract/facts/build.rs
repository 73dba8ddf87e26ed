//! Definitions in, a compiled driver out: of each definition a crate with the operations that facts name, and a library that calls
//! them. Each crate has a name of its own, so that two definitions of one connector are both usable.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use connector_codegen::{Generated, Generator, internal};

use super::super::build::{package, workspace_manifest, write_file};
use crate::project::project;

/// A definition with the operations that facts name.
pub(super) type Needed = BTreeMap<PathBuf, BTreeSet<String>>;

/// A definition as the driver knows it.
pub(super) struct Built {
    /// Name of its caller.
    pub(super) name: String,
    /// The operations of its crate; an error message if there is no crate.
    pub(super) operations: Result<Vec<String>, String>,
}

/// Writes crates, callers and driver.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn write(needed: &Needed, out: &Path) -> io::Result<BTreeMap<PathBuf, Built>> {
    for stale in ["crates", "calls"] {
        if out.join(stale).exists() {
            fs::remove_dir_all(out.join(stale))?;
        }
    }
    let mut built = BTreeMap::new();
    let mut callers = Vec::new();
    for (index, (definition, operations)) in needed.iter().enumerate() {
        let name = format!("facts-{index}");
        let operations = match generated(definition, operations)? {
            Ok(generated) => {
                let library = write_crate(&generated, &name, out)?;
                callers.push(name.clone());
                library.map(|()| generated.operations)
            }
            Err(message) => Err(message),
        };
        built.insert(definition.clone(), Built { name, operations });
    }
    write_file(&out.join("driver/Cargo.toml"), &driver_manifest(&callers))?;
    write_file(&out.join("driver/src/main.rs"), &driver(&callers))?;
    write_file(&out.join("Cargo.toml"), &workspace_manifest()?)?;
    fs::copy(project().join("Cargo.lock"), out.join("Cargo.lock"))?;
    Ok(built)
}

/// The crate of a definition, in memory.
fn generated(definition: &Path, operations: &BTreeSet<String>) -> io::Result<Result<Generated, String>> {
    let generator = Generator::new(definition).operations(operations);
    let connectors = match generator.connectors() {
        Ok(connectors) => connectors,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let [connector] = connectors.as_slice() else {
        return Ok(Err(format!("the file has {} connectors", connectors.len())));
    };
    let generated = generator.generate(connector)?;
    let first = || generated.diagnostics.render(&generated.sources).lines().next().unwrap_or_default().to_owned();
    Ok(if generated.files.is_some() { Ok(generated) } else { Err(first()) })
}

fn write_crate(generated: &Generated, name: &str, out: &Path) -> io::Result<Result<(), String>> {
    let (Some(files), Some(calls)) = (&generated.files, internal::calls(generated)) else {
        return Ok(Err("the definition yields no crate".to_owned()));
    };
    let manifest: toml::Table = files["Cargo.toml"].parse().map_err(io::Error::other)?;
    let package_name = manifest["package"]["name"].as_str().unwrap_or_default();
    for (path, text) in files {
        let text = match path.as_str() {
            "Cargo.toml" => text.replacen(&format!("name = {package_name:?}"), &format!("name = {name:?}"), 1),
            _ => text.clone(),
        };
        write_file(&out.join("crates").join(name).join(path), &text)?;
    }
    let mut manifest = package(&format!("calls-{name}"));
    manifest.push_str("connector-contract.workspace = true\n");
    let _ = writeln!(
        manifest,
        "{package_name} = {{ path = \"../../crates/{name}\", package = {name:?}, default-features = false }}"
    );
    write_file(&out.join("calls").join(name).join("Cargo.toml"), &manifest)?;
    write_file(&out.join("calls").join(name).join("src/lib.rs"), &calls)?;
    Ok(Ok(()))
}

fn driver_manifest(callers: &[String]) -> String {
    let mut text = package("driver");
    text.push_str("connector-contract.workspace = true\n");
    for name in callers {
        let _ = writeln!(text, "calls-{name} = {{ path = \"../calls/{name}\" }}");
    }
    text
}

fn driver(callers: &[String]) -> String {
    let mut text = "use connector_contract::Caller;\n\nfn main() -> std::process::ExitCode {\n    connector_contract::run_facts(&[\n".to_owned();
    for name in callers {
        let library = format!("calls_{}", name.replace('-', "_"));
        let _ = writeln!(
            text,
            "        Caller {{ name: {name:?}, call: {library}::call, payloads: {library}::payloads }},"
        );
    }
    text.push_str("    ])\n}\n");
    text
}
