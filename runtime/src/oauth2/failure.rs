//! Why there is no token: text that several callers can share, without the secrets that were sent.

use crate::{error::cause::Cause, http::values::Values};
use std::{error::Error as StdError, fmt, sync::Arc};

/// Why there is no token.
#[derive(Clone, Debug, Default)]
pub(super) struct Failure(Arc<str>);

impl Failure {
    /// The texts of a chain of causes. A service may quote the request; its secrets are removed.
    pub(super) fn new(error: &(dyn StdError + 'static), secrets: &Values) -> Self {
        let cause = Cause::new(error, secrets);
        let (mut texts, mut link) = (Vec::new(), Some(&cause as &dyn StdError));
        while let Some(error) = link {
            texts.push(error.to_string());
            link = error.source();
        }
        Self(texts.join(": ").into())
    }

    /// The same failure, with its subject before it.
    pub(super) fn of(self, what: &str) -> Self {
        if self.0.is_empty() { Self(what.into()) } else { Self(format!("{what}: {}", self.0).into()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_left_in_a_chain_of_causes() {
        let secrets = Values::of_credentials(["hush & hush", ""]);
        let said = |text: &'static str| Failure::new(&std::io::Error::other(text), &secrets).to_string();
        assert_eq!(said("a hush & hush, hush+%26+hush b"), "a …, … b");
        assert_eq!((said("(a hush & h…)"), said("hus…")), ("(a …)".to_owned(), "hus…".to_owned()));
        assert_eq!(said("all is well"), "all is well");
    }
}
