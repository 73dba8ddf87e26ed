//! The words for what the model states: types as the definition writes them, remarks, places of credentials, and why there is no direct client. Nothing
//! else in `emit` words them.

mod dynamic;
mod labels;
mod places;
mod remarks;

pub(crate) use dynamic::{choice_call, dynamic_part};
pub(super) use labels::label;
pub(super) use places::sent_as;
pub(super) use remarks::sentence;

use crate::diagnostic::NoDirectReason;

/// Why a client cannot call the service itself: the words of the diagnostic that reports the same.
pub(super) fn no_direct(reason: &NoDirectReason) -> String {
    reason.to_string()
}
