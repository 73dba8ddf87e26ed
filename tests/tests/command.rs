//! `cargo xtask codegen` from the outside: the folders it finds, the files it writes, its output and its exit codes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use connector_tests::root;
use tempfile::TempDir;

/// The command's binary, built as `cargo xtask` builds it.
fn xtask() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let built =
            Command::new(env!("CARGO")).args(["build", "--quiet", "--package", "xtask"]).current_dir(root()).status();
        assert!(built.expect("cargo runs").success());
        let test = std::env::current_exe().expect("a test knows its own path");
        let profile = test.ancestors().nth(2).expect("tests stand in target/PROFILE/deps");
        profile.join(format!("xtask{}", std::env::consts::EXE_SUFFIX))
    })
}

/// What a run of the command left.
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn codegen(folder: &Path, arguments: &[&str]) -> Run {
    codegen_in(folder, arguments, &[])
}

fn codegen_in(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    run(folder, &[&["codegen"], arguments].concat(), variables)
}

fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = Command::new(xtask());
    command.args(arguments).current_dir(folder).envs(variables.iter().copied());
    let output = command.output().expect("the command runs");
    Run {
        code: output.status.code().expect("the command is not killed"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The smallest definition with an action.
fn definition(operation: &str) -> String {
    format!(
        r#"{{"swagger": "2.0", "info": {{"title": "Small", "version": "1"}}, "host": "example.com",
            "paths": {{"/x": {{"get": {{"operationId": "{operation}", "responses": {{"200": {{"description": "ok"}}}}}}}}}}}}"#
    )
}

/// A definition with a comma too many, which is a warning.
fn repaired(operation: &str) -> String {
    definition(operation).replace(r#""ok"}"#, r#""ok",}"#)
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a file stands in a folder")).unwrap();
    fs::write(file, text).unwrap();
}

/// A folder with `spec/small` and `spec/other`.
fn two_connectors() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "spec/small/apiDefinition.swagger.json", &definition("GetSmall"));
    write(folder.path(), "spec/other/APIDEFINITION.swagger.json", &definition("GetOther"));
    folder
}

const HERE: [&str; 4] = ["--spec", "spec", "--out", "out"];

