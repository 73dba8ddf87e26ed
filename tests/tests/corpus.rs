//! Real connectors: every definition of `../shared/corpus` becomes a crate or an error with a position, and a sample compiles.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::Mutex,
};

use connector_codegen::{
    ConnectorFolder, Files, Generator, Severity,
    internal::{self, folder::discover, shapes::Shapes},
};
use connector_tests::{
    compile::Workspace,
    corpus,
    parallel::in_parallel,
    random::{Random, seed},
    root,
};

/// The number of compiled connectors.
const SAMPLE: usize = 20;

/// The totals of all connectors.
#[derive(Default)]
struct Tally {
    crates: usize,
    failed: BTreeMap<String, Vec<String>>,
    warnings: BTreeMap<String, usize>,
}

#[test]
fn every_definition_becomes_a_crate_or_an_error_with_a_place() {
    let Some(corpus) = corpus() else { return };
    let connectors = discover(&corpus).expect("the corpus can be searched");
    let folders: BTreeSet<String> = connectors.iter().map(Generator::crate_folder).collect();
    assert_eq!(folders.len(), connectors.len(), "each crate has its own name");
    let generator = Generator::new(&corpus);
    let tally = Mutex::new(Tally::default());
    in_parallel(&connectors, |connector| count(&generator, connector, &tally));
    let tally = tally.into_inner().expect("no thread panicked");
    let failed = tally.failed.values().map(Vec::len).sum::<usize>();
    println!("{} connectors: {} crates, {failed} failed", connectors.len(), tally.crates);
    println!("errors by code: {:#?}\nwarnings by code: {:#?}", tally.failed, tally.warnings);
    assert_eq!(tally.crates + failed, connectors.len());
    // These cannot be read without guessing: text that is not JSON, keys after the end, a template without an operation.
    let codes: Vec<&str> = tally.failed.keys().map(String::as_str).collect();
    assert_eq!(codes, ["invalid-json", "keys-after-end", "no-operations"]);
    assert!(failed <= 3, "{:#?}", tally.failed);
}

/// Generates one connector in memory and adds it to the totals. Each diagnostic must point into a file.
fn count(generator: &Generator, connector: &ConnectorFolder, tally: &Mutex<Tally>) {
    let generated = generator.generate(connector).expect("the connector's files can be read");
    let mut tally = tally.lock().expect("no thread panicked");
    let mut first_error = None;
    for diagnostic in generated.diagnostics.iter() {
        let code = diagnostic.problem.code();
        let source = generated.sources.get(diagnostic.span.file).expect("a span points into a source");
        assert!(diagnostic.span.end as usize <= source.text.len(), "{}: {code}", connector.path);
        match diagnostic.problem.severity() {
            Severity::Error => first_error = first_error.or(Some(code)),
            _ => *tally.warnings.entry(code.to_owned()).or_default() += 1,
        }
    }
    assert_eq!(generated.files.is_some(), first_error.is_none(), "{}: a crate, or an error", connector.path);
    match first_error {
        Some(code) => tally.failed.entry(code.to_owned()).or_default().push(connector.path.clone()),
        None => tally.crates += 1,
    }
}

/// The numbers of `docs/shapes.md` are those of the corpus, and its texts those of the table.
#[test]
fn the_page_of_shapes_is_fresh() {
    let Some(corpus) = corpus() else { return };
    let generator = Generator::new(corpus);
    let mut sum = Shapes::default();
    let connectors = generator.connectors().expect("the corpus can be searched");
    let shapes = in_parallel(&connectors, internal::shapes);
    shapes.into_iter().for_each(|shapes| sum.add(&shapes.expect("the connector's files can be read")));
    let page = fs::read_to_string(root().join("docs/shapes.md")).expect("the page is committed");
    let stated: Vec<&str> =
        page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| shape")).collect();
    let counted: Vec<String> = sum
        .rows()
        .map(|(shape, places, connectors)| format!("| {} | {} | {places} | {connectors} |", shape.text(), shape.rust()))
        .collect();
    assert_eq!(stated, counted, "to update: cargo xtask shapes > docs/shapes.md");
}

/// `CORPUS_SEED` selects the sample; the test prints the seed.
#[test]
#[ignore = "slow: compiles twenty crates"]
fn a_sample_compiles_without_a_warning() {
    let Some(corpus) = corpus() else { return };
    let seed = seed();
    let mut connectors = discover(&corpus).expect("the corpus can be searched");
    let generator = Generator::new(&corpus);
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "corpus");
    let mut names = Vec::new();
    Random::new(seed).shuffle(&mut connectors);
    for connector in connectors {
        let generated = generator.generate(&connector).expect("the connector's files can be read");
        if let Some(files) = generated.files {
            workspace.add(&generated.folder, &files as &Files);
            names.push(connector.path);
        }
        if names.len() == SAMPLE {
            break;
        }
    }
    println!("seed {seed}: {}", names.join(", "));
    workspace.assert_checks();
}
