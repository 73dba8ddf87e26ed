//! Why there is no token, as text that several callers can be told, without any secret that was sent.

use crate::Secret;
use std::{error::Error as StdError, fmt, sync::Arc};

/// Why there is no token.
#[derive(Clone, Debug, Default)]
pub(super) struct Failure(Arc<str>);

impl Failure {
    /// The texts of a chain of causes. A service may quote what it was sent; what is secret of that is left out.
    pub(super) fn new(error: &(dyn StdError + 'static), secrets: &[&Secret]) -> Self {
        let mut text = String::new();
        let mut link = Some(error);
        while let Some(error) = link {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&error.to_string());
            link = error.source();
        }
        for secret in secrets.iter().map(|secret| secret.as_str()).filter(|secret| !secret.is_empty()) {
            let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            text = text.replace(secret, "…").replace(&encoded, "…");
        }
        Self(text.into())
    }

    /// The same, with what it is about before it.
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
