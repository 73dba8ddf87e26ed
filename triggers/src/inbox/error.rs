//! What an inbox returns where it fails.

use std::fmt;

/// A failure of an inbox.
#[derive(Debug)]
pub struct InboxError {
    kind: InboxErrorKind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kinds of [`InboxError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InboxErrorKind {
    /// A limit of the inbox is reached: the sender must try again later.
    Full,
    /// The store cannot be used now; the same call may succeed later.
    Unavailable,
    /// What is stored cannot be read.
    Corrupt,
    /// The settings of the inbox, or the arguments of the call, are wrong.
    Invalid,
}

impl InboxError {
    /// An error with a message for people.
    pub fn new(kind: InboxErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// The same error with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> InboxErrorKind {
        self.kind
    }
}

impl fmt::Display for InboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for InboxError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
