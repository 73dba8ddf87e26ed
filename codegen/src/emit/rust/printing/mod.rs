//! Quoted tokens in, the text of a file out. Everything that makes printing fast stands here; the rest of `rust` only quotes.
//!
//! Tokens become a syntax tree (`syn`), which `prettyplease` prints. Parsing is the expensive half, so:
//!
//! * A comment is one attribute. Its lines are joined by U+0001, which no comment holds, and split again after printing
//!   (`docs.rs`). One attribute per line takes a third of the time of printing a crate.
//! * A comment is a raw literal: neither escaping the text nor reading the escapes back (`docs.rs`). That saves a tenth.
//! * Fields, setters and methods that are alike are parsed once per crate and copied (`members.rs`).
//! * Rows of the runtime's table macros are written as text: `prettyplease` prints the tokens of a macro as they are
//!   (`file.rs`).
//!
//! Figures are shares of the instructions of `emit` over the public catalogue; `cargo xtask bench generate` prints the phase's time.
//! It must not know connectors, beyond the origin that a file's header names.

mod docs;
mod file;
mod members;

pub(super) use docs::{Doc, code, inline, spoken, telling};
pub(super) use file::{Row, Rows, RustFile};
pub(super) use members::{Members, Methods};
