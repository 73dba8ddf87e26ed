//! `connector-emitted DIR [OTHER]`: prints the inventory of the crates below `DIR`, or its differences from that of `OTHER`.

use std::{
    collections::BTreeMap,
    env,
    io::{self, BufWriter, Write},
    path::Path,
    process::ExitCode,
};

use connector_emitted::{Inventory, inventories};

const USAGE: &str = "\
Usage: connector-emitted DIR [OTHER]

DIR alone:      print the inventory of every crate below DIR: public items and wire facts, one per line.
DIR and OTHER:  print how the inventory of OTHER differs from that of DIR, crate by crate. Exit code 1 if it differs.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let result = match arguments.as_slice() {
        [folder] if !folder.starts_with('-') => inventories(Path::new(folder)).and_then(|it| unless_closed(print(&it))),
        [folder, other] => inventories(Path::new(folder))
            .and_then(|before| Ok((before, inventories(Path::new(other))?)))
            .and_then(|(before, after)| unless_closed(compare(&before, &after))),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// A closed pipe is not a failure: `head` closes its input early.
fn unless_closed(result: io::Result<bool>) -> Result<bool, String> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        other => other.map_err(|error| format!("cannot write: {error}")),
    }
}

fn print(inventory: &Inventory) -> io::Result<bool> {
    let mut out = BufWriter::new(io::stdout().lock());
    for (name, lines) in inventory {
        writeln!(out, "== {name}")?;
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    writeln!(out, "== {} crates, {} facts", inventory.len(), inventory.values().map(Vec::len).sum::<usize>())?;
    out.flush()?;
    Ok(true)
}

/// Prints the differences; returns whether there are none.
fn compare(before: &Inventory, after: &Inventory) -> io::Result<bool> {
    let mut out = BufWriter::new(io::stdout().lock());
    let none = Vec::new();
    let names: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let (mut differing, mut gone, mut added) = (0, 0, 0);
    for name in &names {
        let changes = changes(before.get(*name).unwrap_or(&none), after.get(*name).unwrap_or(&none));
        if changes.is_empty() {
            continue;
        }
        differing += 1;
        writeln!(out, "== {name}")?;
        for (line, count) in changes {
            let (sign, times) = if count < 0 { ('-', -count) } else { ('+', count) };
            *(if count < 0 { &mut gone } else { &mut added }) += times;
            (0..times).try_for_each(|_| writeln!(out, "{sign} {line}"))?;
        }
    }
    let facts = before.values().map(Vec::len).sum::<usize>();
    writeln!(
        out,
        "== {} crates, {facts} facts before: {differing} crates differ, {gone} facts gone, {added} facts new",
        names.len()
    )?;
    out.flush()?;
    Ok(differing == 0)
}

/// Lines that differ in number, each with the number on the second side minus that on the first.
fn changes<'i>(before: &'i [String], after: &'i [String]) -> BTreeMap<&'i str, i64> {
    let mut counts = BTreeMap::new();
    for line in before {
        *counts.entry(line.as_str()).or_insert(0) -= 1;
    }
    for line in after {
        *counts.entry(line.as_str()).or_insert(0) += 1;
    }
    counts.retain(|_, count| *count != 0);
    counts
}
