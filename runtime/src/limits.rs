//! How long a call may take, how often it is sent, and how long its response may be. In: what a client's options and a
//! call's own say. Out: the limits of one call, which the policies of the pipeline find in its context.

use std::time::Duration;

/// The limits of one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Of one try.
    pub(crate) timeout: Option<Duration>,
    /// Of all tries and the waits between them.
    pub(crate) time_limit: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) max_retry_delay: Duration,
    /// After it no further try begins.
    pub(crate) retry_time_limit: Duration,
    /// Of a response's body, in bytes.
    pub(crate) max_body: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: None,
            time_limit: None,
            max_retries: 3,
            max_retry_delay: Duration::from_secs(60),
            retry_time_limit: Duration::from_secs(180),
            max_body: 100 << 20,
        }
    }
}

/// The limits that a call states for itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallLimits {
    pub(crate) timeout: Option<Duration>,
    pub(crate) time_limit: Option<Duration>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) max_retry_delay: Option<Duration>,
    pub(crate) retry_time_limit: Option<Duration>,
    pub(crate) max_body: Option<u64>,
}

impl CallLimits {
    /// These where they are stated, the client's where not.
    pub(crate) fn over(self, client: Limits) -> Limits {
        Limits {
            timeout: self.timeout.or(client.timeout),
            time_limit: self.time_limit.or(client.time_limit),
            max_retries: self.max_retries.unwrap_or(client.max_retries),
            max_retry_delay: self.max_retry_delay.unwrap_or(client.max_retry_delay),
            retry_time_limit: self.retry_time_limit.unwrap_or(client.retry_time_limit),
            max_body: self.max_body.unwrap_or(client.max_body),
        }
    }
}

/// How many calls a service lets through in a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    calls: u32,
    period: Duration,
}

impl RateLimit {
    /// So many calls in any stretch of so many seconds. No calls at all mean no limit.
    pub const fn new(calls: u32, seconds: u64) -> Self {
        Self { calls, period: Duration::from_secs(seconds) }
    }

    /// How many calls are let through.
    pub const fn calls(&self) -> u32 {
        self.calls
    }

    /// In which time.
    pub const fn period(&self) -> Duration {
        self.period
    }
}
