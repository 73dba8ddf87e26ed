//! What the end-to-end tests share; the tests are in `tests/tests`.
//!
//! * Facts of Kaizala from independent sources: [`page`] (the reference page), [`wire`] (typed by hand), [`definition`].
//! * What was emitted: [`printed`] and [`markdown`] read the reference page, [`tokens`] the structure of the Rust, [`wire_names`] its
//!   wire names, and [`promises`] what each public path means; [`count`] compares everything that a definition states with its
//!   crate. The crate `connector-emitted` parses the Rust for them.
//! * Definitions made to be hard: [`obstacle`] (names), [`hostile`] (texts); [`random`] chooses among real ones, [`mutate`]
//!   breaks them.
//! * [`program`] writes a caller's program over a crate, and reads where it puts its values.
//! * Doors: [`generate`] calls the generator, [`compile`] the compiler, [`exchange`] and [`loopback`] a server, [`raw`] a server
//!   that misbehaves.
//! * [`walls`] reads which module of our own crates uses which.
//! * [`parallel`] uses all CPUs.
//!
//! The readers here share no code with the generator: that makes them a second opinion.

pub mod compile;
pub mod count;
pub mod definition;
pub mod exchange;
pub mod generate;
pub mod hostile;
pub mod loopback;
pub mod markdown;
pub mod mutate;
pub mod obstacle;
pub mod page;
pub mod parallel;
pub mod printed;
pub mod program;
pub mod promises;
pub mod random;
pub mod raw;
pub mod tokens;
pub mod walls;
pub mod wire;
pub mod wire_names;

use std::{fs, path::PathBuf};

/// The workspace's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text of a file of the workspace.
///
/// # Panics
/// If the file cannot be read: the test that asks for it cannot go on.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The folder of first-party definitions beside the workspace, `../shared/firstparty`. If it is missing, a line on standard error
/// reports the skipped test.
pub fn firstparty() -> Option<PathBuf> {
    let folder = root().join("../shared/firstparty");
    let found = folder.is_dir().then_some(folder);
    if found.is_none() {
        eprintln!("skipped: ../shared/firstparty is not there");
    }
    found
}

/// The folder of real connectors beside the workspace, `../shared/corpus`. If it is missing, a line on standard error reports the
/// skipped test.
pub fn corpus() -> Option<PathBuf> {
    let folder = root().join("../shared/corpus");
    let found = folder.is_dir().then_some(folder);
    if found.is_none() {
        eprintln!("skipped: ../shared/corpus is not there");
    }
    found
}

/// The folder of pairs of real definitions before and after a change beside the workspace, `../shared/changes`. If it is missing, a
/// line on standard error reports the skipped test.
pub fn changes() -> Option<PathBuf> {
    let folder = root().join("../shared/changes");
    let found = folder.is_dir().then_some(folder);
    if found.is_none() {
        eprintln!("skipped: ../shared/changes is not there");
    }
    found
}

/// The folder of small definitions beside the workspace, `../shared/cases`. If it is missing, a line on standard error reports the
/// skipped test.
pub fn cases() -> Option<PathBuf> {
    let folder = root().join("../shared/cases");
    let found = folder.is_dir().then_some(folder);
    if found.is_none() {
        eprintln!("skipped: ../shared/cases is not there");
    }
    found
}

/// The text of a reference document beside the workspace, in `../shared/reference`. If it is missing, a line on standard error reports
/// the skipped test.
pub fn reference(name: &str) -> Option<String> {
    let text = fs::read_to_string(root().join("../shared/reference").join(name)).ok();
    if text.is_none() {
        eprintln!("skipped: ../shared/reference/{name} is not there");
    }
    text
}

/// The blocks of the project's README, as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// The blocks of the page on direct calls, as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/direct.md")]
struct DirectPage;
