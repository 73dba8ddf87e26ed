//! A project from the outside: `init`, `connectors.toml`, and what commands do outside of one.

use crate::support::{Run, command, definition, root, run, tree, two_connectors, write};
use std::{fs, path::Path};
use tempfile::TempDir;

const GIT: [&str; 4] = ["--runtime-git", "https://example.com/connectors.git", "--runtime-rev", "0123abc"];

fn ok(folder: &Path, arguments: &[&str]) -> Run {
    let run = run(folder, arguments, &[]);
    assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
    run
}

/// A project with two connectors, whose runtime is in a git repository.
fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    ok(folder.path(), &[&["init"], &GIT[..]].concat());
    write(folder.path(), "small.json", &definition("GetSmall"));
    write(folder.path(), "other.json", &definition("GetOther"));
    for file in ["small.json", "other.json"] {
        ok(folder.path(), &["add", file]);
        fs::remove_file(folder.path().join(file)).unwrap();
    }
    folder
}

fn configure(folder: &Path, more: &str) {
    let file = folder.join("connectors.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap() + more).unwrap();
}

fn manifest(folder: &Path, name: &str) -> toml::Table {
    fs::read_to_string(folder.join("generated").join(name).join("Cargo.toml")).unwrap().parse().unwrap()
}

/// As in `cargo connector codegen --check 2>&1 | head -1`.
#[test]
fn nobody_needs_to_read_the_messages() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "spec/small/apiDefinition.swagger.json", "{");
    for arguments in [&["codegen", "--spec", "spec", "--out", "out", "--check"][..], &["list"], &["add", "spec/small"]]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = command(folder.path(), arguments);
        command.stdout(writer.try_clone().unwrap()).stderr(writer);
        let code = command.status().unwrap().code();
        assert!(matches!(code, Some(1 | 2)), "{arguments:?}: {code:?}");
    }
}

