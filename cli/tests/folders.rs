//! Which connectors `cargo connector codegen` finds, and where their crates go.

use crate::support::{HERE, codegen, definition, run, tree, two_connectors, write};
use std::fs;

#[test]
fn crates_get_a_workspace_unless_they_are_in_one() {
    let dependency = "connector-runtime = { version = \"0.1\", default-features = false }";
    let package = "[package]\nname = \"around\"\nversion = \"0.1.0\"\n# [workspace]\n[lib]\npath = \"lib.rs\"\n";
    let inner = "[package]\nname = \"inner\"\nversion = \"0.1.0\"\n[lib]\npath = \"lib.rs\"\n";
    let cases = [
        ("no manifest", None, true, ""),
        // The words of a comment make no workspace, and the crates would be in none.
        ("a package", Some(package.to_owned()), true, "Cargo.toml: written"),
        (
            "a workspace with the runtime",
            Some(format!("[workspace]\nmembers = [\"out/*\"]\n[workspace.dependencies]\n{dependency}\n")),
            false,
            "",
        ),
        (
            "a workspace without the runtime",
            Some("[workspace]\nmembers = [\"inner\"]\n".to_owned()),
            false,
            "Cargo.toml: add what the crates need:\n[workspace]\nmembers = [\"inner\", \"out/*\"]\n\n[workspace.dependencies]\nconnector-runtime = {",
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
fn a_script_beside_a_definition_closes_direct_calls() {
    let folder = two_connectors();
    let at = |arguments: &[&str]| run(folder.path(), arguments, &[]);
    let calls = |spec: &str| at(&["inspect", "small", "--spec", spec]).out;
    assert!(calls("spec").contains("directly"), "{}", calls("spec"));
    assert_eq!(codegen(folder.path(), &HERE).code, 0);

    write(folder.path(), "spec/small/Any-Name.CSX", "public class Script {}\n");
    let said = "every operation runs the script `Any-Name.CSX` in Azure";
    let shown = calls("spec").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains(said), "{shown}");
    let check = codegen(folder.path(), &[&["--check"], &HERE[..]].concat());
    assert_eq!(check.code, 1);
    assert!(check.out.contains("small: stale    README.md\n") && !check.out.contains("other:"), "{}", check.out);
    assert!(
        check.err.contains(&format!("[no-direct-calls]: the client has no `direct` constructor: {said}")),
        "{}",
        check.err
    );

    // A copy of the connector has the script too.
    assert_eq!(at(&["add", "spec/small", "--spec", "copies"]).code, 0);
    assert!(calls("copies").contains("`script.csx`"), "{}", calls("copies"));

    // Code of one of several connectors in a folder is found by its name; other code may belong to each.
    let several = tempfile::tempdir().unwrap();
    for name in ["a", "b"] {
        write(several.path(), &format!("spec/{name}_api.json"), &definition("Get"));
    }
    let direct = || {
        let list = run(several.path(), &["list", "--spec", "spec", "--format", "json"], &[]);
        let list: serde_json::Value = serde_json::from_str(&list.out).unwrap();
        [0, 1].map(|index| list[index]["calls"] == "direct")
    };
    assert_eq!(direct(), [true, true]);
    write(several.path(), "spec/a_code.csx", "");
    assert_eq!(direct(), [false, true]);
    write(several.path(), "spec/script.csx", "");
    assert_eq!(direct(), [false, false]);
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
    assert!(run.err.contains("cargo connector add PATH --name NAME"), "{}", run.err);
    assert!(folder.path().join("out/last").is_dir(), "a clash stops no other connector");
    assert!(folder.path().join("out/small/src/operations/get_a.rs").is_file());
}
