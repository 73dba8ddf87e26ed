//! Why an event is not done.

use std::{error::Error, fmt, time::Duration};

/// Why an event is not done, and whether to try it again. Any error becomes one with `?`, and is tried again.
pub struct HandlerError {
    pub(crate) reason: String,
    pub(crate) next: Next,
}

/// What follows a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Retry,
    RetryAfter(Duration),
    Dead,
}

impl HandlerError {
    /// The event is tried again, after the delay of the consumer.
    pub fn retry(reason: impl fmt::Display) -> Self {
        Self { reason: reason.to_string(), next: Next::Retry }
    }

    /// The event is tried again after `delay`, such as a service's `Retry-After`.
    pub fn retry_after(delay: Duration, reason: impl fmt::Display) -> Self {
        Self { reason: reason.to_string(), next: Next::RetryAfter(delay) }
    }

    /// The event becomes a dead letter now, because no further attempt can succeed.
    pub fn dead(reason: impl fmt::Display) -> Self {
        Self { reason: reason.to_string(), next: Next::Dead }
    }

    /// The error and its causes, on one line.
    pub(crate) fn chain(error: &dyn Error) -> String {
        let mut reason = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            // Many errors repeat their cause.
            if !reason.ends_with(&text) {
                reason = format!("{reason}: {text}");
            }
            source = cause.source();
        }
        reason
    }
}

impl<E: Error> From<E> for HandlerError {
    fn from(error: E) -> Self {
        Self { reason: Self::chain(&error), next: Next::Retry }
    }
}

impl fmt::Debug for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:?})", self.reason, self.next)
    }
}
