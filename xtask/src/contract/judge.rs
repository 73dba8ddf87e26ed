//! The judge: installs it with npm in the output folder, starts it, and requests its report.

use std::{
    fs,
    io::{self, BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use serde_json::json;

use super::build::Written;
use crate::project::project;

/// On Windows npm is a script.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Copies the judge into `out` and installs its packages unless they are there.
///
/// # Errors
/// npm is missing or fails.
pub(super) fn install(out: &Path) -> io::Result<()> {
    let folder = out.join("judge");
    fs::create_dir_all(&folder)?;
    let lock = fs::read(project().join("tests/contract/judge/package-lock.json"))?;
    let installed = folder.join("node_modules").is_dir()
        && fs::read(folder.join("installed.json")).is_ok_and(|other| other == lock);
    for entry in fs::read_dir(project().join("tests/contract/judge"))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
    }
    if installed {
        return Ok(());
    }
    println!("installing the judge's packages with npm");
    let status = Command::new(NPM)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&folder)
        .status()
        .map_err(|error| missing(NPM, &error))?;
    if !status.success() {
        return Err(io::Error::other("npm could not install the judge's packages (see above)"));
    }
    fs::write(folder.join("installed.json"), lock)
}

fn missing(tool: &str, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("`{tool}` cannot be run ({error}): the judge needs node 18.20 or later, with npm, on the PATH"),
    )
}

/// Starts the judge, has the driver make every call, and waits for the report.
///
/// # Errors
/// One of the two cannot be started, or fails.
pub(super) fn run(out: &Path, driver: &Path, written: &[Written], report: &Path) -> io::Result<()> {
    let connectors: Vec<_> =
        written.iter().map(|it| json!({ "name": it.name, "definition": it.definition.to_string_lossy() })).collect();
    let [plan, cases, outcomes] = ["plan.json", "cases.jsonl", "outcomes.jsonl"].map(|name| out.join(name));
    fs::write(&plan, json!({ "connectors": connectors }).to_string())?;
    fs::write(&outcomes, "")?;
    let mut judge = Command::new("node")
        .arg(out.join("judge/main.mjs"))
        .args([&plan, &cases, &outcomes])
        .arg(report)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| missing("node", &error))?;
    let mut port = String::new();
    if let Some(stdout) = judge.stdout.take() {
        BufReader::new(stdout).read_line(&mut port)?;
    }
    let called = match port.trim().parse::<u16>() {
        Ok(port) => Command::new(driver).arg(port.to_string()).args([&cases, &outcomes]).status(),
        Err(_) => Err(io::Error::other("the judge did not start (see above)")),
    };
    // The end of its input asks the judge for the report.
    drop(judge.stdin.take());
    let judged = judge.wait()?;
    if !called?.success() {
        return Err(io::Error::other("the driver stopped before its last case (see above)"));
    }
    if !judged.success() {
        return Err(io::Error::other("the judge failed (see above)"));
    }
    Ok(())
}
