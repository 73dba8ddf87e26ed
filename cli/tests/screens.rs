//! What each command prints, at three widths of the terminal, as it is committed in `snapshots`; with colours, too.

use crate::support::{command, definition, finished, write};
use std::{fmt::Write as _, fs, path::Path};
use tempfile::TempDir;

const WIDTHS: [usize; 3] = [40, 80, 140];

/// A project with a connector that has a bit of everything: faults, a note, a script, a table of operations.
fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "connectors.toml",
        "definitions = \"connectors\"\ncrates = \"generated\"\n\n[runtime]\nversion = \"0.1\"\n",
    );
    write(
        folder.path(),
        "connectors/tasks/apiDefinition.swagger.json",
        r##"{
  "swagger": "2.0",
  "info": {"title": "Tasks", "description": "Tasks of a team, with their owners and dates. It is a service of nobody.", "version": "1"},
  "host": "tasks.example.com",
  "schemes": ["https"],
  "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
  "paths": {
    "/teams/{team}/tasks": {
      "get": {
        "operationId": "ListTasks", "summary": "List the tasks of a team", "x-vendor-note": 1,
        "parameters": [
          {"name": "team", "in": "path", "required": true, "type": "string"},
          {"name": "state", "in": "query", "requird": true, "type": "string", "enum": ["open", "done"]}
        ],
        "responses": {"200": {"description": "ok", "schema": {"type": "array", "items": {"$ref": "#/definitions/Taks"}}}}
      },
      "post": {
        "operationId": "CreateTask", "summary": "Create a task",
        "parameters": [
          {"name": "team", "in": "path", "required": true, "type": "string"},
          {"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Task"}}
        ],
        "responses": {"201": {"description": "made", "schema": {"$ref": "#/definitions/Task"}}}
      }
    }
  },
  "definitions": {"Task": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}, "due": {"type": "string", "format": "date-time"}}}}
}
"##,
    );
    write(
        folder.path(),
        "connectors/tasks/apiProperties.json",
        r#"{"properties": {"connectionParameters": {"key": {"type": "securestring", "uiDefinition": {"displayName": "API key"}}}}}"#,
    );
    folder
}

fn with_broken() -> TempDir {
    let folder = project();
    let broken = "{\n  \"swagger\": \"2.0\",,\n}\n";
    write(folder.path(), "connectors/broken/apiDefinition.swagger.json", broken);
    folder
}

fn generated() -> TempDir {
    let folder = project();
    assert_eq!(finished(command(folder.path(), &["codegen"])).code, 0);
    folder
}

fn stale() -> TempDir {
    let folder = generated();
    let definition = folder.path().join("connectors/tasks/apiDefinition.swagger.json");
    fs::write(&definition, fs::read_to_string(&definition).unwrap().replace("CreateTask", "AddTask")).unwrap();
    write(folder.path(), "generated/tasks/src/mine.rs", "");
    folder
}

