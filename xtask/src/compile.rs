//! `cargo xtask compile`: generated crates in, whether rustc, clippy, rustdoc and their doctests are silent about them out.

use std::{
    fs,
    io::{self, Write as _},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use clap::Args;

use crate::workspace::project;

/// Compiles generated crates: clippy, rustdoc and doctests, where each warning is an error.
///
/// All crates go through one run of each tool and share one target folder. Exit code 0: silent. 1: something was said.
/// 2: wrong usage.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A folder that `cargo xtask codegen --out` wrote.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Compile this many of the crates.
    #[arg(long, value_name = "N")]
    sample: Option<NonZeroUsize>,
    /// Which ones: the same seed gives the same sample.
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    seed: u64,
    /// Where cargo builds [default: `target` in the output folder].
    #[arg(long, value_name = "DIR")]
    target_dir: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let crates = match crates(&arguments.out) {
        Ok(crates) if !crates.is_empty() => crates,
        Ok(_) => return usage(&format!("no generated crate stands in {}", arguments.out.display())),
        Err(error) => return usage(&format!("{} cannot be read: {error}", arguments.out.display())),
    };
    let total = crates.len();
    let chosen = match arguments.sample {
        Some(count) => sample(crates, count.get(), arguments.seed),
        None => crates,
    };
    if arguments.sample.is_some() {
        println!("seed {}: {} of {total} crates: {}", arguments.seed, chosen.len(), chosen.join(", "));
    }
    match compile(arguments, &chosen, chosen.len() == total) {
        Ok(0) => {
            println!("{} crates: rustc, clippy, rustdoc and doctests are silent", chosen.len());
            ExitCode::SUCCESS
        }
        Ok(failed) => {
            eprintln!("error: {failed} of 3 tools had something to say about {} crates", chosen.len());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage(message: &str) -> ExitCode {
    eprintln!("error: {message}\nhelp: `cargo xtask codegen --spec DIR --out DIR` writes crates");
    ExitCode::from(2)
}

/// The packages in a folder of crates, sorted.
///
/// # Errors
/// The folder cannot be read.
pub(crate) fn crates(out: &Path) -> io::Result<Vec<String>> {
    let mut crates = Vec::new();
    for entry in fs::read_dir(out)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            continue;
        }
        let folder = entry.path();
        let manifest = folder.join("Cargo.toml");
        if connector_codegen::output::origin_of(&manifest)?.is_some() {
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            crates.push(format!("connector-{name}"));
        }
    }
    crates.sort();
    Ok(crates)
}

/// The crates whose names come first when all are mixed with the seed.
fn sample(mut crates: Vec<String>, count: usize, seed: u64) -> Vec<String> {
    crates.sort_by_key(|name| mixed(seed, name));
    crates.truncate(count);
    crates.sort();
    crates
}

/// A number that seed and name decide, for an order that is the same wherever it is asked for (FNV-1a).
pub(crate) fn mixed(seed: u64, name: &str) -> u64 {
    let bytes = seed.to_le_bytes().into_iter().chain(name.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Runs the three tools; how many of them had something to say.
fn compile(arguments: &Arguments, crates: &[String], all: bool) -> io::Result<usize> {
    let out = arguments.out.canonicalize()?;
    pin(&out)?;
    let target = match &arguments.target_dir {
        Some(target) => std::path::absolute(target)?,
        None => out.join("target"),
    };
    let tools: [(&str, &[&str], &[&str], &str); 3] = [
        ("rustc and clippy", &["clippy", "--keep-going"], &["--", "-D", "warnings", "-D", "missing_docs"], ""),
        ("rustdoc", &["doc", "--no-deps", "--keep-going"], &[], "-D warnings"),
        ("doctests", &["test", "--doc", "--no-fail-fast"], &[], ""),
    ];
    let mut failed = 0;
    for (name, words, after, docflags) in tools {
        let clock = Instant::now();
        let mut command = Command::new("cargo");
        command.args(words).args(["--quiet", "--no-default-features", "--manifest-path"]);
        command.arg(out.join("Cargo.toml"));
        if all {
            command.arg("--workspace");
        } else {
            command.args(crates.iter().flat_map(|name| ["-p", name]));
        }
        command.args(after).env("CARGO_TARGET_DIR", &target).env("RUSTDOCFLAGS", docflags);
        for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
            command.env_remove(variable);
        }
        command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "false");
        let output = command.stderr(Stdio::inherit()).output()?;
        let silent = output.status.success();
        if !silent {
            // Doctests say on standard output what failed.
            io::stderr().write_all(&output.stdout)?;
        }
        failed += usize::from(!silent);
        let verdict = if silent { "silent" } else { "failed" };
        println!("{name}: {verdict} after {:.1} s", clock.elapsed().as_secs_f64());
    }
    Ok(failed)
}

/// Gives a workspace that has none the project's own `Cargo.lock`: what was tested is what is compiled.
fn pin(out: &Path) -> io::Result<()> {
    let lock = out.join("Cargo.lock");
    if !lock.exists() && !out.starts_with(project().canonicalize()?) {
        fs::copy(project().join("Cargo.lock"), lock)?;
    }
    Ok(())
}