#[test]
fn a_new_project_generates_what_was_added() {
    let folder = tempfile::tempdir().unwrap();
    let init = ok(folder.path(), &[&["init", "--license", "Apache-2.0"], &GIT[..]].concat());
    assert_eq!(init.out, "connectors: written\nconnectors.toml: written\nnext: cargo connector add PATH\n");
    let empty = run(folder.path(), &["list"], &[]);
    assert_eq!(empty.code, 2);
    assert!(empty.err.contains("help: `cargo connector add PATH` adds one"), "{}", empty.err);
    write(folder.path(), "small.json", &definition("GetSmall"));
    let added = ok(folder.path(), &["add", "small.json"]);
    assert_eq!(added.out.lines().last(), Some("next: cargo connector codegen small"), "{}", added.out);
    let generated = ok(folder.path(), &["codegen", "small"]);
    let written = Path::new("generated").join("Cargo.toml").display().to_string();
    assert!(generated.out.contains(&format!("{written}: written, a workspace")), "{}", generated.out);
    assert!(folder.path().join("connectors/small/names.lock").is_file());
    let package = manifest(folder.path(), "small");
    assert_eq!(package["package"]["publish"].as_bool(), Some(false), "nobody said that it may be published");
    assert_eq!(package["package"]["license"].as_str(), Some("Apache-2.0"));
    let workspace: toml::Table =
        fs::read_to_string(folder.path().join("generated/Cargo.toml")).unwrap().parse().unwrap();
    let runtime = &workspace["workspace"]["dependencies"]["connector-runtime"];
    assert_eq!((runtime["git"].as_str(), runtime["rev"].as_str()), (Some(GIT[1]), Some(GIT[3])));
    ok(folder.path(), &["codegen", "--check"]);

    // The source of the runtime changes.
    let file = folder.path().join("connectors.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace(GIT[3], "fedcba9")).unwrap();
    let check = run(folder.path(), &["codegen", "--check"], &[]);
    assert_eq!(check.code, 1);
    assert!(
        check.out.contains("Cargo.toml: stale, the workspace")
            && check.out.contains("to update: cargo connector codegen\n")
    );
    ok(folder.path(), &["codegen"]);
    ok(folder.path(), &["codegen", "--check"]);
}

#[test]
fn a_second_init_changes_nothing_and_one_that_says_otherwise_fails() {
    let folder = tempfile::tempdir().unwrap();
    let init = [&["init"], &GIT[..]].concat();
    ok(folder.path(), &init);
    let before = tree(folder.path());
    let again = ok(folder.path(), &init);
    assert!(again.out.starts_with("connectors.toml exists: nothing was changed\n"), "{}", again.out);
    ok(folder.path(), &["init"]);
    let other = run(folder.path(), &["init", "--runtime-version", "0.1"], &[]);
    assert_eq!(other.code, 1);
    assert!(other.err.contains("`connectors.toml` exists, and states something else"), "{}", other.err);
    fs::create_dir(folder.path().join("deep")).unwrap();
    let deep = run(&folder.path().join("deep"), &init, &[]);
    assert_eq!(deep.code, 2);
    let file = Path::new("..").join("connectors.toml").display().to_string();
    assert!(deep.err.contains(&format!("in the project of {file}")), "{}", deep.err);
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn an_init_without_its_needs_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let init = run(folder.path(), &["init"], &[]);
    assert_eq!((init.code, init.out.as_str()), (2, ""));
    for flag in ["--runtime-path DIR", "--runtime-git URL --runtime-rev REV", "--runtime-version VERSION"] {
        assert!(init.err.contains(flag), "{}", init.err);
    }
    assert_eq!(run(folder.path(), &["init", "--runtime-git", "https://example.com"], &[]).code, 2, "no revision");
    assert_eq!(run(folder.path(), &["init", "--runtime-path", "."], &[]).code, 1, "no runtime there");
    let same = [&["init", "--definitions", "x", "--crates", "./x"], &GIT[..]].concat();
    let same = run(folder.path(), &same, &[]);
    assert_eq!(same.code, 2);
    assert!(same.err.contains("definitions and crates would both be in x\n"), "{}", same.err);
    assert!(same.err.contains("name two folders with `--definitions DIR` and `--crates DIR`"), "{}", same.err);
    assert_eq!(tree(folder.path()), []);
}

#[test]
fn a_workspace_around_the_project_is_not_edited_and_what_it_lacks_is_printed() {
    let package = "[package]\nname = \"mine\"\nversion = \"0.1.0\"\n[lib]\npath = \"lib.rs\"\n";
    let dependency = "connector-runtime = { version = \"0.1\" }\n";
    for (manifest, lacks) in [
        // An ordinary dependency is not the one that crates inherit.
        (
            format!("{package}[dependencies]\n{dependency}[workspace]\n"),
            vec!["[workspace]", "[workspace.dependencies]"],
        ),
        (format!("{package}[workspace]\nmembers = [\"generated/*\"]\n"), vec!["[workspace.dependencies]"]),
        (format!("{package}[workspace]\n[workspace.dependencies]\n{dependency}"), vec!["[workspace]"]),
        (format!("{package}[workspace]\nmembers = [\"generated/*\"]\n[workspace.dependencies]\n{dependency}"), vec![]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "Cargo.toml", &manifest);
        write(folder.path(), "lib.rs", "");
        let said = |text: &str| {
            text.lines().filter(|line| line.starts_with("[workspace")).map(str::to_owned).collect::<Vec<_>>()
        };
        // No crate is there yet, which a pattern of members does not need.
        let init = ok(folder.path(), &["init", "--runtime-version", "0.1"]);
        assert_eq!(said(&init.out), lacks, "{manifest}\n{}", init.out);
        write(folder.path(), "connectors/small/apiDefinition.swagger.json", &definition("GetSmall"));
        let generated = ok(folder.path(), &["codegen"]);
        assert_eq!(said(&generated.out), lacks, "{manifest}\n{}", generated.out);
        assert_eq!(fs::read_to_string(folder.path().join("Cargo.toml")).unwrap(), manifest);
        assert!(!folder.path().join("generated/Cargo.toml").exists());
    }
}

#[test]
fn outside_of_a_project_every_command_says_what_is_missing() {
    let folder = two_connectors();
    for arguments in [
        &["list"][..],
        &["inspect", "small"],
        &["add", "spec"],
        &["codegen"],
        &["codegen", "--check"],
        &["codegen", "--spec", "spec"],
        &["codegen", "--out", "out"],
    ] {
        let run = run(folder.path(), arguments, &[]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.starts_with("error: there is no project here: no `connectors.toml` in "), "{}", run.err);
        assert!(run.err.contains("help: `cargo connector init` makes one; or pass `--"), "{}", run.err);
    }
    // Without a project, nothing states where the runtime is: no manifest is made up.
    let generated = ok(folder.path(), &["codegen", "--spec", "spec", "--out", "out"]);
    assert!(generated.out.contains("pass `--runtime-path DIR`"), "{}", generated.out);
    assert!(!folder.path().join("out/Cargo.toml").exists());
}

#[test]
fn a_fault_of_the_file_is_shown_at_its_place() {
    let whole = "definitions = \"a\"\ncrates = \"b\"\n[runtime]\nversion = \"0.1\"\n";
    for (text, said) in [
        (whole.replace("crates", "craits"), "2:1\n  |\n2 | craits = \"b\"\n  | ^^^^^^"),
        (
            whole.replace("crates", "craits"),
            "error[project-key]: `connectors.toml` has no key `craits`; did you mean `crates`?",
        ),
        (whole.replace("\"b\"", "3"), "error[project-kind]: `crates` takes a string, but this is a number"),
        (whole.replace("\"b\"", "\"/b\""), "error[project-value]: `crates` is an absolute path"),
        (whole.replace("\"b\"", "'C:\\b'"), "error[project-value]: `crates` is an absolute path"),
        (whole.replace("\"b\"", "\"./a\""), "error[project-value]: `crates` is the folder of `definitions` too"),
        (whole.replace("crates = \"b\"", ""), "error[project-lacks]: `connectors.toml` has no `crates`"),
        (
            whole.replace("[runtime]\nversion = \"0.1\"\n", ""),
            "error[project-lacks]: `connectors.toml` has no `[runtime]`",
        ),
        (whole.to_owned() + "git = \"https://example.com\"\n", "error[project-runtime]"),
        (whole.to_owned() + "path = \"/runtime\"\n", "error[project-value]: `path` is an absolute path"),
        (whole.to_owned() + "[package]\nversion = \"1\"\n", "error[project-value]: `version` is not a version"),
        (whole.to_owned() + "[package]\npublish = \"no\"\n", "error[project-kind]: `publish` takes a boolean"),
        (
            whole.to_owned() + "[connectors.x]\nfeature = []\n",
            "the table of `x` has no key `feature`; did you mean `features`?",
        ),
        (
            whole.to_owned() + "[connectors.x]\nfeatures = [\"tls\"]\n",
            "names the feature `tls`; a crate can have only `reqwest_rustls`",
        ),
        (whole.to_owned() + "[connectors\n", "error[invalid-toml]"),
        (whole.to_owned() + "#" + &"x".repeat(1 << 20), "error[file-too-large]: the file has more than 1048576 bytes"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "connectors.toml", &text);
        write(folder.path(), "deep/x", "");
        let run = run(&folder.path().join("deep"), &["list"], &[]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
        assert!(run.err.contains(said), "{said}\n{}", run.err);
        let place = Path::new("..").join("connectors.toml").display().to_string();
        assert!(run.err.contains(&format!("--> {place}:")), "{}", run.err);
        assert!(run.err.ends_with(&format!("error: {place} has errors\n")), "{}", run.err);
    }
}

/// Logs of CI keep what is printed.
#[test]
fn the_login_of_a_repository_is_not_printed() {
    let whole = "definitions = \"a\"\ncrates = \"b\"\n";
    for (runtime, drawn) in [
        ("runtime = { git = \"https://u:hush@h/r\", revv = \"x\" }", "git = \"https://******@h/r\", revv"),
        ("[runtime]\ngit = [\"https://hush@h/r\"]", "git = [\"https://****@h/r\"]"),
        ("[runtime]\ngit = \"https://u:hush@h/r", "git = \"https://******@h/r"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "connectors.toml", &format!("{whole}{runtime}\n"));
        let run = run(folder.path(), &["list"], &[]);
        assert_eq!(run.code, 2, "{}", run.out);
        assert!(run.err.contains(drawn) && !run.err.contains("hush"), "{}", run.err);
    }
    let folder = project();
    let out = ["codegen", "--check", "--runtime-git", "https://u:hush@h/r", "--runtime-rev", "x"];
    let run = run(folder.path(), &out, &[]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("--runtime-git 'https://…@h/r' --runtime-rev x"), "{}", run.out);
    assert!(!format!("{}{}", run.out, run.err).contains("hush"), "{}{}", run.out, run.err);
}

#[test]
fn settings_of_one_connector_change_its_crate_alone() {
    let folder = project();
    ok(folder.path(), &["codegen"]);
    let other = tree(&folder.path().join("generated/other"));
    let two = definition("GetSmall").replace(
        "\"paths\": {",
        r#""paths": {"/y": {"get": {"operationId": "GetMore", "responses": {"200": {"description": "ok"}}}}, "#,
    );
    write(folder.path(), "connectors/small/apiDefinition.swagger.json", &two);
    let settings =
        "[connectors.small]\noperations = [\"GetMore\"]\nfeatures = []\nlock = false\nversion = \"2.0.0-rc.1\"\n";
    configure(folder.path(), settings);
    fs::remove_file(folder.path().join("connectors/small/names.lock")).unwrap();
    ok(folder.path(), &["codegen"]);
    let manifest = manifest(folder.path(), "small");
    assert_eq!(manifest["package"]["version"].as_str(), Some("2.0.0-rc.1"));
    assert_eq!(manifest["features"]["default"].as_array().map(Vec::len), Some(0));
    let operations = folder.path().join("generated/small/src/operations");
    assert!(operations.join("get_more.rs").is_file() && !operations.join("get_small.rs").exists());
    assert!(!folder.path().join("connectors/small/names.lock").exists());
    assert_eq!(tree(&folder.path().join("generated/other")), other);
    ok(folder.path(), &["codegen", "--check"]);

    for (from, to, said) in [
        (
            "connectors.small",
            "connectors.smal",
            "error[project-connector]: no connector is called `smal`; did you mean `small`?",
        ),
        ("GetMore", "GetMor", "error[project-operation]: `small` has no operation `GetMor`; did you mean `GetMore`?"),
        (
            "features = []",
            "features = [\"oauth2\"]",
            "names the feature `oauth2`, which the crate of `small` does not have",
        ),
    ] {
        let file = folder.path().join("connectors.toml");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replacen(from, to, 2)).unwrap();
        let run = run(folder.path(), &["codegen"], &[]);
        assert_eq!(run.code, 2, "{}", run.out);
        assert!(run.err.contains(said) && run.err.contains("--> connectors.toml:"), "{said}\n{}", run.err);
        fs::write(&file, text).unwrap();
    }
}

#[test]
fn commands_work_from_a_folder_below_and_their_paths_lead_there() {
    let folder = project();
    let below = folder.path().join("src/deep");
    fs::create_dir_all(&below).unwrap();
    ok(&below, &["codegen"]);
    assert!(folder.path().join("generated/small/src/lib.rs").is_file());
    assert!(ok(&below, &["inspect", "small"]).out.starts_with("small"));
    write(folder.path(), "connectors/small/apiDefinition.swagger.json", "{\n  \"swagger\": \"2.0\",,");
    let run = run(&below, &["codegen"], &[]);
    assert_eq!(run.code, 1);
    let place: std::path::PathBuf = ["..", "..", "connectors", "small", "apiDefinition.swagger.json"].iter().collect();
    assert!(run.err.contains(&format!("--> {}:2:20", place.display())), "{}", run.err);
    assert!(below.join(&place).is_file(), "the path is one that a terminal can open");
}

#[test]
fn a_moved_project_is_the_same_and_no_absolute_path_is_written() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("one");
    fs::create_dir(&folder).unwrap();
    write(
        &outer.path().join("runtime"),
        "Cargo.toml",
        "[package]\nname = \"connector-runtime\"\nversion = \"0.1.0\"\n",
    );
    // The flag may be absolute.
    let runtime = outer.path().join("runtime");
    ok(&folder, &["init", "--runtime-path", runtime.to_str().unwrap()]);
    write(&folder, "connectors/small/apiDefinition.swagger.json", &definition("GetSmall"));
    ok(&folder, &["codegen"]);
    let before = tree(&folder);
    let texts = || before.iter().map(|(path, bytes)| (path, String::from_utf8_lossy(bytes)));
    for (path, text) in texts() {
        assert!(!text.contains(outer.path().to_str().unwrap()), "{}", path.display());
    }
    let has = |file: &str, line: &str| texts().any(|(path, text)| *path == Path::new(file) && text.contains(line));
    assert!(has("connectors.toml", "path = \"../runtime\"\n"));
    let manifest: std::path::PathBuf = ["generated", "Cargo.toml"].iter().collect();
    assert!(has(
        manifest.to_str().unwrap(),
        "connector-runtime = { path = \"../../runtime\", default-features = false }"
    ));

    let elsewhere = tempfile::tempdir().unwrap();
    let moved = elsewhere.path().join("two");
    fs::rename(&folder, &moved).unwrap();
    fs::rename(runtime, elsewhere.path().join("runtime")).unwrap();
    ok(&moved, &["codegen", "--check"]);
    ok(&moved, &["codegen"]);
    assert_eq!(tree(&moved), before);
}

