//! What lowering makes of small documents, one subject each, and that it survives the catalogue.

mod bodies;
mod bounds;
mod callbacks;
mod chains;
mod choices;
mod corpus;
mod dynamics;
mod exact_bounds;
mod forms;
mod heads;
mod implied;
mod losses;
mod managed;
mod operations;
mod paging;
mod parameters;
mod responses;
mod sharing;
pub(crate) mod support;
mod survival;
mod tables;
mod triggers;
mod types;
mod values;
mod webhooks;
