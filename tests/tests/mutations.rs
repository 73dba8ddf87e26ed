//! Real definitions broken at random: each becomes a whole crate, or an error with a position and help. No panic, no endless run.
//!
//! By default there are a few. `MUTATIONS=N` makes more, `CORPUS_SEED=S` others, `MUTATION=I` only number I, with its diagnostics.
//! `MUTATIONS_OUT=DIR` keeps them as connector folders, so that `cargo xtask codegen --spec DIR --keep-going` and
//! `cargo xtask compile` can show that the crates compile. `COUNT_ALL=1` counts all that are small enough.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use connector_codegen::{
    Diagnostics, Generated, Severity, Sources,
    internal::{
        folder::discover,
        source::{self, Node},
    },
};
use connector_tests::{
    corpus,
    count::count,
    generate,
    mutate::{
        Mutant, Original,
        faults::{faults, growth},
        mutate,
    },
    random::{Random, seed},
};

/// The number of definitions that are broken by default.
const SAMPLE: usize = 150;
/// A larger definition takes too long for a sample; `MUTATIONS_LONGEST` may say another length.
const LONGEST: usize = 150_000;
/// How many of the broken definitions that become crates are read and counted: one of so many.
const COUNTED: usize = 4;
/// How many are generated a second time: one of so many.
const REPEATED: usize = 16;
/// After this time the test prints the number that is running: an endless run prints nothing else.
const LONG: Duration = Duration::from_secs(60);
/// How many of the slowest and the largest are shown.
const SHOWN: usize = 5;
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
    let originals = originals(&corpus);
    let (first, end) = match number("MUTATION") {
        Some(only) => (only, only + 1),
        None => (0, number("MUTATIONS").unwrap_or(SAMPLE)),
    };
    let (next, total) = (AtomicUsize::new(first), Mutex::new(Tally::default()));
    let (originals, tally) = (&originals, &total);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= end {
                        break;
                    }
                    // Each has its own thread: a panic is reported with the number.
                    let thread = thread::Builder::new().name(format!("mutation {index}")).stack_size(STACK);
                    let (end, has_ended) = mpsc::channel::<()>();
                    let one = thread.spawn_scoped(scope, move || {
                        // Dropped at the end, whatever that is.
                        let _end = end;
                        one(originals, index, tally);
                    });
                    if has_ended.recv_timeout(LONG) == Err(mpsc::RecvTimeoutError::Timeout) {
                        println!("mutation {index} still runs after {LONG:?}");
                    }
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
    println!("slowest: {:#?}", tally.slowest.iter().rev().take(SHOWN).collect::<Vec<_>>());
    println!("largest beside the definition: {:#?}", tally.largest.iter().rev().take(SHOWN).collect::<Vec<_>>());
    assert!(tally.faults.is_empty(), "{}:\n{}", tally.faults.len(), tally.faults.join("\n"));
}

fn number(variable: &str) -> Option<usize> {
    env::var(variable).ok()?.parse().ok()
}

/// The connectors of the corpus that are of a size for a sample.
fn originals(corpus: &Path) -> Vec<(String, Original)> {
    let mut originals = Vec::new();
    let longest = number("MUTATIONS_LONGEST").unwrap_or(LONGEST);
    for connector in discover(corpus).expect("the corpus can be searched") {
        let read = |path: PathBuf| json(fs::read(path).ok().filter(|bytes| bytes.len() <= longest)?);
        let definition = connector.definition.ok().and_then(read);
        let properties = connector.directory.and_then(|directory| read(directory.join("apiProperties.json")));
        originals.extend(definition.map(|definition| (connector.path, Original { definition, properties })));
    }
    originals
}

fn json(bytes: Vec<u8>) -> Option<Node> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = source::add(&mut sources, "file", bytes, &mut diagnostics)?;
    source::json(&sources, file, &mut diagnostics)
}

/// Breaks one connector and looks at what it becomes.
fn one(originals: &[(String, Original)], index: usize, tally: &Mutex<Tally>) {
    let mut random = Random::new(seed().wrapping_add((index as u64) << 32));
    let (path, original) = &originals[random.below(originals.len())];
    let (_, donor) = &originals[random.below(originals.len())];
    let Mutant { definition, properties, changes } = mutate(original, donor, &mut random);
    let name = format!("mutation {index}: {path} ({})", changes.join(", "));
    if let Some(folder) = env::var_os("MUTATIONS_OUT") {
        let folder = PathBuf::from(folder).join(format!("m{index}"));
        fs::create_dir_all(&folder).expect("a folder can be made");
        fs::write(folder.join("apiDefinition.swagger.json"), &definition).expect("a file can be written");
        if let Some(properties) = &properties {
            fs::write(folder.join("apiProperties.json"), properties).expect("a file can be written");
        }
    }
    let beside = properties.iter().map(|it| ("apiProperties.json", it.as_slice()));
    // The count reads from `names.lock` which type is which definition's.
    let always = [("apiDefinition.swagger.json", definition.as_slice()), ("names.lock", &[][..])];
    let files: Vec<(&str, &[u8])> = always.into_iter().chain(beside).collect();

    let clock = Instant::now();
    let generated = generate::folder("mutant", &files);
    let took = clock.elapsed();

    if env::var_os("MUTATION").is_some() {
        println!("{}", generated.diagnostics.render(&generated.sources));
    }
    let length = definition.len() + properties.as_ref().map_or(0, Vec::len);
    let is_counted = env::var_os("COUNT_ALL").is_some() || index.is_multiple_of(COUNTED);
    let mut faults = faults(length, &generated, is_counted);
    if index.is_multiple_of(REPEATED) {
        let again = generate::folder("mutant", &files);
        let shown = |generated: &Generated| generated.diagnostics.render(&generated.sources);
        if again.files != generated.files || shown(&again) != shown(&generated) {
            faults.push("a second time it becomes something else".to_owned());
        }
    }
    if is_counted && definition.len() <= LONGEST {
        faults.extend(count(&definition, &generated).unexplained);
    }

    let mut tally = tally.lock().expect("nothing panics in here");
    for fault in faults {
        println!("{name}: {fault}");
        tally.faults.push(format!("{name}: {fault}"));
    }
    let errors = generated.diagnostics.iter().filter(|it| it.problem.severity() == Severity::Error);
    match errors.map(|it| it.problem.code()).next() {
        Some(code) => *tally.failed.entry(code).or_default() += 1,
        None => tally.crates += 1,
    }
    tally.slowest.push((took, name.clone()));
    tally.largest.push((growth(length, &generated), name));
    shortened(&mut tally.slowest);
    shortened(&mut tally.largest);
}

/// Keeps the few that are the most, now and then: hundreds of thousands may be made.
fn shortened<T: Ord>(most: &mut Vec<T>) {
    if most.len() >= 1_000 {
        most.sort();
        most.drain(..most.len() - SHOWN);
    }
}