fn generated(folder: &Path) {
    let run = codegen(folder, &HERE);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

/// Every file below a folder, with its bytes; hidden ones, which belong to no crate, are passed over.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
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

#[test]
fn the_committed_crates_are_fresh() {
    let run = codegen(&root(), &["--check"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn line_ends_of_a_checkout_make_nothing_stale() {
    let folder = tempfile::tempdir().unwrap();
    for part in ["spec/kaizala", "generated/kaizala"] {
        for (path, bytes) in tree(&root().join(part)) {
            let text = String::from_utf8(bytes).unwrap().replace('\n', "\r\n");
            write(&folder.path().join(part), path.to_str().unwrap(), &text);
        }
    }
    let check = ["--spec", "spec", "--out", "generated", "--check"];
    let fresh = codegen(folder.path(), &check);
    assert_eq!(fresh.code, 0, "{}{}", fresh.out, fresh.err);
    let intro = folder.path().join("spec/kaizala/intro.md");
    fs::write(&intro, fs::read_to_string(&intro).unwrap() + "More.\r\n").unwrap();
    assert_eq!(codegen(folder.path(), &check).code, 1, "a change of the text is one");
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = two_connectors();
    let first = codegen(folder.path(), &HERE);
    assert_eq!(first.code, 0);
    assert!(first.out.contains("small: added   Cargo.toml"), "{}", first.out);
    assert!(first.out.contains("2 crates, 2 changed; 0 failed, 0 warnings"), "{}", first.out);
    let second = codegen(folder.path(), &HERE);
    assert_eq!((second.code, second.out.as_str()), (0, "2 crates, 0 changed; 0 failed, 0 warnings\n"));
    assert_eq!(codegen(folder.path(), &[&HERE[..], &["--check"]].concat()).code, 0);
}

#[test]
fn crates_get_a_workspace_unless_they_are_in_one() {
    let runtime = root().join("runtime");
    let dependency = format!("connector-runtime = {{ path = {runtime:?}, default-features = false }}");
    let package = "[package]\nname = \"around\"\nversion = \"0.1.0\"\n# [workspace]\n[lib]\npath = \"lib.rs\"\n";
    let inner = "[package]\nname = \"inner\"\nversion = \"0.1.0\"\n[lib]\npath = \"lib.rs\"\n";
    let cases = [
        ("no manifest", None, true, ""),
        // The words of a comment make no workspace, and the crates would be in none.
        ("a package", Some(package.to_owned()), true, "Cargo.toml: written"),
        (
            "a workspace without a line `[workspace]`",
            Some(format!("[workspace.package]\nedition = \"2024\"\n[workspace.dependencies]\n{dependency}\n")),
            false,
            "",
        ),
        (
            "a workspace without the runtime",
            Some("[workspace]\nmembers = [\"inner\"]\n".to_owned()),
            false,
            "add the dependency that the crates inherit",
        ),
        ("a broken manifest", Some("[workspace".to_owned()), false, "cargo cannot load the workspace around"),
    ];
    for (around, manifest, is_written, said) in cases {
        let folder = two_connectors();
        if let Some(manifest) = manifest {
            write(folder.path(), "Cargo.toml", &manifest);
            write(folder.path(), "lib.rs", "");
            write(folder.path(), "inner/Cargo.toml", inner);
            write(folder.path(), "inner/lib.rs", "");
        }
        let run = codegen(folder.path(), &HERE);
        assert_eq!(run.code, 0, "{around}: {}{}", run.out, run.err);
        assert_eq!(folder.path().join("out/Cargo.toml").exists(), is_written, "{around}: {}", run.out);
        assert!(run.out.contains(said), "{around}: {}", run.out);
    }
}

#[test]
fn a_connector_is_named_by_folder_or_by_path() {
    let folder = two_connectors();
    write(folder.path(), "spec/custom-connectors/small/apiDefinition.swagger.json", &definition("GetCustom"));
    let ambiguous = codegen(folder.path(), &[&["small-one"][..], &HERE].concat());
    assert_eq!(ambiguous.code, 2);
    assert!(ambiguous.err.contains("no connector is called `small-one`"), "{}", ambiguous.err);

    // A path wins over a name: `small` is one, `custom-connectors/small` the other.
    assert_eq!(codegen(folder.path(), &[&["custom-connectors/small"][..], &HERE].concat()).code, 0);
    assert!(folder.path().join("out/small-custom").is_dir());
    assert!(!folder.path().join("out/small").exists());

    write(folder.path(), "spec/more/small/apiDefinition.swagger.json", &definition("GetMore"));
    fs::remove_dir_all(folder.path().join("spec/small")).unwrap();
    let ambiguous = codegen(folder.path(), &[&["small"][..], &HERE].concat());
    assert_eq!(ambiguous.code, 2);
    assert!(ambiguous.err.contains("custom-connectors/small, more/small"), "{}", ambiguous.err);
}

#[test]
fn wrong_usage_is_2() {
    let folder = two_connectors();
    assert_eq!(codegen(folder.path(), &["--nonsense"]).code, 2);
    let nowhere = codegen(folder.path(), &["--spec", "nowhere", "--out", "out"]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("nowhere cannot be read"), "{}", nowhere.err);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let empty = codegen(folder.path(), &["--spec", "empty", "--out", "out"]);
    assert_eq!(empty.code, 2);
    assert!(empty.err.contains("no connector definition at or below empty"), "{}", empty.err);
}

#[test]
fn the_definition_of_a_folder_is_found_by_rule() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "spec/named/other.swagger.json", &definition("GetNamed"));
    let named = codegen(folder.path(), &HERE);
    assert_eq!(named.code, 0);
    assert!(
        named.err.contains("warning[definition-by-other-name]: the definition is called `other.swagger.json`"),
        "{}",
        named.err
    );

    write(folder.path(), "spec/named/another.swagger.json", &definition("GetAnother"));
    let several = codegen(folder.path(), &HERE);
    assert_eq!(several.code, 0, "{}", several.err);
    assert!(folder.path().join("out/another").is_dir() && folder.path().join("out/other").is_dir(), "{}", several.out);

    write(folder.path(), "spec/named/apiProperties.json", r#"{"properties": {}}"#);
    let ambiguous = codegen(folder.path(), &HERE);
    assert_eq!(ambiguous.code, 1);
    assert!(ambiguous.err.contains("error[several-definitions]"), "{}", ambiguous.err);
    assert!(ambiguous.err.contains("another.swagger.json, other.swagger.json"), "{}", ambiguous.err);

    fs::remove_dir_all(folder.path().join("spec/named")).unwrap();
    write(folder.path(), "spec/bare/apiProperties.json", r#"{"properties": {}}"#);
    let none = codegen(folder.path(), &HERE);
    assert_eq!(none.code, 1);
    assert!(none.err.contains("error[no-definition]"), "{}", none.err);
}

#[test]
fn a_file_or_a_folder_alone_gives_the_same_crate_as_its_tree() {
    let folder = two_connectors();
    for (spec, out) in
        [("spec", "tree"), ("spec/small", "folder"), ("spec/small/apiDefinition.swagger.json", "deep/er/file")]
    {
        let run = codegen(folder.path(), &["--spec", spec, "--out", out]);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    let expected = tree(&folder.path().join("tree/small"));
    assert_eq!(tree(&folder.path().join("folder/small")), expected);
    assert_eq!(tree(&folder.path().join("deep/er/file/small")), expected);
}

#[test]
fn place_locale_and_clock_change_no_byte() {
    let folder = two_connectors();
    generated(folder.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    let variables = [("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu")];
    let arguments = ["--spec", spec.to_str().unwrap(), "--out", "a/b/c"];
    assert_eq!(codegen_in(elsewhere.path(), &arguments, &variables).code, 0);
    for connector in ["small", "other"] {
        let here = tree(&folder.path().join("out").join(connector));
        assert_eq!(tree(&elsewhere.path().join("a/b/c").join(connector)), here);
    }
}

#[test]
fn a_check_names_each_difference_and_the_command_and_writes_nothing() {
    let folder = two_connectors();
    generated(folder.path());
    let crate_folder = folder.path().join("out/small");
    write(&crate_folder, "src/lib.rs", "// edited\n");
    fs::remove_file(crate_folder.join("src/client.rs")).unwrap();
    let request = fs::read_to_string(crate_folder.join("src/operations/get_small.rs")).unwrap();
    write(&crate_folder, "src/operations/left_over.rs", &request);
    write(&crate_folder, "src/added_by_hand.rs", "//! Mine.\n");
    fs::rename(folder.path().join("spec/other"), folder.path().join("away")).unwrap();

    let before = tree(folder.path());
    let run = codegen(folder.path(), &[&HERE[..], &["--check"]].concat());
    assert_eq!(run.code, 1);
    for line in [
        "small: stale    src/lib.rs",
        "small: missing  src/client.rs",
        "small: orphaned src/operations/left_over.rs",
        "small: foreign  src/added_by_hand.rs",
        "other: orphaned, its definition spec/other/APIDEFINITION.swagger.json is gone",
        "to update: cargo xtask codegen --spec spec --out out",
        "the generator never touches a foreign file: move or remove it by hand",
    ] {
        assert!(run.out.lines().any(|found| found == line), "{line}\n{}", run.out);
    }
    assert_eq!(tree(folder.path()), before);

    generated(folder.path());
    assert!(!folder.path().join("out/other").exists());
    assert!(!crate_folder.join("src/operations/left_over.rs").exists());
    assert_eq!(fs::read_to_string(crate_folder.join("src/added_by_hand.rs")).unwrap(), "//! Mine.\n");
    fs::remove_file(crate_folder.join("src/added_by_hand.rs")).unwrap();
    assert_eq!(codegen(folder.path(), &[&HERE[..], &["--check"]].concat()).code, 0);
}

#[test]
fn a_definition_with_an_error_leaves_the_earlier_crate_as_it_was() {
    let folder = two_connectors();
    generated(folder.path());
    let before = tree(&folder.path().join("out"));
    write(folder.path(), "spec/small/apiDefinition.swagger.json", "{\n  \"swagger\": \"2.0\",\n  \"paths\": [");
    let run = codegen(folder.path(), &HERE);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("--> spec/small/apiDefinition.swagger.json:3:"), "{}", run.err);
    assert!(run.err.contains("`small` has errors; no crate was written for it"), "{}", run.err);
    assert_eq!(tree(&folder.path().join("out")), before);
}

#[test]
fn leftovers_of_an_interrupted_run_are_removed() {
    let folder = two_connectors();
    generated(folder.path());
    let before = tree(&folder.path().join("out"));
    write(folder.path(), "out/small/src/lib.rs.connector-codegen-unfinished", "// ha");
    generated(folder.path());
    assert_eq!(tree(&folder.path().join("out")), before);
}

#[test]
fn an_existing_lock_is_updated_and_a_check_reports_a_stale_one() {
    let folder = two_connectors();
    let lock = folder.path().join("spec/small/names.lock");
    fs::write(&lock, "").unwrap();
    let check = [&HERE[..], &["--check"]].concat();
    let before = codegen(folder.path(), &check);
    assert_eq!(before.code, 1);
    assert!(before.out.contains("small: stale    names.lock"), "{}", before.out);
    generated(folder.path());
    assert!(fs::read_to_string(&lock).unwrap().contains("get_small"));
    assert!(!folder.path().join("spec/other/names.lock").exists());
    assert_eq!(codegen(folder.path(), &check).code, 0);
}

#[test]
fn a_report_names_each_crate_its_counts_its_diagnostics_and_the_time_by_phase() {
    let folder = two_connectors();
    write(folder.path(), "spec/broken/apiDefinition.swagger.json", "{\n  \"swagger\": \"2.0\",,");
    write(folder.path(), "spec/other/APIDEFINITION.swagger.json", &definition("Get Other"));
    let run = codegen(folder.path(), &[&HERE[..], &["--keep-going", "--report", "report.json"]].concat());
    assert_eq!(run.code, 1);
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("report.json")).unwrap()).expect("the report is JSON");
    let [broken, other, small] = report["connectors"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!([&broken["state"], &other["state"], &small["state"]], ["refused", "made", "made"]);
    let error = &broken["diagnostics"][0];
    assert_eq!((&error["code"], &error["severity"]), (&"invalid-json".into(), &"error".into()), "{error}");
    assert_eq!((&error["line"], &error["column"]), (&2.into(), &20.into()), "{error}");
    assert_eq!(error["file"], "spec/broken/apiDefinition.swagger.json");
    assert!(error["help"].as_str().is_some_and(|help| !help.is_empty()));
    assert_eq!(other["diagnostics"][0]["code"], "name-respelt");
    assert_eq!(small["crate"], "connector-small");
    assert_eq!((&small["counts"]["actions"], &small["counts"]["types"]), (&1.into(), &0.into()));
    assert_eq!(small["files"], tree(&folder.path().join("out/small")).len());
    let phases: Vec<&String> = small["milliseconds"].as_object().unwrap().keys().collect();
    assert_eq!(phases, ["emit", "lower", "names", "output", "read", "spec"]);

    // The summary says it to a person.
    assert!(run.out.contains("      1  name-respelt in 1 connector\n"), "{}", run.out);
    assert!(run.out.contains("broken: spec/broken/apiDefinition.swagger.json:2:20 invalid-json"), "{}", run.out);
}

#[test]
fn control_characters_of_a_definition_are_escaped_in_the_summary() {
    let folder = two_connectors();
    let text = definition("Do").replace("\"2.0\"", "\"2\\u001b[31m\\n\\u202e\"");
    write(folder.path(), "spec/c/apiDefinition.swagger.json", &text);
    let run = codegen(folder.path(), &[&HERE[..], &["--keep-going"]].concat());
    assert_eq!(run.code, 1);
    assert!(run.out.contains("this one is Swagger 2\\u{1b}[31m\\u{a}\\u{202e}\n"), "{}", run.out);
    let steers = |text: &str| text.chars().any(|it| it.is_control() && it != '\n' || it == '\u{202e}');
    assert!(!steers(&run.out) && !steers(&run.err), "{}{}", run.out, run.err);
}

#[test]
fn denied_warnings_make_a_repaired_definition_fail() {
    let folder = two_connectors();
    write(folder.path(), "spec/other/APIDEFINITION.swagger.json", &repaired("GetOther"));
    // A name that is respelt is a note, which nothing denies.
    write(folder.path(), "spec/small/apiDefinition.swagger.json", &definition("Get Small"));
    let run = codegen(folder.path(), &[&HERE[..], &["--deny", "warnings"]].concat());
    assert_eq!(run.code, 1);
    assert!(run.err.contains("`other` has warnings, which are denied; no crate was written for it"), "{}", run.err);
    assert!(folder.path().join("out/small").is_dir() && !folder.path().join("out/other").exists());
}

#[test]
fn one_operation_and_what_it_needs_can_be_emitted_alone() {
    let kaizala = root().join("spec/kaizala");
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--spec", kaizala.to_str().unwrap(), "--out", "out", "--operations"];
    let whole = codegen(folder.path(), &arguments[..4]);
    assert_eq!(whole.code, 0, "{}", whole.err);
    let before = tree(&folder.path().join("out/kaizala"));

    let run = codegen(folder.path(), &[&arguments[..], &["SendMessage"]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    let after = tree(&folder.path().join("out/kaizala"));
    let paths: Vec<_> = after.iter().map(|(path, _)| path.to_str().unwrap()).collect();
    assert!(paths.contains(&"src/operations/send_message.rs"), "{paths:?}");
    assert!(!paths.contains(&"src/operations/send_announcement.rs"), "{paths:?}");
    // What its drop-down calls is there too, and everything is called and written as in the whole crate.
    assert!(paths.contains(&"src/choices.rs"), "{paths:?}");
    let request = |tree: &[(PathBuf, Vec<u8>)]| {
        tree.iter().find(|(path, _)| path.ends_with("operations/send_message.rs")).map(|(_, text)| text.clone())
    };
    assert_eq!(request(&after), request(&before));

    let unknown = codegen(folder.path(), &[&arguments[..], &["SendMessage,sendMessage"]].concat());
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("no connector has the operation `sendMessage`"), "{}", unknown.err);
    assert_eq!(tree(&folder.path().join("out/kaizala")), after);
}

#[test]
fn an_added_connector_is_generated_by_the_printed_command() {
    let folder = tempfile::tempdir().unwrap();
    let swagger = definition("GetSmall").replace("example.com", "a.01.azure-apihub.net");
    let wrapped =
        format!(r#"{{"name": "shared_small", "properties": {{"createdTime": "now", "swagger": {swagger}}}}}"#);
    write(folder.path(), "export.json", &wrapped);
    let arguments = ["add", "export.json", "--spec", "spec"];
    let added = run(folder.path(), &arguments, &[]);
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(added.out.contains("small: host replaced by `gateway.azure-apihub.net` ("), "{}", added.out);
    assert!(added.out.contains("small: properties.createdTime left out ("), "{}", added.out);
    let next = added.out.lines().last().and_then(|line| line.strip_prefix("next: cargo xtask codegen ")).unwrap();
    let next: Vec<&str> = next.split(' ').collect();
    assert_eq!(next, ["small", "--spec", "spec"]);
    let generated = codegen(folder.path(), &[&next[..], &["--out", "out"]].concat());
    assert_eq!(generated.code, 0, "{}", generated.err);
    assert!(folder.path().join("out/small/src/operations/get_small.rs").is_file());
    assert!(fs::read_to_string(folder.path().join("spec/small/names.lock")).unwrap().contains("GetSmall"));

    let again = run(folder.path(), &arguments, &[]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("exists, so `small` was not added"), "{}", again.err);
    let two = run(folder.path(), &[&arguments[..], &["--name", "a/b"]].concat(), &[]);
    assert_eq!((two.code, two.out.as_str()), (2, ""), "{}", two.err);
}

#[test]
fn connectors_that_would_share_a_crate_folder_are_not_mixed() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "spec/a/small/apiDefinition.swagger.json", &definition("GetA"));
    write(folder.path(), "spec/b/Small/apiDefinition.swagger.json", &definition("GetB"));
    write(folder.path(), "spec/c/last/apiDefinition.swagger.json", &definition("GetLast"));
    let run = codegen(folder.path(), &HERE);
    assert_eq!(run.code, 1);
    let files = "`a/small` (a/small/apiDefinition.swagger.json) and `b/Small` (b/Small/apiDefinition.swagger.json)";
    assert!(run.err.contains(&format!("error: {files} would both be written to `small`")), "{}", run.err);
    assert!(run.err.contains("cargo xtask add PATH --name NAME"), "{}", run.err);
    assert!(folder.path().join("out/last").is_dir(), "a clash stops no other connector");
    assert!(folder.path().join("out/small/src/operations/get_a.rs").is_file());
}

#[test]
fn every_diagnostic_is_explained_and_the_page_of_all_is_fresh() {
    let page = run(&root(), &["explain"], &[]);
    assert_eq!(page.code, 0);
    let committed = fs::read_to_string(root().join("docs/diagnostics.md")).unwrap_or_default();
    assert_eq!(committed, page.out, "to update: cargo xtask explain > docs/diagnostics.md");
    assert!(page.out.contains("\n## duplicate-key\n"), "{}", page.out);

    let one = run(&root(), &["explain", "duplicate-key"], &[]);
    assert_eq!(one.code, 0);
    assert!(one.out.starts_with("warning[duplicate-key]: An object has the same key twice.\n"), "{}", one.out);
    assert_eq!(run(&root(), &["explain", "warning[duplicate-key]:"], &[]).out, one.out);
    let unknown = run(&root(), &["explain", "double-key"], &[]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("`duplicate-key`"), "{}", unknown.err);
}

#[test]
fn a_run_with_a_memory_detects_every_change() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..12 {
        write(folder.path(), &format!("spec/c{number}/apiDefinition.swagger.json"), &repaired("GetThing"));
    }
    let first = codegen(folder.path(), &HERE);
    assert!(first.out.contains("12 crates, 12 changed; 0 failed, 12 warnings"), "{}", first.out);
    let before = tree(&folder.path().join("out"));
    let again = codegen(folder.path(), &HERE);
    assert!(again.out.contains("12 crates, 0 changed; 0 failed, 12 warnings"), "{}", again.out);
    assert_eq!(again.err, first.err);

    // A file of a crate: the next run mends it.
    let out = folder.path().join("out");
    write(&out, "c3/src/lib.rs", "// edited\n");
    fs::remove_file(out.join("c4/src/client.rs")).unwrap();
    write(&out, "c5/src/mine.rs", "//! Mine.\n");
    let check = codegen(folder.path(), &[&HERE[..], &["--check"]].concat());
    assert_eq!(check.code, 1);
    for line in ["c3: stale    src/lib.rs", "c4: missing  src/client.rs", "c5: foreign  src/mine.rs"] {
        assert!(check.out.lines().any(|found| found == line), "{line}\n{}", check.out);
    }
    generated(folder.path());
    fs::remove_file(out.join("c5/src/mine.rs")).unwrap();
    assert_eq!(tree(&out), before);

    // A file of the connector: its crate is made anew.
    write(folder.path(), "spec/c6/apiDefinition.swagger.json", &definition("GetOther"));
    write(folder.path(), "spec/c7/intro.md", "An introduction.\n");
    let changed = codegen(folder.path(), &HERE);
    assert!(changed.out.contains("12 crates, 2 changed; 0 failed, 11 warnings"), "{}", changed.out);
    // What was asked for decides too.
    let denied = codegen(folder.path(), &[&HERE[..], &["--deny", "warnings"]].concat());
    assert_eq!(denied.code, 1);
    assert!(denied.out.contains("1 crate, 0 changed; 11 failed, 11 warnings"), "{}", denied.out);
}

/// A run of `list` or `inspect` at a width of the terminal.
fn shown_at(columns: &str, arguments: &[&str]) -> Run {
    let run = run(&root(), arguments, &[("COLUMNS", columns)]);
    assert_eq!(run.code, 0, "{}", run.err);
    run
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let run = shown_at("80", &[arguments, &["--json"]].concat());
    serde_json::from_str(&run.out).expect("the output is JSON")
}

/// The members of a definition's operations that have this key.
fn of_operations<'j>(definition: &'j serde_json::Value, key: &str) -> Vec<&'j serde_json::Value> {
    let paths = definition["paths"].as_object().unwrap().values();
    paths.flat_map(|path| path.as_object().unwrap().values()).filter_map(|operation| operation.get(key)).collect()
}

#[test]
fn a_connector_is_listed_with_what_its_definition_has() {
    let definition: serde_json::Value =
        serde_json::from_str(&connector_tests::read("spec/kaizala/apiDefinition.swagger.json")).expect("JSON");
    let ids = |ids: Vec<&serde_json::Value>| {
        ids.into_iter().map(|id| id.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let operations = ids(of_operations(&definition, "operationId"));
    let list = json(&["list"]);
    let [kaizala] = list.as_array().unwrap().as_slice() else { panic!("{list}") };
    assert_eq!(kaizala["package"], "connector-kaizala");
    assert_eq!((&kaizala["title"], &kaizala["form"]), (&definition["info"]["title"], &"file".into()));
    let counted: u64 = ["actions", "triggers", "internal"].iter().map(|role| kaizala[role].as_u64().unwrap()).sum();
    assert_eq!(counted, operations.len() as u64);
    assert_eq!((&kaizala["calls"], &kaizala["sign_in"][0]), (&"direct".into(), &"header accessToken".into()));

    let inspected = json(&["inspect", "kaizala"]);
    let described = inspected["operations"].as_array().unwrap();
    assert_eq!(ids(described.iter().map(|it| &it["id"]).collect()), operations);
    assert_eq!(inspected["schemes"][0]["credentials"][0]["parameter"], "token");
}

#[test]
fn an_operation_is_shown_as_a_caller_sees_it() {
    let operation = json(&["inspect", "kaizala", "SendMessage"]);
    assert_eq!(operation, json(&["inspect", "kaizala", "send_message"]), "the Rust name finds it too");
    assert_eq!(operation["rust"], "client.send_message");
    assert_eq!(operation["response"], "models::SendMessageResponse");
    let arguments = operation["arguments"].as_array().unwrap();
    let facts = |key: &str| arguments.iter().map(|it| it[key].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(facts("rust"), ["group_id", "send_to_all", "body"]);
    assert_eq!(facts("kind"), ["positional", "setter", "positional"]);
    assert_eq!(facts("location"), ["path", "query", "body"]);
    assert_eq!(arguments[1]["values"], serde_json::json!(["Yes", "No"]));
    assert_eq!(arguments[2]["properties"][0]["key"], "Message");
    let choice = &operation["choices"][0];
    assert_eq!((&choice["value"], &choice["calls"][0]), (&"groupId".into(), &"GetGroups".into()));

    // The crate has what the description names.
    let request = connector_tests::read("generated/kaizala/src/operations/send_message.rs");
    assert!(request.contains("pub fn send_to_all(") && request.contains("models::SendMessageResponse"), "{request}");
    assert!(connector_tests::read("generated/kaizala/src/choices.rs").contains("pub fn send_message_group_id("));
}

#[test]
fn values_that_are_sent_unasked_pages_and_deprecations_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"{"swagger": "2.0", "info": {"title": "Pages", "version": "1"}, "host": "example.com", "paths": {
        "/rows": {"get": {"operationId": "ListRows", "deprecated": true, "x-ms-pageable": {"nextLinkName": "next"},
            "parameters": [
                {"name": "api-version", "in": "query", "type": "string", "required": true, "default": "7",
                    "x-ms-visibility": "internal"},
                {"name": "top", "in": "query", "type": "integer", "required": true, "default": 10}],
            "responses": {"200": {"description": "ok", "schema": {"type": "object", "properties": {
                "next": {"type": "string"}, "value": {"type": "array", "items": {"type": "string"}}}}}}}},
        "/jobs": {"post": {"operationId": "StartJob", "x-ms-long-running-operation": true, "parameters": [
                {"name": "job", "in": "body", "required": true, "schema": {"type": "object", "required": ["kind", "name"],
                    "properties": {"name": {"type": "string"},
                        "kind": {"type": "string", "default": "full", "x-ms-visibility": "internal"}}}}],
            "responses": {"202": {"description": "accepted"}}}}}}"#;
    write(folder.path(), "pages.json", text);
    let spec = folder.path().join("pages.json");
    let at = ["inspect", "pages", "--spec", spec.to_str().unwrap()];
    let rows = json(&[&at[..], &["ListRows"]].concat());
    assert_eq!((&rows["deprecated"], &rows["paging"]["link"]), (&true.into(), &serde_json::json!(["next"])));
    assert_eq!(rows["paging"]["items"], serde_json::json!(["value"]));
    let sent = |operation: &serde_json::Value| {
        let sent = operation["sent"].as_array().unwrap().iter();
        sent.map(|it| (it["path"][0].clone(), it["value"].clone(), it["can_be_set"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(
        sent(&rows),
        [("api-version".into(), "7".into(), false.into()), ("top".into(), "10".into(), true.into())]
    );
    let job = json(&[&at[..], &["StartJob"]].concat());
    assert_eq!(sent(&job)[0].1, "\"full\"");
    assert_eq!((&job["long_running"]["has_status"], &job["response"]), (&true.into(), &"()".into()));

    let page = shown_at("100", &[&at[..], &["ListRows"]].concat()).out;
    assert!(page.contains("pages(), next link in next; items() from value"), "{page}");
    assert!(page.contains("Sent unasked\n"), "{page}");
}

#[test]
fn an_unknown_name_has_a_suggestion() {
    for (arguments, said) in [
        (vec!["inspect", "kaizla"], "no connector is called `kaizla`; did you mean `kaizala`?"),
        (vec!["list", "kaizla"], "no connector is called `kaizla`; did you mean `kaizala`?"),
        (vec!["inspect", "kaizala", "sendMesage"], "has no operation `sendMesage`; did you mean `SendMessage`?"),
        (vec!["inspect", "kaizala", "xyz"], "the connector `kaizala` has no operation `xyz`\n"),
    ] {
        let run = run(&root(), &arguments, &[]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.contains(said), "{}", run.err);
    }
}

#[test]
fn a_definition_with_an_error_is_listed_as_one() {
    let folder = two_connectors();
    write(folder.path(), "spec/small/apiDefinition.swagger.json", "{\n  \"swagger\": \"2.0\",,");
    let list = run(folder.path(), &["list", "--spec", "spec", "--json"], &[]);
    assert_eq!(list.code, 1);
    let entries: serde_json::Value = serde_json::from_str(&list.out).expect("JSON");
    assert_eq!((&entries[0]["connector"], &entries[0]["actions"]), (&"other".into(), &1.into()));
    assert!(
        entries[1]["error"].as_str().unwrap().starts_with("spec/small/apiDefinition.swagger.json:2:20 invalid-json")
    );
    let one = run(folder.path(), &["inspect", "small", "--spec", "spec"], &[]);
    assert_eq!((one.code, one.out.as_str()), (1, ""));
    assert!(one.err.contains("error[invalid-json]"), "{}", one.err);
}

#[test]
fn what_is_shown_fits_the_terminal_and_does_not_steer_it() {
    let folder = tempfile::tempdir().unwrap();
    let hostile =
        r"\u001b[31m\u202e\n 消息消息消息消息消息 a-word-that-is-longer-than-any-line-of-a-narrow-terminal-is";
    let text = definition("GetSmall").replace("\"Small\"", &format!("\"{hostile}\"")).replace(
        r#""responses""#,
        &format!(r#""summary": "{hostile}", "parameters": [{{"name": "a\u001b]0;b", "in": "query", "type": "string"}}], "responses""#),
    );
    write(folder.path(), "spec/hostile/apiDefinition.swagger.json", &text);
    let hostile = folder.path().join("spec/hostile");
    let hostile = ["--spec", hostile.to_str().unwrap()];
    for columns in ["40", "80", "140"] {
        for arguments in [
            vec!["list"],
            vec!["inspect", "kaizala"],
            vec!["inspect", "kaizala", "SendMessage"],
            [&["list"], &hostile[..]].concat(),
            [&["inspect", "hostile"], &hostile[..]].concat(),
            [&["inspect", "hostile", "GetSmall"], &hostile[..]].concat(),
        ] {
            let page = shown_at(columns, &arguments).out;
            let width: usize = columns.parse().unwrap();
            // A character of a Chinese word takes two columns.
            let columns_of = |line: &str| line.chars().map(|it| 1 + usize::from(it > '\u{2e80}')).sum::<usize>();
            let widest = page.lines().map(columns_of).max().unwrap_or_default();
            assert!(widest <= width, "{arguments:?} at {columns}: {widest}\n{page}");
            assert!(!page.chars().any(|it| it.is_control() && it != '\n' || it == '\u{202e}'), "{page}");
        }
    }
}

#[test]
fn first_party_connectors_are_described() {
    let Some(data) = connector_tests::firstparty() else { return };
    let file = data.join("definitions/powerfx/Office_365_Outlook.json");
    let text = fs::read_to_string(&file).unwrap();
    let definition: serde_json::Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("the definition is JSON");
    let spec = ["--spec", file.to_str().unwrap()];
    let list = json(&[&["list"], &spec[..]].concat());
    let summary = &list[0];
    let number = |key: &str| summary[key].as_u64().unwrap();
    assert_eq!(summary["calls"], "connection");
    let operations = of_operations(&definition, "operationId").len() as u64;
    assert_eq!(number("actions") + number("triggers") + number("internal"), operations);
    let deprecated = of_operations(&definition, "deprecated").into_iter().filter(|it| **it == true).count();
    assert_eq!(number("deprecated"), deprecated as u64);

    let pac = data.join("definitions/pac");
    let list = json(&["list", "--spec", pac.to_str().unwrap()]);
    let connectors = list.as_array().unwrap();
    assert_eq!(connectors.len(), fs::read_dir(&pac).unwrap().count());
    assert!(connectors.iter().all(|it| it["form"] == "export"), "{list}");
}

/// The line of a fact in the output of `contract --facts`, after its id.
fn fact<'a>(out: &'a str, id: &str) -> &'a str {
    let mut lines = out.lines().filter_map(|line| line.strip_prefix(id)?.strip_prefix(' '));
    lines.next().unwrap_or_else(|| panic!("no line of {id} in\n{out}"))
}

#[test]
fn recorded_facts_are_compared_with_the_generated_clients() {
    // The command's usual folder, so that the driver's dependencies are built once.
    let test = std::env::current_exe().expect("a test knows its own path");
    let out_folder = test.ancestors().nth(3).expect("tests stand in target/PROFILE/deps").join("contract");
    let out_folder = out_folder.to_str().expect("UTF-8");
    let fixture = root().join("tests/fixtures/facts");
    let compare = |facts: &Path| {
        let facts = facts.to_str().expect("UTF-8");
        run(&root(), &["contract", "--facts", facts, "--out", out_folder], &[])
    };

    let all = compare(&fixture);
    assert_eq!(all.code, 1, "{}{}", all.out, all.err);
    for (id, verdict) in [
        ("same", ": same"),
        ("same-of-other-definition", ": same"),
        ("same-failure", ": same"),
        ("explained", ": differs, explained: default-of-the-service; query: the client does not send language=en"),
        (
            "other-query",
            ": differs; query: the client does not send loud=True; query: only the client sends loud=false",
        ),
        ("other-answer", ": differs; answer /text: fact \"Hello Bob\", client \"Hello Ada\""),
        ("no-definition", ": not tried: no definition"),
        ("no-address", ": not tried: the fact states no address"),
        ("sdk-method", ": not tried: the operation is named by an SDK method"),
        (
            "doubtful",
            ": not tried: the fact is doubtful; the client writes names in capitals; path: fact /greetings/ADA",
        ),
        ("link-1", ": same"),
        ("link-2", ": differs, explained: foreign-link"),
        ("link-3", ": same"),
        ("batch", ": same"),
        ("refused", ": same"),
        ("stranger", ": not tried: no definition"),
    ] {
        assert!(fact(&all.out, id).contains(verdict), "{id}: {}", fact(&all.out, id));
    }
    assert!(all.out.contains("calls: 10, tried: 6"), "{}", all.out);
    let report = fs::read(Path::new(out_folder).join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["totals"]["call"]["differs"], 2);
    assert_eq!(report["facts"].as_array().unwrap().len(), 16);

    let folder = tempfile::tempdir().unwrap();
    for file in ["definitions/nested/Greeter.json", "definitions/greeter.Schema.json", "answers/Greeter/Hello.json"] {
        write(folder.path(), file, &fs::read_to_string(fixture.join(file)).unwrap());
    }
    let wire = fs::read_to_string(fixture.join("wire.toml")).unwrap();
    let wire = wire.replace("Ada?loud=True", "Ada?loud=False").replace("Hello Bob", "Hello Ada");
    write(folder.path(), "wire.toml", &wire);
    let repaired = compare(folder.path());
    assert_eq!(repaired.code, 0, "{}{}", repaired.out, repaired.err);
    assert!(fact(&repaired.out, "other-query").ends_with(": same"), "{}", repaired.out);
}
