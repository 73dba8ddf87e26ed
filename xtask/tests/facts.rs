//! `cargo xtask contract --facts` from the outside.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The project's folder.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Exit code and output of a run of the command.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.args(arguments).current_dir(root()).output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a file stands in a folder")).unwrap();
    fs::write(file, text).unwrap();
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
        run(&["contract", "--facts", facts, "--out", out_folder])
    };

    let (code, out, err) = compare(&fixture);
    assert_eq!(code, Some(1), "{out}{err}");
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
        ("undeclared", ": differs, explained: undeclared-property; answer /colour"),
        ("declared-but-absent", ": differs; answer /volume: fact 3, client nothing"),
        ("answer-of-another-type", ": differs, explained: answer-of-another-type"),
        ("value-of-another-type", ": differs, explained: value-of-another-type"),
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
        assert!(fact(&out, id).contains(verdict), "{id}: {}", fact(&out, id));
    }
    assert!(out.contains("calls: 14, tried: 10"), "{out}");
    let report = fs::read(Path::new(out_folder).join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["totals"]["call"]["differs"], 3);
    assert_eq!(report["facts"].as_array().unwrap().len(), 20);

    let folder = tempfile::tempdir().unwrap();
    for file in ["definitions/nested/Greeter.json", "definitions/greeter.Schema.json", "answers/Greeter/Hello.json"] {
        write(folder.path(), file, &fs::read_to_string(fixture.join(file)).unwrap());
    }
    let wire = fs::read_to_string(fixture.join("wire.toml")).unwrap();
    let wire = wire.replace("Ada?loud=True", "Ada?loud=False").replace("Hello Bob", "Hello Ada");
    let wire = wire.replace(r#""quiet""#, r#""quiet", "volume": 3"#);
    write(folder.path(), "wire.toml", &wire);
    let (code, out, err) = compare(folder.path());
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(fact(&out, "other-query").ends_with(": same"), "{out}");
}
