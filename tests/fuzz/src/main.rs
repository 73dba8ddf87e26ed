//! The program behind `cargo xtask fuzz`.
//!
//! `run SECONDS SEED [TARGET]` starts each target as a child process, so that the end of a process and a run without end are
//! found as well. `rounds TARGET SECONDS SEED FILE` is such a child; it keeps the number of its round in the file.
//! `once TARGET FILE` runs one input.

use std::{
    env, fs, io,
    io::{Seek, SeekFrom, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, ExitStatus},
    thread,
    time::{Duration, Instant},
};

use connector_fuzz::{
    engine::{Crash, Target, attempt, corpus, home, input, keep_panics, run},
    shrink::shrink,
    targets::TARGETS,
};

/// After this time in one round, a run is without end.
const ENDLESS: Duration = Duration::from_secs(20);
/// The longest time to make an input smaller.
const SHRINKING: Duration = Duration::from_secs(30);
/// A round's number while a crash is made smaller.
const FOUND: u64 = u64::MAX;
/// The exit code of a child that found a crash.
const CRASHED: u8 = 3;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["run", seconds, seed] => all(&TARGETS.iter().collect::<Vec<_>>(), seconds, seed),
        ["run", seconds, seed, name] => named(name).and_then(|target| all(&[target], seconds, seed)),
        ["rounds", name, seconds, seed, state] => named(name).and_then(|target| rounds(target, seconds, seed, state)),
        ["once", name, file] => named(name).and_then(|target| once(target, file)),
        _ => Err(io::Error::other("`cargo xtask fuzz` starts this program")),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    })
}

fn named(name: &str) -> io::Result<&'static Target> {
    TARGETS.iter().find(|target| target.name == name).ok_or_else(|| {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        io::Error::other(format!("there is no target `{name}`; the targets are {}", names.join(", ")))
    })
}

fn number(text: &str) -> io::Result<u64> {
    text.parse().map_err(|_| io::Error::other(format!("`{text}` is not a number")))
}

/// Runs targets one after the other, each for its part of the time.
fn all(targets: &[&'static Target], seconds: &str, seed: &str) -> io::Result<ExitCode> {
    let each = (number(seconds)? as f64 / targets.len() as f64).max(1.0);
    println!("seed {}; each target {each:.1} s", number(seed)?);
    println!("{:<16}{:>10}{:>9}{:>12}  outcome", "target", "rounds", "s", "rounds/s");
    let mut crashes = 0;
    for target in targets {
        crashes += u32::from(!supervised(target, each, number(seed)?)?);
    }
    Ok(ExitCode::from(u8::from(crashes > 0)))
}

/// Runs a target in a child process. Returns whether no input broke its property.
fn supervised(target: &Target, seconds: f64, seed: u64) -> io::Result<bool> {
    let folder = tempfile::tempdir()?;
    let state = folder.path().join("round");
    let words = [target.name, &seconds.to_string(), &seed.to_string()];
    let start = Instant::now();
    let mut child = Command::new(env::current_exe()?).arg("rounds").args(words).arg(&state).spawn()?;
    let mut last = (0, Instant::now());
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        let round = round(&state);
        if round != last.0 {
            last = (round, Instant::now());
        }
        if last.1.elapsed() > if round == FOUND { SHRINKING + ENDLESS } else { ENDLESS } {
            child.kill()?;
            child.wait()?;
            break None;
        }
        thread::sleep(Duration::from_millis(20));
    };
    let (took, round) = (start.elapsed().as_secs_f64(), round(&state));
    let line = |outcome: &str| {
        println!("{:<16}{round:>10}{took:>9.1}{:>12.0}  {outcome}", target.name, round as f64 / took);
    };
    match status.map(|status| (status.success(), status.code())) {
        Some((true, _)) => line("no crash"),
        // The child has written the crash.
        Some((_, Some(code))) if code == i32::from(CRASHED) => return Ok(false),
        Some((_, Some(2))) => return Err(io::Error::other(format!("`{}` did not run", target.name))),
        ended => {
            line("crash");
            let bytes = input(target, &corpus(target)?, seed, round);
            let (bytes, message) = match ended {
                None => (bytes, format!("no end after {ENDLESS:?}")),
                Some(_) => {
                    (smaller_in_children(target, bytes)?, "the process ended, as when the stack overflows".into())
                }
            };
            write(target, seed, &Crash { round, bytes, message })?;
            return Ok(false);
        }
    }
    Ok(true)
}

