//! [`Severity`]: whether a problem costs the crate.

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Nothing is lost and there is nothing to do, e.g. a header that the client sets itself, or a name with a suffix.
    Note,
    /// The definition was repaired, or a part of it was left out. The crate is still made.
    Warning,
    /// The crate cannot be made.
    Error,
}

impl Severity {
    /// The word in messages and reports: `note`, `warning` or `error`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
