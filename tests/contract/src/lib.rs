//! The caller's side of `cargo xtask contract`: what the libraries that call generated clients link to.
//!
//! In: a file of cases, made of the definitions by `tests/contract/judge`, and the judge's port. Out: a file with what became of
//! each case. A [`Case`] hands out values by place and wire key; which function takes which one is generated
//! (`codegen/src/emit/rust/calls.rs`). It knows no definition and judges nothing: the judge saw the request, and a client
//! says for itself whether it could read the answer.

mod case;
mod run;
mod site;

pub use case::{Calling, Case, Failure, Outcome, bytes, file, files, json};
pub use run::{Call, run};
