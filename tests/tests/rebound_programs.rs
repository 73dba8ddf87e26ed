//! Nothing is rebound in silence, shown by a compiler: a caller's program (`connector_tests::program`) uses everything that an old
//! crate has. What compiles against the new crate must put each value in the same place.
//!
//! `REBOUND_PROGRAMS=N` tries N real changes; `CORPUS_SEED` decides which.

use std::collections::{BTreeMap, BTreeSet};

use connector_codegen::Files;
use connector_tests::{
    compile::Workspace,
    program::{Program, places},
    random::seed,
};

use crate::rebound::{FAULTS, Version, count, crate_of_all, folder, only, real_changes};

/// How many real changes are tried.
const PROGRAMS: usize = 2;

/// Two crates, and what the programs over the old one show.
struct Compared {
    name: String,
    /// Uses that the old crate itself does not accept.
    unwritten: Vec<String>,
    /// Uses that the new crate does not accept.
    rejected: usize,
    /// Uses whose values stay in their places, and those whose values do not.
    same: usize,
    moved: Vec<String>,
}

/// Compiles a caller's program of each old crate against the old and the new one, and compares what they print.
fn compiled(folder: &str, pairs: &[(String, Files, Files, bool)]) -> Vec<Compared> {
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), folder);
    let mut programs: BTreeMap<String, (Program, usize)> = BTreeMap::new();
    for (index, (name, old, new, _)) in pairs.iter().enumerate() {
        let Some(program) = Program::of(old) else { panic!("{name}: no client") };
        for (age, files) in [("old", old), ("new", new)] {
            let mut files = files.clone();
            let manifest = files.get_mut("Cargo.toml").expect("a manifest");
            let own = manifest.lines().find(|line| line.starts_with("name = ")).expect("a name").to_owned();
            *manifest = manifest.replacen(&own, &format!("name = \"{folder}-{age}-{index}\""), 1);
            workspace.add(&format!("{folder}-{age}-{index}"), &files);
            programs.insert(format!("{folder}-calls-{age}-{index}"), (program.clone(), program.paths().len()));
        }
    }
    // The borrow checker looks only at what the type checker accepts, so there are a few turns.
    for turn in 0.. {
        for (member, (program, _)) in &programs {
            let files = [("Cargo.toml".to_owned(), manifest_of(member)), ("src/main.rs".to_owned(), program.text())];
            workspace.add(member, &files.into());
        }
        let members: Vec<&str> = programs.keys().map(String::as_str).collect();
        let rejected = workspace.rejected_lines(&members);
        if rejected.is_empty() {
            break;
        }
        assert!(turn < 5, "{rejected:?}");
        for (member, lines) in rejected {
            let (program, _) = programs.get_mut(&member).expect("a member");
            let rest = program.without(&lines);
            assert!(rest.paths().len() < program.paths().len(), "{member}: {lines:?}");
            *program = rest;
        }
    }
    let compare = |(index, (name, old, new, follows)): (usize, &(String, Files, Files, bool))| {
        let member = |age: &str| format!("{folder}-calls-{age}-{index}");
        let before = places(&workspace.printed(&member("old")), old);
        let now = places(&workspace.printed(&member("new")), new);
        let all = Program::of(old).expect("a client");
        let unwritten = all.paths().into_iter().filter(|path| !before.contains_key(*path)).map(str::to_owned).collect();
        let (mut same, mut moved) = (0, Vec::new());
        for (path, before) in &before {
            let Some(now) = now.get(path) else { continue };
            // What a client refuses is not on the wire.
            let (Some(before), Some(now)) = (before, now) else { continue };
            let holds = before == now || *follows && folded(before) == folded(now);
            if holds {
                same += 1;
            } else {
                moved.push(format!("{path}: {before:?}, now {now:?}"));
            }
        }
        let rejected = before.keys().filter(|path| !now.contains_key(*path)).count();
        Compared { name: name.clone(), unwritten, rejected, same, moved }
    };
    pairs.iter().enumerate().map(compare).collect()
}

fn manifest_of(member: &str) -> String {
    let subject = member.replacen("-calls-", "-", 1);
    format!(
        "[package]\nname = {member:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         connector-runtime = {{ workspace = true, features = [\"testing\"] }}\n\
         subject = {{ package = {subject:?}, path = \"../{subject}\", default-features = false }}\n"
    )
}

/// Places without what a new spelling may change.
fn folded(places: &BTreeSet<String>) -> BTreeSet<String> {
    let fold = |place: &String| -> String {
        place.chars().filter(|letter| !" _-.".contains(*letter)).flat_map(char::to_lowercase).collect()
    };
    places.iter().map(fold).collect()
}

#[test]
#[ignore = "slow: compiles callers of real crates, old and new"]
fn a_program_that_compiles_against_the_new_crate_sends_the_same() {
    let Some(changes) = real_changes() else { return };
    let pairs = changes.iter().filter_map(|pair| {
        let old = Version::of(&folder(&only(&pair.join("old")), ""))?;
        let new = Version::of(&folder(&only(&pair.join("new")), &old.lock))?;
        (Program::of(&old.files).is_some())
            .then(|| (pair.display().to_string(), old.files, new.files, !new.follows.is_empty()))
    });
    let pairs: Vec<_> = pairs.take(count("REBOUND_PROGRAMS").unwrap_or(PROGRAMS)).collect();
    let all = compiled("changed", &pairs);
    let sum = |count: fn(&Compared) -> usize| all.iter().map(count).sum::<usize>();
    let (same, rejected, unwritten) = (sum(|it| it.same), sum(|it| it.rejected), sum(|it| it.unwritten.len()));
    println!(
        "seed {}: {} programs: {same} uses send the same, {rejected} are rejected, {unwritten} were not written: {:?}",
        seed(),
        all.len(),
        all.iter().flat_map(|it| &it.unwritten).collect::<Vec<_>>()
    );
    let moved: Vec<_> = all.iter().filter(|it| !it.moved.is_empty()).map(|it| (&it.name, &it.moved)).collect();
    assert!(moved.is_empty(), "{moved:#?}");
    assert!(same > 20 * pairs.len(), "{same}");
    assert!(unwritten * 50 < same, "{unwritten}");
}

#[test]
fn a_program_shows_planted_faults() {
    let files = crate_of_all();
    let mut altered = files.clone();
    let planted: Vec<_> = FAULTS.iter().filter(|fault| fault.in_program).collect();
    planted.iter().for_each(|fault| fault.plant(&mut altered));
    let [same, altered] = <[Compared; 2]>::try_from(compiled(
        "planted",
        &[("same".to_owned(), files.clone(), files.clone(), false), ("altered".to_owned(), files, altered, false)],
    ))
    .unwrap_or_else(|_| panic!("two"));
    assert!(same.moved.is_empty() && same.unwritten.is_empty() && same.rejected == 0, "{:?}", same.moved);
    for fault in planted {
        let last = fault.path.rsplit(['.', ':']).next().unwrap_or_default();
        let is_of = |moved: &String| moved.split(": ").next().is_some_and(|path| path.contains(last));
        let is_of = |moved: &String| is_of(moved) || last == "r1" && moved.starts_with("client.six()");
        assert!(altered.moved.iter().any(is_of), "{}: {:#?}", fault.swaps, altered.moved);
    }
}
