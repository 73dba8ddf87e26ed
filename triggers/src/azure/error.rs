//! The error of everything here.

use connector_runtime::redaction::{self, MAX_TEXT, Sent};
use std::{fmt, time::Duration};

/// The maximum length of a service's code, in characters.
const MAX_CODE: usize = 100;

/// A failure of a call to Azure. No text of it contains a secret, a token or more of a URL than its origin.
pub struct AzureError(Box<Inner>);

struct Inner {
    kind: AzureErrorKind,
    /// What failed, such as `get the trigger configuration`.
    doing: &'static str,
    status: Option<u16>,
    code: Option<String>,
    message: String,
    retry_after: Option<Duration>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kinds of [`AzureError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AzureErrorKind {
    /// An argument or option is wrong. Nothing was sent.
    Invalid,
    /// The credential gave no token.
    Credential,
    /// There was no whole response: no connection, or it broke.
    Transport,
    /// There was no response in time.
    Timeout,
    /// The token was refused (401).
    Unauthorized,
    /// The identity lacks a role for this resource (403 of Azure Resource Manager).
    Forbidden,
    /// The connection has no access policy for the identity that pulls (403 of a pull endpoint). A new policy takes
    /// effect after 1 to 5 minutes.
    NoAccessPolicy,
    /// The resource does not exist (404).
    NotFound,
    /// The pull endpoint is outdated (404 or 410): get the trigger configuration again. [`Pull::run`](super::Pull::run)
    /// does.
    StaleEndpoint,
    /// The trigger configuration has no pull endpoints yet.
    NotReady,
    /// The request conflicts with the state of the resource (409, 412).
    Conflict,
    /// Too many requests (429).
    Throttled,
    /// The service refused the request (another 3xx or 4xx).
    Refused,
    /// The service failed (5xx).
    Service,
    /// The response is not what the service documents.
    Protocol,
    /// The response exceeds its size limit.
    TooLarge,
    /// The inbox failed. `source()` is the [`InboxError`](crate::inbox::InboxError).
    Inbox,
}

impl AzureError {
    /// `message` is for people. Nothing of `sent` is kept of it.
    pub(super) fn new(kind: AzureErrorKind, doing: &'static str, message: &str, sent: &Sent) -> Self {
        let message = sent.shown(message);
        Self(Box::new(Inner { kind, doing, status: None, code: None, message, retry_after: None, source: None }))
    }

    pub(super) fn invalid(doing: &'static str, message: &str) -> Self {
        Self::new(AzureErrorKind::Invalid, doing, message, &Sent::default())
    }

    pub(super) fn protocol(doing: &'static str, message: &str) -> Self {
        Self::new(AzureErrorKind::Protocol, doing, message, &Sent::default())
    }

    pub(super) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(super) fn with_code(mut self, code: Option<&str>, sent: &Sent) -> Self {
        self.0.code = code.map(|code| redaction::line(&sent.shown(code), MAX_CODE));
        self
    }

    pub(super) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(super) fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The category of the failure.
    pub fn kind(&self) -> AzureErrorKind {
        self.0.kind
    }

    /// The HTTP status of the response, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The service's own code, at most 100 characters.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What happened, on one line of at most 500 characters.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// How long the service asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the same call may succeed later without a change by a person.
    pub fn is_transient(&self) -> bool {
        use AzureErrorKind::{Conflict, Credential, Service, Throttled, Timeout, Transport};
        matches!(self.kind(), Credential | Transport | Timeout | Conflict | Throttled | Service)
            || self.status() == Some(408)
    }
}

impl fmt::Display for AzureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { doing, status, code, message, .. } = &*self.0;
        let status = status.map(|status| format!(" ({status})")).unwrap_or_default();
        let code = code.as_ref().map(|code| format!("{code}: ")).unwrap_or_default();
        f.write_str(&redaction::line(&format!("could not {doing}{status}: {code}{message}"), MAX_TEXT))
    }
}

impl fmt::Debug for AzureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, doing, status, code, message, .. } = &*self.0;
        f.debug_struct("AzureError")
            .field("kind", kind)
            .field("doing", doing)
            .field("status", status)
            .field("code", code)
            .field("message", message)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for AzureError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
