//! The biggest connectors in; out: what their crates cost a user, and how it grows with the number of operations.
//!
//! Each connector is generated with some of its operations, evenly chosen, and with all. The floor is a crate without operations that
//! links to the same runtime; the figures per operation are above it. Times are CPU time: other work on the machine changes them
//! less, and the compiler's threads are added up.

use std::{fs, io, path::Path, time::Duration};

use connector_codegen::{ConnectorFolder, Files, Generator, internal::output::write_whole};

use super::cargo::{cargo, workspace};
use crate::project::project;

/// The parts of the operations that are compiled: a tenth, a third, all.
const PARTS: [usize; 3] = [10, 3, 1];
/// Runs of each tool; the least time counts. A run of more than `LONG` is not repeated: it varies little.
const ROUNDS: usize = 2;
const LONG: Duration = Duration::from_secs(20);
const FLOOR: &str = "floor";

/// A crate to compile.
struct Measured {
    package: String,
    operations: usize,
    lines: usize,
}

/// Prints the figures of the crates with the most lines.
///
/// # Errors
/// A file cannot be read or written, or a crate does not compile.
pub(super) fn measure(
    generator: &Generator,
    connectors: &[ConnectorFolder],
    most: usize,
    out: &Path,
) -> io::Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let floor = "[package]\nname = \"floor\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
                 connector-runtime.workspace = true\n";
    write(out, FLOOR, &[("Cargo.toml", floor), ("src/lib.rs", "pub use connector_runtime as runtime;\n")])?;
    let mut all = Vec::new();
    for connector in connectors {
        let generated = generator.generate(connector)?;
        let lines = generated.files.as_ref().map(lines);
        all.extend(lines.map(|lines| (lines, connector, generated.operations)));
    }
    all.sort_by_key(|(lines, ..)| std::cmp::Reverse(*lines));
    all.truncate(most);
    let mut crates = Vec::new();
    for (_, connector, operations) in &all {
        for part in PARTS {
            let chosen: Vec<_> = operations.iter().step_by(part).collect();
            let generated = generator.clone().operations(chosen.iter().copied()).generate(connector)?;
            let Some(files) = &generated.files else { continue };
            let package = format!("connector-{}-{}", generated.folder, chosen.len());
            let named = format!("name = \"connector-{}\"", generated.folder);
            let renamed = |path: &str, text: &str| match path {
                "Cargo.toml" => text.replacen(&named, &format!("name = {package:?}"), 1),
                _ => text.to_owned(),
            };
            let texts: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), renamed(path, text))).collect();
            let texts: Vec<_> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
            write(out, &package, &texts)?;
            crates.push(Measured { package, operations: chosen.len(), lines: lines(files) });
        }
    }
    workspace(out)?;
    fs::copy(project().join("Cargo.lock"), out.join("Cargo.lock"))?;
    print(&crates, out)
}

fn print(crates: &[Measured], out: &Path) -> io::Result<()> {
    let target = out.join("target");
    let time = |package: &str| -> io::Result<(Duration, Duration)> {
        Ok((least(out, &target, &["check"], package)?, least(out, &target, &["build"], package)?))
    };
    // The first run of the floor builds the dependencies, and is not counted.
    time(FLOOR)?;
    let (check, build) = time(FLOOR)?;
    println!(
        "{:<44}{:>11}{:>9}{:>13}{:>7}{:>10}{:>13}{:>10}{:>9}{:>7}",
        "crate", "operations", "lines", "check CPU s", "floors", "ms/op", "build CPU s", "ms/op", "rlib MB", "kB/op"
    );
    println!(
        "{FLOOR:<44}{:>11}{:>9}{:>13.2}{:>7.1}{:>10}{:>13.2}",
        "",
        1,
        check.as_secs_f64(),
        1.0,
        "",
        build.as_secs_f64()
    );
    for Measured { package, operations, lines } in crates {
        let (checked, built) = time(package)?;
        let library = target.join(format!("debug/lib{}.rlib", package.replace('-', "_")));
        let bytes = fs::metadata(library)?.len() as f64;
        let (ratio, count) = (checked.as_secs_f64() / check.as_secs_f64(), (*operations).max(1) as f64);
        let each = |time: Duration, floor: Duration| time.saturating_sub(floor).as_secs_f64() * 1000.0 / count;
        println!(
            "{package:<44}{operations:>11}{lines:>9}{:>13.2}{ratio:>7.1}{:>10.2}{:>13.2}{:>10.2}{:>9.2}{:>7.1}",
            checked.as_secs_f64(),
            each(checked, check),
            built.as_secs_f64(),
            each(built, build),
            bytes / 1e6,
            bytes / 1e3 / count
        );
    }
    Ok(())
}

/// The least CPU time of a tool over one crate, whose dependencies are built.
fn least(out: &Path, target: &Path, words: &[&str], package: &str) -> io::Result<Duration> {
    let root = out.join(package).join("src/lib.rs");
    let mut least = Duration::MAX;
    for _ in 0..ROUNDS {
        fs::write(&root, fs::read(&root)?)?;
        let start = children()?;
        cargo(out, target, words, &["-p", package])?;
        least = least.min(children()? - start);
        if least > LONG {
            break;
        }
    }
    Ok(least)
}

/// The CPU time of the processes that this one started and that have ended.
fn children() -> io::Result<Duration> {
    /// The kernel counts in hundredths of a second.
    const TICK: Duration = Duration::from_millis(10);
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in brackets, may contain spaces. Fields 16 and 17 of all are user and system time.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    let ticks: Vec<u32> = fields.skip(13).take(2).filter_map(|field| field.parse().ok()).collect();
    match ticks[..] {
        [user, system] => Ok(TICK * (user + system)),
        _ => Err(io::Error::other("/proc/self/stat states no CPU time")),
    }
}

fn lines(files: &Files) -> usize {
    files.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(_, text)| text.lines().count()).sum()
}

fn write(out: &Path, folder: &str, files: &[(&str, &str)]) -> io::Result<()> {
    for (path, text) in files {
        let path = out.join(folder).join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        write_whole(&path, text.as_bytes())?;
    }
    Ok(())
}
