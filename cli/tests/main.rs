//! The commands from the outside: each test runs the binary, as cargo does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod add;
mod codegen;
mod docs;
mod explain;
mod folders;
mod foreign;
mod kills;
mod project;
mod reproducible;
mod screens;
mod shown;
mod support;
mod ways;
