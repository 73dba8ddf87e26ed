//! The little that every generated connector crate links to, over `azure_core`.
//!
//! A generated crate re-exports this one as `runtime`. What a caller meets here: [`ClientOptions`], [`Error`],
//! [`HttpRequest`], [`Response`], [`Choice`], [`Upload`] and the types of values. The rest is what generated code is
//! made of.
//!
//! One way through it: a generated request type fills a [`Call`]; `into_request` makes an [`HttpRequest`] of it; the
//! [`Connection`] sends that through a pipeline (retry, time limit, credential, transport); an [`Answer`] decodes
//! itself, or an [`Error`] says why there is none. [`TriggerItem`] decodes what triggers deliver, by the same rules.
//!
//! It knows no connector, and prints no header value, query value, body or secret.

mod answer;
mod body;
mod call;
mod choice;
mod connection;
mod convert;
mod error;
mod headers;
mod json;
mod operation;
mod options;
mod pipeline;
mod request;
mod retry;
mod text;
mod trigger;
mod upload;
mod url;
mod values;

pub use answer::{Answer, Response};
pub use call::Call;
pub use choice::{Choice, ChoiceRequest};
pub use connection::{Connection, Connector};
pub use convert::convert;
pub use error::{Error, ErrorKind, Result};
pub use json::{Decode, Decoder, Encode, Encoder, Fault, ObjectDecoder, ObjectEncoder};
pub use operation::Operation;
pub use options::ClientOptions;
pub use request::HttpRequest;
pub use text::{Joined, Text};
pub use trigger::TriggerItem;
pub use upload::Upload;
pub use values::{Base64, Date, DateTime, Nullable, Secret, Unlisted, UnlistedInteger, UnlistedNumber};

pub use ::url::Url;
pub use azure_core::{credentials::TokenCredential, http::Transport};
pub use bytes::Bytes;
pub use serde_json;

/// What the macros need and no caller does.
#[doc(hidden)]
pub mod __private {
    pub use crate::json::{deserialize, read_text as text, serialize, write_text};
    pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
}
