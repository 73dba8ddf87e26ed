//! [`Severity`]: whether a problem costs the crate.

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Nothing is lost and nothing has to be done: a header that the client sets itself, a name with a suffix.
    Note,
    /// The definition was repaired, or something in it was left out: the crate is still made.
    Warning,
    /// No crate can be made.
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
