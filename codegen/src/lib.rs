//! Connector definitions in, Rust crates out.
//!
//! [`Generator`] is the door: it finds connector folders, makes each one's files in memory, and writes or compares them when asked.
//! The modules are the stops of its line, in the order `folder`, `source`, `spec`, `lower`, `model`, `names`, `emit`, `output`;
//! `narrow` takes operations out between `names` and `emit`, `counts` says how much is there, and `shapes` of which kinds.
//! `ARCHITECTURE.md` says what each may know.

pub mod counts;
pub mod diagnostic;
pub mod emit;
pub mod files;
pub mod folder;
mod generator;
pub mod input;
pub mod lower;
pub mod model;
pub mod names;
pub mod narrow;
pub mod output;
pub mod shapes;
pub mod source;
pub mod span;
pub mod spec;

pub use generator::{Generated, Generator, LockFile, OrphanCrate};
