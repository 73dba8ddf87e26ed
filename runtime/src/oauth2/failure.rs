//! Why there is no token: text that several callers can share, without the secrets that were sent.

use std::{error::Error as StdError, fmt, sync::Arc};

/// Why there is no token.
#[derive(Clone, Debug, Default)]
pub(super) struct Failure(Arc<str>);

impl Failure {
    /// The texts of a chain of causes. A service may quote the request; its secrets are removed.
    pub(super) fn new(error: &(dyn StdError + 'static), secrets: &[&str]) -> Self {
        let mut text = String::new();
        let mut link = Some(error);
        while let Some(error) = link {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&error.to_string());
            link = error.source();
        }
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            text = without(&without(&text, secret), &encoded);
        }
        Self(text.into())
    }

    /// The same failure, with its subject before it.
    pub(super) fn of(self, what: &str) -> Self {
        if self.0.is_empty() { Self(what.into()) } else { Self(format!("{what}: {}", self.0).into()) }
    }
}

/// A text without a secret, and without the beginning of one where a long message was cut.
fn without(text: &str, secret: &str) -> String {
    /// Shorter prefixes reveal nothing. In bytes.
    const MIN_PREFIX: usize = 4;
    let text = text.replace(secret, "…");
    let beginnings = (MIN_PREFIX..secret.len()).rev().filter_map(|end| secret.get(..end));
    let mut cuts = beginnings.map(|beginning| format!("{beginning}…"));
    match cuts.find(|cut| text.contains(cut.as_str())) {
        Some(cut) => text.replace(&cut, "…"),
        None => text,
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
    fn no_secret_is_left_in_a_text_even_where_it_was_cut() {
        let said = |text: &'static str| Failure::new(&std::io::Error::other(text), &["hush & hush", ""]).to_string();
        assert_eq!(said("a hush & hush, hush+%26+hush b"), "a …, … b");
        assert_eq!((said("(a hush & h…)"), said("hus…")), ("(a …)".to_owned(), "hus…".to_owned()));
        assert_eq!(said("all is well"), "all is well");
    }
}
