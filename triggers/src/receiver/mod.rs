//! An HTTP service that authenticates callbacks and stores them.
//!
//! A [`Receiver`] is a `tower::Service` over the types of `http`, for any body. Each [`Route`] says which requests are
//! events of a connector, which credential they need ([`Auth`]), and which questions of the service it answers
//! ([`Handshake`]).
//!
//! ```
//! use connector_triggers::{Inbox, receiver::{Auth, BuildError, Handshake, Receiver, Route, Signature}};
//! use std::sync::Arc;
//!
//! fn app(inbox: Arc<dyn Inbox>, url_secret: &str, slack_secret: &str) -> Result<axum::Router, BuildError> {
//!     let receiver = Receiver::builder(inbox)
//!         .route(
//!             Route::payload("kaizala", "/hooks/kaizala/{secret}/{trigger}", Auth::path_segment([url_secret]))
//!                 .handshake(Handshake::validation_token()),
//!         )
//!         .route(
//!             Route::payload("slack", "/hooks/slack", Auth::signature(Signature::slack([slack_secret])))
//!                 .trigger("OnMessage")
//!                 .handshake(Handshake::slack()),
//!         )
//!         .build()?;
//!     Ok(axum::Router::new().fallback_service(receiver))
//! }
//! ```
//!
//! # Answers
//!
//! | status | meaning |
//! |---|---|
//! | 202 | the inbox has the event durably, now or since an earlier request ([`Route::success`] sets another one) |
//! | 200 | the answer to a [`Handshake`]; nothing is stored |
//! | 400 | the body is not JSON, is nested too deeply, or is cut off; a header that names the trigger is missing |
//! | 401 | a credential is missing, there twice, malformed, wrong, or its time is too far from now |
//! | 403 | a genuine credential of somebody who may not post here |
//! | 404 | no route has the path, or the route does not have the trigger |
//! | 405 | the route does not accept the method |
//! | 408 | the body arrived too slowly |
//! | 413, 431 | the body, or address and headers together, are too long |
//! | 415 | the type is not JSON in UTF-8, or the body is compressed |
//! | 503 | with `Retry-After`: a limit is reached, the inbox is full, fails or is too slow, or Entra's keys cannot be fetched |
//!
//! What is not stored is never answered with a success. If the sender disconnects before the whole body is there,
//! nothing is stored; if later, the event is stored and counted all the same, and a second request with it is a
//! duplicate. The other way round an event may be stored although its sender saw no success, so that the sender sends it
//! again: [`Duplicates`] says which events are the same one.
//!
//! # Where it mounts
//!
//! * **axum**: `Router::fallback_service(receiver)`, or `Router::nest_service("/prefix", receiver)`; a nested receiver
//!   sees paths without the prefix.
//! * **hyper**: `hyper_util::service::TowerToHyperService::new(receiver)`. The time limit for the headers is hyper's:
//!   `http1::Builder::header_read_timeout`, which needs a timer (`.timer(TokioTimer::new())`).
//! * **Azure Functions**: a custom handler is a web server on the port that `FUNCTIONS_CUSTOMHANDLER_PORT` states. Set
//!   `"enableForwardingHttpRequest": true` in `host.json`. Then the host forwards a request of an HTTP trigger as it came,
//!   and a route's path is what it forwards: `/api/{function}`. Without this setting, and for other kinds of triggers, the
//!   host posts JSON of its own to `/{function}`, in which headers and body of the caller are strings. That is neither
//!   the payload nor the envelope, and its signature cannot be checked.
//!
//! The receiver stores bodies as bytes and decodes nothing, but for credentials in headers of an envelope, which it leaves out. `TriggerPayload::decode` reads an event of
//! [`Form::Payload`](crate::Form::Payload), `decode_envelope` one of [`Form::Envelope`](crate::Form::Envelope).

mod auth;
mod counters;
mod error;
mod handshake;
mod json;
mod limits;
mod path;
mod read;
mod response;
mod route;
mod service;

pub use auth::{Auth, AuthProblem, Part, Refusal, Secret, Signature, TimeUnit};
#[cfg(feature = "entra")]
pub use auth::{Entra, EntraKeys, JwksError, JwksSource, Transport};
pub use counters::{RouteSnapshot, Snapshot};
pub use error::BuildError;
pub use handshake::{Handshake, HandshakeAnswer};
pub use limits::Limits;
pub use response::ResponseBody;
pub use route::{Content, Duplicates, Route};
pub use service::{Receiver, ReceiverBuilder, ResponseFuture};
