//! Secrets, and their comparison in constant time.

use crate::receiver::auth::problem::{AuthProblem, Refusal};
use connector_runtime::redaction::is_name;
use http::{HeaderMap, HeaderName};
use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::{Choice, ConstantTimeEq as _};
use zeroize::Zeroizing;

/// A secret: a password, a token, a signing key. It is overwritten when it is dropped, and `Debug` does not show it.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A secret of any bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self::new(text.as_str())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Secrets of which a request must state one. Only their digests are kept.
///
/// The comparison takes the same time for each value of one length: digests have one length, and all of them are
/// compared. So neither a common prefix, nor the length of a secret, nor its place in the list shows.
#[derive(Clone)]
pub(crate) struct Accepted(Vec<[u8; 32]>);

impl Accepted {
    pub(crate) fn new(secrets: impl IntoIterator<Item = impl Into<Secret>>) -> Result<Self, AuthProblem> {
        let secrets: Vec<Secret> = secrets.into_iter().map(Into::into).collect();
        check_secrets(&secrets)?;
        Ok(Self(secrets.iter().map(|secret| digest(secret.bytes())).collect()))
    }

    pub(crate) fn contains(&self, given: &[u8]) -> bool {
        let given = digest(given);
        let found = self.0.iter().fold(Choice::from(0), |found, accepted| found | accepted.ct_eq(&given));
        found.into()
    }
}

/// Whether there is a secret, and none is empty.
pub(crate) fn check_secrets(secrets: &[Secret]) -> Result<(), AuthProblem> {
    if secrets.is_empty() {
        return Err(AuthProblem::NoSecret);
    }
    if secrets.iter().any(|secret| secret.bytes().is_empty()) {
        return Err(AuthProblem::EmptySecret);
    }
    Ok(())
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A name or a scheme as `Debug` prints it: it is a value if a program mixes up name and value.
pub(crate) fn shown(name: &str) -> &str {
    if is_name(name) { name } else { "…" }
}

/// A header's name from a program's text.
pub(crate) fn header_name(name: &str) -> Result<HeaderName, AuthProblem> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| AuthProblem::HeaderName)
}

/// The one value of a header.
pub(crate) fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<&'a [u8], Refusal> {
    let mut values = headers.get_all(name).iter();
    let first = values.next().ok_or(Refusal::Missing)?;
    if values.next().is_some() {
        return Err(Refusal::Repeated);
    }
    let value = first.as_bytes().trim_ascii();
    if value.is_empty() { Err(Refusal::Missing) } else { Ok(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_accepted_secrets_are_contained() {
        let accepted = Accepted::new(["first", "second"]).unwrap();
        assert!(accepted.contains(b"first") && accepted.contains(b"second"));
        for other in ["", "firs", "first ", "firsts", "First", "firstsecond", "\0first"] {
            assert!(!accepted.contains(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn no_secret_and_an_empty_one_are_refused() {
        assert_eq!(Accepted::new([""; 0]).err(), Some(AuthProblem::NoSecret));
        assert_eq!(Accepted::new(["a", ""]).err(), Some(AuthProblem::EmptySecret));
    }
}
