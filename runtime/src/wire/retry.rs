//! Whether a request is sent again, and after which wait. In: method and outcome of an attempt.
//!
//! An idempotent method is retried on 408, 429, 5xx and lost connections. Any other method is retried only if the
//! service did not act: on 429, on 503 with `Retry-After`, and if there was no connection.
//!
//! azure_core's own retry policy is off: it retries by status and does not see the method, so it would repeat a `POST`
//! that may have taken effect.

use crate::{
    error::cause::is_refused,
    http::{headers::Headers, retry_after::retry_after},
    limits::Limits,
    wire::body_limit::Received,
};
use azure_core::error::ErrorKind;
use std::time::{Duration, Instant};

/// The wait after the first attempt; it doubles with each further one.
const FIRST_DELAY: Duration = Duration::from_millis(500);

/// The wait before a retry; `None` if the outcome stands, because a retry is unsafe, pointless or beyond the limits of
/// the call.
pub(crate) fn delay(
    method: &str,
    outcome: &azure_core::Result<Received>,
    retries: u32,
    started: Instant,
    limits: &Limits,
) -> Option<Duration> {
    let is_promising = match outcome {
        Ok(response) => is_retryable_status(method, response.status, &response.headers),
        Err(error) => is_retryable_failure(method, error.kind()) && !is_refused(error),
    };
    if !is_promising || retries >= limits.max_retries {
        return None;
    }
    let asked = outcome.as_ref().ok().and_then(|response| retry_after(&response.headers));
    let delay = asked.unwrap_or_else(|| backoff(retries, limits.max_retry_delay));
    let in_time = delay <= limits.max_retry_delay && started.elapsed().saturating_add(delay) <= limits.retry_time_limit;
    in_time.then_some(delay)
}

/// Whether a response of this status permits a retry: it may succeed and does no harm.
pub(crate) fn is_retryable_status(method: &str, status: u16, headers: &Headers) -> bool {
    match status {
        429 => true,
        503 => is_idempotent(method) || retry_after(headers).is_some(),
        408 | 500..=599 => is_idempotent(method),
        _ => false,
    }
}

/// Whether a failure without a response permits a retry: it may succeed and does no harm.
pub(crate) fn is_retryable_failure(method: &str, kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::Connection => true,
        ErrorKind::Io => is_idempotent(method),
        _ => false,
    }
}

fn is_idempotent(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "PUT" | "DELETE")
}

/// A random wait between half of the doubled delay and all of it, so that clients do not retry in step.
fn backoff(retries: u32, max_delay: Duration) -> Duration {
    let whole = FIRST_DELAY.saturating_mul(1 << retries.min(16)).min(max_delay);
    let random = (azure_core::Uuid::new_v4().as_u128() & 0xffff) as u32;
    whole / 2 + whole / 2 * random / 0xffff
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> Headers {
        Headers::from_iter([(name, value)])
    }

    #[test]
    fn what_may_be_repeated_is_on_each_passing_status() {
        for method in ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"] {
            for status in [408, 429, 500, 502, 503, 504] {
                assert!(is_retryable_status(method, status, &Headers::default()), "{method} {status}");
            }
            assert!(is_retryable_failure(method, &ErrorKind::Io));
            assert!(is_retryable_failure(method, &ErrorKind::Connection));
            assert!(!is_retryable_failure(method, &ErrorKind::Credential));
        }
    }

    #[test]
    fn what_may_not_be_repeated_is_only_where_nothing_was_done() {
        let asked = headers("Retry-After", "1");
        for method in ["POST", "PATCH"] {
            for status in [408, 500, 502, 503, 504] {
                assert!(!is_retryable_status(method, status, &Headers::default()), "{method} {status}");
            }
            assert!(is_retryable_status(method, 429, &Headers::default()));
            assert!(is_retryable_status(method, 503, &asked));
            assert!(!is_retryable_status(method, 500, &asked));
            assert!(is_retryable_failure(method, &ErrorKind::Connection));
            assert!(!is_retryable_failure(method, &ErrorKind::Io));
        }
    }

    #[test]
    fn final_statuses_are_final() {
        for status in [200, 302, 400, 401, 403, 404, 409] {
            assert!(!is_retryable_status("GET", status, &headers("Retry-After", "1")), "{status}");
        }
    }

    #[test]
    fn the_delay_doubles_up_to_the_limit() {
        let limit = Duration::from_secs(3);
        for (retries, whole) in [(0, 500), (1, 1000), (2, 2000), (3, 3000), (40, 3000)] {
            let delay = backoff(retries, limit);
            assert!((whole / 2 - 1..=whole).contains(&(delay.as_millis() as u64)), "{retries}: {delay:?}");
        }
    }
}
