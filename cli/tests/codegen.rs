//! `cargo connector codegen` from the outside: the files it writes, its output and its exit codes.

use crate::support::{HERE, codegen, definition, generated, read, repaired, root, tree, two_connectors, write};
use std::{
    fs,
    path::{Path, PathBuf},
};

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
    write(folder.path(), "connectors.toml", &read("connectors.toml").replace('\n', "\r\n"));
    let fresh = codegen(folder.path(), &[]);
    assert!(fresh.out.contains("1 crate in generated/kaizala: nothing changed\n"), "{}{}", fresh.out, fresh.err);
    let workspace = folder.path().join("generated/Cargo.toml");
    fs::write(&workspace, fs::read_to_string(&workspace).unwrap().replace('\n', "\r\n")).unwrap();
    let fresh = codegen(folder.path(), &["--check"]);
    assert_eq!(fresh.code, 0, "{}{}", fresh.out, fresh.err);
    let intro = folder.path().join("spec/kaizala/intro.md");
    fs::write(&intro, fs::read_to_string(&intro).unwrap() + "More.\r\n").unwrap();
    assert_eq!(codegen(folder.path(), &["--check"]).code, 1, "a change of the text is one");
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = two_connectors();
    let first = codegen(folder.path(), &HERE);
    assert_eq!(first.code, 0);
    assert!(first.out.contains("small: added   Cargo.toml"), "{}", first.out);
    assert!(first.out.contains("2 crates in out: 2 changed\n"), "{}", first.out);
    let second = codegen(folder.path(), &HERE);
    assert_eq!(
        (second.code, second.out.as_str()),
        (0, "2 crates in out: nothing changed\nnext: read the README.md of a crate\n")
    );
    assert_eq!(codegen(folder.path(), &[&HERE[..], &["--check"]].concat()).code, 0);
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

/// Changes a file by hand, below its first line.
fn edit(file: &Path) {
    fs::write(file, fs::read_to_string(file).unwrap() + "// edited\n").unwrap();
}

#[test]
fn a_check_names_each_difference_and_the_command_and_writes_nothing() {
    let folder = two_connectors();
    generated(folder.path());
    let crate_folder = folder.path().join("out/small");
    edit(&crate_folder.join("src/lib.rs"));
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
        "to update: cargo connector codegen --spec spec --out out --runtime-version 0.1",
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
fn a_missing_lock_is_written_and_reported_only_if_it_is_asked_for() {
    let folder = two_connectors();
    let with = |more: &[&str]| codegen(folder.path(), &[&HERE[..], more].concat());
    let lock = folder.path().join("spec/other/names.lock");
    generated(folder.path());
    assert!(!lock.exists(), "this folder is not where the project keeps its definitions");
    let missing = with(&["--lock", "--check"]);
    assert_eq!(missing.code, 1);
    assert!(missing.out.contains("other: missing  names.lock"), "{}", missing.out);
    assert!(
        missing.out.contains("to update: cargo connector codegen --spec spec --out out --runtime-version 0.1 --lock"),
        "{}",
        missing.out
    );
    assert_eq!(with(&["--lock"]).code, 0);
    let text = fs::read_to_string(&lock).unwrap();
    assert_eq!(with(&["--lock", "--check"]).code, 0);
    fs::write(&lock, "").unwrap();
    assert_eq!(with(&["--check"]).code, 1, "one that exists is kept up to date");
    assert_eq!(with(&["--no-lock", "--check"]).code, 0);
    assert_eq!(with(&["--no-lock"]).code, 0);
    assert_eq!(fs::read_to_string(&lock).unwrap(), "");
    assert_eq!(with(&[]).code, 0);
    assert_eq!(fs::read_to_string(&lock).unwrap(), text);
    assert_eq!(with(&["--lock", "--no-lock"]).code, 2);
}

#[test]
fn a_single_file_has_its_lock_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "greeter.json", &definition("Greet"));
    // A file that is alone in its folder has the folder's lock.
    write(folder.path(), "other.json", &definition("Leave"));
    let arguments = ["--spec", "greeter.json", "--out", "out"];
    assert_eq!(codegen(folder.path(), &arguments).code, 0);
    let lock = folder.path().join("greeter.json.names.lock");
    assert!(!lock.exists());
    assert_eq!(codegen(folder.path(), &[&arguments[..], &["--lock"]].concat()).code, 0);
    assert!(fs::read_to_string(&lock).unwrap().contains("operations#Greet"));
    let check = codegen(folder.path(), &[&arguments[..], &["--check"]].concat());
    assert_eq!(check.code, 0, "{}", check.out);
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

    // The summary says it to a person. A note is counted, and shown only if that is asked for.
    assert!(run.out.contains("1 note (-v shows it)\n") && !run.err.contains("note[name-respelt]"), "{}", run.out);
    let verbose = codegen(folder.path(), &[&HERE[..], &["--keep-going", "-v"]].concat());
    assert!(verbose.out.contains("1 note\n") && verbose.err.contains("note[name-respelt]"), "{}", verbose.err);
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
fn a_run_with_a_memory_detects_every_change() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..12 {
        write(folder.path(), &format!("spec/c{number}/apiDefinition.swagger.json"), &repaired("GetThing"));
    }
    let first = codegen(folder.path(), &HERE);
    assert!(first.out.contains("12 crates in out: 12 changed, 12 warnings\n"), "{}", first.out);
    let before = tree(&folder.path().join("out"));
    let again = codegen(folder.path(), &HERE);
    assert!(again.out.contains("12 crates in out: nothing changed, 12 warnings\n"), "{}", again.out);
    assert_eq!(again.err, first.err);

    // A file of a crate: the next run mends it.
    let out = folder.path().join("out");
    edit(&out.join("c3/src/lib.rs"));
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
    assert!(changed.out.contains("12 crates in out: 2 changed, 11 warnings\n"), "{}", changed.out);
    // What was asked for decides too.
    let denied = codegen(folder.path(), &[&HERE[..], &["--deny", "warnings"]].concat());
    assert_eq!(denied.code, 1);
    assert!(denied.out.contains("1 crate in out/c6: nothing changed, 11 failed, 11 warnings\n"), "{}", denied.out);
}

