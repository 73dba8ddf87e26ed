//! The caller's side of `cargo xtask contract`: the library that the generated callers link to.
//!
//! In: a file of cases, made from the definitions by `tests/contract/judge`, and the judge's port. Out: a file with the outcome of
//! each case. A [`Case`] supplies values by location and wire key; the generated caller decides which function takes which value
//! (`codegen/src/emit/rust/calls.rs`). This crate knows no definition and gives no verdict: the judge saw the request, and the
//! client reports whether it could read the response.

mod case;
mod connection;
mod facts;
mod run;

pub use case::{Calling, Case, Failure, Outcome, Payload, bytes, file, files, json};
pub use facts::{Caller, PayloadsFn, run_facts};
pub use run::{CallFn, run};
