//! The small definitions of `../shared/cases`, each of which shows one class of fault: generated, compiled and called. The classes
//! that do not need the shared data are in `reported.rs`.

use std::collections::BTreeMap;

use connector_tests::{cases, compile::Workspace, generate, read};

/// The cases that `tests/fixtures/cases/main.rs` calls, with the code of each warning of their definitions.
const CASES: [(&str, &[&str]); 7] = [
    ("empty-values", &[]),
    ("item-name", &["next-operation-left-out", "page-link-missing", "pages-left-out", "unknown-key"]),
    ("operation-location", &[]),
    ("paging", &["next-operation-left-out", "pages-left-out"]),
    ("unsigned", &[]),
    ("vendor-only", &[]),
    ("wrong-type", &[]),
];

#[test]
fn each_case_is_called_as_expected() {
    let Some(folder) = cases() else { return };
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "cases");
    for (case, expected) in CASES {
        let generated = generate::one(&folder.join(case));
        let mut codes: Vec<_> = generate::messages(&generated).into_iter().map(|(code, _)| code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes, expected, "{case}: {:#?}", generate::messages(&generated));
        workspace.add(case, generate::files(&generated));
    }
    workspace.add("program", &program());
    workspace.assert_runs("program");
}

/// The package that calls the crates.
fn program() -> BTreeMap<String, String> {
    let dependencies: String = CASES
        .iter()
        .map(|(case, _)| format!("connector-{case} = {{ path = \"../{case}\", default-features = false }}\n"))
        .collect();
    let manifest = format!(
        "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\
         connector-runtime = {{ workspace = true, features = [\"testing\"] }}\nserde_json = \"1\"\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\", \"time\"] }}\n"
    );
    let main = read("tests/fixtures/cases/main.rs");
    [("Cargo.toml".to_owned(), manifest), ("src/main.rs".to_owned(), main)].into()
}
