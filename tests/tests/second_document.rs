//! A second real document: Kaizala's older REST description, which is not strict JSON and has names that no identifier can hold.

use connector_codegen::Severity;
use connector_tests::{
    compile::Workspace,
    generate::{files, one},
    reference, root,
};

const DOCUMENT: &str = "kaizala-rest-api.swagger.json";

#[test]
fn it_compiles_and_its_faults_are_named_by_line_and_column() {
    let Some(text) = reference(DOCUMENT) else { return };
    let generated = one(&root().join("../shared/reference").join(DOCUMENT));
    let said = generated.diagnostics.render(&generated.sources);
    println!("{said}");
    assert!(generated.diagnostics.iter().all(|diagnostic| diagnostic.problem.severity() < Severity::Error));

    // Each line break inside a text is a control character that JSON does not allow.
    let first =
        text.lines().position(|line| line.ends_with("following action types:")).expect("a text over several lines") + 1;
    assert!(said.contains("warning[json-control-character]"), "{said}");
    assert!(said.contains(&format!("reference/{DOCUMENT}:{first}:")), "line {first}\n{said}");

    let name = "Request - PostCustomActionToAGroup[withProperties]";
    let line =
        text.lines().position(|line| line.trim_start().starts_with(&format!("\"{name}\""))).expect("the definition")
            + 1;
    assert!(
        said.contains(&format!("`{name}`")) && said.contains(&format!("reference/{DOCUMENT}:{line}:")),
        "line {line}\n{said}"
    );

    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "second");
    workspace.add(&generated.folder, files(&generated));
    workspace.assert_silent();
}
