//! How a consumer works.

use std::time::Duration;

/// How a consumer works. The defaults suit handlers that take up to some seconds.
#[derive(Clone, Debug)]
pub struct Consumer {
    pub(super) concurrency: usize,
    pub(super) lease: Duration,
    pub(super) attempts: u32,
    first_delay: Duration,
    longest_delay: Duration,
    pub(super) grace: Duration,
    pub(super) routes: Vec<String>,
}

impl Default for Consumer {
    fn default() -> Self {
        Self {
            concurrency: 16,
            lease: Duration::from_secs(60),
            attempts: 10,
            first_delay: Duration::from_secs(1),
            longest_delay: Duration::from_secs(300),
            grace: Duration::from_secs(30),
            routes: Vec::new(),
        }
    }
}

impl Consumer {
    /// At most so many handlers run at once; at least 1. The default is 16.
    #[must_use]
    pub fn with_concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    /// How long another consumer waits for an event after this one has crashed; at least a second. The lease is extended
    /// while a handler runs, so it does not limit a handler. The default is 60 s.
    #[must_use]
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease.max(Duration::from_secs(1));
        self
    }

    /// After so many attempts an event becomes a dead letter; at least 1. The default is 10.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The delay before the second attempt, and the longest delay. Each delay is twice the one before, less a random part
    /// of up to a half. The defaults are 1 s and 5 min.
    #[must_use]
    pub fn with_delays(mut self, first: Duration, longest: Duration) -> Self {
        self.first_delay = first;
        self.longest_delay = longest.max(first);
        self
    }

    /// How long a shutdown waits for running handlers. The others are cancelled, and their events are given back. The
    /// default is 30 s.
    #[must_use]
    pub fn with_grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Only events of these routes. The default is all routes.
    #[must_use]
    pub fn with_routes<R: Into<String>>(mut self, routes: impl IntoIterator<Item = R>) -> Self {
        self.routes = routes.into_iter().map(Into::into).collect();
        self
    }

    /// The delay after attempt number `attempt`; the first is 1.
    pub(super) fn delay(&self, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let longest = self.first_delay.saturating_mul(factor).min(self.longest_delay);
        longest.mul_f64(0.5 + fastrand::f64() / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Consumer;
    use std::time::Duration;

    #[test]
    fn delays_double_up_to_the_longest() {
        let consumer = Consumer::default().with_delays(Duration::from_secs(1), Duration::from_secs(10));
        for (attempt, longest) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (40, 10), (u32::MAX, 10)] {
            for _ in 0..100 {
                let delay = consumer.delay(attempt);
                let longest = Duration::from_secs(longest);
                assert!(delay <= longest && delay >= longest / 2, "{attempt}: {delay:?}");
            }
        }
    }
}