/// The number that a child keeps in its file.
fn round(state: &Path) -> u64 {
    fs::read(state).ok().and_then(|bytes| bytes.first_chunk().copied()).map_or(0, u64::from_le_bytes)
}

/// Makes an input that ends the process smaller, each attempt in a process of its own.
fn smaller_in_children(target: &Target, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    let (path, start) = (folder.path().join("input"), Instant::now());
    let ends = |bytes: &[u8]| -> io::Result<bool> {
        fs::write(&path, bytes)?;
        let mut command = Command::new(env::current_exe()?);
        command.args(["once", target.name]).arg(&path).stdout(std::process::Stdio::null());
        let status = wait(&mut command.stderr(std::process::Stdio::null()).spawn()?)?;
        Ok(status.is_some_and(|status| status.code().is_none()))
    };
    let mut failed = None;
    let smaller = shrink(
        bytes,
        &mut |bytes| {
            ends(bytes).unwrap_or_else(|error| {
                failed = Some(error);
                false
            })
        },
        &mut || start.elapsed() < SHRINKING,
    );
    failed.map_or(Ok(smaller), Err)
}

/// The exit status of a process; `None` if it had to be ended.
fn wait(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < ENDLESS {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(2));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

/// The rounds of one target, in a child process.
fn rounds(target: &Target, seconds: &str, seed: &str, state: &str) -> io::Result<ExitCode> {
    keep_panics();
    let seconds: f64 = seconds.parse().map_err(io::Error::other)?;
    let (seed, start, corpus) = (number(seed)?, Instant::now(), corpus(target)?);
    let mut state = fs::File::create(state)?;
    let mut keep = |round: u64| {
        state.seek(SeekFrom::Start(0)).and_then(|_| state.write_all(&round.to_le_bytes())).expect("the state is kept");
    };
    let crash = run(target, &corpus, seed, &mut |round| {
        keep(round);
        start.elapsed().as_secs_f64() < seconds
    });
    let Some(Crash { round, bytes, message }) = crash else { return Ok(ExitCode::SUCCESS) };
    keep(FOUND);
    let took = start.elapsed().as_secs_f64();
    println!("{:<16}{round:>10}{took:>9.1}{:>12.0}  crash", target.name, round as f64 / took);
    let start = Instant::now();
    let fails = &mut |bytes: &[u8]| attempt(target.check, bytes).is_err();
    let bytes = shrink(bytes, fails, &mut || start.elapsed() < SHRINKING);
    let message = attempt(target.check, &bytes).err().unwrap_or(message);
    write(target, seed, &Crash { round, bytes, message })?;
    Ok(ExitCode::from(CRASHED))
}

/// Runs one input.
fn once(target: &Target, file: &str) -> io::Result<ExitCode> {
    keep_panics();
    match attempt(target.check, &fs::read(file)?) {
        Ok(()) => {
            println!("{}: no crash", target.name);
            Ok(ExitCode::SUCCESS)
        }
        Err(message) => {
            println!("{}: {message}", target.name);
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Keeps a crash as a file, and prints the line that repeats it.
fn write(target: &Target, seed: u64, crash: &Crash) -> io::Result<()> {
    let folder = home().join("crashes").join(target.name);
    fs::create_dir_all(&folder)?;
    let path: PathBuf = folder.join(format!("{seed}-{}", crash.round));
    fs::write(&path, &crash.bytes)?;
    println!("  {}", crash.message);
    println!(
        "  {} bytes: {}",
        crash.bytes.len(),
        crash.bytes.escape_ascii().to_string().chars().take(300).collect::<String>()
    );
    println!("  cargo xtask fuzz {} --input {}", target.name, path.canonicalize()?.display());
    Ok(())
}
