//! What all generated connector crates share. A generated crate re-exports this crate as `runtime`.
//!
//! ```
//! # use connector_runtime::{Error, Result, Sending, codegen::{Connection, Operation, RequestBuilder}, RawResponse};
//! # const GET_GROUP: Operation = Operation::new("GetGroup", "GET", "/groups/{id}");
//! # struct Client(Connection);
//! # struct GetGroup(RequestBuilder);
//! # impl Client {
//! #     fn get_group(&self, id: &str) -> GetGroup {
//! #         let mut request = RequestBuilder::new(&self.0, &GET_GROUP);
//! #         request.path("id", &id);
//! #         GetGroup(request)
//! #     }
//! # }
//! # impl GetGroup {
//! #     fn language(mut self, value: &str) -> Self {
//! #         self.0.query("language", &value);
//! #         self
//! #     }
//! #     fn with_call_options(mut self, options: CallOptions) -> Self {
//! #         self.0.options(options);
//! #         self
//! #     }
//! #     fn send(self) -> Sending<String> {
//! #         self.0.sending(RawResponse::text)
//! #     }
//! # }
//! use connector_runtime::CallOptions;
//! use std::time::Duration;
//!
//! # async fn example(client: Client) -> Result<()> {
//! // `client` is the client of a generated crate. Required parameters are arguments, optional ones are setters.
//! let request = client
//!     .get_group("group-1")
//!     .language("en")
//!     .with_call_options(CallOptions::default().with_timeout(Duration::from_secs(5)));
//! match request.send().await {
//!     Ok(group) => println!("{group}"),
//!     Err(error) if error.status() == Some(404) => println!("no such group"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! * **Setters.** On a request, a setter has the name of its parameter: `.language(…)`. On models and options, and for
//!   what is not a parameter, it begins with `with_`: `.with_call_options(…)`.
//! * **One call.** `send` returns [`Sending`], a future. `send_with_response` adds status and headers ([`Response`]).
//!   `into_request` returns the [`HttpRequest`] without sending it. [`ByteStream`] reads a body piece by piece; [`Upload`]
//!   sends a file.
//! * **Several requests.** [`Pages`] and [`Items`] follow the links of paged responses; [`Poller`] waits for a long-running
//!   operation. You can resume either from a saved link. Neither follows a link to another origin.
//! * **Triggers.** A [`Subscription`] is a webhook that is registered; [`Unsubscribed`] tells what became of it. [`Polled`] asks
//!   for new items and has a [`PollState`] to save.
//! * **Dynamic values.** [`ChoiceRequest`], [`Tree`] and [`SchemaRequest`] ask the service which values a parameter may take
//!   and which shape a value has.
//! * **Values.** [`DateTime`], [`Date`], [`Decimal`], [`Base64`], [`Secret`], [`Nullable`] and the `Unlisted` types keep what
//!   a service sent. [`Row`] is an object whose properties are known at run time only. [`convert`] reads one model as another. A model
//!   holds an object that is nested deep in a [`Deep`] box.
//! * **Tables.** [`tables`] has typed columns and the filters that they make, for rows whose columns are known.
//! * **Failures.** Every failure is an [`Error`], with a category ([`ErrorKind`]), the status and the service's own message.
//! * **Services that send other than described.** An empty `[]`, `""`, `{}` or `false` in the place of an object, map, number
//!   or list is an absent value. A success without its body is [`ErrorKind::Empty`]; [`Optional`] makes it `None`.
//!   [`Error::field`], [`Error::digits`] and [`Error::body_without_misfits`] help with a value that does not fit.
//! * **Options.** [`ClientOptions`] sets retries, time limits, the transport and rate limits of a client; [`CallOptions`] sets
//!   headers, query and limits of one call.
//!
//! Features: `reqwest_rustls` (default) sends requests; `testing` adds a transport for tests; `oauth2` adds credentials for
//! direct clients; `jsonschema` adds `DynamicSchema::validate`.
//!
//! **What is printed.** No error and no event of this crate contains a value of a call or of a credential: not in `Display`, not in
//! `Debug`, not in a cause. [`Error::message`] is what the service says, without values of credentials; [`Error::raw_body`] and the
//! other accessors return what was received. `Debug` of what carries values to the service prints none; models and values print
//! themselves.
//!
//! azure_core would report each URL to `tracing`, failed ones at `INFO`, the others at `DEBUG`. This crate keeps it from that. Two
//! cases are left: a credential of `azure_identity` sends its own requests, and where the `log` feature of `tracing` is on without
//! a subscriber, azure_core's transport still writes URLs to `log`. The filter `typespec_client_core=off` stops both. A transport
//! or a credential of your own reports what it wants.

mod choices;
#[doc(hidden)]
pub mod codegen;
mod connection;
mod convert;
mod direct;
mod error;
mod http;
mod json;
mod limits;
mod links;
#[cfg(feature = "oauth2")]
pub mod oauth2;
mod options;
mod policy;
mod polling;
#[doc(hidden)]
pub mod redaction;
mod request;
mod response;
mod row;
pub mod tables;
#[cfg(feature = "testing")]
pub mod testing;
mod text;
mod trigger;
mod values;
mod webhook;
mod wire;

pub use choices::{
    choice::{Choice, ChoiceRequest},
    schema::{DynamicSchema, SchemaRequest},
    tree::{Tree, TreeItem},
};
pub use convert::convert;
pub use error::{Error, ErrorKind, Result};
pub use http::request::HttpRequest;
pub use json::{Decode, Encode};
pub use limits::RateLimit;
pub use links::{
    paging::{Items, Pages},
    poller::{Poller, Progress},
};
pub use options::{CallOptions, ClientOptions};
pub use polling::{
    polled::{Polled, PolledPage, Start},
    state::PollState,
};
pub use request::{sending::Sending, upload::Upload};
pub use response::{Optional, RawResponse, Response, byte_stream::ByteStream};
pub use row::Row;
pub use trigger::DecodePayload;
pub use values::{
    Base64, Date, DateTime, Decimal, Deep, Nullable, ParseDecimalError, Secret, Unlisted, UnlistedInteger,
    UnlistedNumber, UnlistedUnsigned,
};
pub use webhook::{
    subscribe::Subscribing,
    subscription::Subscription,
    unsubscribe::{Unsubscribed, Unsubscribing},
};

pub use ::url::Url;
pub use azure_core::{credentials::TokenCredential, http::Transport};
pub use bytes::Bytes;
pub use futures_core::Stream;
pub use serde_json;
