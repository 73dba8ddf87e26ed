//! Options of one call.

use crate::{
    http::headers::{self, Headers},
    limits::CallLimits,
};
use std::{fmt, time::Duration};

/// Headers that the client sets itself: they follow from the connection, the body or the transport.
const CLIENT_HEADERS: [&str; 13] = [
    "authorization",
    "proxy-authorization",
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "accept-encoding",
    "connection",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "user-agent",
];

/// Options of one call: headers and query parameters of your own, and limits that differ from the client's.
///
/// A header or query parameter replaces one of the operation with the same name, or is added. Headers that the client
/// sets itself (`Authorization`, `Host`, `Content-Length`, `Content-Type`, `User-Agent` and the like) make the call an
/// error.
///
/// ```
/// use connector_runtime::CallOptions;
/// use std::time::Duration;
/// let options = CallOptions::default()
///     .with_header("x-ms-client-request-id", "11111111-2222-3333-4444-555555555555")
///     .with_query("api-version", "2")
///     .with_timeout(Duration::from_secs(5))
///     .with_max_retries(1);
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) headers: Headers,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) limits: CallLimits,
    pub(crate) problem: Option<String>,
}

impl CallOptions {
    /// Sets a header. The call fails if the name is not a valid header name, if the client sets the header itself, or
    /// if the value contains control characters. An error shows a name if it may be one.
    pub fn with_header(mut self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.set_header(name.as_ref(), value.into());
        self
    }

    fn set_header(&mut self, name: &str, value: String) {
        let problem = if CLIENT_HEADERS.iter().any(|header| header.eq_ignore_ascii_case(name)) {
            Some(format!("the client sets the header `{name}` itself"))
        } else if let Some(at) = name.chars().position(|c| !headers::is_token(c.encode_utf8(&mut [0; 4]))) {
            // It may be a value.
            Some(format!("the name of a header is not valid: its character {} is not allowed", at + 1))
        } else {
            headers::problem(name, &value)
        };
        match problem {
            Some(problem) => _ = self.problem.get_or_insert(problem),
            None => self.headers.set(name.to_owned(), value),
        }
    }

    /// Adds a query parameter; name and value are encoded. A name may occur several times.
    pub fn with_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sets the time limit of one attempt, as [`ClientOptions::with_timeout`](crate::ClientOptions::with_timeout) does.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = Some(timeout);
        self
    }

    /// Sets the time limit of the call with all its attempts, as
    /// [`ClientOptions::with_time_limit`](crate::ClientOptions::with_time_limit) does.
    pub fn with_time_limit(mut self, limit: Duration) -> Self {
        self.limits.time_limit = Some(limit);
        self
    }

    /// Sets the maximum number of retries; 0 turns them off.
    pub fn with_max_retries(mut self, max_retries: u32) -> Self {
        self.limits.max_retries = Some(max_retries);
        self
    }

    /// Sets the maximum wait between two attempts.
    pub fn with_max_retry_delay(mut self, delay: Duration) -> Self {
        self.limits.max_retry_delay = Some(delay);
        self
    }

    /// Sets the time after which no further attempt begins, counted from the first.
    pub fn with_retry_time_limit(mut self, limit: Duration) -> Self {
        self.limits.retry_time_limit = Some(limit);
        self
    }

    /// Sets the maximum length of the response body in bytes, as
    /// [`ClientOptions::with_max_body`](crate::ClientOptions::with_max_body) does.
    pub fn with_max_body(mut self, bytes: u64) -> Self {
        self.limits.max_body = Some(bytes);
        self
    }
}

/// Names only: values may be private.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.query.iter().map(|(name, _)| headers::shown(name)).collect();
        f.debug_struct("CallOptions")
            .field("headers", &self.headers)
            .field("query", &names)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
