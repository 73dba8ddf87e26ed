//! Values of an enumeration that its definition does not list.

/// A text that the definition does not list. Made by `From<&str>` of its enumeration only, so that a listed value never
/// hides here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unlisted(String);

impl Unlisted {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[doc(hidden)]
    pub fn __new(value: &str) -> Self {
        Self(value.to_owned())
    }
}

/// An integer that the definition does not list. Made by `From<i64>` of its enumeration only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnlistedInteger(i64);

impl UnlistedInteger {
    /// The value as it stands on the wire.
    pub fn as_i64(&self) -> i64 {
        self.0
    }

    #[doc(hidden)]
    pub fn __new(value: i64) -> Self {
        Self(value)
    }
}
