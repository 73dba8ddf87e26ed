//! The command is killed, runs twice at once, or finds the disk full: each file is whole, old or new, and the next run heals.
//!
//! `KILLS=500 KILLS_SEED=7 cargo test -p cargo-connector kills:: -- --nocapture` kills it that often.

use crate::support::{HERE, Run, codegen, command, finished, generated, operations, run, tree, write};
use std::{
    collections::{BTreeMap, BTreeSet, hash_map::DefaultHasher},
    env, fs,
    hash::{Hash as _, Hasher as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Every file below a folder, also hidden ones.
fn everything(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(directory) = open.pop() {
        let Ok(entries) = fs::read_dir(&directory) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                files.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// A number below `bound` for a round.
fn drawn(seed: u64, round: u64, what: &str, bound: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, round, what).hash(&mut hasher);
    hasher.finish() % bound
}

fn number(variable: &str, default: u64) -> u64 {
    env::var(variable).ok().map_or(default, |value| value.parse().expect("a number"))
}

/// The two revisions of a definition: operations and types go and come, and every text differs.
fn revision(new: bool) -> String {
    if new { operations(8..48, "the new one") } else { operations(0..40, "the old one") }
}

/// Two connectors with a lock, so that `spec` is written to as well.
fn connectors(folder: &Path, new: bool) {
    for name in ["one", "two"] {
        write(folder, &format!("spec/{name}/apiDefinition.swagger.json"), &revision(new));
        if !folder.join(format!("spec/{name}/names.lock")).exists() {
            write(folder, &format!("spec/{name}/names.lock"), "");
        }
    }
}

fn is_unfinished(path: &Path) -> bool {
    path.iter().any(|part| part.to_string_lossy().ends_with(".connector-codegen-unfinished"))
}

/// Whether there is an unfinished file or crate. Files come and go meanwhile.
fn is_writing(folder: &Path) -> bool {
    let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    paths.into_iter().any(|path| is_unfinished(&path) || path.is_dir() && is_writing(&path))
}

#[test]
fn a_killed_run_leaves_each_file_old_or_new_and_the_next_run_heals() {
    let (rounds, seed) = (number("KILLS", 12), number("KILLS_SEED", 1));
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    connectors(folder, false);
    let start = Instant::now();
    generated(folder);
    let whole = start.elapsed();
    let mut killed = BTreeMap::<&str, u64>::new();
    for round in 0..rounds {
        if drawn(seed, round, "crate", 3) == 0 {
            fs::remove_dir_all(folder.join("out")).unwrap();
        }
        connectors(folder, drawn(seed, round, "revision", 4) > 0 && round % 2 == 0);
        let before = everything(folder);
        let mut child = command(folder, &[&["codegen"], &HERE[..]].concat());
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let part = |bound: Duration| Duration::from_micros(drawn(seed, round, "delay", bound.as_micros() as u64 + 1));
        if drawn(seed, round, "when", 3) == 0 {
            thread::sleep(part(whole));
        } else {
            // Writing takes a small part of the time.
            while child.try_wait().unwrap().is_none() && !is_writing(&folder.join("out")) {}
            thread::sleep(part(whole / 8));
        }
        child.kill().unwrap();
        let has_ended = child.wait().unwrap().code().is_some();
        let after = everything(folder);
        generated(folder);
        let healed = everything(folder);
        let left_over = after.keys().any(|path| is_unfinished(path));
        let state = match (has_ended, left_over, after == before, after == healed) {
            (true, ..) => "after its end",
            (_, true, ..) => "while a file was written",
            (_, _, true, _) => "before the first file",
            (_, _, _, true) => "after the last file",
            _ => "between two files",
        };
        *killed.entry(state).or_default() += 1;
        for (path, bytes) in after.iter().filter(|(path, _)| !is_unfinished(path)) {
            let known = [before.get(path), healed.get(path)];
            assert!(known.contains(&Some(bytes)), "seed {seed}, round {round}: {}", path.display());
        }
        let check = codegen(folder, &[&HERE[..], &["--check"]].concat());
        assert_eq!(check.code, 0, "seed {seed}, round {round}: {}", check.out);
        let rest: Vec<_> = healed.keys().filter(|path| is_unfinished(path)).collect();
        assert!(rest.is_empty(), "seed {seed}, round {round}: {rest:?}");
    }
    println!("seed {seed}: {rounds} runs killed; {killed:?}");
}

#[cfg(unix)]
#[test]
fn two_runs_at_once_leave_the_crates_of_one_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut expected = BTreeSet::new();
    for new in [false, true] {
        let tree_folder = folder.join(if new { "new" } else { "old" });
        connectors(&tree_folder, new);
        fs::remove_file(tree_folder.join("spec/two/names.lock")).unwrap();
        let run = codegen(&tree_folder, &["--spec", "spec", "--out", "alone"]);
        assert_eq!(run.code, 0, "{}", run.err);
        expected.insert(tree(&tree_folder.join("alone")));
    }
    let arguments = |tree: &str| {
        ["codegen".to_owned(), "--spec".to_owned(), format!("{tree}/spec"), "--out".to_owned(), "out".to_owned()]
    };
    for round in 0..number("KILLS", 12) / 4 {
        if round % 2 == 0 {
            fs::remove_dir_all(folder.join("out")).ok();
        }
        let runs: Vec<_> = ["old", "new", "old", "new"]
            .map(|tree| {
                let arguments = arguments(tree);
                let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
                let mut command = command(folder, &arguments);
                command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .into();
        for run in runs {
            let output = run.wait_with_output().unwrap();
            assert!(output.status.success(), "round {round}: {}", String::from_utf8_lossy(&output.stderr));
        }
        assert!(expected.contains(&tree(&folder.join("out"))), "round {round}: a mixture");
        assert!(everything(folder).keys().all(|path| !is_unfinished(path)), "round {round}");
    }
}

#[cfg(unix)]
#[test]
fn two_adds_at_once_write_one_whole_connector() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "wide/apiDefinition.swagger.json", &revision(true));
    for number in 0..200 {
        write(folder, &format!("wide/tables/t{number}.json"), "{}");
    }
    let add = ["add", "wide", "--spec", "deep/spec"];
    for round in 0..number("KILLS", 12) / 2 {
        fs::remove_dir_all(folder.join("deep")).ok();
        let runs = [(); 4].map(|()| {
            let mut command = command(folder, &add);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        });
        let runs = runs.map(|run| run.wait_with_output().unwrap());
        let errors = runs.iter().map(|run| String::from_utf8_lossy(&run.stderr).into_owned());
        let errors: Vec<_> = errors.filter(|text| text.contains("exists, so `wide` was not added")).collect();
        let done = runs.iter().filter(|run| run.status.success()).count();
        assert_eq!((done, errors.len()), (1, 3), "round {round}");
        assert_eq!(everything(&folder.join("deep")).len(), 202, "round {round}");
    }
    // What was made for the lock alone goes again.
    fs::remove_dir_all(folder.join("deep")).unwrap();
    assert_eq!(run(folder, &["add", "nothing", "--spec", "deep/spec"], &[]).code, 2);
    assert!(!folder.join("deep").exists());
}

#[cfg(unix)]
#[test]
fn runs_of_docs_at_once_write_one_site() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    connectors(folder, false);
    let docs = ["docs", "--spec", "spec", "--out", "site"];
    assert_eq!(run(folder, &docs, &[]).code, 0);
    let alone = everything(&folder.join("site"));
    for round in 0..number("KILLS", 12) / 2 {
        fs::remove_dir_all(folder.join("site")).unwrap();
        let runs = [(); 4].map(|()| {
            let mut command = command(folder, &docs);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        });
        for run in runs {
            let output = run.wait_with_output().unwrap();
            assert!(output.status.success(), "round {round}: {}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(everything(&folder.join("site")), alone, "round {round}");
    }
}

/// A run with no file longer than `blocks` of 512 bytes: a longer one ends as on a full disk.
#[cfg(unix)]
fn run_with_short_files(folder: &Path, blocks: u32, arguments: &[&str]) -> Run {
    let mut shell = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" codegen \"$@\"");
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_cargo-connector")]).args(arguments).current_dir(folder);
    finished(shell)
}

#[cfg(unix)]
#[test]
fn a_full_disk_changes_nothing_and_the_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut faults = 0;
    for is_new in [true, false] {
        for blocks in [0, 2, 4, 8, 16, 40] {
            fs::remove_dir_all(folder.join("out")).ok();
            for name in ["one", "two"] {
                write(folder, &format!("spec/{name}/names.lock"), "");
            }
            connectors(folder, false);
            if !is_new {
                generated(folder);
                connectors(folder, true);
            }
            let before = everything(&folder.join("out"));
            let run = run_with_short_files(folder, blocks, &[&HERE[..], &["--jobs", "1"]].concat());
            let after = everything(&folder.join("out"));
            if run.code == 0 {
                continue;
            }
            faults += 1;
            assert_eq!(run.code, 1, "{}", run.err);
            assert!(run.err.contains("error: out/one/") && run.err.contains("File too large"), "{}", run.err);
            assert_eq!(after, before, "{blocks}");
            generated(folder);
            assert_eq!(codegen(folder, &[&HERE[..], &["--check"]].concat()).code, 0);
        }
    }
    assert!(faults >= 6, "{faults}");
}
