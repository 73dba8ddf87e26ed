//! The door for `connector-triggers`, which sends requests of its own. In: what such a request sends. Out: texts of services and
//! libraries without it.
//!
//! It is no part of the public interface.

use crate::{
    error::redaction,
    http::values::{Values, Whose},
    json, limits,
};
use url::Url;

/// The maximum length of a text in an error, in characters.
pub const MAX_TEXT: usize = limits::MAX_TEXT;

/// What a request sends, and no error may contain. It is wiped on drop.
#[derive(Default)]
pub struct Sent(Values);

impl Sent {
    /// Adds a value of a credential. It counts also if it is short.
    pub fn add_credential(&mut self, value: &str) {
        self.0.add(value, Whose::Credential);
    }

    /// Adds a value of the caller.
    pub fn add_value(&mut self, value: &str) {
        self.0.add(value, Whose::Caller);
    }

    /// Adds the value of a header, and what it consists of.
    pub fn add_header(&mut self, name: &str, value: &str) {
        self.0.add_header(name, value);
    }

    /// Adds a URL that is a credential: all of it, the values of its query, and the long parts and ids of its path.
    pub fn add_url(&mut self, url: &Url) {
        self.0.add(url.as_str(), Whose::Credential);
        self.0.add_query(url);
        self.0.add_path(url, usize::MAX);
    }

    /// A text without what is sent, without tokens, and with no more of a URL than its origin: one line of at most [`MAX_TEXT`]
    /// characters.
    pub fn shown(&self, text: &str) -> String {
        redaction::shown(text, &self.0)
    }
}

/// A text as one line of at most `max` characters, without characters that control a terminal or change the direction of text. A
/// longer one is cut and ends with `…`.
pub fn line(text: &str, max: usize) -> String {
    limits::line(text, max)
}

/// Whether a key may be a name of a definition, which an error prints, or is data.
pub fn is_name(key: &str) -> bool {
    json::is_name(key.as_bytes())
}
