//! The definitions of this repository, through all stages: what is generated is what is committed.

use std::path::PathBuf;

use crate::{Generated, Generator, Locks};

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Generates the crates of a folder of definitions, in memory.
fn generated(generator: &Generator) -> Vec<Generated> {
    let connectors = generator.connectors().expect("the folder has connectors");
    connectors.iter().map(|connector| generator.generate(connector).expect("the connector can be read")).collect()
}

#[test]
fn the_crates_are_up_to_date() {
    for (spec, out) in [("spec", "generated"), ("tests/fixtures/decoding/spec", "tests/fixtures/decoding/generated")] {
        let generator = Generator::new(root().join(spec)).out(root().join(out));
        for one in generated(&generator) {
            let changes = generator.compare(&one).expect("the crate can be read");
            assert!(
                changes.is_empty(),
                "{}: {changes:?}: run cargo xtask codegen --spec {spec} --out {out}",
                one.folder
            );
        }
    }
}

#[test]
fn the_names_and_the_diagnostics_are_the_same() {
    for (group, folder) in [
        ("spec", "spec"),
        ("count", "tests/fixtures/count/everything.swagger.json"),
        ("decoding", "tests/fixtures/decoding/spec"),
        ("emitted", "tests/fixtures/emitted/spec"),
    ] {
        for one in generated(&Generator::new(root().join(folder)).locks(Locks::All)) {
            let lock = one.lock.expect("each connector has a lock").text;
            insta::assert_snapshot!(format!("{group}_{}", one.folder), one.diagnostics.render(&one.sources) + &lock);
        }
    }
}