#[test]
fn every_command_can_answer_with_one_json_document() {
    let folder = project();
    write(folder.path(), "more.json", &definition("GetMore"));
    let documents: Vec<serde_json::Value> = [
        &["init"][..],
        &["add", "more.json"],
        &["list"],
        &["inspect", "more"],
        &["inspect", "more", "GetMore"],
        &["codegen"],
        &["codegen", "--check"],
        &["explain"],
        &["explain", "duplicate-key"],
        &["completions", "bash"],
    ]
    .into_iter()
    .map(|arguments| {
        let run = ok(folder.path(), &[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", run.out))
    })
    .collect();
    assert_eq!(documents[0]["project"], "connectors.toml");
    assert_eq!(documents[1]["connectors"][0]["name"], "more");
    assert_eq!(documents[1]["next"], "cargo connector codegen more");
    assert_eq!(documents[5]["connectors"][0]["crate"], "connector-more");
    assert_eq!(documents[8]["code"], "duplicate-key");
    let script = documents[9]["script"].as_str().unwrap();
    assert!(script.contains("cargo-connector") && script.contains("--runtime-git"), "{script}");

    // An early end is one document too.
    for arguments in [
        &["inspect", "nobody"][..],
        &["list", "--spec", "nowhere"],
        &["explain", "nothing-like-it"],
        &["add", "nowhere"],
    ] {
        let run = run(folder.path(), &[arguments, &["--format", "json"]].concat(), &[]);
        assert_eq!(run.code, 2, "{}", run.err);
        let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        assert!(document["error"].as_str().is_some_and(|error| run.err.contains(error)), "{}", run.out);
    }
}

#[test]
fn cargo_and_a_shell_start_the_same_program() {
    let version = ok(&root(), &["--version"]);
    assert_eq!(ok(&root(), &["connector", "--version"]).out, version.out);
    let help = ok(&root(), &["connector", "codegen", "--help"]).out;
    assert!(
        help.contains("Usage: cargo connector codegen") && help.contains("2  wrong usage, or no project"),
        "{help}"
    );
    assert_eq!(ok(&root(), &["list", "--json"]).out, ok(&root(), &["list", "--format", "json"]).out);
}