#[test]
fn a_changed_crate_says_what_changed_for_its_callers() {
    let folder = two_connectors();
    let text = |query: &str, operation: &str| {
        definition(operation).replace(
            "\"responses\"",
            &format!(r#""parameters": [{{"name": "{query}", "in": "query", "type": "string", "required": true}}], "responses""#),
        )
    };
    write(folder.path(), "spec/small/apiDefinition.swagger.json", &text("top", "GetSmall"));
    let first = codegen(folder.path(), &HERE);
    assert!(!first.out.contains("public paths"), "a new crate has no earlier callers: {}", first.out);

    // The method stays, and its value goes elsewhere.
    write(folder.path(), "spec/small/apiDefinition.swagger.json", &text("skip", "GetSmall"));
    let check = codegen(folder.path(), &[&HERE[..], &["--check"]].concat());
    assert_eq!(check.code, 1);
    let said = "small: public paths: 1 with another meaning\nsmall:   another SmallClient::get_small(): (GetSmall Query top), now (GetSmall Query skip)\n";
    assert!(check.out.contains(said), "{}", check.out);
    let report = codegen(folder.path(), &[&HERE[..], &["--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&report.out).unwrap();
    let [other, small] = report["connectors"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert!(other.get("callers").is_none(), "{other}");
    assert_eq!(small["callers"]["other"][0]["is"], "(GetSmall Query skip)");

    write(folder.path(), "spec/small/apiDefinition.swagger.json", &text("skip", "GetLarge"));
    let changed = codegen(folder.path(), &HERE);
    for line in ["gone    SmallClient::get_small()", "gone    requests::GetSmall", "new     SmallClient::get_large()"] {
        assert!(changed.out.contains(&format!("small:   {line}\n")), "{line}\n{}", changed.out);
    }
    let nothing = codegen(folder.path(), &HERE);
    assert!(!nothing.out.contains("public paths"), "{}", nothing.out);
}

/// A lock that was merged by hand, or edited.
#[test]
fn a_lock_that_says_two_things_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let body = r##"{"name": "b", "in": "body", "schema": {"$ref": "#/definitions/Foo"}}"##;
    let foo = r#""Foo": {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}"#;
    let definition = definition("GetSmall")
        .replace(r#""operationId""#, &format!(r#""parameters": [{body}], "operationId""#))
        .replacen('{', &format!(r#"{{"definitions": {{{foo}}},"#), 1);
    write(folder.path(), "spec/small/apiDefinition.swagger.json", &definition);
    for (lock, code) in [
        (r#"{"models/Foo#a": "z", "models/Foo#a": "y"}"#, "names-lock-duplicate"),
        (r#"{"calls/models/Foo#new": [["text a"]], "calls/models/Foo#new": [["text b"]]}"#, "names-lock-duplicate"),
        (r#"{"methods#models/Foo": "x; evil"}"#, "names-lock-name"),
        (r#"{"methods#models/Foo": "fn"}"#, "names-lock-name"),
        (r#"{"methods#models/Foo": "self"}"#, "names-lock-name"),
        (r#"{"methods#models/Foo": "other"}"#, "names-lock-name"),
    ] {
        write(folder.path(), "spec/small/names.lock", lock);
        let run = codegen(folder.path(), &HERE);
        assert_eq!(run.code, 1, "{lock}: {}{}", run.out, run.err);
        assert!(run.err.contains(&format!("error[{code}]")), "{lock}: {}", run.err);
        assert!(run.err.contains("names.lock:1:"), "the place is in the lock: {}", run.err);
        assert!(!folder.path().join("out/small").exists(), "{lock}");
    }
}

/// Each of these once overflowed the stack, which ends the whole run.
#[test]
fn chains_of_definitions_have_any_length() {
    const LENGTH: usize = 6_000;
    let folder = tempfile::tempdir().unwrap();
    let body = r##"{"name": "b", "in": "body", "required": true, "schema": {"$ref": "#/definitions/C0"}}"##;
    for (name, before, after, last) in [
        ("alias", "", "", r#"{"type": "string"}"#),
        ("list", r#"{"type": "array", "items": "#, "}", r#"{"type": "string"}"#),
        ("part", r#"{"allOf": ["#, "]}", r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#),
        ("cycle", "", "", r##"{"$ref": "#/definitions/C0"}"##),
    ] {
        let links =
            (0..LENGTH).map(|at| format!(r##""C{at}": {before}{{"$ref": "#/definitions/C{}"}}{after}"##, at + 1));
        let links: Vec<String> = links.chain([format!(r#""C{LENGTH}": {last}"#)]).collect();
        let definition = definition("GetSmall")
            .replace(r#""operationId""#, &format!(r#""parameters": [{body}], "operationId""#))
            .replacen('{', &format!(r#"{{"definitions": {{{}}},"#, links.join(",")), 1);
        write(folder.path(), &format!("spec/{name}/apiDefinition.swagger.json"), &definition);
    }
    let run = codegen(folder.path(), &HERE);
    assert_eq!(run.code, 0, "{}", run.err);
    for name in ["alias", "list", "part", "cycle"] {
        assert!(folder.path().join("out").join(name).join("src/lib.rs").is_file(), "{name}");
    }
}

#[test]
fn a_report_replaces_no_other_file() {
    let folder = two_connectors();
    let folder = folder.path();
    let report = |path: &str| codegen(folder, &[&HERE[..], &["--report", path]].concat());
    write(folder, "empty.json", "");
    for path in ["report.json", "report.json", "new/report.json", "empty.json", "out/report.json"] {
        assert_eq!(report(path).code, 0, "{path}");
    }
    write(folder, "other.json", r#"{"version": "1", "connectors": []}"#);
    let before = tree(folder);
    for path in ["other.json", "out/small/Cargo.toml", "spec/small/apiDefinition.swagger.json"] {
        write(folder, "spec/small/apiDefinition.swagger.json", &definition("GetOther"));
        let run = report(path);
        assert_eq!(run.code, 1, "{path}");
        assert!(run.err.contains(&format!("{path}: it is not the report of an earlier run")), "{}", run.err);
        assert!(run.err.contains("name another file with `--report FILE`"), "{}", run.err);
        write(folder, "spec/small/apiDefinition.swagger.json", &definition("GetSmall"));
        assert_eq!(tree(folder), before, "{path}");
    }
    let run = report("no/such/report.json");
    assert_eq!(run.code, 1);
    assert!(run.err.contains("the folder for the report is in none that exists"), "{}", run.err);
    assert!(!folder.join("no").exists());
}

#[test]
fn more_jobs_than_connectors_start_no_more_threads() {
    let folder = two_connectors();
    let run = codegen(folder.path(), &[&HERE[..], &["--jobs", "100000000"]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
}
