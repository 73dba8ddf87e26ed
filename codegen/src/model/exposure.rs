//! How a parameter or a property appears to a caller.

/// Whether and how a caller can set a value. Decided once, in `lower`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Exposure {
    /// An argument of the method or of `new`: required and without a default.
    Positional,
    /// A setter; a required parameter that is not set sends [`Parameter::default`](super::Parameter::default).
    Setter,
    /// A setter marked as internal.
    InternalSetter,
    /// Not visible to callers; its default is sent.
    Never,
}

/// `x-ms-visibility`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Visibility {
    /// Not stated.
    #[default]
    None,
    /// Shown first.
    Important,
    /// Shown on request.
    Advanced,
    /// Not shown.
    Internal,
}
