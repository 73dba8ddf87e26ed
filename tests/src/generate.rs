//! Definitions through the generator's public API: a folder in, the generator's result out. Only temporary folders are written.

use std::{fs, path::Path};

use connector_codegen::{Generated, Generator, Severity};

/// Generates the connector `name` from the text of a definition, and from files beside it.
///
/// # Panics
/// If a file cannot be written or read.
pub fn generate(name: &str, definition: impl AsRef<[u8]>, beside: &[(&str, &str)]) -> Generated {
    let beside = beside.iter().map(|(file, text)| (*file, text.as_bytes()));
    let files: Vec<(&str, &[u8])> =
        [("apiDefinition.swagger.json", definition.as_ref())].into_iter().chain(beside).collect();
    folder(name, &files)
}

/// Generates the connector `name` from the files of its folder.
///
/// # Panics
/// If a file cannot be written or read.
pub fn folder(name: &str, files: &[(&str, &[u8])]) -> Generated {
    let tree = tempfile::tempdir().expect("a temporary folder can be made");
    let folder = tree.path().join("spec").join(name);
    fs::create_dir_all(&folder).expect("a folder can be made");
    for (file, bytes) in files {
        fs::write(folder.join(file), bytes).expect("a file can be written");
    }
    one(&folder)
}

/// Generates the one connector at a path.
///
/// # Panics
/// If there is none, several, or one that cannot be read.
pub fn one(path: &Path) -> Generated {
    let generator = Generator::new(path);
    let connectors = generator.connectors().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(connectors.len(), 1, "connectors at {}", path.display());
    generator.generate(&connectors[0]).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Code and message of each diagnostic, in order.
pub fn messages(generated: &Generated) -> Vec<(String, String)> {
    let diagnostics = generated.diagnostics.iter();
    diagnostics.map(|diagnostic| (diagnostic.problem.code().to_owned(), diagnostic.problem.message())).collect()
}

/// The files of a crate.
///
/// # Panics
/// If there is none; the diagnostics that say why are printed.
pub fn files(generated: &Generated) -> &connector_codegen::Files {
    let errors = generated.diagnostics.iter().filter(|it| it.problem.severity() == Severity::Error);
    let errors: Vec<String> = errors.map(|it| it.problem.message()).collect();
    generated.files.as_ref().unwrap_or_else(|| panic!("no crate is made: {errors:#?}"))
}
