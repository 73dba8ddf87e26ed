//! Broken input for every parser of the project: `cargo xtask fuzz` runs this.
//!
//! Each [`Target`](engine::Target) is a property of bytes. The engine makes bytes from a corpus and a seed, and looks for some
//! that break the property, panic, run without end or end the process.

pub mod engine;
pub mod history;
pub mod mutate;
pub mod shrink;
pub mod targets;
