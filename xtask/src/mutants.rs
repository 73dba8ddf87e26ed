//! `cargo xtask mutants`: whether a package's own tests notice that its code was changed.
//!
//! cargo-mutants makes the changes; `.cargo/mutants.toml` is its configuration.

use std::{
    fmt::Write as _,
    fs, io,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use clap::{Args, ValueEnum};
use serde::Deserialize;

use crate::{project::project, sample::mixed};

/// Changes the code of a package in one place at a time, and runs the package's own tests: each change must fail one of them.
///
/// Prints how many mutants the tests catch, and each one that survives. `.cargo/mutants.toml` leaves out those that no test can see,
/// with the reason. Exit code 0: no mutant survives. 1: one does. 2: wrong usage, or cargo-mutants is missing.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The package.
    #[arg(value_name = "PACKAGE")]
    package: Package,
    /// Test a sample of this many mutants.
    #[arg(long, value_name = "N")]
    sample: Option<NonZeroUsize>,
    /// Seed of the sample: the same seed selects the same mutants.
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Package {
    /// `connector-runtime`.
    Runtime,
    /// `connector-codegen`: its stages `lower` and `names`, which decide what a crate is, and their tests.
    Codegen,
}

/// The version whose mutants the seeds select: another one makes other mutants.
const VERSION: &str = "27.0.0";

/// The folder that cargo-mutants writes.
const OUTPUT: &str = "mutants.out";

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    if !is_installed() {
        eprintln!(
            "error: cargo-mutants {VERSION} is not installed\nhelp: `cargo install --locked cargo-mutants --version {VERSION}`"
        );
        return ExitCode::from(2);
    }
    match tested(arguments) {
        Ok(tally) => {
            print!("{}", tally.text());
            if tally.survivors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn is_installed() -> bool {
    let output = Command::new("cargo").args(["mutants", "--version"]).output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == format!("cargo-mutants {VERSION}"))
}

/// Tests the mutants.
fn tested(arguments: &Arguments) -> io::Result<Tally> {
    let mut all = listed(arguments.package)?;
    let total = all.len();
    // Dependencies are built once, not in each copy of the project.
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project().join("target"), PathBuf::from);
    let out = std::path::absolute(target)?.join("mutants");
    fs::create_dir_all(&out)?;
    let count = arguments.sample.map_or(total, |count| count.get().min(total));
    shuffle(&mut all, arguments.seed);
    println!("seed {}: {count} of {total} mutants", arguments.seed);
    let mut command = cargo_mutants(arguments.package);
    command.arg("--no-shuffle").arg("--output").arg(&out).env("CARGO_TARGET_DIR", &out);
    // A mutant differs from the one before in one or two functions.
    command.env("CARGO_INCREMENTAL", "1");
    if count < total {
        leave_out(&out.join(OUTPUT), &all[count..])?;
        command.arg("--iterate");
    }
    if let Package::Codegen = arguments.package {
        // `survival` only looks for panics, and takes as long as all others.
        command.args(["--", "--", "lower::", "names::", "--skip", "survival"]);
    }
    // 2: a mutant survives. 3: the tests do not end with one.
    let status = command.status()?;
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        return Err(io::Error::other(format!("cargo-mutants stopped: {status}")));
    }
    let Outcomes { outcomes } = serde_json::from_slice(&fs::read(out.join(OUTPUT).join("outcomes.json"))?)?;
    Ok(Tally::of(outcomes))
}

/// A run of cargo-mutants over the package.
fn cargo_mutants(package: Package) -> Command {
    let mut command = Command::new("cargo");
    command.args(["mutants", "--dir"]).arg(project());
    match package {
        Package::Runtime => command.args(["--package", "connector-runtime"]),
        Package::Codegen => command.args([
            "--package",
            "connector-codegen",
            "--file",
            "codegen/src/lower/**",
            "--file",
            "codegen/src/names/**",
        ]),
    };
    command
}

