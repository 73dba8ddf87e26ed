//! The little that every generated connector crate links to, over `azure_core`.
//!
//! A generated crate re-exports this one as `runtime`. What a caller meets here: [`ClientOptions`], [`Error`],
//! [`HttpRequest`], [`Response`], [`Choice`], [`Upload`] and the types of values. The rest is what generated code is
//! made of.
//!
//! One way through it: a generated request type fills a [`RequestBuilder`]; `into_request` makes an [`HttpRequest`] of it; the
//! [`Connection`] sends that through a pipeline (retry, time limit, credential, transport); an [`RawResponse`] decodes
//! itself, or an [`Error`] says why there is none. [`TriggerItem`] decodes what triggers deliver, by the same rules.
//!
//! A direct client, which needs no Azure connection, does in [`direct`] and [`policy`] what Azure does for the other.
//!
//! It knows no connector, and prints no header value, query value, body or secret.

mod choices;
mod connection;
mod convert;
pub mod direct;
mod error;
mod http;
mod json;
mod limits;
mod links;
#[cfg(feature = "oauth2")]
pub mod oauth2;
mod options;
pub mod policy;
mod request;
mod response;
mod text;
mod trigger;
mod values;
mod wire;

#[cfg(feature = "testing")]
pub mod testing;

pub use choices::{
    body::JsonBody,
    choice::{Choice, ChoiceRequest},
    schema::{DynamicSchema, SchemaRequest},
    tree::{IsParent, Tree, TreeItem, TreeItems},
};
pub use connection::{Connection, Connector};
pub use convert::convert;
pub use error::{Error, ErrorKind, Result};
pub use http::request::HttpRequest;
pub use json::{Decode, Decoder, Encode, Encoder, JsonError, ObjectEncoder};
pub use limits::RateLimit;
pub use links::{
    paging::{Items, Pages},
    poller::{Poller, Progress},
};
pub use options::{CallOptions, ClientOptions};
pub use request::{builder::RequestBuilder, operation::Operation, sending::Sending, upload::Upload};
pub use response::{RawResponse, Response, byte_stream::ByteStream};
pub use text::{Joined, Text};
pub use trigger::TriggerItem;
pub use values::{Base64, Date, DateTime, Nullable, Secret, Unlisted, UnlistedInteger, UnlistedNumber};

pub use ::url::Url;
pub use azure_core::{credentials::TokenCredential, http::Transport};
pub use bytes::Bytes;
pub use futures_core::Stream;
pub use serde_json;

/// What the macros need and no caller does.
#[doc(hidden)]
pub mod __private {
    pub use crate::json::{Slot, deserialize, read_text as text, serialize, write_text};
    pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
}
