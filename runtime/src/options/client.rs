//! What a caller may choose of a client.

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
    /// Sets what sends the requests. Without it, the transport of the feature `reqwest_rustls` does.
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Sets a name that stands first in the `User-Agent`: up to 24 letters, digits and other token characters.
    pub fn with_application_id(mut self, application_id: impl Into<String>) -> Self {
        self.application_id = Some(application_id.into());
        self
    }

    /// Sets how long one try may take: getting a token, sending, and receiving the whole response. There is no such limit
    /// by default; azure_core's transport gives up a connection that does not come up in 20 seconds or is silent for 60.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = Some(timeout);
        self
    }

    /// Sets how long a call may take with all its tries and the waits between them; where its response is read as a stream,
    /// until the body begins. There is no such limit by default, since an upload and a lookup have none in common: what ends
    /// a call then are [`with_max_retries`](Self::with_max_retries), [`with_retry_time_limit`](Self::with_retry_time_limit) and
    /// the transport. A service that keeps sending, however slowly, is ended by this limit or by
    /// [`with_timeout`](Self::with_timeout) alone.
    pub fn with_time_limit(mut self, limit: Duration) -> Self {
        self.limits.time_limit = Some(limit);
        self
    }

    /// Sets how often a request is sent again at most: 3 by default, 0 turns retries off.
    pub fn with_max_retries(mut self, max_retries: u32) -> Self {
        self.limits.max_retries = max_retries;
        self
    }

    /// Sets the longest wait between two tries: 60 seconds by default. Where the service asks to wait longer, there is
    /// no further try.
    pub fn with_max_retry_delay(mut self, delay: Duration) -> Self {
        self.limits.max_retry_delay = delay;
        self
    }

    /// Sets the time after which no further try begins, counted from the first: 180 seconds by default.
    pub fn with_retry_time_limit(mut self, limit: Duration) -> Self {
        self.limits.retry_time_limit = limit;
        self
    }

    /// Sets how many bytes the body of a response may have, counted as they come out of the transport, which undoes a
    /// compression: 100 MiB by default. A longer one is an error, and is not read to its end; a response that is read as a
    /// stream has no limit.
    pub fn with_max_body(mut self, bytes: u64) -> Self {
        self.limits.max_body = bytes;
        self
    }

    /// Sets whether calls wait so that the limits are kept which the connector states, where it states some; off by
    /// default. Each try counts; clones of the client count together, other clients of the same connection do not.
    pub fn with_throttle(mut self, is_throttled: bool) -> Self {
        self.is_throttled = is_throttled;
        self
    }

    /// Adds a limit to keep, whatever the connector states.
    pub fn with_rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limits.push(limit);
        self
    }
}
