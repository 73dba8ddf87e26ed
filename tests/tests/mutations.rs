//! Real definitions broken at random: each becomes a whole crate, or an error with a place and what to do. No panic, no endless run.
//!
//! A few by default; `MUTATIONS=N` makes more, `CORPUS_SEED=S` others, `MUTATION=I` only the one of that number, with
//! what the generator says of it. `MUTATIONS_OUT=DIR` keeps those that become crates, as connector folders, so that `cargo xtask codegen --spec DIR` and `cargo xtask compile` can show
//! that the crates compile. `COUNT_ALL=1` counts all that are small enough.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use connector_codegen::{
    Generated,
    diagnostic::{Diagnostics, Severity},
    folder::discover,
    source::{Node, Sources},
};
use connector_tests::{
    corpus,
    count::count,
    generate::generate,
    mutate::{Mutant, mutate},
    random::{Random, seed},
};

/// How many definitions are broken where nothing else is asked.
const SAMPLE: usize = 150;
/// A larger definition takes too long for a sample.
const LONGEST: usize = 150_000;
/// How many of the broken definitions that become crates are counted: one of so many.
const COUNTED: usize = 4;
/// The stack of the threads that the command generates on.
const STACK: usize = 2 << 20;

/// What became of the broken definitions.
#[derive(Default)]
struct Tally {
    crates: usize,
    failed: BTreeMap<&'static str, usize>,
    faults: Vec<String>,
    slowest: Vec<(Duration, String)>,
    largest: Vec<(usize, String)>,
}

#[test]
fn a_broken_definition_becomes_a_whole_crate_or_an_error_with_a_place() {
    let Some(corpus) = corpus() else { return };
    let definitions = definitions(&corpus);
    let number = |name: &str| env::var(name).ok().and_then(|number| number.parse::<usize>().ok());
    let (first, end) = match number("MUTATION") {
        Some(only) => (only, only + 1),
        None => (0, number("MUTATIONS").unwrap_or(SAMPLE)),
    };
    let (next, total) = (AtomicUsize::new(first), Mutex::new(Tally::default()));
    let (definitions, tally) = (&definitions, &total);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= end {
                        break;
                    }
                    // A thread of its own for each: whatever ends it says the number.
                    let thread = thread::Builder::new().name(format!("mutation {index}")).stack_size(STACK);
                    let one = thread.spawn_scoped(scope, move || one(definitions, index, tally));
                    if one.expect("a thread can be made").join().is_err() {
                        tally.lock().expect("nothing panics in here").faults.push(format!("mutation {index} panicked"));
                    }
                }
            });
        }
    });
    let mut tally = total.into_inner().expect("nothing panics in there");
    println!("seed {}: {} broken definitions, {} crates", seed(), end - first, tally.crates);
    println!("errors by code: {:#?}", tally.failed);
    tally.slowest.sort();
    tally.largest.sort();
    println!("slowest: {:#?}", tally.slowest.iter().rev().take(5).collect::<Vec<_>>());
    println!("largest beside the definition: {:#?}", tally.largest.iter().rev().take(5).collect::<Vec<_>>());
    assert!(tally.faults.is_empty(), "{}:\n{}", tally.faults.len(), tally.faults.join("\n"));
}

/// The definitions of the corpus that are of a size for a sample.
fn definitions(corpus: &Path) -> Vec<(String, Node)> {
    let mut definitions = Vec::new();
    for connector in discover(corpus).expect("the corpus can be searched") {
        let bytes = connector.definition.ok().and_then(|path| fs::read(path).ok()).unwrap_or_default();
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        if bytes.len() > LONGEST {
            continue;
        }
        let file = sources.add("definition", bytes, &mut diagnostics);
        if let Some(document) = file.and_then(|file| sources.json(file, &mut diagnostics)) {
            definitions.push((connector.path, document));
        }
    }
    definitions
}

/// Breaks one definition and looks at what it becomes.
fn one(definitions: &[(String, Node)], index: usize, tally: &Mutex<Tally>) {
    let mut random = Random::new(seed().wrapping_add((index as u64) << 32));
    let (path, definition) = &definitions[random.below(definitions.len())];
    let (_, donor) = &definitions[random.below(definitions.len())];
    let Mutant { bytes, changes } = mutate(definition, donor, &mut random);
    let name = format!("mutation {index}: {path} ({})", changes.join(", "));

    let clock = Instant::now();
    let generated = generate("mutant", &bytes, &[]);
    let took = clock.elapsed();

    if env::var_os("MUTATION").is_some() {
        println!("{}", generated.diagnostics.render(&generated.sources));
    }
    let mut faults = faults(&generated);
    let is_counted = env::var_os("COUNT_ALL").is_some() || index.is_multiple_of(COUNTED);
    if is_counted && bytes.len() <= LONGEST {
        faults.extend(count(&bytes, &generated).unexplained);
    }
    if let (Some(folder), Some(_)) = (env::var_os("MUTATIONS_OUT"), &generated.files) {
        let folder = PathBuf::from(folder).join(format!("m{index}"));
        fs::create_dir_all(&folder).expect("a folder can be made");
        fs::write(folder.join("apiDefinition.swagger.json"), &bytes).expect("a file can be written");
    }

    let mut tally = tally.lock().expect("nothing panics in here");
    tally.faults.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
    let errors = generated.diagnostics.iter().filter(|it| it.problem.severity() == Severity::Error);
    match errors.map(|it| it.problem.code()).next() {
        Some(code) => *tally.failed.entry(code).or_default() += 1,
        None => tally.crates += 1,
    }
    let written: usize = generated.files.iter().flatten().map(|(_, text)| text.len()).sum();
    tally.slowest.push((took, name.clone()));
    tally.largest.push((written / bytes.len().max(1_000), name));
}

/// What is wrong with what a definition became.
fn faults(generated: &Generated) -> Vec<String> {
    let mut faults = Vec::new();
    let has_error = generated.diagnostics.has_errors();
    if generated.files.is_some() == has_error {
        faults.push(format!("crate: {}, error: {has_error}", generated.files.is_some()));
    }
    for diagnostic in generated.diagnostics.iter() {
        let (problem, span) = (&diagnostic.problem, diagnostic.span);
        let text = generated.sources.text(span.file);
        if text.get(span.start as usize..span.end as usize).is_none() {
            faults.push(format!("{} has no place: {span:?}", problem.code()));
        }
        if problem.message().trim().is_empty() || problem.help().trim().is_empty() {
            faults.push(format!("{} says nothing", problem.code()));
        }
    }
    let shown = generated.diagnostics.render(&generated.sources);
    if let Some(strange) =
        shown.chars().find(|it| it.is_control() && *it != '\n' || ('\u{202a}'..='\u{202e}').contains(it))
    {
        faults.push(format!("a diagnostic shows {strange:?}"));
    }
    for path in generated.files.iter().flatten().map(|(path, _)| path) {
        let is_plain = |part: &str| {
            !part.is_empty()
                && part.len() < 200
                && !part.starts_with('.')
                && part.bytes().all(|it| it.is_ascii_graphic())
        };
        if !path.split('/').all(is_plain) {
            faults.push(format!("a file's path is {path:?}"));
        }
    }
    faults
}