/// All mutants of the package, but those that the configuration leaves out.
fn listed(package: Package) -> io::Result<Vec<Mutant>> {
    let output = cargo_mutants(package).args(["--list", "--json"]).output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Puts mutants in the order of the seed.
fn shuffle(mutants: &mut [Mutant], seed: u64) {
    // The last bytes of a name hardly change the number. Those of one place differ in nothing else, and would stay together.
    mutants.sort_by_key(|Mutant { name }| mixed(mixed(seed, name), name));
}

/// Leaves mutants out of a run with `--iterate`, which skips those that an earlier run caught. The filters by name do not hold for
/// mutants that delete a field.
fn leave_out(output: &Path, mutants: &[Mutant]) -> io::Result<()> {
    if output.exists() {
        fs::remove_dir_all(output)?;
    }
    fs::create_dir_all(output)?;
    let names: Vec<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
    fs::write(output.join("caught.txt"), names.join("\n"))
}

#[derive(Deserialize)]
struct Outcomes {
    outcomes: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    scenario: Scenario,
    summary: Summary,
}

#[derive(Deserialize)]
enum Scenario {
    /// The tests without a change.
    Baseline,
    Mutant(Mutant),
}

#[derive(Deserialize)]
struct Mutant {
    /// File, line, column and what was replaced.
    name: String,
}

#[derive(Deserialize)]
enum Summary {
    Success,
    CaughtMutant,
    MissedMutant,
    Unviable,
    Failure,
    Timeout,
}

/// What became of the mutants.
#[derive(Default)]
struct Tally {
    caught: usize,
    timeout: usize,
    unviable: usize,
    survivors: Vec<String>,
}

impl Tally {
    fn of(outcomes: Vec<Outcome>) -> Self {
        let mut tally = Self::default();
        for Outcome { scenario, summary } in outcomes {
            let Scenario::Mutant(Mutant { name }) = scenario else { continue };
            match summary {
                Summary::CaughtMutant => tally.caught += 1,
                Summary::Timeout => tally.timeout += 1,
                Summary::Unviable => tally.unviable += 1,
                Summary::MissedMutant | Summary::Success | Summary::Failure => tally.survivors.push(name),
            }
        }
        tally
    }

    /// The survivors and the numbers. Tests that do not end notice a mutant too; a mutant that does not compile is not viable.
    fn text(&self) -> String {
        let Self { caught, timeout, unviable, survivors } = self;
        let mut text = String::new();
        for survivor in survivors {
            let _ = writeln!(text, "survives: {survivor}");
        }
        let (noticed, viable) = (caught + timeout, caught + timeout + survivors.len());
        let percent = 100.0 * noticed as f64 / viable.max(1) as f64;
        let missed = survivors.len();
        let _ = writeln!(
            text,
            "{caught} caught, {timeout} timeouts, {missed} missed, {unviable} unviable: {noticed} of {viable} viable mutants \
             are noticed ({percent:.1} %)"
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mutants_of_one_place_are_not_sampled_together() {
        let names = |seed| {
            let places = (0..100).flat_map(|line| ["0", "1"].map(|value| format!("a.rs:{line}:1: with {value}")));
            let mut all: Vec<Mutant> = places.map(|name| Mutant { name }).collect();
            shuffle(&mut all, seed);
            all.into_iter().take(100).map(|it| it.name).collect::<Vec<_>>()
        };
        assert_eq!(names(7), names(7));
        assert_ne!(names(7), names(8));
        let both = names(7).iter().filter(|name| names(7).contains(&name.replace("with 0", "with 1"))).count();
        assert!(both < 90, "{both} of 100");
    }

    #[test]
    fn survivors_are_listed() {
        let outcome = |name: &str, summary: &str| {
            format!(r#"{{"scenario": {{"Mutant": {{"name": "{name}", "line": 1}}}}, "summary": "{summary}"}}"#)
        };
        let outcomes = [
            r#"{"scenario": "Baseline", "summary": "Success"}"#.to_owned(),
            outcome("a", "CaughtMutant"),
            outcome("b", "MissedMutant"),
            outcome("c", "Unviable"),
            outcome("d", "Timeout"),
        ];
        let json = format!(r#"{{"outcomes": [{}], "missed": 1}}"#, outcomes.join(","));
        let Outcomes { outcomes } = serde_json::from_str(&json).expect("the form of cargo-mutants");
        assert_eq!(
            Tally::of(outcomes).text(),
            "survives: b\n1 caught, 1 timeouts, 1 missed, 1 unviable: 2 of 3 viable mutants are noticed (66.7 %)\n"
        );
    }
}
