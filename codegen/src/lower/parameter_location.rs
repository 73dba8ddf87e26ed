//! The stated location of a parameter: its `in`.

use crate::spec::Parameter;

/// Whether a parameter states this `in`.
pub(super) fn is_in(parameter: &Parameter, word: &str) -> bool {
    parameter.location.as_ref().is_some_and(|location| location.value == word)
}

/// Whether a parameter is the body.
pub(super) fn is_body(parameter: &Parameter) -> bool {
    is_in(parameter, "body")
}
