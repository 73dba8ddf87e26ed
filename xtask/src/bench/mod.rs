//! `cargo xtask bench`: the cost of generating, compiling and calling, each figure next to its floor from the same run.
//!
//! Compare ratios rather than times: both sides ran on the same machine. No figure fails a run.

mod biggest;
mod cargo;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use clap::{Args, ValueEnum};
use connector_codegen::{ConnectorFolder, Generated, Generator, internal};
use rayon::prelude::*;

use self::cargo::{cargo, workspace};
use crate::{project::project, sample::mixed};

/// Measures the generator by phase, the compile time of its crates, and the cost of calls through them.
#[derive(Args)]
pub(crate) struct Arguments {
    /// What to measure [default: everything].
    #[arg(value_name = "WHAT")]
    what: Option<What>,
    /// A tree of connectors [default: ../shared/corpus of this project].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Folder for the crates to compile [default: target/bench of this project].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Number of crates to compile.
    #[arg(long, value_name = "N", default_value_t = 41)]
    sample: usize,
    /// Compile the crates with the most lines instead of a sample, each with a tenth, a third and all of its operations.
    #[arg(long, value_name = "N", conflicts_with_all = ["sample", "seed"])]
    biggest: Option<usize>,
    /// Seed of the sample: the same seed selects the same crates.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// This program was built to be measured.
    #[arg(long, hide = true)]
    measured: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum What {
    /// Time and throughput of each phase, with floors, on one core and on all, and growth with the number of connectors.
    Generate,
    /// Lines, `cargo check`, `cargo build` and the size of release libraries.
    Compile,
    /// A call through a generated client, next to the same call by hand on azure_core, on reqwest and on a socket.
    Calls,
    /// Large responses into models and back, next to serde_json with derived structs.
    Decoding,
    /// Callbacks through receiver, stores and consumer, next to a bare handler and the same work by hand.
    Triggers,
}

impl What {
    /// The part that `tests/bench` measures: this program does not link the HTTP stack.
    const fn part_of_overhead(self) -> Option<&'static str> {
        match self {
            Self::Generate | Self::Compile | Self::Triggers => None,
            Self::Calls => Some("calls"),
            Self::Decoding => Some("decoding"),
        }
    }
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match measure(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: &Arguments) -> io::Result<()> {
    if let Some(part) = arguments.what.and_then(What::part_of_overhead) {
        return overhead(&[part]);
    }
    if arguments.what == Some(What::Triggers) {
        return triggers();
    }
    if arguments.what != Some(What::Compile) && !arguments.measured {
        return run_measured();
    }
    let spec = arguments.spec.clone().unwrap_or_else(|| project().join("../shared/corpus"));
    let out = arguments.out.clone().unwrap_or_else(|| project().join("target/bench"));
    let generator = Generator::new(&spec).out(&out);
    let connectors = generator.connectors().map_err(io::Error::other)?;
    if arguments.what != Some(What::Compile) {
        generate(&generator, &connectors)?;
    }
    if let (Some(most), true) = (arguments.biggest, arguments.what != Some(What::Generate)) {
        biggest::measure(&generator, &connectors, most, &out)?;
    } else if arguments.what != Some(What::Generate) {
        compile(&generator, connectors, arguments, &out)?;
    }
    if arguments.what.is_some() {
        return Ok(());
    }
    overhead(&[])?;
    triggers()
}

/// Runs the same command, built with the profile `measured`: `cargo xtask` itself is built to be there soon.
fn run_measured() -> io::Result<()> {
    let mut command = Command::new("cargo");
    command.args(["run", "--profile", "measured", "--quiet", "--package", "xtask", "--manifest-path"]);
    command.arg(project().join("Cargo.toml")).arg("--").args(std::env::args_os().skip(1)).arg("--measured");
    if command.status()?.success() { Ok(()) } else { Err(io::Error::other("the measured program failed")) }
}

/// Prints the time of each phase.
fn generate(generator: &Generator, connectors: &[ConnectorFolder]) -> io::Result<()> {
    let mut floors = Floors::default();
    let mut phases: Vec<(&'static str, Duration)> = Vec::new();
    let start = Instant::now();
    for connector in connectors {
        let generated = generator.generate(connector)?;
        for (phase, time) in &generated.times {
            match phases.iter_mut().find(|(known, _)| known == phase) {
                Some((_, sum)) => *sum += *time,
                None => phases.push((phase, *time)),
            }
        }
        floors.add(connector, &generated)?;
    }
    let one = start.elapsed() - floors.own;
    println!(
        "{} connectors, {:.1} MB of definitions, {:.1} MB of crates ({:.1} MB of Rust)\n",
        connectors.len(),
        megabytes(floors.read_bytes),
        megabytes(floors.crate_bytes),
        megabytes(floors.rust_bytes)
    );
    println!("{:<44}{:>9}{:>10}{:>9}", "on one core", "s", "MB/s", "floors");
    let unit = floors.read + floors.json + floors.print;
    for (phase, time) in &phases {
        let bytes = if *phase == "emit" { floors.crate_bytes } else { floors.read_bytes };
        row(phase, *time, bytes, unit);
    }
    row("all phases, without writing", one, floors.crate_bytes, unit);
    row("floor: reading the bytes", floors.read, floors.read_bytes, unit);
    row("floor: jsonc-parser alone", floors.json, floors.read_bytes, unit);
    row("floor: prettyplease alone, on parsed files", floors.print, floors.rust_bytes, unit);

    println!("\n{:<44}{:>9}{:>10}{:>9}", "growth, without writing", "s", "ms each", "cores");
    for count in [1, 10, 100, connectors.len()] {
        // Evenly from the whole tree, so that a sample has large ones too.
        let step = (connectors.len() / count).max(1);
        let chosen: Vec<&ConnectorFolder> = connectors.iter().step_by(step).take(count).collect();
        let start = Instant::now();
        chosen.iter().try_for_each(|connector| generator.generate(connector).map(drop))?;
        let one = start.elapsed();
        let start = Instant::now();
        chosen.par_iter().with_max_len(1).try_for_each(|connector| generator.generate(connector).map(drop))?;
        let all = start.elapsed();
        for (time, cores) in [(one, 1), (all, rayon::current_num_threads())] {
            let each = time.as_secs_f64() * 1000.0 / chosen.len() as f64;
            println!(
                "{:<44}{:>9.3}{each:>10.2}{cores:>9}",
                format!("{} connector{}", chosen.len(), if count == 1 { "" } else { "s" }),
                time.as_secs_f64()
            );
        }
    }
    Ok(())
}

/// The time of the libraries alone on the same bytes.
#[derive(Default)]
struct Floors {
    read: Duration,
    json: Duration,
    print: Duration,
    read_bytes: usize,
    crate_bytes: usize,
    rust_bytes: usize,
    /// Time spent on measuring the floors, to be subtracted.
    own: Duration,
}

impl Floors {
    fn add(&mut self, connector: &ConnectorFolder, generated: &Generated) -> io::Result<()> {
        let own = Instant::now();
        let files = timed(&mut self.read, || connector.files())?;
        self.read_bytes += files.iter().map(|file| file.bytes.len()).sum::<usize>();
        if let Some(text) = files.first().and_then(|file| std::str::from_utf8(&file.bytes).ok()) {
            let (collect, parse) = (Default::default(), Default::default());
            let parsed = timed(&mut self.json, || jsonc_parser::parse_to_ast(text, &collect, &parse));
            drop(parsed);
        }
        for (path, text) in generated.files.iter().flatten() {
            self.crate_bytes += text.len();
            if path.ends_with(".rs")
                && let Ok(file) = syn::parse_file(text)
            {
                self.rust_bytes += text.len();
                timed(&mut self.print, || prettyplease::unparse(&file));
            }
        }
        self.own += own.elapsed();
        Ok(())
    }
}

fn timed<T>(sum: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    *sum += start.elapsed();
    done
}

/// A line: what, seconds, megabytes a second, and the time as a multiple of all floors together.
fn row(what: &str, time: Duration, bytes: usize, unit: Duration) {
    let seconds = time.as_secs_f64();
    let ratio = seconds / unit.as_secs_f64();
    println!("{what:<44}{seconds:>9.3}{:>10.1}{ratio:>9.2}", megabytes(bytes) / seconds.max(1e-9));
}

fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// Prints the compile time of a sample.
fn compile(
    generator: &Generator,
    mut connectors: Vec<ConnectorFolder>,
    arguments: &Arguments,
    out: &Path,
) -> io::Result<()> {
    connectors.sort_by_key(|connector| mixed(arguments.seed, &connector.path));
    connectors.truncate(arguments.sample);
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    let (mut lines, mut operations, mut properties) = (0, 0, 0);
    let mut packages = Vec::new();
    for connector in &connectors {
        let generated = generator.generate(connector)?;
        let Some(files) = &generated.files else { continue };
        generator.write(&generated)?;
        lines +=
            files.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(_, text)| text.lines().count()).sum::<usize>();
        operations += generated.operations.len();
        properties += internal::counts(&generated).properties;
        packages.push(format!("connector-{}", generated.folder));
    }
    workspace(out)?;
    println!(
        "\n{} crates of seed {}: {lines} lines of Rust, {operations} operations, {properties} properties",
        packages.len(),
        arguments.seed
    );
    println!("{:<44}{:>9}{:>14}{:>14}", "dependencies built, all cores", "s", "ms/operation", "ms/property");
    let target = out.join("target");
    let Some(first) = packages.first() else {
        return Err(io::Error::other("no connector of the sample yields a crate"));
    };
    for (what, words) in [
        ("cargo check", &["check"][..]),
        ("cargo build", &["build"]),
        ("cargo build --release", &["build", "--release"]),
    ] {
        // The dependencies are built first and untimed, through one of the crates, which is then touched.
        cargo(out, &target, words, &["-p", first])?;
        let root = out.join(first.trim_start_matches("connector-")).join("src/lib.rs");
        fs::write(&root, fs::read(&root)?)?;
        let start = Instant::now();
        cargo(out, &target, words, &["--workspace"])?;
        let seconds = start.elapsed().as_secs_f64();
        let each = |count: usize| seconds * 1000.0 / count.max(1) as f64;
        println!("{what:<44}{seconds:>9.2}{:>14.2}{:>14.3}", each(operations), each(properties));
    }
    let size: u64 = packages
        .iter()
        .map(|package| target.join(format!("release/lib{}.rlib", package.replace('-', "_"))))
        .map(|library| fs::metadata(library).map_or(0, |metadata| metadata.len()))
        .sum();
    println!(
        "release libraries: {:.1} MB, {:.1} kB per operation, {:.2} kB per property",
        megabytes(size as usize),
        size as f64 / 1e3 / operations.max(1) as f64,
        size as f64 / 1e3 / properties.max(1) as f64
    );
    Ok(())
}

/// Runs `tests/bench/`, which links the same crates as generated code.
fn triggers() -> io::Result<()> {
    let mut command = Command::new("cargo");
    command
        .args(["run", "--profile", "measured", "--quiet", "--package", "connector-events", "--", "bench"])
        .current_dir(project());
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("connector-events: {status}"))) }
}

fn overhead(parts: &[&str]) -> io::Result<()> {
    let mut command = Command::new("cargo");
    command.args(["run", "--profile", "measured", "--quiet", "--package", "connector-bench", "--"]).args(parts);
    if command.current_dir(project()).status()?.success() { Ok(()) } else { Err(io::Error::other("cargo failed")) }
}
