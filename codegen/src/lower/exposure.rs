//! Whether and how a caller can set a value: one rule for parameters and properties.

use crate::model::{Exposure, Literal, Visibility};

/// The input of the rule.
pub(super) struct Facts<'l> {
    pub(super) required: bool,
    pub(super) read_only: bool,
    pub(super) visibility: Visibility,
    /// Whether the value is a callback URL.
    pub(super) callback: bool,
    /// The default that the definition states.
    pub(super) default: Option<&'l Literal>,
    /// The only value that the definition allows.
    pub(super) only: Option<&'l Literal>,
}

/// The exposure, and the value that is sent if the caller sets nothing.
pub(super) struct Decision {
    pub(super) exposure: Exposure,
    pub(super) sent: Option<Literal>,
}

/// Decides the exposure of a value.
pub(super) fn decide(facts: &Facts<'_>) -> Decision {
    let internal = facts.visibility == Visibility::Internal;
    let (exposure, sent) = if facts.callback {
        // Azure fills it in, so definitions mark it as internal. A generated client has no Azure, so the caller passes it.
        (Exposure::Positional, None)
    } else if facts.read_only {
        // The service fills it in; the setter lets tests build a response.
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
