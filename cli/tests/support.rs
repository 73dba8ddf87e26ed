//! A run of the command, and folders for it.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// What a run of the command left.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn codegen(folder: &Path, arguments: &[&str]) -> Run {
    codegen_in(folder, arguments, &[])
}

pub(crate) fn codegen_in(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    run(folder, &[&["codegen"], arguments].concat(), variables)
}

/// The command, not yet started.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-connector"));
    command.args(arguments).current_dir(folder);
    // What the shell of a developer says of its terminal does not count.
    command.env_remove("COLUMNS").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

pub(crate) fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = command(folder, arguments);
    command.envs(variables.iter().copied());
    finished(command)
}

/// Runs a command to its end.
pub(crate) fn finished(mut command: Command) -> Run {
    let output = command.output().expect("the command runs");
    Run {
        code: output.status.code().expect("the command is not killed"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The smallest definition with an action.
pub(crate) fn definition(operation: &str) -> String {
    format!(
        r#"{{"swagger": "2.0", "info": {{"title": "Small", "version": "1"}}, "host": "example.com",
            "paths": {{"/x": {{"get": {{"operationId": "{operation}", "responses": {{"200": {{"description": "ok"}}}}}}}}}}}}"#
    )
}

/// A definition with a comma too many, which is a warning.
pub(crate) fn repaired(operation: &str) -> String {
    definition(operation).replace(r#""ok"}"#, r#""ok",}"#)
}

pub(crate) fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a file stands in a folder")).unwrap();
    fs::write(file, text).unwrap();
}

/// A folder with `spec/small` and `spec/other`.
pub(crate) fn two_connectors() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "spec/small/apiDefinition.swagger.json", &definition("GetSmall"));
    write(folder.path(), "spec/other/APIDEFINITION.swagger.json", &definition("GetOther"));
    folder
}

pub(crate) const HERE: [&str; 6] = ["--spec", "spec", "--out", "out", "--runtime-version", "0.1"];

pub(crate) fn generated(folder: &Path) {
    let run = codegen(folder, &HERE);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

/// Every file below a folder, with its bytes; hidden ones, which belong to no crate, are passed over.
pub(crate) fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') && name != ".gitattributes" {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                files.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// A definition with an operation for each of these numbers, which all have this summary.
pub(crate) fn operations(numbers: Range<usize>, summary: &str) -> String {
    let operations = numbers.map(|number| {
        format!(
            r#""/{number}": {{"get": {{"operationId": "Get{number}", "summary": "{summary}", "responses": {{"200":
                {{"description": "ok", "schema": {{"type": "object", "properties": {{"a{number}": {{"type": "string"}}}}}}}}}}}}}}"#
        )
    });
    format!(
        r#"{{"swagger": "2.0", "info": {{"title": "Many", "version": "1"}}, "host": "example.com", "paths": {{{}}}}}"#,
        operations.collect::<Vec<_>>().join(",")
    )
}

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text of a file of the project.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The folder of first-party definitions beside the project. If it is missing, a line on standard error reports the skipped test.
pub(crate) fn firstparty() -> Option<PathBuf> {
    let folder = root().join("../shared/firstparty");
    let found = folder.is_dir().then_some(folder);
    if found.is_none() {
        eprintln!("skipped: ../shared/firstparty is not there");
    }
    found
}
