//! Values of an enumeration that its definition does not list.

use std::hash::{Hash, Hasher};

/// A text that the definition does not list. Only `From<&str>` of its enumeration creates one, so a listed value is
/// never hidden here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unlisted(String);

impl Unlisted {
    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[doc(hidden)]
    pub fn __new(value: &str) -> Self {
        Self(value.to_owned())
    }
}

/// An integer that the definition does not list. Only `From<i64>` of its enumeration creates one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnlistedInteger(i64);

impl UnlistedInteger {
    /// The value on the wire.
    pub fn as_i64(&self) -> i64 {
        self.0
    }

    #[doc(hidden)]
    pub fn __new(value: i64) -> Self {
        Self(value)
    }
}

/// An integer without a sign that the definition does not list. Only `From<u64>` of its enumeration creates one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnlistedUnsigned(u64);

impl UnlistedUnsigned {
    /// The value on the wire.
    pub fn as_u64(&self) -> u64 {
        self.0
    }

    #[doc(hidden)]
    pub fn __new(value: u64) -> Self {
        Self(value)
    }
}

/// A number that the definition does not list. Only `From<f64>` of its enumeration creates one.
///
/// Equality compares bits, so that the enumeration can be a key, as those of texts and integers can.
#[derive(Clone, Debug)]
pub struct UnlistedNumber(f64);

impl UnlistedNumber {
    /// The value on the wire.
    pub fn as_f64(&self) -> f64 {
        self.0
    }

    #[doc(hidden)]
    pub fn __new(value: f64) -> Self {
        Self(value)
    }
}

impl PartialEq for UnlistedNumber {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for UnlistedNumber {}

impl Hash for UnlistedNumber {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

    #[test]
    fn a_number_is_a_key_by_its_bits() {
        let [number, same, other] = [0.5, 0.5, 0.25].map(UnlistedNumber::__new);
        assert_eq!(number, same);
        assert_ne!(number, other);
        assert_ne!(UnlistedNumber::__new(0.0), UnlistedNumber::__new(-0.0));
        let hash = |key: &UnlistedNumber| BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
        assert_eq!(hash(&number), hash(&same));
        assert_ne!(hash(&number), hash(&other));
    }
}
