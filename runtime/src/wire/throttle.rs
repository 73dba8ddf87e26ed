//! Keeps rate limits. In: limits, and each attempt before it is sent. Out: the wait until it may be sent.
//!
//! Each limit is a sliding window: in any period of its length there are at most its calls, wherever the service starts
//! to count. The library `governor` does not fit: its bucket refills evenly, so nearly twice the calls pass in the
//! first period.

use crate::limits::RateLimit;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Delays attempts to keep the limits. All clones of a client share one.
pub(crate) struct Throttle {
    windows: Mutex<Vec<Window>>,
}

impl Throttle {
    pub(crate) fn new(limits: &[RateLimit]) -> Self {
        let windows = limits.iter().filter(|limit| limit.calls() > 0);
        let windows = windows.map(|&limit| Window { limit, taken: VecDeque::new() }).collect();
        Self { windows: Mutex::new(windows) }
    }

    /// Waits until an attempt may be sent.
    pub(crate) async fn wait(&self) {
        let wait = self.take(Instant::now());
        if !wait.is_zero() {
            azure_core::sleep(wait.try_into().unwrap_or(azure_core::time::Duration::MAX)).await;
        }
    }

    /// Reserves the next free slot in all windows and returns the wait until then.
    fn take(&self, now: Instant) -> Duration {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let at = windows.iter().fold(now, |at, window| at.max(window.next_free(now)));
        windows.iter_mut().for_each(|window| window.take(now, at));
        at - now
    }
}

/// A later time. A period that the clock cannot represent is cut to a year.
fn after(start: Instant, period: Duration) -> Instant {
    start.checked_add(period).unwrap_or_else(|| start + Duration::from_secs(365 * 86_400))
}

/// A limit and the times of its last calls, in order. A call that is dropped while it waits keeps its slot: fewer calls
/// may pass, never more.
struct Window {
    limit: RateLimit,
    taken: VecDeque<Instant>,
}

impl Window {
    fn next_free(&self, now: Instant) -> Instant {
        let calls = self.limit.calls() as usize;
        match self.taken.len().checked_sub(calls) {
            Some(first) => now.max(after(self.taken[first], self.limit.period())),
            None => now,
        }
    }

    fn take(&mut self, now: Instant, at: Instant) {
        let period = self.limit.period();
        while self.taken.front().is_some_and(|&taken| after(taken, period) <= now) {
            self.taken.pop_front();
        }
        self.taken.push_back(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(waits: &[Duration]) -> Vec<u64> {
        waits.iter().map(Duration::as_secs).collect()
    }

    #[test]
    fn in_no_stretch_of_the_period_are_there_more_calls() {
        let policy = Throttle::new(&[RateLimit::new(2, 10)]);
        let start = Instant::now();
        let waits: Vec<_> = (0..6).map(|_| policy.take(start)).collect();
        assert_eq!(seconds(&waits), [0, 0, 10, 10, 20, 20]);
        let later = start + Duration::from_secs(25);
        assert_eq!(seconds(&[policy.take(later), policy.take(later), policy.take(later)]), [5, 5, 15]);
        let idle = start + Duration::from_secs(1000);
        assert_eq!(seconds(&[policy.take(idle), policy.take(idle), policy.take(idle)]), [0, 0, 10]);
    }

    #[test]
    fn every_limit_holds() {
        let policy = Throttle::new(&[RateLimit::new(2, 1), RateLimit::new(3, 60)]);
        let start = Instant::now();
        let waits: Vec<_> = (0..4).map(|_| policy.take(start)).collect();
        assert_eq!(seconds(&waits), [0, 0, 1, 60]);
    }

    #[test]
    fn no_calls_mean_no_limit() {
        let policy = Throttle::new(&[RateLimit::new(0, 60)]);
        let start = Instant::now();
        assert!((0..100).all(|_| policy.take(start).is_zero()));
    }
}