fn with_export() -> TempDir {
    let folder = project();
    let swagger = definition("GetSmall").replace("example.com", "a.01.azure-apihub.net");
    let export = format!(r#"{{"name": "shared_small", "properties": {{"createdTime": "now", "swagger": {swagger}}}}}"#);
    write(folder.path(), "from/azure/export.json", &export);
    folder
}

fn with_key(key: &str) -> TempDir {
    let folder = project();
    let file = folder.path().join("connectors.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap() + key).unwrap();
    folder
}

fn nothing() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The exit code and both streams.
fn screen(folder: &Path, arguments: &[&str], columns: usize, colours: bool) -> String {
    let mut command = command(folder, arguments);
    command.env("COLUMNS", columns.to_string());
    command.env(if colours { "CLICOLOR_FORCE" } else { "NO_COLOR" }, "1");
    let run = finished(command);
    format!("exit code {}\n{}{}", run.code, run.out, run.err)
}

/// Lines that are wider than the terminal, unless a path or a command to copy makes them so.
fn overflowing(screen: &str, columns: usize) -> Vec<&str> {
    let is_whole = |line: &str| {
        let mut words = line.split_whitespace();
        let is_command =
            ["to update:", "next: cargo", "Usage:", "Bash:"].iter().any(|word| line.trim_start().starts_with(word));
        is_command || words.clone().count() <= 3 || words.any(|word| word.len() >= columns) || line.contains(" = { ")
    };
    screen.lines().filter(|line| line.chars().count() > columns && !is_whole(line)).collect()
}

/// Compares what a command prints in new folders with its snapshot, and shows that colours change nothing else.
fn check(name: &str, folder: impl Fn() -> TempDir, arguments: &[&str]) {
    let mut screens = String::new();
    for columns in WIDTHS {
        let plain = screen(folder().path(), arguments, columns, false);
        assert_eq!(overflowing(&plain, columns), [""; 0], "{name} at {columns}");
        let coloured = screen(folder().path(), arguments, columns, true);
        assert_eq!(console::strip_ansi_codes(&coloured), plain, "{name} at {columns}");
        writeln!(screens, "{:-<columns$}\n{plain}", "").unwrap();
        if columns == WIDTHS[0] {
            let coloured = coloured.replace('\u{1b}', "ESC");
            let lines: Vec<_> = coloured.lines().filter(|line| line.contains("ESC")).take(8).collect();
            if !lines.is_empty() {
                writeln!(screens, "-- lines with colours\n{}", lines.join("\n")).unwrap();
            }
        }
    }
    insta::with_settings!({ description => format!("cargo connector {}", arguments.join(" ")), omit_expression => true }, {
        insta::assert_snapshot!(name, screens);
    });
}

#[test]
fn help() {
    check("help", nothing, &["--help"]);
    for command in ["init", "add", "list", "inspect", "codegen", "docs", "explain", "completions"] {
        check(&format!("help_{command}"), nothing, &[command, "--help"]);
    }
}

#[test]
fn a_project_and_what_it_lacks() {
    let init = ["init", "--runtime-git", "https://example.com/connectors.git", "--runtime-rev", "0123abc"];
    check("init", nothing, &init);
    check("init_again", project, &init);
    check("init_without_runtime", nothing, &["init"]);
    check("no_project", nothing, &["codegen"]);
    check("unknown_key", || with_key("licence = \"MIT\"\n"), &["list"]);
    check("add", with_export, &["add", "from/azure/export.json"]);
    check("add_exists", with_export, &["add", "from/azure/export.json", "--name", "tasks"]);
    check("add_nothing", project, &["add", "nowhere.json"]);
}

#[test]
fn what_was_understood() {
    check("list", with_broken, &["list"]);
    check("inspect", project, &["inspect", "tasks"]);
    check("inspect_operation", project, &["inspect", "tasks", "CreateTask"]);
    check("inspect_broken", with_broken, &["inspect", "broken"]);
    check("inspect_unknown", project, &["inspect", "taks"]);
    check("docs", with_broken, &["docs", "--out", "site"]);
    check("docs_folder", project, &["docs", "--out", "connectors"]);
    check("explain", nothing, &["explain", "dangling-reference"]);
    check("explain_unknown", nothing, &["explain", "dangling-referense"]);
}

#[test]
fn generating() {
    check("codegen", project, &["codegen"]);
    check("codegen_verbose", project, &["codegen", "-v"]);
    check("codegen_again", generated, &["codegen"]);
    check("codegen_stale", stale, &["codegen"]);
    check("codegen_broken", with_broken, &["codegen", "--keep-going"]);
    check("codegen_denied", project, &["codegen", "--deny", "warnings"]);
    check("codegen_operation", project, &["codegen", "--operations", "createtasks"]);
    check("check", generated, &["codegen", "--check"]);
    check("check_stale", stale, &["codegen", "--check"]);
}

#[test]
fn long_texts_of_no_person_have_no_width() {
    let folder = nothing();
    let script = |columns| screen(folder.path(), &["completions", "bash"], columns, false);
    assert_eq!(script(40), script(140));
    let page = |columns| screen(folder.path(), &["explain"], columns, false);
    assert_eq!(overflowing(&page(40), 40), [""; 0]);
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(page(40)), words(page(140)), "lines are folded, and no word is lost");
}

#[test]
fn json_is_the_same_at_any_width() {
    let json = |columns| screen(project().path(), &["list", "--format", "json"], columns, true);
    assert_eq!(json(40), json(140));
    assert!(!json(40).contains('\u{1b}'));
}
