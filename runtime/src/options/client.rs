//! Options of a client.

use crate::limits::{Limits, RateLimit};
use azure_core::http::Transport;
use std::time::Duration;

/// Options of a client.
///
/// ```
/// use connector_runtime::ClientOptions;
/// use std::time::Duration;
/// let options = ClientOptions::default().with_timeout(Duration::from_secs(30)).with_max_retries(0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct ClientOptions {
    pub(crate) transport: Option<Transport>,
    pub(crate) application_id: Option<String>,
    pub(crate) limits: Limits,
    pub(crate) is_throttled: bool,
    pub(crate) rate_limits: Vec<RateLimit>,
}

impl ClientOptions {
    /// Sets the HTTP transport. The default is the transport of the feature `reqwest_rustls`.
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Sets the first part of the `User-Agent`: up to 24 letters, digits and other token characters.
    pub fn with_application_id(mut self, application_id: impl Into<String>) -> Self {
        self.application_id = Some(application_id.into());
        self
    }

    /// Sets the time limit of one attempt: getting a token, sending, and receiving the whole response. The wait for a
    /// rate limit is not part of it. There is no limit by default; azure_core's transport gives up after 20 seconds
    /// without a connection and after 60 seconds without a byte.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = Some(timeout);
        self
    }

    /// Sets the time limit of a call, with all attempts and the waits between them. If the response is read as a
    /// stream, the limit ends where the body begins. There is no limit by default: an upload and a lookup have no
    /// common one. By default a call ends by [`with_max_retries`](Self::with_max_retries), by
    /// [`with_retry_time_limit`](Self::with_retry_time_limit) and by the transport. Only this limit and
    /// [`with_timeout`](Self::with_timeout) end a response that arrives slowly without a pause.
    pub fn with_time_limit(mut self, limit: Duration) -> Self {
        self.limits.time_limit = Some(limit);
        self
    }

    /// Sets the maximum number of retries: 3 by default; 0 turns them off.
    pub fn with_max_retries(mut self, max_retries: u32) -> Self {
        self.limits.max_retries = max_retries;
        self
    }

    /// Sets the maximum wait between two attempts: 60 seconds by default. If the service asks for a longer wait, the
    /// call is not retried.
    pub fn with_max_retry_delay(mut self, delay: Duration) -> Self {
        self.limits.max_retry_delay = delay;
        self
    }

    /// Sets the time after which no further attempt begins, counted from the first: 180 seconds by default.
    pub fn with_retry_time_limit(mut self, limit: Duration) -> Self {
        self.limits.retry_time_limit = limit;
        self
    }

    /// Sets the maximum length of a response body in bytes, counted after decompression: 100 MiB by default. A longer
    /// body is an error and is not read to its end. A response that is read as a stream has no limit.
    pub fn with_max_body(mut self, bytes: u64) -> Self {
        self.limits.max_body = bytes;
        self
    }

    /// Sets whether calls wait to keep the rate limits that the connector's definition states: off by default. Each
    /// attempt counts when it is sent, also if it finds no connection. The period begins when the response arrives, or a
    /// tenth of the period after the attempt is sent if that is earlier: a request may take some time to reach the service.
    ///
    /// Calls are sent in the order in which they begin to wait. A call that is dropped or reaches its time limit before it
    /// is sent leaves its place to the next one. Clones of a client share the count; other clients of the same connection do
    /// not.
    pub fn with_throttle(mut self, is_throttled: bool) -> Self {
        self.is_throttled = is_throttled;
        self
    }

    /// Adds a rate limit, independent of the definition's.
    pub fn with_rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limits.push(limit);
        self
    }
}
