//! The judge's report in, a few lines of text out.

use std::{fs, io, path::Path};

use serde::Deserialize;

#[derive(Deserialize)]
struct Report {
    tally: Vec<Tally>,
    classes: Vec<Class>,
    problems: Vec<Problem>,
    preparations: Vec<Preparation>,
}

#[derive(Deserialize)]
struct Tally {
    kind: String,
    operations: usize,
    clean: usize,
    explained: usize,
    unexplained: usize,
    cases: usize,
    decoded: usize,
}

#[derive(Deserialize)]
struct Class {
    class: String,
    explained: Option<String>,
    cases: usize,
    operations: usize,
    example: String,
}

#[derive(Deserialize)]
struct Problem {
    connector: String,
    problem: String,
}

#[derive(Deserialize)]
struct Preparation {
    name: String,
    count: usize,
}

/// Prints the summary; returns whether every violation is explained.
///
/// # Errors
/// The report cannot be read.
pub(super) fn print(path: &Path) -> io::Result<bool> {
    let report: Report = serde_json::from_slice(&fs::read(path)?)?;
    for Problem { connector, problem } in &report.problems {
        println!("{connector}: {problem}");
    }
    println!(
        "\n{:<10}{:>11}{:>8}{:>11}{:>13}{:>8}{:>9}",
        "", "operations", "clean", "explained", "unexplained", "cases", "decoded"
    );
    for row in &report.tally {
        println!(
            "{:<10}{:>11}{:>8}{:>11}{:>13}{:>8}{:>9}",
            row.kind, row.operations, row.clean, row.explained, row.unexplained, row.cases, row.decoded
        );
    }
    if !report.classes.is_empty() {
        println!("\nviolations by class (operations, cases, class, first of it):");
    }
    for row in &report.classes {
        println!(
            "{:>6}{:>6}  {}\n              {}",
            row.operations,
            row.cases,
            one_line(&row.class),
            one_line(&row.example)
        );
    }
    let used = report.preparations.iter().filter(|row| row.count > 0);
    let used: Vec<_> = used.map(|row| format!("{} {}", row.name, row.count)).collect();
    println!("\npreparations of Prism's copies: {}", used.join(", "));
    Ok(report.problems.is_empty() && report.classes.iter().all(|row| row.explained.is_some()))
}

/// A text from a definition for a terminal: without control characters, at most 400 characters.
pub(super) fn one_line(text: &str) -> String {
    let shown: String =
        text.chars().take(400).flat_map(|c| if c == '"' { vec![c] } else { c.escape_debug().collect() }).collect();
    shown
}
