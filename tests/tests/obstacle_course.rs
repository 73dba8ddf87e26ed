//! Hostile names in every position that takes a name: no tool warns about the crate, each wire name is in it unchanged, and no later
//! name renames an earlier one.

use std::collections::{BTreeMap, BTreeSet};

use connector_tests::{
    compile::Workspace,
    generate::{files, generate, messages},
    obstacle::{self, COLLIDING, Wire},
    random::seed,
    wire_names::WireNames,
};

/// Folders of connectors whose names mean something else to Rust, to cargo or to this project.
const FOLDERS: &[&str] = &[
    "codegen",
    "tests",
    "connector-runtime",
    "crate",
    "core",
    "test",
    "proc-macro",
    "type",
    "client",
    "日本",
    "👍",
    "a.b c",
];

/// The folders of the three turns.
const TURNS: [&str; 3] = ["runtime", "self", "123"];

/// How many names are added one at a time to all the others.
const ADDED: usize = 3;

/// The crate of one turn in a workspace of its own. Every wire name is in it.
fn crate_of(turn: usize) -> Workspace {
    // A name that is not a word is tested in the first turn only: its identifiers are ordinary ones.
    let is_word = |name: &String| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let names: Vec<String> = obstacle::names().into_iter().filter(|name| turn == 0 || is_word(name)).collect();
    let course = obstacle::course(&names, turn);
    let generated = generate(TURNS[turn], course.definition.to_string(), &[]);
    let left_out: Vec<_> = messages(&generated).into_iter().filter(|(code, _)| code.ends_with("left-out")).collect();
    assert!(left_out.is_empty(), "{left_out:#?}");
    assert_same(&course.wires, &WireNames::of(files(&generated)).names);
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), &format!("obstacles-{turn}"));
    workspace.add(&generated.folder, files(&generated));
    workspace
}

#[test]
fn it_keeps_every_wire_name() {
    (0..TURNS.len()).for_each(|turn| drop(crate_of(turn)));
}

/// The seed chooses the turn: each takes a minute.
#[test]
#[ignore = "slow: clippy, rustdoc and the doctests of a crate with every name in every position"]
fn it_compiles_silently() {
    crate_of((seed() % TURNS.len() as u64) as usize).assert_silent();
}

#[track_caller]
fn assert_same(wanted: &[Wire], found: &[Wire]) {
    let count = |wires: &[Wire]| {
        let mut counts: BTreeMap<Wire, isize> = BTreeMap::new();
        wires.iter().for_each(|wire| *counts.entry(wire.clone()).or_default() += 1);
        counts
    };
    let mut differences = count(found);
    count(wanted).into_iter().for_each(|(wire, count)| *differences.entry(wire).or_default() -= count);
    differences.retain(|_, difference| *difference != 0);
    assert!(differences.is_empty(), "too often, or too rarely (-): {differences:#?}");
}

#[test]
fn a_connector_may_be_called_anything() {
    let definition = obstacle::course(&["thing".to_owned()], 1).definition.to_string();
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "folders");
    let mut packages = BTreeSet::from(["connector-runtime", "connector-codegen", "connector-tests"].map(str::to_owned));
    for folder in FOLDERS.iter().chain(&TURNS) {
        let generated = generate(folder, &definition, &[]);
        let manifest: toml::Table = files(&generated)["Cargo.toml"].parse().expect("the manifest is TOML");
        let package = manifest["package"]["name"].as_str().expect("a package has a name").to_owned();
        assert_eq!(package, format!("connector-{}", generated.folder), "{folder}");
        assert!(packages.insert(package.clone()), "{folder}: {package}");
        workspace.add(&generated.folder, files(&generated));
    }
    workspace.assert_checks();
}

#[test]
fn no_later_name_renames_an_earlier_one() {
    let all: Vec<String> = COLLIDING.iter().map(|name| (*name).to_owned()).collect();
    grow(&all, |index| index > 0);
}

#[test]
fn no_later_name_among_all_the_others_renames_one() {
    let all = obstacle::names();
    let every = all.len() / ADDED;
    grow(&all, |index| index % every == every / 2);
}

/// Adds the names that `is_later` says, one at a time and each at its own place, to the others; whatever is locked stays, and is
/// what the crate says.
fn grow(all: &[String], is_later: impl Fn(usize) -> bool) {
    let mut present: Vec<bool> = (0..all.len()).map(|index| !is_later(index)).collect();
    let mut step = Step::default();
    step.take(all, &present);
    let mut later: Vec<usize> = (0..all.len()).filter(|index| is_later(*index)).collect();
    later.reverse();
    for index in later {
        present[index] = true;
        let before = step.clone();
        step.take(all, &present);
        let added = &all[index];
        // A method whose required values change has another name, so that no old call means something else. A name follows its key
        // where that is gone and one key respells it: the choices of the course are filled by other parameters at each step.
        let follows = |place: &str, name: &String| {
            let scope = place.split('#').next().unwrap_or_default();
            let is_new = |other: &str| other.split('#').next() == Some(scope) && !before.locked.contains_key(other);
            step.locked.iter().any(|(other, same)| same == name && is_new(other))
        };
        // The paths of the course grow, and with them what the names of its operations stand for.
        let is_name = |place: &str| !place.starts_with("methods#") && !place.starts_with("means/");
        for (place, name) in before.locked.iter().filter(|(place, _)| is_name(place)) {
            // A helper that is added supplies the choice of the one before it.
            let meaning = format!("means/{place}");
            if place.starts_with("sources#") && step.locked.get(&meaning) != before.locked.get(&meaning) {
                continue;
            }
            let is_kept = step.locked.get(place) == Some(name);
            assert!(is_kept || !step.locked.contains_key(place) && follows(place, name), "{place} after {added:?}");
        }
        for (place, name) in &before.identifiers {
            assert_eq!(step.identifiers.get(place), Some(name), "{place:?} after {added:?}");
        }
        assert!(step.locked.len() > before.locked.len(), "{added:?}");
    }
}

/// What one step of a growing definition gave.
#[derive(Clone, Default)]
struct Step {
    lock: String,
    locked: BTreeMap<String, String>,
    identifiers: BTreeMap<(String, Wire), String>,
}

impl Step {
    /// Generates with the lock of the step before.
    fn take(&mut self, all: &[String], present: &[bool]) {
        let names: Vec<String> = all.iter().zip(present).filter(|(_, is)| **is).map(|(name, _)| name.clone()).collect();
        let definition = obstacle::course(&names, 0).definition.to_string();
        let generated = generate("course", &definition, &[("names.lock", &self.lock)]);
        let complaints: Vec<_> =
            messages(&generated).into_iter().filter(|(code, _)| code.starts_with("names-lock")).collect();
        assert!(complaints.is_empty(), "{complaints:#?}");
        self.lock = generated.lock.as_ref().expect("the folder has a lock").text.clone();
        let entries: BTreeMap<String, serde_json::Value> = serde_json::from_str(&self.lock).expect("the lock is JSON");
        let names = entries.into_iter().filter_map(|(address, entry)| Some((address, entry.as_str()?.to_owned())));
        self.locked = names.collect();
        self.identifiers = WireNames::of(files(&generated)).identifiers;
    }
}
