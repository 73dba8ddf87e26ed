//! Whether and how a value is asked of the caller: one rule for parameters and properties.

use crate::model::{Exposure, Literal, Visibility};

/// What the rule looks at.
pub(super) struct Facts<'l> {
    pub(super) required: bool,
    pub(super) read_only: bool,
    pub(super) visibility: Visibility,
    /// Whether the callback URL of a notification goes here.
    pub(super) callback: bool,
    /// The default that the definition states.
    pub(super) default: Option<&'l Literal>,
    /// The only value that it admits.
    pub(super) only: Option<&'l Literal>,
}

/// The exposure, and what goes on the wire where the caller sets nothing.
pub(super) struct Decision {
    pub(super) exposure: Exposure,
    pub(super) sent: Option<Literal>,
}

/// Decides how a value is asked.
pub(super) fn decide(facts: &Facts<'_>) -> Decision {
    let internal = facts.visibility == Visibility::Internal;
    let (exposure, sent) = if facts.callback {
        // The platform fills it, so definitions call it internal; here the caller is the platform.
        (Exposure::Positional, None)
    } else if facts.read_only {
        // The service fills it; the setter is for tests that build an answer.
        (Exposure::Setter, None)
    } else if facts.required && facts.only.is_some() {
        (Exposure::Never, facts.only)
    } else if internal {
        (if facts.default.is_some() { Exposure::Never } else { Exposure::InternalSetter }, facts.default)
    } else if facts.required {
        (if facts.default.is_some() { Exposure::Setter } else { Exposure::Positional }, facts.default)
    } else {
        (Exposure::Setter, None)
    };
    Decision { exposure, sent: sent.cloned() }
}
