//! What an inbox stores of a callback.

use crate::failure::HandlerError;
use bytes::Bytes;
use connector_runtime::DecodePayload;
use sha2::{Digest as _, Sha256};
use std::{
    fmt,
    time::{Duration, SystemTime},
};

/// The number of an event in its inbox. A later event has a larger number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct EventId(pub i64);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How a body contains the payload of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Form {
    /// The body is the payload, as the service posts it: for `TriggerPayload::decode`.
    Payload,
    /// The body is Azure's envelope: for `TriggerPayload::decode_envelope`.
    Envelope,
}

/// What makes two events the same one, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    digest: [u8; 32],
    window: Duration,
}

impl DuplicateKey {
    /// The key of an event that has an id of its own, such as `X-GitHub-Delivery` or Azure's `messageId`. `window` is
    /// how long a second event with this id is a duplicate; services send an event again for days.
    pub fn of_id(route: &str, id: &[u8], window: Duration) -> Self {
        Self::new(b"id", &[route.as_bytes(), id], window)
    }

    /// The key of an event without an id: a digest of route, trigger and body. Two different events with equal bodies
    /// are one event for this key, so `window` must be short.
    pub fn of_body(route: &str, trigger: &str, body: &[u8], window: Duration) -> Self {
        Self::new(b"body", &[route.as_bytes(), trigger.as_bytes(), body], window)
    }

    /// Each part is preceded by its length, so that no two lists of parts give the same bytes.
    fn new(kind: &[u8], parts: &[&[u8]], window: Duration) -> Self {
        let mut hash = Sha256::new();
        for part in std::iter::once(&kind).chain(parts) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self { digest: hash.finalize().into(), window }
    }

    /// The key itself: a SHA-256 digest.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// How long a second event with this key is a duplicate, from the first one's arrival on.
    pub fn window(&self) -> Duration {
        self.window
    }
}

/// An event before an inbox has it.
#[derive(Clone)]
pub struct NewEvent {
    /// The route that received it: the connector, as the program names it.
    pub route: String,
    /// The operation id of the trigger.
    pub trigger: String,
    /// How `body` contains the payload.
    pub form: Form,
    /// Chosen headers. A header that contains a credential is never among them.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte; an envelope is without headers that may contain a credential.
    pub body: Bytes,
    /// `None` if no event is a duplicate of this one.
    pub duplicate: Option<DuplicateKey>,
    /// When it arrived, by the receiver's clock.
    pub received_at: SystemTime,
}

impl NewEvent {
    /// The bytes of its headers and its body.
    pub(crate) fn size(&self) -> usize {
        let headers = self.headers.iter().map(|(name, value)| name.len() + value.len());
        headers.fold(self.body.len(), usize::saturating_add)
    }
}

/// Prints sizes: headers and body are a caller's values.
impl fmt::Debug for NewEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEvent")
            .field("route", &self.route)
            .field("trigger", &self.trigger)
            .field("form", &self.form)
            .field("headers", &self.headers.len())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("received_at", &self.received_at)
            .finish_non_exhaustive()
    }
}

/// An event of an inbox.
#[derive(Clone)]
#[non_exhaustive]
pub struct Event {
    /// Its number in the inbox.
    pub id: EventId,
    /// The route that received it.
    pub route: String,
    /// The operation id of the trigger.
    pub trigger: String,
    /// How `body` contains the payload.
    pub form: Form,
    /// The headers that were stored.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte; an envelope is without headers that may contain a credential.
    pub body: Bytes,
    /// When it arrived, by the receiver's clock.
    pub received_at: SystemTime,
    /// How often a consumer has claimed it, this time included: 1 for the first.
    pub attempt: u32,
}

/// Prints sizes: headers and body are a caller's values.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("route", &self.route)
            .field("trigger", &self.trigger)
            .field("form", &self.form)
            .field("headers", &self.headers.len())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("received_at", &self.received_at)
            .field("attempt", &self.attempt)
            .finish()
    }
}

impl Event {
    /// The stored value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The payloads of the event: one, or those of a batch in Azure's envelope. `P` is the `TriggerPayload` of the crate of the
    /// connector.
    ///
    /// # Errors
    /// The body does not match the payload. The event becomes a dead letter if a handler returns this, because no further attempt
    /// can succeed; `replay` it with a newer crate.
    pub fn payloads<P: DecodePayload>(&self) -> Result<Vec<P>, HandlerError> {
        let payloads = match self.form {
            Form::Payload => P::decode_payload(&self.trigger, &self.body).map(|payload| vec![payload]),
            Form::Envelope => P::decode_payloads(&self.trigger, &self.body),
        };
        payloads.map_err(|error| HandlerError::dead(HandlerError::chain(&error)))
    }
}
