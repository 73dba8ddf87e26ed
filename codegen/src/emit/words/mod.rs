//! The words for what the model states: types as the definition writes them, and remarks. Nothing else in `emit` words them.

mod labels;
mod remarks;

pub(super) use labels::label;
pub(super) use remarks::sentence;
