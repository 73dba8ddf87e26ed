//! `cargo xtask compile`: generated crates in; whether rustc, clippy, rustdoc and the doctests accept them without a warning out, and
//! whether a caller's crate can send each request to another thread.

mod spawned;

use std::{
    fs,
    io::{self, Write as _},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use clap::Args;

use crate::{project::project, sample::mixed};

/// Compiles generated crates with clippy, rustdoc and doctests. Every warning is an error. Also compiles a crate of a caller, outside
/// their workspace, that sends each request to another thread.
///
/// All crates share one target folder. A run of a tool takes sixty crates: rustdoc rewrites the search index of its folder for
/// each crate, so that folder is emptied after each run. Exit code 0: no warning. 1: a warning or an error. 2: wrong usage.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A folder that `cargo xtask codegen --out` wrote.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Compile a sample of this many crates.
    #[arg(long, value_name = "N")]
    sample: Option<NonZeroUsize>,
    /// Seed of the sample: the same seed selects the same crates.
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    seed: u64,
    /// Target folder of cargo [default: `target` in the output folder].
    #[arg(long, value_name = "DIR")]
    target_dir: Option<PathBuf>,
}

/// Crates per run of a tool. With more, rustdoc gets slower with each crate; with fewer, cores idle more often.
const BATCH: usize = 60;

/// A tool and its cargo command line.
struct Tool {
    name: &'static str,
    words: &'static [&'static str],
    after: &'static [&'static str],
    rustdocflags: &'static str,
    /// The folder in the target folder that is emptied after each run.
    emptied: Option<&'static str>,
}

const TOOLS: [Tool; 3] = [
    Tool {
        name: "rustc and clippy",
        words: &["clippy", "--keep-going"],
        after: &["--", "-D", "warnings", "-D", "missing_docs"],
        rustdocflags: "",
        emptied: None,
    },
    Tool {
        name: "rustdoc",
        words: &["doc", "--no-deps", "--keep-going"],
        after: &[],
        rustdocflags: "-D warnings",
        emptied: Some("doc"),
    },
    Tool { name: "doctests", words: &["test", "--doc", "--no-fail-fast"], after: &[], rustdocflags: "", emptied: None },
];

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let crates = match crates(&arguments.out) {
        Ok(crates) if !crates.is_empty() => crates,
        Ok(_) => return usage(&format!("{} holds no generated crate", arguments.out.display())),
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
    match compile(arguments, &chosen) {
        Ok(0) => {
            println!(
                "{} crates: no warning from rustc, clippy, rustdoc and doctests; each request can be spawned",
                chosen.len()
            );
            ExitCode::SUCCESS
        }
        Ok(failed) => {
            eprintln!(
                "error: {failed} of {} tools reported a warning or an error in {} crates",
                TOOLS.len() + 1,
                chosen.len()
            );
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
        if connector_codegen::internal::output::origin_of(&manifest)?.is_some() {
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            crates.push(format!("connector-{name}"));
        }
    }
    crates.sort();
    Ok(crates)
}

/// The first crates in the order of the seed.
fn sample(mut crates: Vec<String>, count: usize, seed: u64) -> Vec<String> {
    crates.sort_by_key(|name| mixed(seed, name));
    crates.truncate(count);
    crates.sort();
    crates
}

/// Runs the tools; returns how many reported a warning or an error.
fn compile(arguments: &Arguments, crates: &[String]) -> io::Result<usize> {
    let out = arguments.out.canonicalize()?;
    pin(&out)?;
    let target = match &arguments.target_dir {
        Some(target) => std::path::absolute(target)?,
        None => out.join("target"),
    };
    let mut failed = usize::from(!spawn(&out, crates, &target)?);
    for tool in &TOOLS {
        let clock = Instant::now();
        let mut is_silent = true;
        for (at, batch) in crates.chunks(BATCH).enumerate() {
            if at > 0 {
                let (done, all, seconds) = (at * BATCH, crates.len(), clock.elapsed().as_secs_f64());
                eprintln!("{}: {done} of {all} after {seconds:.1} s", tool.name);
                if let Some(folder) = tool.emptied.map(|name| target.join(name)).filter(|folder| folder.exists()) {
                    fs::remove_dir_all(folder)?;
                }
            }
            is_silent &= tool.run(batch, &out, &target)?;
        }
        failed += usize::from(!is_silent);
        let verdict = if is_silent { "silent" } else { "failed" };
        println!("{}: {verdict} after {:.1} s", tool.name, clock.elapsed().as_secs_f64());
    }
    Ok(failed)
}

/// Compiles a caller's crate that sends each request to another thread; returns whether that works.
fn spawn(out: &Path, crates: &[String], target: &Path) -> io::Result<bool> {
    let (clock, mut is_silent, mut count) = (Instant::now(), true, 0);
    for batch in crates.chunks(BATCH) {
        let (manifest, requests) = spawned::write(out, batch, &target.join("spawned"))?;
        count += requests;
        let mut command = Command::new("cargo");
        command.args(["build", "--quiet", "--manifest-path"]).arg(manifest);
        is_silent &= tested(&mut command, target, "").status()?.success();
    }
    let verdict = if is_silent { "silent" } else { "failed" };
    println!("{count} requests sent to another thread: {verdict} after {:.1} s", clock.elapsed().as_secs_f64());
    Ok(is_silent)
}

/// The environment in which crates are compiled: that of users, whatever the caller's is.
fn tested<'a>(command: &'a mut Command, target: &Path, rustdocflags: &str) -> &'a mut Command {
    command.env("CARGO_TARGET_DIR", target).env("RUSTDOCFLAGS", rustdocflags);
    for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
        command.env_remove(variable);
    }
    command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "false")
}

impl Tool {
    /// Runs over some crates of the workspace in `out`; returns whether it reported nothing.
    fn run(&self, crates: &[String], out: &Path, target: &Path) -> io::Result<bool> {
        let mut command = Command::new("cargo");
        command.args(self.words).args(["--quiet", "--no-default-features", "--manifest-path"]);
        command.arg(out.join("Cargo.toml")).args(crates.iter().flat_map(|name| ["-p", name])).args(self.after);
        let output = tested(&mut command, target, self.rustdocflags).stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            // Doctests report their failures on standard output.
            io::stderr().write_all(&output.stdout)?;
        }
        Ok(output.status.success())
    }
}

/// Copies the project's `Cargo.lock` into a workspace without one, so that the tested versions are compiled.
fn pin(out: &Path) -> io::Result<()> {
    let lock = out.join("Cargo.lock");
    if !lock.exists() && !out.starts_with(project().canonicalize()?) {
        fs::copy(project().join("Cargo.lock"), lock)?;
    }
    Ok(())
}
