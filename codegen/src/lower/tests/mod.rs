//! What lowering makes of small documents, one subject each, and that it survives the catalogue.

mod answers;
mod bodies;
mod choices;
mod corpus;
mod flow;
mod losses;
mod operations;
mod parameters;
mod sharing;
mod support;
mod survival;
mod triggers;
mod types;
