//! `cargo xtask codegen`: connector folders in, crates out; or, with `--check`, what such a run would change.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use connector_codegen::{
    Generated, Generator,
    diagnostic::Severity,
    folder::DiscoverError,
    output::{Change, ChangeKind},
};

/// How many changed files of a crate are named before the rest is counted.
const NAMED: usize = 12;

/// Turns connector folders into Rust crates.
///
/// Exit code 0: done, or with --check nothing to do. 1: something is stale, or a definition has an error. 2: wrong usage.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Connectors to generate: a folder's name, or its path below --spec. All where none is named.
    #[arg(value_name = "CONNECTOR")]
    connectors: Vec<String>,
    /// A connector folder, a tree of them, or one definition file [default: spec of this project].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Where the crates go, one folder each [default: generated of this project].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing; name each file that is missing, stale or left over.
    #[arg(long)]
    check: bool,
}

/// What happened to the connectors of a run.
#[derive(Default)]
struct Tally {
    crates: usize,
    failed: usize,
    stale: usize,
    warnings: usize,
}

/// Runs the command. Diagnostics go to standard error, what was written to standard output.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let spec = arguments.spec.clone().unwrap_or_else(|| project().join("spec"));
    let out = arguments.out.clone().unwrap_or_else(|| project().join("generated"));
    let generator = Generator::new(spec).out(&out).only(&arguments.connectors);
    match run_all(&generator, arguments, &out) {
        Ok(tally) => conclude(&tally, arguments),
        Err(Failure::Usage(error)) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
        Err(Failure::Io(error)) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Why a run stopped before its end.
enum Failure {
    Usage(DiscoverError),
    Io(io::Error),
}

impl From<DiscoverError> for Failure {
    fn from(error: DiscoverError) -> Self {
        Self::Usage(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn run_all(generator: &Generator, arguments: &Arguments, out: &Path) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let mut folders: BTreeMap<String, String> = BTreeMap::new();
    for connector in generator.connectors()? {
        let generated = generator.generate(&connector)?;
        eprint!("{}", generated.diagnostics.render(&generated.sources));
        tally.warnings += warnings(&generated);
        if let Some(other) = folders.insert(generated.folder.clone(), connector.path.clone()) {
            eprintln!("error: `{other}` and `{}` would both be written to `{}`", connector.path, generated.folder);
            tally.failed += 1;
        } else if generated.files.is_none() {
            eprintln!("error: `{}` has errors; no crate was written for it", connector.path);
            tally.failed += 1;
        } else {
            tally.crates += 1;
            tally.stale += usize::from(one(generator, &generated, arguments)?);
        }
    }
    for orphan in generator.orphans()? {
        tally.stale += 1;
        let (folder, origin) = (&orphan.folder, &orphan.origin);
        if arguments.check {
            println!("{folder}: orphaned, its definition {origin} is gone");
        } else {
            generator.remove(&orphan)?;
            println!("{folder}: removed, its definition {origin} is gone");
        }
    }
    if !arguments.check && tally.crates > 0 {
        make_workspace(out)?;
    }
    Ok(tally)
}

fn warnings(generated: &Generated) -> usize {
    generated.diagnostics.iter().filter(|diagnostic| diagnostic.problem.severity() == Severity::Warning).count()
}

/// Writes or checks one crate; whether it was or is out of date.
fn one(generator: &Generator, generated: &Generated, arguments: &Arguments) -> io::Result<bool> {
    let changes = if arguments.check { generator.compare(generated)? } else { generator.write(generated)? };
    let name = &generated.folder;
    for change in changes.iter().take(if arguments.check { usize::MAX } else { NAMED }) {
        println!("{name}: {} {}", verb(change, arguments.check), change.path);
    }
    if !arguments.check && changes.len() > NAMED {
        println!("{name}: … and {} more files", changes.len() - NAMED);
    }
    Ok(!changes.is_empty())
}

fn verb(change: &Change, check: bool) -> &'static str {
    match (change.kind, check) {
        (ChangeKind::Missing, true) => "missing ",
        (ChangeKind::Stale, true) => "stale   ",
        (ChangeKind::Orphan, true) => "orphaned",
        (ChangeKind::Foreign, true) => "foreign ",
        (ChangeKind::Missing, false) => "added  ",
        (ChangeKind::Stale, false) => "updated",
        (ChangeKind::Orphan, false) => "removed",
        (ChangeKind::Foreign, false) => "left   ",
    }
}

fn conclude(tally: &Tally, arguments: &Arguments) -> ExitCode {
    let Tally { crates, failed, stale, warnings } = tally;
    let state = if arguments.check { "out of date" } else { "changed" };
    let (crates, warnings) = (counted(*crates, "crate"), counted(*warnings, "warning"));
    println!("{crates}, {stale} {state}; {failed} failed, {warnings}");
    if arguments.check && *stale > 0 {
        println!("to mend it: {}", mending(arguments));
    }
    if *failed > 0 || (arguments.check && *stale > 0) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// The command that writes what `--check` found.
fn mending(arguments: &Arguments) -> String {
    let mut command = "cargo xtask codegen".to_owned();
    for connector in &arguments.connectors {
        command += &format!(" {}", quoted(connector));
    }
    for (option, value) in [("--spec", &arguments.spec), ("--out", &arguments.out)] {
        if let Some(value) = value {
            command += &format!(" {option} {}", quoted(&value.to_string_lossy()));
        }
    }
    command
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The project's folder, wherever the command is called from.
fn project() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.parent().map(Path::to_owned).unwrap_or(manifest)
}

/// Generated crates inherit `connector-runtime` from their workspace. Where `out` stands in none, it becomes one, so that what
/// was written compiles as it is.
fn make_workspace(out: &Path) -> io::Result<()> {
    let out = out.canonicalize()?;
    for folder in out.ancestors() {
        match std::fs::read_to_string(folder.join("Cargo.toml")) {
            Ok(manifest) if manifest.contains("[workspace]") => return Ok(()),
            _ => {}
        }
    }
    let runtime = project().canonicalize()?.join("runtime");
    let manifest = format!(
        "[workspace]\nmembers = [\"*\"]\nexclude = [\"target\"]\nresolver = \"3\"\n\n[workspace.dependencies]\n\
         connector-runtime = {{ path = {:?}, default-features = false }}\n",
        runtime.to_string_lossy()
    );
    connector_codegen::output::write_whole(&out.join("Cargo.toml"), manifest.as_bytes())?;
    println!("Cargo.toml: written, a workspace for the crates in {}", out.display());
    Ok(())
}
