//! `cargo xtask contract --facts DIR`: recorded calls, callbacks and links against the generated clients.
//!
//! [`read`] reads the folder; [`build`] makes a driver of its definitions, which [`plan`] gives its cases; [`compare`] finds the
//! differences, [`explained`] holds the classes of explained differences, checked against [`definition`], and [`report`] prints
//! the verdicts. No rule names a connector.

mod build;
mod compare;
mod definition;
mod explained;
mod plan;
mod read;
mod report;

use std::{fs, io, path::Path, process::Command, time::Instant};

/// Compares every fact of a folder with the generated clients; returns whether none differs without an explanation. Crates and
/// driver are written below `out`, the report to `report`.
///
/// # Errors
/// A file cannot be read or written, or the driver does not compile or stops early.
pub(super) fn run(folder: &Path, out: &Path, report: &Path) -> io::Result<bool> {
    let folder = read::folder(&folder.canonicalize()?)?;
    let clock = Instant::now();
    let workspace = out.join("facts");
    let built = build::write(&plan::needed(&folder), &workspace)?;
    let driver = super::build::compile(&workspace, &out.join("target"))?;
    println!("{} definitions and their callers compiled in {:.1} s", built.len(), clock.elapsed().as_secs_f64());
    let planned = plan::planned(&folder, &built);
    let [cases, outcomes] = ["cases.jsonl", "outcomes.jsonl"].map(|name| workspace.join(name));
    let text: String = planned.cases().map(|case| format!("{case}\n")).collect();
    fs::write(&cases, text)?;
    if !Command::new(driver).args([&cases, &outcomes]).status()?.success() {
        return Err(io::Error::other("the driver stopped before its last case (see above)"));
    }
    let outcomes = fs::read_to_string(&outcomes)?;
    let lines = planned.verdicts(&mut outcomes.lines())?;
    report::write(&lines, report)?;
    let is_explained = report::print(&lines);
    println!("\neach fact is in {}", report.display());
    Ok(is_explained)
}
