//! [`Node`]: a JSON value with its span. TOML is read into the same tree.

use crate::diagnostic::JsonKind;
use crate::span::Span;

/// A JSON value and its span.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// From its first to its last byte, quotes and brackets included.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A JSON value. Objects keep their order. Of duplicate keys only the last one is kept, as in most JSON readers.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// The number's source text, always a number of strict JSON.
    Number(String),
    /// A string with its escapes decoded.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// An object.
    Object(Vec<Member>),
}

/// A key of an object and its value.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key with its escapes decoded.
    pub key: String,
    /// Span of the key, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Value {
    /// The kind of value.
    pub fn kind(&self) -> JsonKind {
        match self {
            Self::Null => JsonKind::Null,
            Self::Bool(_) => JsonKind::Boolean,
            Self::Number(_) => JsonKind::Number,
            Self::String(_) => JsonKind::String,
            Self::Array(_) => JsonKind::List,
            Self::Object(_) => JsonKind::Object,
        }
    }
}
