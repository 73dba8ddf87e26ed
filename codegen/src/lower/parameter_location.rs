//! The stated location of a parameter: its `in`.

use crate::spec::{In, Parameter};

/// Whether a parameter states this `in`.
pub(super) fn is_in(parameter: &Parameter, location: In) -> bool {
    parameter.location.as_ref().is_some_and(|stated| stated.value == location)
}

/// Whether a parameter is the body.
pub(super) fn is_body(parameter: &Parameter) -> bool {
    is_in(parameter, In::Body)
}
