//! The words for what the model states: types as the definition writes them, and remarks. Nothing else in `emit` words them.

mod dynamic;
mod labels;
mod remarks;

pub(super) use dynamic::dynamic_part;
pub(super) use labels::label;
pub(super) use remarks::sentence;
