//! What a generated crate promises its callers: [`connector_emitted::promises`] for tests.

use connector_codegen::Files;

pub use connector_emitted::promises::{Argument, Promise, Promises, Takes, broken};

/// Reads the files of a crate.
///
/// # Panics
/// If a file does not parse.
pub fn promises(files: &Files) -> Promises {
    connector_emitted::promises::read(files).unwrap_or_else(|error| panic!("{error}"))
}
